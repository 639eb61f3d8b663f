from __future__ import annotations

import os
import pkgutil
import platform
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


FREE_OFTEN = """
import bot.__main__, numpy, resource
numpy.ones(3_000_000, numpy.uint8)
before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
for _ in range(50):
    numpy.ones(3_000_000, numpy.uint8)
print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
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


@pytest.mark.skipif(
    platform.libc_ver()[0] != "glibc", reason="others keep what is freed"
)
def test_the_memory_of_large_arrays_is_used_again() -> None:
    done = subprocess.run(  # noqa: S603 - as above
        [sys.executable, "-c", FREE_OFTEN], capture_output=True, text=True, check=True
    )
    assert int(done.stdout) < 50
