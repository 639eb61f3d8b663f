from __future__ import annotations

import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.conftest import REPOSITORY

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.usefixtures("unmeasured")
ASK = """
import sys
from bot.__main__ import main
sys.argv = ["verbatim", "ask", "Who denied the allegations?"]
assert main() == 0
import bot.storage
"""
OPEN = """
import asyncio, pathlib, sys
from bot.storage.store import Store

async def main():
    await (await Store.open(pathlib.Path(sys.argv[1]))).close()

asyncio.run(main())
"""
LOADED = "print(*sys.modules, file=sys.stderr)"


def test_a_question_in_the_terminal_loads_no_database() -> None:
    assert not loaded(ASK) & {"sqlalchemy", "aiosqlite", "alembic"}


def test_a_database_in_its_newest_form_opens_without_alembic(
    migrated_file: Path, tmp_path: Path
) -> None:
    opened = loaded(OPEN, str(shutil.copy(migrated_file, tmp_path)))
    assert "sqlalchemy" in opened
    assert not opened & {"alembic", "asyncpg", "mako"}


def loaded(program: str, *arguments: str) -> set[str]:
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-W", "ignore", "-c", program + LOADED, *arguments],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=True,
    )
    return {*done.stderr.split()}
