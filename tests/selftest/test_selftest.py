from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import pytest

from bot.bootstrap import build_library
from bot.errors import LibraryError, SettingsError
from bot.library import EVERYWHERE
from bot.selftest import SelfTest
from bot.settings import Settings
from bot.storage import Actor, Scope

if TYPE_CHECKING:
    from pathlib import Path

    from bot.library import Library

HOST = Actor()
HARBOUR = "The harbour board denied the fee.\n\nOlga Lind is its director.\n"
MILL = "The mill grinds rye.\n\nIts wheel was repaired in May.\n"
ROWS: tuple[dict[str, object], ...] = (
    {"question": "Who is the director?", "article": "harbour", "start": 35, "end": 44},
    {
        "question": "When was the wheel repaired?",
        "kind": "answerable",
        "gold": ["Its wheel was repaired in May."],
    },
    {"question": "What is the capital of Peru?", "kind": "unanswerable-off-topic"},
)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "harbour.md").write_text(HARBOUR, encoding="utf-8")
    (folder / "mill.md").write_text(MILL, encoding="utf-8")
    questions = tmp_path / "questions.jsonl"
    text = "\n".join(json.dumps(row) for row in ROWS)
    questions.write_text(text, encoding="utf-8")
    return Settings(
        _env_file=None, corpus=folder, state=tmp_path / "state", selftest=questions
    )


def slugs(library: Library) -> list[str]:
    return [article.slug for article in library.articles(EVERYWHERE)]


def test_questions_count_whose_answer_the_articles_hold(settings: Settings) -> None:
    assert settings.selftest is not None
    test = SelfTest(settings.selftest)
    library = build_library(settings)
    assert len(test) == 2
    assert test(library.answerer(EVERYWHERE)) == {0: True, 1: True}
    (settings.corpus / "mill.md").unlink()
    assert test(build_library(settings).answerer(EVERYWHERE)) == {0: True}


@pytest.mark.usefixtures("uncovered")
async def test_what_makes_the_answers_worse_is_refused_and_reported(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    library = build_library(settings)
    await library.refresh()
    # So many directors that the one of the harbour is no longer among the first.
    crowd = "\n\n".join(
        f"Who is the director? The director is Ann{n}." for n in range(9)
    )
    (settings.corpus / "crowd.md").write_text(crowd, encoding="utf-8")
    await library.refresh()
    assert "crowd" not in slugs(library)
    assert "would be 1 and not 2; the articles stay as they were" in caplog.text
    article = build_library(settings).articles(EVERYWHERE)[0]
    assert article.slug == "crowd"
    (settings.corpus / "crowd.md").unlink()
    await library.refresh()
    with pytest.raises(LibraryError):
        await library.add(article, Scope(), by=HOST)
    await library.close()


@pytest.mark.usefixtures("uncovered")
async def test_what_does_not_is_taken_and_an_article_may_always_go(
    settings: Settings,
) -> None:
    library = build_library(settings)
    await library.refresh()
    (settings.corpus / "bridge.md").write_text("The bridge is blue.", encoding="utf-8")
    (settings.corpus / "mill.md").unlink()
    await library.refresh()
    assert slugs(library) == ["bridge", "harbour"]
    await library.withdraw("harbour", "taken back", by=HOST)
    assert slugs(library) == ["bridge"]
    await library.close()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (None, "can't be read"),
        ("", "holds no question"),
        ("not JSON", "line 1: is not JSON"),
        ('{"question": "Who?"}', "line 1: is of no known form"),
    ],
)
def test_a_file_that_can_not_be_used_is_said_at_the_start(
    settings: Settings, text: str | None, said: str
) -> None:
    assert settings.selftest is not None
    settings.selftest.unlink()
    if text is not None:
        settings.selftest.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError, match=f"VERBATIM_SELFTEST: .*{said}"):
        build_library(settings)


def test_a_pipe_is_no_question_file(tmp_path: Path) -> None:
    pipe = tmp_path / "questions.jsonl"
    os.mkfifo(pipe)
    with pytest.raises(SettingsError, match="is no file; name a question file"):
        SelfTest(pipe)
