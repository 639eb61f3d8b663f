from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.retrieval.analysis import Analyser, unaccented
from bot.retrieval.document import Analysis, Document
from bot.retrieval.grams import grams_of_words
from bot.retrieval.hashes import hash_of
from bot.retrieval.query import grams_of
from tests.steps import growth, steps

if TYPE_CHECKING:
    from collections.abc import Callable

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
def test_words_are_read_alike_with_their_places_and_without(
    text: str, language: str
) -> None:
    analyser = Analyser(language)
    (readings,) = analyser.readings([text])
    assert [(one.term, one.word, one.capital) for one in readings] == [
        (one.term, one.word, text[one.start].isupper()) for one in analyser.tokens(text)
    ]


@pytest.mark.usefixtures("uncovered")
def test_no_word_of_a_text_is_read_twice_however_many_it_has() -> None:
    texts = [" ".join(f"w{place}x{n}" for n in range(1_000)) for place in range(20)]
    analyser = Analyser()
    once = steps(lambda: analyser.readings(texts))
    assert steps(lambda: Analyser().readings(texts * 2)) < 1.5 * once


def test_a_word_that_was_read_before_is_analysed_in_few_steps() -> None:
    text = "word other thing " * 200
    document = Document(text, [(0, len(text), 1, False)])
    analysis = Analysis("en")
    analysis.arrays(document)
    assert steps(lambda: analysis.arrays(document)) < 600 * 10


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=9)))
def test_n_grams_of_many_words_are_hashed_as_each_by_itself(found: list[str]) -> None:
    names = [word.encode() for word in found]
    bounds = np.cumsum([0, *map(len, names)])
    letters = np.frombuffer(b"".join(names), np.uint8)
    hashes, rows = grams_of_words({"names": letters, "name_rows": bounds})
    each = [[hash_of(gram) for gram in grams_of(word)] for word in found]
    assert hashes.tolist() == [gram for some in each for gram in some]
    assert np.diff(rows).tolist() == [*map(len, each)]


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


@pytest.mark.parametrize(
    ("british", "american"),
    [
        ("defence", "defense"),
        ("centres", "centers"),
        ("organisation", "organization"),
        ("analysing", "analyzing"),
        ("Labour", "labor"),
        ("neighbourhoods", "neighborhoods"),
        ("behaviour", "behavior"),
        ("tyre", "tire"),
    ],
)
def test_both_spellings_of_english_are_one_term(british: str, american: str) -> None:
    assert terms(british) == terms(american)


def test_what_is_spelt_in_one_way_meets_its_own_forms() -> None:
    assert terms("surprise") == terms("surprisingly")
    assert terms("precise") == terms("precision")
    assert terms("supervise") == terms("supervision")
    assert terms("four hours") == ["four", "hour"]
    assert terms("sued") == terms("sue") == terms("suing")


def test_words_that_say_nothing_are_left_out() -> None:
    assert terms("the of and it is what they have been") == []
    assert terms("don't we'll can't") == []


@pytest.mark.parametrize(
    "text",
    ["U.S.", "US", "the us", "the U.S", "the U.S.?", "US's", "the US’s", "U.S.’s"],
)
def test_a_country_is_not_the_pronoun(text: str) -> None:
    assert terms(text) == ["US"]
    assert terms("they told us") == terms("they told")


def test_the_united_nations_are_not_a_prefix() -> None:
    assert terms("the UN") == ["un"]
    assert terms("un-American") == terms("American")


def test_an_abbreviation_in_capitals_is_kept_but_shouting_is_not() -> None:
    assert "WHO" in terms("The WHO warned")
    assert terms("who warned") == terms("warned")
    assert terms("the WHO’s vote") == terms("the WHO vote")
    assert terms("WHO IS IT THEN") == []
    assert terms("DON'T!") == []


def test_dotted_and_plural_abbreviations_meet_the_plain_ones() -> None:
    assert terms("U.A.V.") == terms("U.A.V") == terms("UAV") == terms("UAVs")
    assert terms("made in the U.S.A!") == terms("made in the USA")
    assert terms("at 5 p.m.") == terms("at 5 pm")


def test_numbers_are_read_with_and_without_their_marks() -> None:
    assert terms("1,200 boats")[0] == terms("1200")[0]
    assert terms("2.5") != terms("25")
    assert terms("in the 1970s") == terms("in the 1970's") == ["1970"]
    assert terms("3rd") == terms("third")


@pytest.mark.parametrize(
    ("joined", "apart"),
    [
        ("700kg", "700 kg"),
        ("1,200km.", "1200 km"),
        ("10am", "10 am"),
        ("2.5m", "2.5 m"),
    ],
)
def test_a_unit_is_a_word_of_its_own(joined: str, apart: str) -> None:
    assert terms(joined) == terms(apart)


def test_a_number_is_never_taken_apart() -> None:
    assert terms("737s 5G 80c") == ["737", "5g", "80c"]


@pytest.mark.parametrize(
    ("language", "text", "ascii_digits"),
    [("fa", "۱۹۸۷", "1987"), ("ar", "١٩٨٧", "1987"), ("fa", "۱٬۲۰۰", "1,200")],
)
def test_the_digits_of_other_scripts_are_those_of_ours(
    language: str, text: str, ascii_digits: str
) -> None:
    assert terms(text, language) == terms(ascii_digits, language)


def test_what_is_printed_inside_a_word_is_no_part_of_it() -> None:
    assert terms("har\u00adbour") == terms("harbour")  # a soft hyphen
    assert terms("Russia\u02bcs") == terms("Russia’s") == terms("Russia")
    (token,) = Analyser().tokens("a har\u00adbour")
    assert (token.start, token.end) == (2, 10)


@pytest.mark.parametrize(
    "mark",
    [*"\u2009\u200b\u2010\u2013\u2014\u2026\u2028\u2022\u201c\u201d\u2039€→、。「」"],
)
def test_print_between_words_divides_them(mark: str) -> None:
    for language in LANGUAGES:
        text = f"harbour{mark}pier{mark} "
        assert terms(text, language) == terms("harbour pier", language)
        assert [text[t.start : t.end] for t in Analyser(language).tokens(text)] == [
            "harbour",
            "pier",
        ]


@pytest.mark.parametrize(
    ("language", "marked", "plain"),
    [
        ("tr", "İzmir", "izmir"),
        ("ru", "га\u0301вань", "гавань"),
        ("he", "נָמֵל", "נמל"),
        ("ar", "مِينَاءٌ", "ميناء"),
    ],
)
def test_points_and_stress_marks_are_no_letters(
    language: str, marked: str, plain: str
) -> None:
    assert terms(marked, language) == terms(plain, language)


def test_a_letter_with_its_mark_is_another_letter_where_accents_stay() -> None:
    assert words("måne", "sv") == words("ma\u030ane", "sv") != words("mane", "sv")


def test_an_elided_word_stands_alone() -> None:
    assert terms("l'eau", "fr") == terms("eau", "fr")


def test_a_script_without_spaces_gives_pairs_of_neighbours() -> None:
    assert terms("旧港口", "zh") == ["旧港", "港口"]
    assert terms("船", "zh") == ["船"]
    assert words("旧港 boat", "zh") == ["旧港", "boat"]
    assert terms("船々", "ja") == ["船々"]
    assert terms("ﾌﾈﾔ", "ja") == terms("フネヤ", "ja") == ["フネ", "ネヤ"]
    assert terms("𠮷港", "zh") == ["𠮷港"]
    assert terms("เรือ", "th") == ["เร", "รื", "ือ"]


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
    [
        ("de", "wer ist das"),
        ("de", "wie viele heißen so, daß"),
        ("es", "quién es"),
        ("ar", "من هو"),
        ("ru", "кто это"),
    ],
)
def test_each_language_has_its_stop_words(language: str, text: str) -> None:
    assert terms(text, language) == []


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("who owns it", True),
        ("Two firms own it.", True),
        ("those that it owned", True),
        ("their own", False),
        ("The firm’s own", False),
        ("ITS OWN", False),
    ],
)
def test_own_says_something_where_it_is_a_verb(text: str, *, says: bool) -> None:
    assert ("own" in terms(text)) is says


def test_a_language_without_a_stemmer_is_indexed_by_its_words() -> None:
    assert terms("lorem ipsums", "xx") == ["lorem", "ipsums"]


@pytest.mark.parametrize("piece", ["of us ", "the us's ", "1,2", "a.b.", "it’s "])
def test_work_grows_with_a_sentence_and_no_faster(piece: str) -> None:
    def analysing(length: int) -> Callable[[], object]:
        text = piece * (length // len(piece))
        return lambda: Analyser().tokens(text)

    assert growth(analysing, 8_000) < 12


def test_accents_go_and_letters_stay() -> None:
    assert unaccented("Ångström") == "Angstrom"
    assert unaccented("plain") == "plain"
