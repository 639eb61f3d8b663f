from __future__ import annotations

import dataclasses
import json
from typing import TYPE_CHECKING

import numpy as np
import pytest

from bot.answering.confidence import FEATURES, Weights, shipped_weights
from tests.conftest import REPOSITORY
from tests.tools.running import run_tool
from tools.fit.fitting import Fit, regression

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.usefixtures("uncovered")

CONFIDENCE = REPOSITORY / "bot" / "answering" / "confidence.json"
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


def test_the_same_weights_are_made_each_time_with_their_figures_beside_them(
    capsys: pytest.CaptureFixture[str], corpus: Path
) -> None:
    path = questions(corpus, TRADES)
    result = run_tool(capsys, "fit.__main__", path, "--corpus", corpus)
    assert (result.status, result.err) == (0, "")
    again = run_tool(capsys, "fit.__main__", path, "--corpus", corpus)
    assert again.out == result.out
    record = json.loads(result.out)
    assert (record["questions"], record["articles"]) == (14, 7)
    for kind in ("meaning", "words"):
        made = record[kind]
        assert tuple(made["weights"]) == FEATURES
        figures = made["figures"]["questions"]
        assert all(0 <= figure <= 1 for figure in figures.values())
        assert figures["sure, all articles"] > 0.9
        assert figures["not sure, its article taken away"] > 0.5
        weights = Weights(made["intercept"], made["weights"], sure=0.5, unsure=0.1)
        none = dict.fromkeys(FEATURES, 0.0)
        sure = none | {"share": 1.0, "matched": 1.6}
        assert weights.confidence(sure) > weights.confidence(none)
    assert record["words"]["weights"]["cosine"] == 0


def test_no_other_weights_fit_better() -> None:
    draw = np.random.default_rng(0)
    values, weights = draw.normal(size=(300, 3)), draw.uniform(0.1, 2.0, 300)
    answered = values @ [2.0, -1.0, 0.0] + draw.logistic(size=300) > 0.5

    def loss(model: np.ndarray) -> float:
        scores = values @ model[1:] + model[0]
        each = np.logaddexp(0, np.where(answered, -scores, scores))
        return float(weights @ each + model[1:] @ model[1:] / 2)

    model = regression(values, answered, weights)
    for one in np.eye(4):
        for step in (-0.01, 0.01):
            assert loss(model + step * one) > loss(model)


def test_a_few_articles_are_too_few_to_judge_weights(
    capsys: pytest.CaptureFixture[str], corpus: Path
) -> None:
    path = questions(corpus, TRADES[:2])
    result = run_tool(capsys, "fit.__main__", str(path), "--corpus", str(corpus))
    assert result.status == 2
    assert "asks about 2 articles" in result.err


def test_six_articles_are_enough_and_five_are_not(
    capsys: pytest.CaptureFixture[str], corpus: Path
) -> None:
    six = run_tool(
        capsys,
        "fit.__main__",
        str(questions(corpus, TRADES[:6])),
        "--corpus",
        str(corpus),
    )
    assert six.status == 0
    five = run_tool(
        capsys,
        "fit.__main__",
        str(questions(corpus, TRADES[:5])),
        "--corpus",
        str(corpus),
    )
    assert five.status == 2
    assert five.out == ""


def test_the_shipped_weights_have_the_form_of_a_record() -> None:
    record = json.loads(CONFIDENCE.read_text("utf-8"))
    assert list(record) == ["made by", "questions", "articles", "meaning", "words"]
    assert record["made by"] == "tools.fit"
    for kind in ("meaning", "words"):
        made = record[kind]
        assert list(made) == [field.name for field in dataclasses.fields(Fit)]
        shipped = shipped_weights(meaning=kind == "meaning")
        assert shipped.weights == made["weights"]
        assert 0 < shipped.sure < 1


SIX = {
    "anvil": "Smiths hammer iron. Anvils weigh tons.\n\nSparks fly.",
    "bread": "Bakers knead dough. Ovens roast loaves.\n\nYeast rises.",
    "canal": "Barges carry gravel. Locks lift water.\n\nTowpaths flood.",
    "dance": "Couples waltz nightly. Fiddlers play tunes.\n\nShoes squeak.",
    "eagle": "Raptors nest high. Chicks hatch early.\n\nFeathers moult.",
    "flute": "Reeds vibrate softly. Pupils practise scales.\n\nConcerts begin.",
}


def of_six(folder: Path, *, asked: str, behind: bool = False) -> Path:
    """Write six articles that share no word, and a question for each of them.

    Its answer is in the first sentence, or `behind` the last one.
    """
    rows = []
    for slug, text in SIX.items():
        body = f"---\nlanguage: en\n---\n{text}\n\n***\n"
        (folder / f"{slug}.md").write_text(body)
        question = asked.format(*text.lower().split())
        start = len(text) + 3 if behind else 0
        place = {"article": slug, "start": start, "end": start + 1}
        rows.append({"question": question} | place)
    path = folder / "questions.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)))
    return path


def test_questions_that_find_only_their_answer_teach_nothing(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = of_six(tmp_path, asked="Do {0} {1}?")
    result = run_tool(capsys, "fit.__main__", str(path), "--corpus", str(tmp_path))
    assert result.status == 2
    assert "weights need articles that share words" in result.err
    path = of_six(tmp_path, asked="What of quarks?")
    assert (
        run_tool(capsys, "fit.__main__", str(path), "--corpus", str(tmp_path)).status
        == 2
    )


def test_a_figure_that_nothing_was_found_for_is_left_out(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = of_six(tmp_path, asked="{0} {1} {6}")
    result = run_tool(capsys, "fit.__main__", str(path), "--corpus", str(tmp_path))
    assert (result.status, result.err) == (0, "")
    assert "NaN" not in result.out
    figures = json.loads(result.out)["words"]["figures"]["questions"]
    assert figures["not sure, its article taken away"] == 1
    assert not any("unanswerable" in name for name in figures)


def test_a_place_that_no_sentence_holds_is_never_answered(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = of_six(tmp_path, asked="{0} {1} {6}", behind=True)
    result = run_tool(capsys, "fit.__main__", path, "--corpus", tmp_path)
    assert result.status == 2
    assert "or nowhere" in result.err
