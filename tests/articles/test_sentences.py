from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from sentencex import get_sentence_boundaries

from bot.articles import sentences
from bot.articles.sentences import LONGEST, overlong, split
from bot.articles.tables import columns_of
from tests.pattern_steps import steps as regex_steps
from tests.steps import growth

if TYPE_CHECKING:
    from collections.abc import Callable

WRITTEN = yaml.safe_load(Path(__file__).with_name("languages.yaml").read_text("utf-8"))
MARKER = re.compile(r"\s{0,3}(?:#{1,6}|[-*+•]|\d{1,3}[.)])\s+")
QUOTES = "\"'`“”„‟‘’‚‛«»‹›「」『』()[]"
BLANKS = "\n\n\n \t\r\v\f\x1c\x85\u00a0\u2009\u2028\u2029\u202f\u3000"
STOPS = ".!?…。！？؟।։;:,،、-—*#+•|=_"
INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u202a\u202e\u2066\u2069\u200f\u0300"
LETTERS = "aABzZ1٣é日本語のжЖعلमა😀"
TEXTS = st.one_of(
    st.text(st.characters()),  # halves of characters, too
    st.text(QUOTES + BLANKS + "A. "),
    st.text(QUOTES + STOPS + LETTERS),
    st.text(BLANKS + STOPS + "aB"),
    st.text(QUOTES + BLANKS + STOPS + INVISIBLE + LETTERS),
    st.text("#-*1.) \naB"),
)
LANGUAGES = st.sampled_from(
    ["en", "de", "es", "ru", "zh", "ja", "ar", "fa", "hi", "zz"]
)


def texts(body: str, language: str = "en") -> list[str]:
    return [body[s.start : s.end] for s in split(body, language)]


@given(text=st.text("aB 1日ไж,|()/-\n\t\r\u2028\x85\u0300_ª"), language=LANGUAGES)
def test_sentencex_divides_no_paragraph_without_a_mark_that_may_end_a_sentence(
    text: str, language: str
) -> None:
    lines = " ".join(text.split("\n"))
    assert len(get_sentence_boundaries(language, lines)) <= 1
    assert len(texts(f"B {lines} a", language)) == 1


@given(body=TEXTS, language=LANGUAGES)
def test_sentences_are_in_order_and_leave_out_no_mark(body: str, language: str) -> None:
    inside = [False] * len(body)
    last = 0
    for sentence in split(body, language):
        text = body[sentence.start : sentence.end]
        assert last <= sentence.start < sentence.end <= len(body)
        assert text == text.strip()
        assert re.search(r"\w", text)
        inside[sentence.start : sentence.end] = [True] * len(text)
        last = sentence.end
    for line in re.finditer(r"[^\n]+", body):
        marker = MARKER.match(line.group())
        start = line.start() + (marker.end() if marker else 0)
        if re.search(r"\w", body[start : line.end()]):
            assert all(inside[i] or body[i].isspace() for i in range(start, line.end()))


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("A.«", ["A.«"]),
        ("It rained. “", ["It rained. “"]),
        ("It rained.\n«", ["It rained.\n«"]),
        ("It rained. ... —", ["It rained. ... —"]),
        ("It rained.\n\n12.\n\nIt snowed.", ["It rained.", "12.", "It snowed."]),
        ("1. Rain.\n2. Snow.", ["Rain.", "Snow."]),
        ("***\n\nIt rained.", ["It rained."]),
        ("He left. “I stay.” “Why?”", ["He left.", "“I stay.”", "“Why?”"]),
        ("“Why?” she asked. “No.”", ["“Why?” she asked.", "“No.”"]),
        ("“No!”, Ann Lee said.", ["“No!”, Ann Lee said."]),
        ("It was Hugo’s. He left it.", ["It was Hugo’s.", "He left it."]),
        ("It rained.[1] It snowed. [2]", ["It rained.[1]", "It snowed. [2]"]),
        ("(He denies it.) Poe said so.", ["(He denies it.)", "Poe said so."]),
        ("[He “denies it.”] Poe said so.", ["[He “denies it.”]", "Poe said so."]),
        (
            "She left. (He did too.) It shut.",
            ["She left.", "(He did too.)", "It shut."],
        ),
        ("(Did he? So what!) Yes.", ["(Did he?", "So what!)", "Yes."]),
        ("She asked (“Did you?”) Poe.", ["She asked (“Did you?”) Poe."]),
        (
            "Berg (of Berg Inc.) Poe and I left.",
            ["Berg (of Berg Inc.) Poe and I left."],
        ),
        ('He said "No." Poe said yes.', ['He said "No."', "Poe said yes."]),
        ("He said no. No. The mayor left.", ["He said no.", "No.", "The mayor left."]),
        (
            "He lives at No. 10. No. 5 is sold.",
            ["He lives at No. 10.", "No. 5 is sold."],
        ),
        (
            "He met Poe at 5 p.m. Monday. It rained.",
            ["He met Poe at 5 p.m. Monday.", "It rained."],
        ),
        ("At 9 A.M. GMT it shut. She left.", ["At 9 A.M. GMT it shut.", "She left."]),
        (
            "It shut at 6 p.m. Friday is a feast.",
            ["It shut at 6 p.m.", "Friday is a feast."],
        ),
        ("It shut at 4 a.m. Some 12 slept.", ["It shut at 4 a.m.", "Some 12 slept."]),
        (
            "A:\n| Reds | 12 |\n|---|---|\n| Blues | 9 |\nB.",
            ["A:", "| Reds | 12 |", "| Blues | 9 |", "B."],
        ),
        ("(He denied it. ) Poe said so.", ["(He denied it. )", "Poe said so."]),
        ("{He left.} She stayed.", ["{He left.}", "She stayed."]),
        (
            "It ended. [ He had won. ] So did she.",
            ["It ended.", "[ He had won. ]", "So did she."],
        ),
        ("'No.' Poe said yes.", ["'No.'", "Poe said yes."]),
        ("Roe said 'No.' Poe left.", ["Roe said 'No.'", "Poe left."]),
        ('("A lie.") Poe said so.', ['("A lie.")', "Poe said so."]),
        ("**He left.** She stayed.", ["**He left.**", "She stayed."]),
        ("It is _safe._ ![Dam](x) It holds.", ["It is _safe._", "![Dam](x) It holds."]),
    ],
)
def test_what_ends_a_sentence(body: str, expected: list[str]) -> None:
    assert texts(body) == expected


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        (language, sentences)
        for language, bodies in WRITTEN.items()
        for sentences in bodies
    ],
)
def test_each_language_is_divided_as_it_is_written(
    language: str, sentences: list[str]
) -> None:
    blank = "" if language in {"zh", "ja"} else " "
    assert texts(blank.join(sentences), language) == sentences


@pytest.mark.parametrize("blank", "\u00a0\u2009\u2028\u202f\u3000")
def test_a_wide_blank_behind_an_initial_does_no_harm(blank: str) -> None:
    assert texts(f"Ann B{blank}. Lee left.") == [f"Ann B{blank}. Lee left."]


@pytest.mark.usefixtures("uncovered")
@pytest.mark.parametrize(
    "piece",
    [
        "He said. ",
        '"Why?" she asked. ',
        "下雨。",
        "「雨。」と",
        "A.[1]",
        "“",
        "! ",
        "a.",
        "(He left.) ",
        "[(“",
        "I. The J. A. ",
        "etc. 5 Dr. The ",
        "rain ",
    ],
)
def test_work_grows_with_the_paragraph_and_no_faster(
    piece: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[int] = []

    def boundaries(language: str, text: str) -> list[Any]:
        shown.append(len(text))
        return list(get_sentence_boundaries(language, text))

    def splitting(length: int) -> Callable[[], object]:
        return lambda: split("Rain. " + piece * (length // len(piece)), "en")

    # sentencex takes quadratic time, and its steps are not counted.
    monkeypatch.setattr("bot.articles.sentences.get_sentence_boundaries", boundaries)
    assert growth(splitting, 2_000) < 12
    assert max(shown) <= 1_000


@pytest.mark.parametrize("pattern", [sentences._WHOLE, sentences._FULL_STOP])  # noqa: SLF001
def test_a_text_is_gone_over_from_full_stop_to_full_stop(
    pattern: re.Pattern[str],
) -> None:
    text = "Miss Art may be ill or no more" * 20
    taken, found = regex_steps(pattern, text, searched=True)
    assert not found
    assert taken < 3 * len(
        text
    )  # at each character it is asked for a stop, and no more


def test_the_headers_of_a_table_head_its_rows() -> None:
    body = "A:\n\nQuay | Depth \\| tide\n:--|--:\nBerg | 9 m\nLund. It | is low\nB.\n"
    body += "\n| Alone | x |\n|---|---|\n\nOne | two\n\na|b\n-|-\n|c"
    found = split(body, "en")
    assert [body[s.start : s.end] for s in found if s.heading] == [
        "Quay | Depth \\| tide",
        "a|b",
    ]
    columns = {body[s.start : s.end]: columns_of(body, s.start) for s in found}
    shown = {row: span and body[slice(*span)] for row, span in columns.items()}
    assert shown == {
        **dict.fromkeys(("A:", "Quay | Depth \\| tide", "B.", "| Alone | x |")),
        **dict.fromkeys(
            ("Berg | 9 m", "Lund.", "It | is low"), "Quay | Depth \\| tide"
        ),
        "One | two": None,
        "a|b": None,
        "|c": "a|b",
    }
    assert columns_of(f"|{'x' * 300}|\n|-|\n|y|", 308) is None
    assert columns_of(f"|{'x' * 298}|\n|-|\n|y|", 305) == (0, 300)
    assert columns_of("|-|\n|y|", 4) is None


def test_a_row_of_dashes_is_no_second_rule() -> None:
    body = "Team | Wins\n--- | ---\nOtters | 12\n- | -\nHerons | 7\n- | -\nGulls | 3"
    found = split(body, "en")
    assert [body[s.start : s.end] for s in found if s.heading] == ["Team | Wins"]
    assert [columns_of(body, s.start) for s in found] == [None, *[(0, 11)] * 3]


def test_a_long_paragraph_is_divided_like_a_short_one() -> None:
    sentences = [f"Mr. Roth met {n} of the U.S. diplomats." for n in range(500)]
    assert texts(" ".join(sentences)) == sentences


@pytest.mark.parametrize(
    "piece", ["and it rained ", "rain\n", "rain; sun, ", "雨", "r"]
)
def test_a_sentence_without_end_is_divided_and_loses_nothing(piece: str) -> None:
    body = piece * (5_000 // len(piece)) + "here. It snowed."
    found = texts(body)
    assert "".join("".join(found).split()) == "".join(body.split())
    assert max(map(len, found)) <= LONGEST
    assert overlong(body, "en") == 1


def test_a_long_sentence_is_divided_at_a_line_or_a_semicolon_before_a_blank() -> None:
    row = "rain in the town of Ekby and snow in the hills"
    lines = texts(f"{row}\n" * 50)
    assert all(line.startswith("rain") and line.endswith("hills") for line in lines)
    parts = texts(f"{row}; " * 50)
    assert all(part.startswith("rain") and part.endswith("hills;") for part in parts)


def test_no_part_of_a_long_sentence_is_without_a_word() -> None:
    body = "rain " + "-" * 3_000 + " snow " + "." * 1_500 + " sun " + "!" * 1_500
    assert all(re.search(r"\w", text) for text in texts(body, "de"))
    assert overlong("It rained. It snowed.", "en") == 0
