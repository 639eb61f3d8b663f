from __future__ import annotations

import os
import pkgutil
import subprocess
import sys

import pytest

import bot

pytestmark = pytest.mark.usefixtures("unmeasured")
IMPORT_ALL = """
import importlib, os, sys
for name in sys.argv[1:]:
    importlib.import_module(name)
print(*os.listdir())
"""

IMPORT_WITHOUT = """
import importlib, os, sys
sys.modules |= dict.fromkeys(os.environ["ABSENT"].split())
for name in sys.argv[1:]:
    try:
        importlib.import_module(name)
    except ModuleNotFoundError:
        print(name)
"""


def test_importing_any_module_does_nothing_visible(
    home: os.PathLike[str],
) -> None:
    assert run(IMPORT_ALL, *modules(), cwd=home) == "corpus\n"


def test_the_program_needs_nothing_that_only_developers_have(
    home: os.PathLike[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ABSENT", "matplotlib tools")
    assert run(IMPORT_WITHOUT, *modules(), cwd=home) == ""


def modules() -> list[str]:
    return [m.name for m in pkgutil.walk_packages(bot.__path__, "bot.")]


def run(program: str, *arguments: str, cwd: os.PathLike[str]) -> str:
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-W", "ignore", "-c", program, *arguments],
        cwd=cwd,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr == ""
    return done.stdout
