from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.retrieval.analysis import Analyser
from bot.retrieval.concepts import (
    Concepts,
    abbreviation,
    abbreviations,
    is_synonym,
    weight,
)
from tests.steps import growth

if TYPE_CHECKING:
    from collections.abc import Callable


def concepts(text: str, *learned: tuple[str, str], language: str = "en") -> set[str]:
    analyser = Analyser(language)
    forms: dict[tuple[str, ...], tuple[str, ...]] = {}
    for pair in learned:
        short, long = (tuple(t.term for t in analyser.tokens(form)) for form in pair)
        for form in (short, long):
            concept = abbreviation(pair[0], long)
            forms[form] = tuple(dict.fromkeys((*forms.get(form, ()), concept)))
    found = Concepts.of(language).and_learned(forms).tokens(analyser.tokens(text))
    return {token.term for token in found}


@pytest.mark.parametrize(
    "names",
    [
        ["US", "U.S.", "USA", "United States", "America", "Americans", "Washington"],
        ["UK", "Britain", "United Kingdom", "British", "London"],
        ["Norway", "Norwegians", "Oslo"],
    ],
)
def test_the_names_of_a_country_meet(names: list[str]) -> None:
    found = {frozenset(concepts(name)) for name in names}
    assert len(found) == 1
    assert found != {frozenset()}


def test_synonyms_meet_in_each_of_their_forms() -> None:
    assert concepts("denied") == concepts("rejects") == concepts("a refutation")
    assert concepts("drones") == concepts("unmanned aerial vehicles")
    assert not concepts("denied") & concepts("alleged")


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("rep", "permanent representative"),
        ("prez", "President"),
        ("the pm", "the prime minister"),
        ("mps", "members of parliament"),
        ("depts", "the departments"),
    ],
)
def test_what_is_typed_in_short_meets_what_is_printed(typed: str, printed: str) -> None:
    assert concepts(typed) & concepts(printed)


@pytest.mark.parametrize("time", ["3 p.m.", "at 10:30 PM", "10.30pm", "11 pm"])
def test_a_time_of_day_is_no_prime_minister(time: str) -> None:
    assert not concepts(time)
    assert not concepts(time, ("PM", "prime minister"))
    assert concepts(f"{time} PM") == concepts("in 2019 PM Lind") == concepts("PM")


def test_a_name_inside_a_longer_one_is_not_found_by_itself() -> None:
    assert concepts("United Nations") == concepts("UN") == {"=United Nations"}
    assert concepts("New Zealand") != concepts("Zealand")


def test_a_concept_stands_where_its_words_stand() -> None:
    analyser = Analyser()
    text = "In the United States today"
    (token,) = Concepts.of("en").tokens(analyser.tokens(text))
    assert text[token.start : token.end] == "United States"


def test_a_concept_counts_less_than_a_word() -> None:
    (concept,) = concepts("Oslo")
    assert 0 < weight(concept) < weight("oslo") == 1


def test_synonyms_are_told_from_countries() -> None:
    assert all(map(is_synonym, concepts("drone")))
    assert not any(map(is_synonym, concepts("Oslo")))


def test_other_languages_have_no_lists_but_learn() -> None:
    assert concepts("Oslo", language="xx") == set()
    learned = ("NK", "Nasjonal Komite")
    assert concepts("NK", learned, language="xx") == concepts(
        "Nasjonal Komite", learned, language="xx"
    )


def test_two_long_forms_of_an_abbreviation_do_not_meet() -> None:
    learned = ("PM", "port manager"), ("PM", "prime mover"), ("PM", "prime movers")
    manager, mover = (
        concepts("port manager", *learned),
        concepts("prime mover", *learned),
    )
    assert len(manager) == len(mover) == 1
    assert concepts("PM", *learned) - concepts("PM") == manager | mover
    assert concepts("prime movers", *learned) == mover != manager


@pytest.mark.parametrize(
    ("text", "short", "long"),
    [
        ("the heat shock factor (HSF) binds", "HSF", "heat shock factor"),
        ("an electronic flight bag (EFB).", "EFB", "electronic flight bag"),
        ("unmanned surface vessels (USVs)", "USV", "unmanned surface vessels"),
        ("the Harbour Master of Bergen (HMB)", "HMB", "Harbour Master of Bergen"),
        ("magnetic resonance imaging (MRI)", "MRI", "magnetic resonance imaging"),
    ],
)
def test_an_abbreviation_is_learned_with_its_long_form(
    text: str, short: str, long: str
) -> None:
    assert list(abbreviations(text)) == [(short, long)]


@pytest.mark.parametrize(
    "text",
    [
        "it rained (again)",  # no capitals
        "it rained (2015)",
        "the old town (XYZ)",  # its letters are not there
        "Bergen (B)",  # one letter
        "boats (BO) sail",  # one word is no long form
        "(ABC) first",
        "",
    ],
)
def test_brackets_that_explain_nothing_teach_nothing(text: str) -> None:
    assert list(abbreviations(text)) == []


def test_a_long_form_stands_in_the_words_just_before() -> None:
    far = "heat shock factor " + "and so on and so forth " * 40
    assert list(abbreviations(f"{far}(HSF)")) == []
    assert list(abbreviations("heat shock\n\nfactor (HSF)")) == []


def test_work_grows_with_a_line_of_brackets_and_no_faster() -> None:
    def reading(length: int) -> Callable[[], object]:
        text = "an old boat (AOB) " * (length // 18)
        return lambda: list(abbreviations(text))

    assert growth(reading, 4_000) < 12
