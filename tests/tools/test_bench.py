from __future__ import annotations

import os
import re
import sys
from typing import TYPE_CHECKING

from tests.tools.running import run_tool

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


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
