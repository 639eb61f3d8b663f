"""What follows another question, and asks for somebody's words, in each language."""

from __future__ import annotations

import pytest

from bot.answering import Answerer, Status
from bot.articles import Source, make_article
from bot.meaning import open_encoder

ACCIDENT = """A ferry hit the pier at Vik and tore a hole into it.

The accident happened on Monday night, in fog. Captain Ann Roe did not slow down.

The repair of the pier costs nine million crowns.
"""
UNFALL = """Eine Fähre rammte den Pier von Vik und riss ein Loch hinein.

Am Pier geschah der Unfall Ende März, im Nebel. Niemand hielt die Fähre auf.

Neun Fähren fahren nach Vik.
"""
ACCIDENT_FR = """Un bac a heurté la jetée de Vik et y a fait un trou.

Le bac est arrivé en avril dans la brume. Personne ne pilotait le bac.

Le bac appartient au capitaine Oleg Roux.
"""


@pytest.mark.parametrize(
    ("language", "earlier", "question", "said"),
    [
        ("de", "rammte die Fähre den Pier von Vik", "seit wann?", "März"),
        ("de", "rammte die Fähre den Pier von Vik", "und wie viele?", "Neun"),
        ("fr", "qu'a heurté le bac", "et depuis quand ?", "avril"),
        ("fr", "qu'a heurté le bac", "à qui ?", "Oleg"),
        ("en", "what did the ferry hit", "since when?", "Monday"),
    ],
)
def test_what_only_asks_prefers_such_a_thing_in_other_languages_too(
    language: str, earlier: str, question: str, said: str
) -> None:
    text = {"de": UNFALL, "fr": ACCIDENT_FR, "en": ACCIDENT}[language]
    answerer = Answerer(
        [make_article("vik", text, Source(), language=language)], encoder=open_encoder()
    )
    first = answerer.answer(earlier)
    assert said not in (first.evidence or first.closest)[0].text
    follow = answerer.answer(question, context=earlier)
    assert said in (follow.evidence or follow.closest)[0].text


@pytest.mark.parametrize(
    ("language", "question", "said"),
    [
        ("de", "was hat Lind gesagt", "teuer"),
        ("de", "was hat der Bischof gesagt", None),
        ("fr", "qu'a dit Lind", "cher"),
        ("fr", "qu'a dit le ministre", None),
    ],
)
def test_somebodys_words_are_found_in_other_languages_if_they_are_there(
    language: str, question: str, said: str | None
) -> None:
    text = {
        "de": (
            "Die Brücke wird gesperrt.\n\n"
            "„Das wird teuer“, erklärte Bürgermeisterin Eva Lind.\n\n"
            "Die Fähre fährt weiter."
        ),
        "fr": (
            "Le pont sera fermé.\n\n"
            "« Ce sera cher », a déclaré la maire, Eva Lind.\n\n"
            "Le bac continue, selon la mairie. Personne n'a rien dit au port."
        ),
    }[language]
    answerer = Answerer(
        [make_article("vik", text, Source(), language=language)], encoder=open_encoder()
    )
    answer = answerer.answer(question)
    if said is None:
        assert answer.status is not Status.ANSWERED
    else:
        assert answer.status is Status.ANSWERED
        assert said in answer.evidence[0].text


@pytest.mark.parametrize(
    ("reason", "status"),
    [
        ("because the captain had been asleep", Status.ANSWERED),
        ("while the captain had been asleep", Status.UNSURE),
    ],
)
def test_why_after_an_answer_is_told_by_a_reason(reason: str, status: Status) -> None:
    text = f"The ferry hit the pier at Vik on Monday, {reason}.\n\nA pier is of wood."
    answerer = Answerer([make_article("vik", text, Source())], encoder=open_encoder())
    follow = answerer.answer("and why?", context="when did the ferry hit the pier")
    assert follow.status is status
