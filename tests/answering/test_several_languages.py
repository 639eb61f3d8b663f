from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.answering import Answerer, Status
from bot.articles import read_corpus

if TYPE_CHECKING:
    from pathlib import Path

TEXTS = {
    "ar": "يقع الميناء القديم على حافة المدينة. يبيع الصيادون السمك صباحا.",
    "de": "Der alte Hafen liegt am Rand der Stadt. Die Fischer verkaufen Fisch.",
    "en": "The old harbour lies at the edge of the town. Fishermen sell fish at dawn.",
    "es": "El viejo puerto está al borde de la ciudad. Los pescadores venden pescado.",
    "fa": "بندر قدیمی در کنار شهر است. ماهیگیران صبح ماهی می‌فروشند.",
    "ru": "Старый порт лежит на краю города. Рыбаки продают рыбу утром.",
    "zh": "旧港口位于城市边缘。渔民早上卖鱼。",
}
QUESTIONS = {
    "ar": "ماذا يبيع الصيادون؟",
    "de": "Was verkaufen die Fischer?",
    "en": "What do the fishermen sell?",
    "es": "¿Qué venden los pescadores?",
    "fa": "ماهیگیران چه می‌فروشند؟",
    "ru": "Что продают рыбаки?",
    "zh": "渔民早上卖什么？",
}


@pytest.fixture
def answerer(tmp_path: Path) -> Answerer:
    for language, text in TEXTS.items():
        (tmp_path / f"{language}.txt").write_text(text, "utf-8")
    return Answerer(read_corpus(tmp_path).articles)


@pytest.mark.parametrize("language", TEXTS)
def test_a_question_is_answered_in_its_language(
    answerer: Answerer, language: str
) -> None:
    answer = answerer.answer(QUESTIONS[language])
    assert answer.status is Status.ANSWERED
    best = answer.evidence[0]
    assert best.article.slug == best.article.language == language
    second = best.article.sentences[1]
    assert best.sentence == (second.start, second.end)
    assert best.highlights


def test_a_word_is_unknown_only_where_no_language_has_it(answerer: Answerer) -> None:
    answer = answerer.answer("Fischer Kubernetes?")
    assert answer.unknown_words == ("Kubernetes",)


def test_one_article_is_asked_in_its_own_language(answerer: Answerer) -> None:
    answer = answerer.answer("Was verkaufen die Fischer?", article="en")
    assert {e.article.slug for e in (*answer.evidence, *answer.closest)} <= {"en"}
