from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Result

    Verbatim = Callable[..., Result]

FIGURE = re.compile(r"-?\d+\.\d{3}")
# Sums of figures that are rounded to three places each.
CLOSE = 0.006


def figures(row: str) -> list[float]:
    return [float(figure) for figure in FIGURE.findall(row)]


@pytest.fixture
def receipt(verbatim: Verbatim) -> list[str]:
    out = verbatim("ask", "Who denied the allegations?", "--explain").out
    return out.split("Why this answer\n")[1].split("\n")


@pytest.mark.usefixtures("uncovered")
def test_a_receipt_follows_the_answer(verbatim: Verbatim) -> None:
    plain = verbatim("ask", "Who denied the allegations?").out
    explained = verbatim("ask", "Who denied the allegations?", "--explain").out
    assert explained.startswith(plain)
    assert "Why this answer" in explained.removeprefix(plain)


@pytest.mark.usefixtures("uncovered")
def test_the_parts_of_a_score_add_up_to_it(receipt: list[str]) -> None:
    heads = [row for row in receipt if re.match(r"\d\. ", row)]
    parts = [row for row in receipt if row.startswith("  score: ")]
    assert len(heads) == len(parts) == 3
    for head, row in zip(heads, parts, strict=True):
        assert abs(figures(head)[0] - sum(figures(row))) < CLOSE


@pytest.mark.usefixtures("uncovered")
def test_the_features_add_up_to_the_confidence(receipt: list[str]) -> None:
    head = next(row for row in receipt if row.startswith("confidence "))
    odds = sum(figures(row)[-1] for row in receipt if " adds " in row)
    assert abs(figures(head)[0] - 1 / (1 + math.exp(-odds))) < CLOSE


@pytest.mark.usefixtures("uncovered")
def test_matched_words_are_those_of_the_question(receipt: list[str]) -> None:
    matched = next(row for row in receipt if row.startswith("  matched: "))
    assert "allegations" in matched
    assert "like “denied”" in matched  # the passage says "refuted"


def test_what_is_only_reported_has_no_rule(verbatim: Verbatim, home: Path) -> None:
    (home / "corpus" / "mill.md").write_text("The mill grinds rye in May.")
    out = verbatim("ask", "What does the mill grind?", "--explain").out
    assert "1. mill, ¶ 1" in out
    assert "by the rule" not in out.split("1. mill")[1].split("2. ")[0]


def test_what_has_nothing_in_common_has_an_empty_receipt(verbatim: Verbatim) -> None:
    out = verbatim("ask", "Kubernetes?", "--explain").out
    assert "confidence 0.000" in out
    assert "matched" not in out


def test_words_that_were_read_as_near_are_told(verbatim: Verbatim, home: Path) -> None:
    text = "The banker was sent to a penitentiary.\n\nHe likes fresh bread and jam."
    (home / "corpus" / "banker.md").write_text(text)
    call = ("ask", "was the banker put into prison", "--article", "banker")
    told = "  read “prison” as near to “penitentiary”"
    assert told in verbatim(*call, "--explain").out.split("\n")
    assert "as near to" not in verbatim(*call).out
    for same in (
        "the banker sent to a penitentiary",
        "banker sent penitentiary prison",
    ):
        call = (
            "ask",
            same,
            "--article",
            "banker",
        )  # whose words are all of one sentence
        assert "as near to" not in verbatim(*call, "--explain").out


@pytest.mark.usefixtures("uncovered")
def test_the_same_question_gets_the_same_receipt_on_every_run(
    verbatim: Verbatim,
) -> None:
    call = ("ask", "Did Iran supply the drones?", "--explain")
    assert verbatim(*call).out == verbatim(*call).out


@pytest.mark.usefixtures("uncovered")
def test_a_receipt_names_the_rule_behind_a_denial(verbatim: Verbatim) -> None:
    question = "Who refuted the allegation about Iranian drones in Ukraine?"
    rows = verbatim("ask", question, "--explain").out.splitlines()
    denials = [row for row in rows if row.startswith("  denial: by the rule “")]
    assert any("“refuted”" in row for row in denials)


def test_a_receipt_names_the_rule_behind_a_speaker(
    verbatim: Verbatim, home: Path
) -> None:
    (home / "corpus" / "mill.md").write_text("Ann Lee said the mill grinds rye in May.")
    rows = verbatim("ask", "What does the mill grind?", "--explain").out.splitlines()
    assert "  speaker: by the rule “verb of saying”, from “Ann Lee”, “said”" in rows
