"""Whether a passage tells what was asked, and not only a thing of its kind."""

from __future__ import annotations

import pytest

from bot.answering import Answerer, Status
from bot.articles import Source, make_article
from bot.meaning import open_encoder

CRASH = """Forty-one people were injured when a tram hit a crane in Lund on Friday.

Nobody saw the tram driver, Olle Brand, after the crash. His daughter was at school.

The port has 17 old cranes.

One of the first kites over the beach was found on a roof.

Somebody greased the rails, the police believe.

Mayor Ada Wik came to the port with her husband, the painter Karl Ohm.

The sister of the harbour master mends nets in Malmo.

Brown opened the parish hall in 1999.

The tram Sea Star has a bell. The crane has a cabin.

The keeper Per Rask fled from the lighthouse to the United States in May.

The clockmaker of Lund ordered 5 million springs for its clocks.

Ida Moor left the board of the trams after a quarrel with the mayor, Ada Wik. The town \
paid the board 3 million for the trams.

Some 300 residents signed a petition against both bridges of Gullbo in 2019.

Three dredgers lie off the quay, and the captain of the Osprey asked for rest.

Fishermen in Quarnby Bay caught seven seals last spring.

A paper kite is not to drift farther than 90 metres.
"""
UNFALL = """Elf Menschen wurden verletzt, als eine Bahn in Lund einen Kran rammte.

Der Bürgermeister Ole Wik besuchte den Hafen.

Gerda Meier leitet die Werft seit 2019.
"""
ACCIDENT = """Onze personnes ont été blessées quand un tram a heurté une grue à Lund.

Le maire Olivier Wik a visité le port.

Le texte sur le bruit vaut depuis 2019.
"""


@pytest.fixture(scope="module")
def answerer() -> Answerer:
    texts = {"en": CRASH, "de": UNFALL, "fr": ACCIDENT}
    articles = [
        make_article(code, text, Source(), language=code)
        for code, text in texts.items()
    ]
    return Answerer(articles, encoder=open_encoder())


@pytest.mark.parametrize(
    ("article", "question", "told"),
    [
        ("en", "how many people were injured in lund", True),
        ("en", "how many people died when the tram hit the crane", False),
        ("en", "how many cranes does the port have", True),
        ("en", "how many port cranes are old", True),
        ("en", "how many kites were found over the beach", False),
        ("en", "how many crashes did the tram driver have", False),
        ("en", "who is the husband of mayor ada wik", True),
        ("en", "who is the wife of the tram driver olle brand", False),
        ("en", "what is the name of the daughter of the tram driver", False),
        ("en", "who is the tram driver", True),
        ("en", "who is olle brand", True),
        ("en", "who greased the rails", False),
        ("en", "who is the sister of the harbour master", False),
        ("en", "when was the keeper per rask freed", False),
        ("en", "did per rask steal the lighthouse", False),
        ("en", "who replaced ida moor on the board of the trams", False),
        ("en", "how much did the town pay the board for the trams", True),
        ("en", "what is the name of the man who saw the lighthouse keeper", True),
        ("en", "when did Father Brown open the parish hall", True),
        ("en", "is the driver a thief", False),
        ("en", "is ada wik the mayor of the port", True),
        ("en", "who is the owner of the port", False),
        ("en", "how old is the tram driver olle brand", False),
        ("en", "how much did the old cranes of the port cost", False),
        ("en", "what is the tram's name", True),
        ("en", "whats the cranes name", False),
        ("en", "which doctor came to the mayor", False),
        ("en", "when did the port buy the 17 cranes", False),
        ("en", "when did per rask flee from the lighthouse", True),
        ("en", "how many people signed the petition in gullbo", True),
        ("en", "how many people work on the dredgers off the quay", False),
        ("en", "when was the petition against the bridges of gullbo signed", True),
        ("en", "who signed the petition against the bridges in 2014", False),
        ("en", "what is the name of the captain of the osprey", False),
        ("en", "how far may kites drift", True),
        ("en", "best bakery in quarnby bay", False),
        ("en", "good restaurants quarnby bay?", False),
        ("en", "is there a cinema in quarnby bay", False),
        ("en", "how many seals were caught in quarnby bay", True),
        ("en", "who got sacked in gullbo", False),
        ("de", "wie viele Menschen wurden in Lund verletzt", True),
        (
            "de",
            "wie viele Menschen starben in Lund als die Bahn den Kran rammte",
            False,
        ),
        ("de", "wer ist die Frau von Bürgermeister Ole Wik", False),
        ("de", "seit wann leitet Frau Meier die Werft", True),
        ("fr", "combien de personnes ont été blessées à Lund", True),
        ("fr", "combien de morts quand le tram a heurté la grue à Lund", False),
        ("fr", "qui est la femme du maire Olivier Wik", False),
        ("fr", "depuis quand vaut l’arrêté sur le bruit", True),
    ],
)
def test_a_thing_of_the_kind_that_is_not_what_was_asked_is_unsure_at_best(
    answerer: Answerer, article: str, question: str, *, told: bool
) -> None:
    answer = answerer.answer(question, article=article)
    assert (answer.status is Status.ANSWERED) is told


@pytest.mark.parametrize(
    ("text", "question", "first"),
    [
        (
            """The harbour board's treaty on the ferries of Norlund was signed in May \
and forbids ferries off Vik.

In breach of the treaty, Norlund sold ferries to Vik, a skipper claimed.""",
            "did norlund breach the harbour board treaty",
            "In breach of",
        ),
        (
            """The climber was flown to Brask but later died. At least four other \
climbers survived the avalanche.

Two dead in the avalanche above Brask, wrote the valley's paper.

The Lasker hut above Brask lost a roof.""",
            "how many people died",
            "Two dead",
        ),
        (
            """In Brask six people died when the hut was hit by the slide.

The slide came over Ulmen in May; it is said that of the people of the village every \
second one has been wiped out.""",
            "how many people have died in the slide in Ulmen",
            "The slide came over Ulmen",
        ),
    ],
)
def test_a_passage_that_tells_what_is_asked_of_the_same_names_comes_first(
    text: str, question: str, first: str
) -> None:
    answerer = Answerer([make_article("slide", text, Source())], encoder=open_encoder())
    found = answerer.answer(question).evidence[0]
    assert found.article.text(*found.sentence).startswith(first)


@pytest.mark.parametrize("meaning", [True, False])
@pytest.mark.parametrize(
    ("published", "status"), [("2026-03-02", Status.UNSURE), (None, Status.ANSWERED)]
)
def test_what_was_published_in_another_year_is_not_of_the_year_that_is_asked_for(
    published: str | None, status: Status, *, meaning: bool
) -> None:
    text = "The swimming hall of Gullbo was closed for the winter after a leak.\n"
    article = make_article("hall", text, Source(published=published))
    answerer = Answerer([article], encoder=open_encoder() if meaning else None)
    question = "was the swimming hall of gullbo closed in {}"
    assert answerer.answer(question.format(1999)).status is status
    assert answerer.answer(question.format(2026)).status is Status.ANSWERED
