from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.retrieval.kinds import UNITS, Kind, kind_asked
from bot.retrieval.things import things

if TYPE_CHECKING:
    from types import FrameType


@pytest.mark.usefixtures("uncovered")
@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("How many boats sank?", Kind.NUMBER),
        ("how much water ran in", Kind.NUMBER),
        ("how much did the boat cost", Kind.MONEY),
        ("how much was the owner's bail", Kind.MONEY),
        ("What was the fine?", Kind.MONEY),
        ("did the Reds win", Kind.VICTORY),
        ("was she re-elected", Kind.VICTORY),
        ("did she wind the clock", None),
        ("What percentage sank?", Kind.SHARE),
        ("which share of the boats sank", Kind.SHARE),
        ("how many weeks did it rain", Kind.DURATION),
        ("For how long did it rain?", Kind.DURATION),
        ("how often does it rain", Kind.OFTEN),
        ("what number has the boat", Kind.NUMBER),
        ("what hours does it sail", Kind.TIME),
        ("last time it sailed", Kind.TIME),
        ("how old is the captain", Kind.AGE),
        ("how old-fashioned is it", Kind.NUMBER),
        ("Which age followed?", None),
        ("At what age did she sail?", Kind.AGE),
        ("Which year was it?", Kind.YEAR),
        ("in which month did it rain", Kind.MONTH),
        ("What day is market day?", Kind.DAY),
        ("When did it rain?", Kind.TIME),
        ("until when did it rain", Kind.TIME),
        ("what happens when it rains", None),
        ("did it leak when it rained", None),
        ("who sells boats", Kind.NAME),
        ("In which coastal city?", Kind.NAME),
        ("Why did it rain?", None),
        ("", None),
    ],
)
def test_a_question_asks_for_a_kind_of_thing(question: str, kind: Kind | None) -> None:
    assert kind_asked(question) is kind


@pytest.mark.usefixtures("uncovered")
@pytest.mark.parametrize(
    ("kind", "text", "found"),
    [
        (Kind.NUMBER, "Twelve boats and 30 oars.", {"twelve", "30"}),
        (Kind.NUMBER, "The 2015 treaty, signed in May 1921, ended it.", set()),
        (Kind.NUMBER, "1709 schoolchildren; 1850 old boats.", {"1709", "1850"}),
        (Kind.NUMBER, "Otto Dix met Agnes de Mille on the Sept. isles.", set()),
        (Kind.SHARE, "43.3 %, or most of 60.", {"3 %", "most"}),
        (
            Kind.DURATION,
            "A twelve-year term of 2 long days.",
            {"twelve-year", "2 long days"},
        ),
        (Kind.DURATION, "From 1754 to 1763, until death.", {"1754 to 1763", "until"}),
        (Kind.DURATION, "He paid 30 crowns.", set()),
        (Kind.OFTEN, "Twice a day, in May.", {"twice", "a day"}),
        (Kind.OFTEN, "It sank eleven times.", {"eleven times"}),
        (Kind.AGE, "A man of 77, one of 12.", {"man of 77"}),
        (Kind.MONEY, "It cost $4m, or 3 million crowns.", {"$4", "million", "crowns"}),
        (Kind.MONEY, "It rose by 10 per cent in 2003.", set()),
        (Kind.VICTORY, "The Reds lost; they wanted to win.", {"lost"}),
        (Kind.AGE, "Ann Moe, 29, sailed at the age of 5.", {", 29", "age of 5"}),
        (Kind.AGE, "The ten-year-old boat.", {"ten-year-old"}),
        (
            Kind.AGE,
            "Lee (45) is 46. Moe turned forty-six.",
            {"(45)", "is 46", "turned forty-six"},
        ),
        (Kind.AGE, "In their cities they opened fire on 30 boats.", set()),
        (
            Kind.AGE,
            "The two-century-old mill dates from 1850.",
            {"two-century-old", "dates from"},
        ),
        (Kind.AGE, "In her late 20s; born here.", {"in her late 20s", "born"}),
        (Kind.AGE, "The 29 boats sailed in 2004.", set()),
        (Kind.YEAR, "Built in 1931, in the last century.", {"1931", "century"}),
        (Kind.MONTH, "Next month or in May.", {"next month", "may"}),
        (Kind.DAY, "On Monday, June 3.", {"monday", "june 3"}),
        (Kind.TIME, "Yesterday, not in 2004.", {"yesterday", "2004"}),
        (Kind.NAME, "Here Anna meets Bo.", {"anna", "bo"}),
        (Kind.NAME, "Rain fell.", set()),
    ],
)
def test_a_text_holds_things_of_a_kind(kind: Kind, text: str, found: set[str]) -> None:
    (held,) = held_by([text])
    assert held.get(kind, set()) == found


def held_by(texts: list[str]) -> list[dict[Kind, set[str]]]:
    held: list[dict[Kind, set[str]]] = [{} for _ in texts]
    for kind, found, rows in things(texts):
        for thing, row in zip(found, rows.tolist(), strict=True):
            held[row].setdefault(kind, set()).add(thing)
    return held


WORDS = sorted({word for kind in Kind for word in kind.signs}.union(UNITS.split("|")))
WORDS += [
    "1",
    "1950",
    "2.5",
    "in",
    "at",
    "a",
    "the",
    "his",
    "next",
    "out of",
    "mai",
    "acht",
]
WORDS += ["is", "turned", "woman", "7:30", "2.5m", "am", "to", "(45)"]
WORDS += ["May", "Ann", "per", "20s", "$", "%", ",", "(", ")", "who", "old", "from"]


@given(
    st.lists(
        st.tuples(
            st.lists(st.sampled_from(WORDS + ["mill"] * len(WORDS)), max_size=25),
            st.sampled_from(" -,"),
        ),
        max_size=3,
    )
)
def test_no_thing_is_passed_over_for_want_of_a_sign(
    cut: list[tuple[list[str], str]],
) -> None:
    texts = [by.join(words) for words, by in cut]
    found = [
        {
            kind: kind.held.findall(text.lower() if kind.lowered else text)
            for kind in Kind
        }
        for text in texts
    ]
    assert held_by(texts) == [
        {kind: {thing.lower() for thing in them} for kind, them in some.items() if them}
        for some in found
    ]


@pytest.mark.parametrize(
    ("text", "most"), [("The mill stood empty.", 2), ("The mill cost a dollar.", 3)]
)
def test_a_text_is_searched_for_no_kind_of_which_it_has_no_sign(
    text: str, most: int
) -> None:
    searched = 0

    def count(_frame: FrameType, event: str, called: Any) -> None:  # noqa: ANN401
        nonlocal searched
        searched += event == "c_call" and called.__name__ == "findall"

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        held_by([text])
    finally:
        sys.setprofile(before)
    assert searched <= most  # the words, the names, and what there is a sign of


def test_the_who_in_capitals_is_an_organisation_unless_all_is() -> None:
    assert kind_asked("What did the WHO say on masks?") is None
    assert kind_asked("Does WHO urge it?") is None
    assert kind_asked("WHO SAID IT?") is Kind.NAME
    assert kind_asked("Tell me WHO denied it.") is Kind.NAME
    assert kind_asked("WHO said it?") is Kind.NAME
