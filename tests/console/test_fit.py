from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from bot.answering.confidence import FEATURES, Weights
from bot.console.libraries import require
from bot.errors import EvaluationError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Result

    Verbatim = Callable[..., Result]

TRADES = ("baker", "carter", "dyer", "fisher", "glazier", "miller", "potter")


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "trades"
    folder.mkdir()
    for number, trade in enumerate(TRADES):
        text = (
            f"The {trade} opened a shop in 19{number}0. It stood near the pier.\n\n"
            f"A {trade} earns {number + 2} crowns a day. The guild sets the wage.\n"
        )
        (folder / f"{trade}.txt").write_text(text)
    return folder


def questions(folder: Path, trades: tuple[str, ...]) -> Path:
    rows = []
    for trade in trades:
        body = (folder / f"{trade}.txt").read_text()
        for asked, answer in (
            (f"When did the {trade} open a shop?", body[body.index("in 19") :][:7]),
            (f"What does a {trade} earn a day?", body[body.index("earns") :][:14]),
        ):
            start = body.index(answer)
            rows.append(
                {
                    "question": asked,
                    "article": trade,
                    "start": start,
                    "end": start + len(answer),
                    "answer": answer,
                }
            )
    path = folder.parent / "questions.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)))
    return path


def test_weights_are_made_with_their_figures_beside_them(
    verbatim: Verbatim, corpus: Path
) -> None:
    result = verbatim("fit", str(questions(corpus, TRADES)), "--corpus", str(corpus))
    assert (result.status, result.err) == (0, "")
    record = json.loads(result.out)
    assert (record["questions"], record["articles"]) == (14, 7)
    assert tuple(record["weights"]) == FEATURES
    figures = record["figures"]
    assert all(0 <= figure <= 1 for figure in figures.values())
    assert figures["answered by all articles"] > 0.9
    assert figures["refused by one other article"] > 0.5
    weights = Weights(record["intercept"], record["weights"])
    sure = dict.fromkeys(FEATURES, 0.0) | {"share": 1.0, "matched": 1.6}
    assert weights.confidence(sure) > weights.confidence(dict.fromkeys(FEATURES, 0.0))


def test_a_few_articles_are_too_few_to_judge_weights(
    verbatim: Verbatim, corpus: Path
) -> None:
    path = questions(corpus, TRADES[:2])
    result = verbatim("fit", str(path), "--corpus", str(corpus))
    assert result.status == 2
    assert "names places in 2 articles" in result.err


def test_a_missing_library_is_named_with_how_to_get_it() -> None:
    require("json")
    with pytest.raises(EvaluationError, match=r"needs no_such_library.*pip install"):
        require("json", "no_such_library")
