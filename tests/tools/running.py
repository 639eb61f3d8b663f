"""Runs what developers run, in this process."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from tests.conftest import Result

if TYPE_CHECKING:
    import pytest

__all__ = ["run_tool"]


def run_tool(
    capsys: pytest.CaptureFixture[str], name: str, *arguments: object
) -> Result:
    """Run a tool by its module's name."""
    try:
        status = import_module(f"tools.{name}").main([*map(str, arguments)])
    except SystemExit as end:
        status = int(end.code or 0)
    out, err = capsys.readouterr()
    return Result(status, out, err)
