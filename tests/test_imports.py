from __future__ import annotations

import os
import pkgutil
import subprocess
import sys

import bot

IMPORT_ALL = """
import importlib, os, sys
for name in sys.argv[1:]:
    importlib.import_module(name)
print(*os.listdir())
"""


def test_importing_any_module_does_nothing_visible(
    home: os.PathLike[str],
) -> None:
    names = [m.name for m in pkgutil.walk_packages(bot.__path__, "bot.")]
    done = run(IMPORT_ALL, *names, cwd=home)
    assert done == "corpus\n"


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
