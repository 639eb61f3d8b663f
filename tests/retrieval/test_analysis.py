from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.retrieval.analysis import Analyser, unaccented

LANGUAGES = ["en", "de", "fr", "ar", "fa", "zh", "ja", "th", "ru", "hi", "xx"]
TEXTS = st.text(
    st.one_of(
        st.characters(exclude_categories=["Cs"]),
        st.sampled_from("U.S. 's’'-,1990\u200c\u200d\u0301中文ابحпри"),
    ),
    max_size=80,
)


def terms(text: str, language: str = "en") -> list[str]:
    return [token.term for token in Analyser(language).tokens(text)]


def words(text: str, language: str = "en") -> list[str]:
    return [token.word for token in Analyser(language).tokens(text)]


@given(TEXTS, st.sampled_from(LANGUAGES))
def test_tokens_stand_in_the_text_in_their_order(text: str, language: str) -> None:
    tokens = Analyser(language).tokens(text)
    assert all(0 <= t.start < t.end <= len(text) for t in tokens)
    assert [t.start for t in tokens] == sorted(t.start for t in tokens)
    assert all(t.term and t.word for t in tokens)


def test_the_same_word_in_other_forms_is_the_same_term() -> None:
    assert terms("denies") == terms("denied") == terms("denying")
    assert terms("Harbour’s") == terms("harbour's") == terms("harbours")
    assert terms("ﬁle") == terms("file")  # compatibility forms (NFKC)
    assert terms("café") == terms("cafe")
    assert terms("women sought") == terms("woman seek")


def test_words_that_say_nothing_are_left_out() -> None:
    assert terms("the of and it is what they have been") == []
    assert terms("don't we'll can't") == []


@pytest.mark.parametrize("text", ["U.S.", "US", "the us", "the U.S"])
def test_a_country_is_not_the_pronoun(text: str) -> None:
    assert terms(text)[:1] in (terms("US"), terms("u.s"))
    assert terms("they told us") == terms("they told")


def test_the_united_nations_are_not_a_prefix() -> None:
    assert terms("the UN") == ["un"]
    assert terms("un-American") == terms("American")


def test_an_abbreviation_in_capitals_is_kept_but_shouting_is_not() -> None:
    assert "WHO" in terms("The WHO warned")
    assert terms("who warned") == terms("warned")
    assert terms("WHO IS IT THEN") == []


def test_dotted_and_plural_abbreviations_meet_the_plain_ones() -> None:
    assert terms("U.A.V.") == terms("UAV") == terms("UAVs")


def test_numbers_are_read_with_and_without_their_marks() -> None:
    assert terms("1,200 boats")[0] == terms("1200")[0]
    assert terms("in the 1970s") == terms("in the 1970's") == ["1970"]
    assert terms("3rd") == terms("third")


def test_an_elided_word_stands_alone() -> None:
    assert terms("l'eau", "fr") == terms("eau", "fr")


def test_a_script_without_spaces_gives_pairs_of_neighbours() -> None:
    assert terms("旧港口", "zh") == ["旧港", "港口"]
    assert terms("船", "zh") == ["船"]
    assert words("旧港 boat", "zh") == ["旧港", "boat"]


def test_marks_and_joiners_divide_no_word() -> None:
    assert len(words("हिन्दी", "hi")) == 1
    assert len(words("می‌خواهم", "fa")) == 1
    assert len(words("كِتاب", "ar")) == 1


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("de", "Häfen", "Hafen"),
        ("es", "barcos", "barco"),
        ("ru", "лодки", "лодка"),
        ("ar", "الكتاب", "كتاب"),
    ],
)
def test_each_language_has_its_stemmer(language: str, one: str, other: str) -> None:
    assert terms(one, language) == terms(other, language)


@pytest.mark.parametrize(
    ("language", "text"),
    [("de", "wer ist das"), ("es", "quién es"), ("ar", "من هو"), ("ru", "кто это")],
)
def test_each_language_has_its_stop_words(language: str, text: str) -> None:
    assert terms(text, language) == []


def test_a_language_without_a_stemmer_is_indexed_by_its_words() -> None:
    assert terms("lorem ipsums", "xx") == ["lorem", "ipsums"]


def test_accents_go_and_letters_stay() -> None:
    assert unaccented("Ångström") == "Angstrom"
    assert unaccented("plain") == "plain"
