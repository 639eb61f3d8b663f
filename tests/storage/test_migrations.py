from __future__ import annotations

import asyncio
import re
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import MetaData, select

import bot.storage
from bot.errors import StorageBusyError, StorageError
from bot.storage import Actor, Draft
from bot.storage.database import Database
from bot.storage.location import locate
from bot.storage.revisions import NEWEST, REVISIONS, version_table
from bot.storage.store import Store
from bot.storage.tables import metadata
from tests.restoring import restore
from tests.storage.dying import held
from tests.storage.test_killed import hold_before_or_after

if TYPE_CHECKING:
    from typing import Any

    from sqlalchemy import Connection, Table

    from tests.storage.conftest import Address

FOLDER = Path(bot.storage.__file__).with_name("migrations")


def test_the_revisions_are_those_of_the_folder_in_their_order() -> None:
    steps = reversed([*ScriptDirectory(str(FOLDER)).walk_revisions()])
    assert tuple(step.revision for step in steps) == REVISIONS


@pytest.mark.usefixtures("uncovered")
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


@pytest.mark.usefixtures("uncovered")
async def test_four_at_once_open_an_empty_database(empty: Address) -> None:
    stores = await asyncio.gather(*(Store.open(empty) for _ in range(4)))
    assert [await store.audit.last() for store in stores] == [0, 0, 0, 0]
    for store in stores:
        await store.close()


async def test_a_database_that_another_writes_is_waited_for(tmp_path: Path) -> None:
    file = tmp_path / "verbatim.db"
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StorageBusyError, match="is held by another program"):
            await Store.open(file, patience=0.1)
        opening = asyncio.create_task(Store.open(file))
        await asyncio.sleep(0.1)
        other.execute("ROLLBACK")
        await (await opening).close()


async def test_a_database_of_a_newer_version_is_left_alone(address: Address) -> None:
    database = Database.at(locate(address), 5)
    async with database.write() as connection:
        await connection.execute(version_table.update().values(version_num="9999"))
    with pytest.raises(StorageError, match=r"newer version.*revision 9999"):
        await Store.open(address)
    async with database.write() as connection:  # other tests share PostgreSQL's
        await connection.execute(version_table.update().values(version_num=NEWEST))
    await database.close()


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


FIRST = (
    "INSERT INTO articles VALUES ('a', NULL, '[]', FALSE, 1, 'active', NULL, 0)",
    (
        "INSERT INTO article_versions VALUES "
        "('a', 1, 'hash', 'The mill.', '{}', NULL, 'en', '[1]', 0)"
    ),
    "INSERT INTO audit (at, action, subject) VALUES (0, 'add', 'a')",
)
KEYS = {
    True: "INSERT INTO periods VALUES ('feedback', 1, x'5e')",
    False: "INSERT INTO periods VALUES ('feedback', 1, '\\x5e')",
}


def upgrade(connection: Connection, revision: str) -> None:
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(FOLDER))
    command.upgrade(config, revision)


@pytest.fixture
async def of_the_first_release(empty: Address) -> Address:
    """Make a database in its first form, with an article and a vote's key in it."""
    database = Database.at(locate(empty), 5)
    async with database.write() as connection:
        await connection.run_sync(upgrade, REVISIONS[0])
        for statement in (
            *FIRST,
            KEYS[database.is_sqlite],
        ):
            await connection.exec_driver_sql(statement)
    await database.close()
    return empty


async def revision(address: Address) -> str | None:
    database = Database.at(locate(address), 5)
    async with database.read() as connection:
        found: str | None = await connection.scalar(select(version_table.c.version_num))
    await database.close()
    return found


def _stem(address: Address) -> str:
    return address.stem if isinstance(address, Path) else "verbatim"


async def test_an_older_database_is_copied_before_it_is_brought_to_todays_form(
    of_the_first_release: Address, tmp_path: Path
) -> None:
    async with await Store.open(of_the_first_release, copies=tmp_path) as store:
        assert [a.slug for a in await store.articles.all()] == ["a"]
        await store.articles.withdraw("a", "by mistake", by=Actor())
    copy = tmp_path / f"{_stem(of_the_first_release)}-before-{NEWEST}.db"
    assert copy.stat().st_mode & 0o077 == 0
    assert await revision(copy) == REVISIONS[0]
    with closing(sqlite3.connect(copy)) as opened:
        assert opened.execute("SELECT count(*) FROM periods").fetchone() == (0,)
    async with await Store.open(tmp_path / "other.db") as store:
        await restore(store, copy)
        (article,) = await store.articles.all()
        assert (article.slug, article.draft.body) == ("a", "The mill.")
        assert [entry.action for entry in await store.audit.entries(None)] == ["add"]


@pytest.mark.usefixtures("unmeasured")
async def test_half_a_migration_is_none_and_its_copy_is_whole(
    of_the_first_release: Address, tmp_path: Path
) -> None:
    before = await held(str(of_the_first_release))
    after = [len(metadata.tables) + 1, *before[1:]]
    folder = tmp_path / "copies"
    await hold_before_or_after("open", of_the_first_release, before, after, folder)
    async with await Store.open(tmp_path / "other.db") as store:
        copies = folder if "://" in str(of_the_first_release) else tmp_path
        name = f"{_stem(of_the_first_release)}-before-{NEWEST}.db"
        await restore(store, copies / name)
        assert [a.slug for a in await store.articles.all()] == ["a"]


async def test_a_database_that_can_not_be_copied_is_not_changed(
    of_the_first_release: Address, tmp_path: Path
) -> None:
    (tmp_path / f"{_stem(of_the_first_release)}-before-{NEWEST}.db").write_text(
        "my own file"
    )
    with pytest.raises(StorageError, match="no backup of Verbatim's"):
        await Store.open(of_the_first_release, copies=tmp_path)
    assert await revision(of_the_first_release) == REVISIONS[0]


def _row(table: Table, number: int) -> dict[str, Any]:
    """Return a row as the version writes that made the table."""
    by_type: dict[type, Any] = {
        bool: True,
        int: number,
        str: str(number),
        bytes: bytes([number]),
        object: {},  # JSON
    }
    row = {c.name: by_type[c.type.python_type] for c in table.columns}
    return row | ({"state": "active"} if table.name == "articles" else {})


@pytest.mark.usefixtures("uncovered")
async def test_the_version_before_works_on_after_the_newest_step(
    empty: Address,
) -> None:
    # So processes of both versions run side by side while they are replaced one by one.
    database = Database.at(locate(empty), 5)
    before = MetaData()
    async with database.write() as connection:
        await connection.run_sync(upgrade, REVISIONS[-2])
        await connection.run_sync(before.reflect)
    tables = [t for t in before.sorted_tables if t.name != version_table.name]
    for number in (1, 2):
        for table in tables:
            async with database.write() as connection:
                await connection.execute(table.insert(), _row(table, number))
                rows = await connection.execute(select(table))
                assert {**rows.mappings().all()[-1]} == _row(table, number)
        async with database.write() as connection:
            await connection.run_sync(upgrade, "head")
    await database.close()
    async with await Store.open(empty) as store:
        assert [a.slug for a in await store.articles.all()] == ["1", "2"]
