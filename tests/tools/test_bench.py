from __future__ import annotations

import os
import re
import sys
from typing import TYPE_CHECKING

import pytest

from tests.tools.running import run_tool

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.usefixtures("unmeasured")


@pytest.mark.usefixtures("uncovered")
def test_figures_of_this_machine_can_be_measured(
    home: Path,  # noqa: ARG001 - the articles are there
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(sys.path))
    result = run_tool(capsys, "bench", "--runs", 1)
    assert result.status == 0
    names = [re.split("  +", row)[0] for row in result.out.splitlines()]
    assert names == ["a question", "the built bot", "import numpy", "verbatim ask"]


@pytest.mark.usefixtures("uncovered")
def test_many_articles_are_measured_beside_other_search_engines(
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(sys.path))
    result = run_tool(
        capsys, "bench", "scale", "--corpus", home / "corpus", "--sizes", 5
    )
    assert result.status == 0
    head, _, row = (line.strip("| ").split(" | ") for line in result.out.splitlines())
    told = dict(zip(head, row, strict=True))
    assert int(told["sentences"]) >= 5
    assert float(told["a question, p50: ms"]) > float(told["ranking alone, p50: ms"])
    assert re.fullmatch(
        r"\d+\.\d+ \(\d+\.\d+\)", told["rank-bm25: p50 / our ranking (ms)"]
    )


def test_articles_that_can_not_be_measured_are_named(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    corpus = home / "odd"
    arguments = ("bench", "scale", "--corpus", corpus, "--sizes", 5)
    assert "does not exist" in run_tool(capsys, *arguments).err
    corpus.mkdir()
    assert "no sentence of 8 words" in run_tool(capsys, *arguments).err
    os.mkfifo(corpus / "a.md")
    assert "a.md: is not a file" in run_tool(capsys, *arguments).err
    (corpus / "a.md").unlink()
    (corpus / "a.md").write_text("---\nzzz: A\n---\nText.", encoding="utf-8")
    result = run_tool(capsys, *arguments)
    assert result.status == 2
    assert result.err.startswith("tools.bench: ")
    assert "a.md: zzz: " in result.err
    assert result.err.count("\n") == 1
