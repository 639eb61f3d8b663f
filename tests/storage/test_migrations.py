from __future__ import annotations

import asyncio
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

import bot.storage
from bot.errors import StorageError
from bot.storage import Actor, Draft
from bot.storage.database import Database
from bot.storage.location import locate
from bot.storage.revisions import REVISIONS, version_table
from bot.storage.store import Store
from bot.storage.tables import metadata

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from tests.storage.conftest import Address

FOLDER = Path(bot.storage.__file__).with_name("migrations")


def test_the_revisions_are_those_of_the_folder_in_their_order() -> None:
    steps = reversed([*ScriptDirectory(str(FOLDER)).walk_revisions()])
    assert tuple(step.revision for step in steps) == REVISIONS


async def test_the_migrations_make_the_tables_that_the_code_expects(
    address: Address,
) -> None:
    def differences(connection: Connection) -> list[object]:
        context = MigrationContext.configure(connection)
        return [
            difference
            for difference in compare_metadata(context, metadata)
            if "verbatim_version" not in repr(difference)
        ]

    database = Database.at(locate(address), 5)
    async with database.read() as connection:
        assert await connection.run_sync(differences) == []
    await database.close()


async def test_an_empty_database_opens_and_opens_again(empty: Address) -> None:
    async with await Store.open(empty) as store:
        await store.articles.add("a", Draft("Text."), by=Actor())
    async with await Store.open(empty) as store:
        assert await store.articles.get("a")


async def test_four_at_once_open_an_empty_database(empty: Address) -> None:
    stores = await asyncio.gather(*(Store.open(empty) for _ in range(4)))
    assert [await store.audit.last() for store in stores] == [0, 0, 0, 0]
    for store in stores:
        await store.close()


async def test_a_database_of_a_newer_version_is_left_alone(address: Address) -> None:
    database = Database.at(locate(address), 5)
    async with database.write() as connection:
        await connection.execute(version_table.update().values(version_num="9999"))
    await database.close()
    with pytest.raises(StorageError, match=r"newer version.*revision 9999"):
        await Store.open(address)


async def test_a_database_of_other_software_is_left_alone(empty: Address) -> None:
    database = Database.at(locate(empty), 5)
    async with database.write() as connection:
        await connection.exec_driver_sql("CREATE TABLE articles (name TEXT)")
    await database.close()
    with pytest.raises(StorageError, match="another program's tables"):
        await Store.open(empty)
    database = Database.at(locate(empty), 5)
    async with database.read() as connection:
        await connection.exec_driver_sql("SELECT name FROM articles")
    await database.close()


def test_no_step_names_the_tables_of_today() -> None:
    # A step that did would change when they do, and fail on the databases of before.
    for step in (FOLDER / "versions").glob("*.py"):
        assert not re.search(r"\bbot\b", step.read_text("utf-8"))
