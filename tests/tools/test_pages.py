from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tools.pages import SavedPage, main, score

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.usefixtures("uncovered")

PAGE = SavedPage("a", "", "Old Bridge", ("It rained all day.", "It rained."), ("Menu",))


@pytest.mark.parametrize(
    ("text", "precision", "recall", "whole", "mixed"),
    [
        ("It rained all day.\nIt rained.", 1.0, 1.0, 1.0, 0.0),
        ("Old Bridge It rained all day. It rained.", 1.0, 1.0, 1.0, 0.0),
        ("It rained.", 1.0, 2 / 6, 0.5, 0.0),
        ("Menu It rained all day.", 4 / 5, 4 / 6, 0.5, 1.0),
        ("", 0.0, 0.0, 0.0, 0.0),
    ],
)
def test_words_count_as_often_as_they_stand_there(
    text: str, precision: float, recall: float, whole: float, mixed: float
) -> None:
    found = score(PAGE, text)
    assert (found.precision, found.recall) == pytest.approx((precision, recall))
    assert (found.whole, found.mixed) == pytest.approx((whole, mixed))


def test_the_figures_of_a_folder_are_printed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = "It rained all day, and the river rose until the bridge was gone. " * 4
    page = f"<html><body><article><p>{text}</p></article></body></html>"
    (tmp_path / "a.html").write_text(page, "utf-8")
    said = f'{{"title": "Rain", "article": ["{text.strip()}"], "apart": []}}'
    (tmp_path / "a.json").write_text(said, "utf-8")
    assert main(["--pages", str(tmp_path), "--list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[1].split() == ["100.0", "100.0", "100.0", "100.0", "0.0", "Verbatim"]
    assert main(["--pages", str(tmp_path / "none")]) == 2
