from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.answering import Answerer, Status
from bot.articles import read_corpus

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.usefixtures("uncovered")

TEXTS = {
    "ar": "يقع الميناء القديم على حافة المدينة. يبيع الصيادون السمك صباحا.",
    "de": "Der alte Hafen liegt am Rand der Stadt. Die Fischer verkaufen Fisch.",
    "en": "The old harbour lies at the edge of the town. Fishermen sell fish at dawn.",
    "es": "El viejo puerto está al borde de la ciudad. Los pescadores venden pescado.",
    "el": "Το παλιό λιμάνι βρίσκεται στην άκρη της πόλης. Οι ψαράδες πουλούν ψάρια.",
    "fa": "بندر قدیمی در کنار شهر است. ماهیگیران صبح ماهی می‌فروشند.",
    "fr": "L’ancien port est au bord de la ville. Les pêcheurs vendent à l’aube.",
    "hi": "पुराना बंदरगाह शहर के किनारे पर है। मछुआरे सुबह मछली बेचते हैं।",
    "ja": "古い港は町のはずれにある。漁師たちは朝に魚を売る。",
    "ko": "옛 항구는 도시 가장자리에 있다. 어부들은 새벽에 생선을 판다.",
    "ru": "Старый порт лежит на краю города. Рыбаки продают рыбу утром.",
    "tr": "Eski liman şehrin kenarındadır. Balıkçılar İzmir’de sabah balık satar.",
    "zh": "旧港口位于城市边缘。渔民早上卖鱼。",
}
QUESTIONS = {
    "ar": "ماذا يبيع الصيادون؟",
    "de": "Was verkaufen die Fischer?",
    "en": "What do the fishermen sell?",
    "es": "¿Qué venden los pescadores?",
    "el": "Τι πουλούν οι ψαράδες;",
    "fa": "ماهیگیران چه می‌فروشند؟",
    "fr": "Que vendent les pêcheurs à l'aube ?",
    "hi": "मछुआरे क्या बेचते हैं?",
    "ja": "漁師たちは朝に何を売りますか？",
    "ko": "어부들은 무엇을 판다?",
    "ru": "Что продают рыбаки?",
    "tr": "Balıkçılar izmir'de ne satar?",
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


def test_words_of_a_script_without_spaces_are_marked_in_one_piece(
    answerer: Answerer,
) -> None:
    answer = answerer.answer(QUESTIONS["ja"])
    best = answer.evidence[0]
    assert [best.article.text(*span) for span in best.highlights] == [
        "漁師たちは朝に",
        "を売",
    ]
    assert answer.unknown_words == ("に何を", "売りますか")


def test_a_name_is_found_without_its_suffix(answerer: Answerer) -> None:
    answer = answerer.answer("Kim İzmir'den geldi?", article="tr")
    found = (*answer.evidence, *answer.closest)[0]
    assert [found.article.text(*span) for span in found.highlights] == ["İzmir"]


def test_a_question_in_another_language_than_all_articles_is_told_from_others(
    answerer: Answerer,
) -> None:
    of = {article.language: article for article in answerer.articles}
    english = Answerer([of["en"]])
    assert english.answer("Was haben die Fischer denn verkauft?").foreign
    assert not english.answer("What have the miners sold?").foreign
    assert not Answerer([of["en"], of["de"]]).answer("Was sagt der Minister?").foreign
