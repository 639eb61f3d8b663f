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
sys.modules |= dict.fromkeys(["matplotlib", "tools"])  # only developers have them
for name in sys.argv[1:]:
    importlib.import_module(name)
print(*os.listdir())
"""


def test_importing_any_module_does_nothing_visible_and_needs_no_tools(
    home: os.PathLike[str],
) -> None:
    modules = [m.name for m in pkgutil.walk_packages(bot.__path__, "bot.")]
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-W", "ignore", "-c", IMPORT_ALL, *modules],
        cwd=home,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stderr, done.stdout, done.returncode) == ("", "corpus\n", 0)
