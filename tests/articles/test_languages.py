from __future__ import annotations

import tempfile
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.articles import languages, read_article, read_corpus
from bot.articles.languages import detect_language

if TYPE_CHECKING:
    from pathlib import Path

TEXTS = {
    "de": "Der alte Hafen liegt am Rand der Stadt. Die Boote sind heute nicht da.",
    "en": "The old harbour lies at the edge of the town. The boats are out today.",
    "es": "El viejo puerto está al borde de la ciudad. Hoy no están los barcos.",
    "fr": "Le vieux port se trouve au bord de la ville. Les bateaux sont partis.",
    "ru": "Старый порт лежит на краю города. Сегодня лодок нет.",
    "ar": "يقع الميناء القديم على حافة المدينة. القوارب ليست هنا اليوم.",
    "fa": "بندر قدیمی در کنار شهر است. قایق‌ها امروز اینجا نیستند.",
    "zh": "旧港口位于城市边缘。今天船不在。",
}


@pytest.mark.parametrize("language", TEXTS)
def test_a_text_of_two_sentences_shows_its_language(language: str) -> None:
    assert detect_language(TEXTS[language]) == language


def test_the_front_matter_goes_before_what_is_detected(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text(TEXTS["de"], "utf-8")
    assert read_article(path).language == "de"
    path.write_text(f"---\nlanguage: nl\n---\n{TEXTS['de']}", "utf-8")
    assert read_article(path).language == "nl"


def test_what_could_be_any_language_is_taken_for_english() -> None:
    assert detect_language("123 OK") == "en"


@given(st.text())
def test_any_text_has_a_language(text: str) -> None:
    assert detect_language(text).isalpha()


def test_without_room_for_temporary_files_other_articles_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "named.md").write_text("---\nlanguage: en\n---\nThe mill is shut.")
    (corpus / "plain.md").write_text("The mill is open.")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "gone"))
    languages._identifier.cache_clear()  # noqa: SLF001 - it may be there already
    found = read_corpus(corpus)
    assert [article.slug for article in found.articles] == ["named"]
    (problem,) = found.problems
    assert "plain.md: names no language. " in str(problem)
    assert "or name another one with TMPDIR." in str(problem)
    monkeypatch.undo()
    assert len(read_corpus(corpus).articles) == 2
