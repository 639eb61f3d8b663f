"""After a day's use the store holds no text that a member wrote, and no member."""

from __future__ import annotations

import shutil
import subprocess
import sys
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.storage import Actor, Draft, PassageAddress
from bot.storage.store import Store
from bot.storage.tables import metadata
from tests.conftest import REPOSITORY

if TYPE_CHECKING:
    from pathlib import Path

    from tests.storage.conftest import Clock

QUESTION = ["Where", "does", "Mirabelle", "Quintrell", "hide", "the", "zanzibarite"]
MEMBERS = (915_403_221_554_470_912, 915_403_221_554_470_913)
PASSAGE = PassageAddress("a", "hash", 0, 4)


async def use(store: Store) -> None:
    for member in MEMBERS:
        await store.words.note((1, member, QUESTION))
        await store.feedback.vote(1, member, PASSAGE, helpful=True)


async def rows(store: Store) -> str:
    async with store._database.read() as connection:  # noqa: SLF001 - all there is
        return "\n".join(
            [
                f"{table.name} {[*row]}"
                for table in metadata.sorted_tables
                for row in await connection.execute(table.select())
            ]
        )


def traces(text: str) -> list[str]:
    return [trace for trace in (*QUESTION[2:], *map(str, MEMBERS)) if trace in text]


async def test_no_row_holds_a_member_s_word_or_id(store: Store) -> None:
    await use(store)
    held = (await rows(store)).casefold()
    assert "ballots" in held
    assert traces(held) == []


@pytest.fixture
def file(tmp_path: Path, migrated_file: Path) -> Path:
    """Return a database alone in a folder."""
    folder = tmp_path / "used"
    folder.mkdir()
    return shutil.copyfile(migrated_file, folder / "verbatim.db")


async def test_no_byte_of_the_files_does(file: Path, clock: Clock) -> None:
    async with await Store.open(file, clock=clock) as store:
        await use(store)
        for part in file.parent.iterdir():
            assert traces(part.read_bytes().decode("latin-1").casefold()) == []


async def test_the_keys_are_gone_from_the_files_when_their_time_is_over(
    file: Path, clock: Clock
) -> None:
    async with await Store.open(file, clock=clock) as store:
        await use(store)
        async with store._database.read() as connection:  # noqa: SLF001 - see above
            found = await connection.exec_driver_sql("SELECT secret FROM periods")
            keys = [*found.scalars()]
        assert len(keys) == 2
        clock.advance(days=8)
        await store.sweep(left_for=timedelta(days=30))
        for part in file.parent.iterdir():
            content = part.read_bytes()
            assert not any(key in content for key in keys)
        assert "ballots" not in await rows(store)


async def test_a_librarian_who_wants_to_be_forgotten_leaves_the_trail(
    store: Store,
) -> None:
    await store.articles.add("a", Draft("Text."), by=Actor(MEMBERS[0], 1))
    await store.forget_person(MEMBERS[0])
    (entry,) = await store.audit.entries(1)
    assert (entry.user, entry.action) == (None, "add")
    assert traces(await rows(store)) == []


PROGRAM = """
import asyncio, logging, sys
from pathlib import Path
from bot.__main__ import _log
from bot.storage.store import Store

async def main():
    async with await Store.open(Path(sys.argv[1])) as store:
        for user in range(4):
            await store.words.note((1, user, ["xylophonist"]))

_log("%(name)s %(message)s", "DEBUG")
logging.getLogger("bot.test").debug("debugging")
asyncio.run(main())
"""


@pytest.mark.usefixtures("unmeasured")
def test_a_log_at_debug_has_no_word_of_a_question(
    tmp_path: Path, migrated_file: Path
) -> None:
    file = tmp_path / "verbatim.db"
    shutil.copyfile(migrated_file, file)
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", PROGRAM, file],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "bot.test debugging" in done.stderr
    assert "xylophonist" not in done.stderr + done.stdout
