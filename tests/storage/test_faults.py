from __future__ import annotations

import asyncio
import gc
import os
import re
import shutil
import socket
import sqlite3
import ssl
import subprocess
import sys
import tempfile
import threading
from contextlib import AsyncExitStack, closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from asyncpg import exceptions
from sqlalchemy.exc import ArgumentError

from bot.errors import StorageBusyError, StorageError, UnusableError
from bot.storage import Actor, Draft, engines
from bot.storage.database import Database
from bot.storage.faults import failure
from bot.storage.location import locate
from bot.storage.open_file import COMPANIONS
from bot.storage.store import Store, try_open
from tests.conftest import REPOSITORY
from tests.storage.postgresql_server import is_alive

if TYPE_CHECKING:
    from asyncio import StreamReader, StreamWriter
    from collections.abc import Iterator

    from tests.storage.conftest import Address

NOBODY = 65534
TRY = """
import asyncio, sys
from bot.storage.store import try_open
asyncio.run(try_open(sys.argv[1]))
"""
FULL = """
import asyncio, resource, sys
from pathlib import Path
from bot.errors import StorageError
from bot.storage import Actor, Draft
from bot.storage.store import Store

async def main():
    async with await Store.open(Path(sys.argv[1])) as store:
        size = Path(sys.argv[1]).stat().st_size + 200_000
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
        try:
            await store.articles.add("b", Draft("Long. " * 99999), by=Actor())
        except StorageError as error:
            print(error)
        await store.articles.add("c", Draft("Short."), by=Actor())
        print([article.slug for article in await store.articles.all()])

asyncio.run(main())
"""


@pytest.mark.parametrize(
    ("where", "problem"),
    [
        ("nonsense", "what is set is neither"),
        ("mysql://user:s3cret@host/db", "mysql: is neither"),
        ("postgresql://user:s3cret@host", "names no database"),
        ("postgresql://user:s3cret@host:port/db", "what is set is neither"),
        ("postgresql://user:s3cret@host:99999/db", "port is none from 1 to 65535"),
        ("postgresql://user:s3cret@host:0/db", "port is none from 1 to 65535"),
        (f"postgresql://user:s3cret@{'h' * 64}/db", "what is set is neither"),
        ("postgresql://user:s3cret@host/db\0", "what is set is neither"),
        ("postgresql://user:s3cret@host/d\nb", "what is set is neither"),
        ("sqlite:///s3cret%00", "what is set is neither"),
        ("sqlite://", "names no database"),
        ("sqlite:///:memory:", "names no database"),
    ],
)
async def test_a_wrong_address_is_explained_and_not_shown(
    where: str, problem: str
) -> None:
    with pytest.raises(StorageError, match=problem) as caught:
        await Store.open(where)
    assert "s3cret" not in str(caught.value)
    assert "A database address has the form" in str(caught.value)


@pytest.mark.parametrize(
    "where",
    [
        "postgresql://me:s3cret@127.0.0.1:1/db",
        "postgres://me:s3cret@no-such-host.invalid/db",
    ],
)
async def test_a_server_that_can_t_be_reached_is_named(where: str) -> None:
    with pytest.raises(StorageError, match=r"database db on .* can't be reached") as it:
        await Store.open(where, patience=2)
    assert "s3cret" not in str(it.value)


async def test_a_server_that_says_nothing_is_given_up_on() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        with pytest.raises(StorageError, match="can't be reached"):
            await Store.open(f"postgresql://me@127.0.0.1:{port}/db", patience=0.5)


async def test_a_server_that_is_no_postgresql_is_named() -> None:
    async def greet(reader: StreamReader, writer: StreamWriter) -> None:
        await reader.read(1_000)  # whether it speaks TLS
        writer.write(b"N")
        await reader.read(1_000)
        writer.write(b"R\0\0\0\x08\0\0\0\0Z\0\0\0\x05I")  # come in, and ask
        await reader.read(1_000)
        writer.close()

    async with await asyncio.start_server(greet, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        # In a process of its own: asyncpg leaves the connection to be collected.
        trying = await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", TRY, f"postgresql://me@127.0.0.1:{port}/db"),
            stderr=subprocess.PIPE,
            cwd=REPOSITORY,
        )
        _, said = await trying.communicate()
    assert b"StorageError: The database db on 127.0.0.1:" in said
    assert b"can't be connected to as its address says" in said


async def test_a_database_that_is_not_there_is_named(postgresql: str) -> None:
    with pytest.raises(StorageError, match=r"database none on .* does not exist"):
        await Store.open(f"{postgresql}/none")


async def test_a_user_who_may_nothing_is_told_so(postgresql: str) -> None:
    database = Database.at(locate(f"{postgresql}/postgres"), 5)
    async with database.write() as connection:
        await connection.exec_driver_sql("CREATE ROLE guest LOGIN")
        await connection.exec_driver_sql("CREATE ROLE locked NOLOGIN")
    await database.close()
    guest, locked = (
        postgresql.replace("//verbatim@", f"//{name}@") for name in ("guest", "locked")
    )
    with pytest.raises(StorageError, match="may not be changed by this user"):
        await Store.open(f"{guest}/template1")
    with pytest.raises(StorageError, match="refuses the user"):
        await Store.open(f"{locked}/postgres")


async def test_a_server_that_only_reads_or_has_no_connection_left_is_named(
    postgresql: str, migrated_database: str
) -> None:
    options = "?options=-c%20default_transaction_read_only%3Don"
    async with await Store.open(f"{migrated_database}{options}") as store:
        assert await store.articles.get("read-only") is None
        with pytest.raises(StorageError, match="is read-only; check that its add"):
            await store.articles.add("read-only", Draft("Text."), by=Actor())
        with pytest.raises(StorageError, match="is read-only; check that its add"):
            await store.leases.take("sweeping")
    database = Database.at(locate(f"{postgresql}/postgres"), 5)
    async with database.write() as connection:
        await connection.exec_driver_sql("CREATE ROLE crowded LOGIN CONNECTION LIMIT 0")
    await database.close()
    crowded = migrated_database.replace("//verbatim@", "//crowded@")
    with pytest.raises(StorageBusyError, match="no room for another connection; try"):
        await Store.open(crowded)


@pytest.mark.parametrize("fresh", [0.0, 60.0])
async def test_a_restarted_server_is_found_again(
    store: Store, monkeypatch: pytest.MonkeyPatch, fresh: float
) -> None:
    monkeypatch.setattr(engines, "_FRESH", fresh)
    await store.articles.add("a", Draft("Text."), by=Actor())
    database = store._database  # noqa: SLF001 - the connections to break
    if not database.is_sqlite:
        other = Database.at(database.url, 5)
        ended = (
            "SELECT pid, pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid != pg_backend_pid()"
        )
        async with other.read() as connection:
            found = await connection.exec_driver_sql(ended)
            processes = [*found.scalars()]
        await other.close()
        while any(map(is_alive, processes)):  # noqa: ASYNC110 - no event
            await asyncio.sleep(0.01)
    assert await store.articles.get("a")


async def test_a_locked_database_is_waited_for_and_then_said_to_be_busy(
    address: Address,
) -> None:
    async with await Store.open(address, patience=0.3) as store:
        await store.articles.add("a", Draft("Text."), by=Actor())
        other = Database.at(locate(address), 5)
        async with other.write() as connection:
            await connection.exec_driver_sql("DELETE FROM articles")
            with pytest.raises(StorageBusyError, match="held by another program"):
                await store.articles.withdraw("a", "why", by=Actor())
            assert await store.articles.get("a")  # reading goes on
            await connection.rollback()
        await other.close()
        await store.articles.withdraw("a", "why", by=Actor())


@pytest.mark.usefixtures("uncovered")
async def test_two_writers_wait_for_each_other(address: Address) -> None:
    async with await Store.open(address) as one, await Store.open(address) as two:
        await one.articles.add("a", Draft("Text."), by=Actor())
        await asyncio.gather(
            *(
                store.articles.update("a", Draft("Text."), by=Actor())
                for store in (one, two) * 10
            )
        )
        assert len(await two.articles.versions("a")) == 21


@pytest.mark.usefixtures("uncovered")
async def test_two_hundred_at_once_are_served(address: Address) -> None:
    # More patient than members are, since a busy machine may need more than 5 s.
    async with await Store.open(address, patience=60.0) as store:
        await store.articles.add("a", Draft("Text."), by=Actor())
        found = await asyncio.gather(*(store.articles.get("a") for _ in range(200)))
        assert all(found)


async def test_one_too_many_waits_and_is_then_told(address: Address) -> None:
    async with (
        await Store.open(address, patience=0.3) as store,
        AsyncExitStack() as all_,
    ):
        for _ in range(3):
            await all_.enter_async_context(store._database.read())  # noqa: SLF001 - held
        with pytest.raises(StorageBusyError, match="does not answer in time; try"):
            await store.articles.get("a")


async def test_a_write_that_is_cancelled_counts_for_nothing(store: Store) -> None:
    await store.articles.add("a", Draft("Text."), by=Actor())
    for delay in range(12):
        task = asyncio.create_task(
            store.articles.correct("a", "why", Draft("x" * 200_000), by=Actor())
        )
        await asyncio.sleep(delay / 1000)
        task.cancel()
        await asyncio.wait({task})
    versions = await store.articles.versions("a")
    assert versions[-1].current == len(versions)
    assert len(await store.audit.entries(None, limit=99)) == len(versions)
    await store.articles.withdraw("a", "why", by=Actor())


@pytest.mark.parametrize("factory", [None, *sqlite3.Connection.__subclasses__()])
def test_a_connection_that_is_left_open_is_told_on_any_python(factory: Any) -> None:  # noqa: ANN401 - of SQLite's
    options = {"factory": factory} if factory else {}

    def leave(*, closed: bool) -> None:
        connection = sqlite3.connect(":memory:", **options)
        if closed:
            connection.close()
        del connection
        gc.collect()

    leave(closed=True)
    with pytest.warns(ResourceWarning, match="unclosed database"):
        leave(closed=False)


async def test_a_connection_whose_task_is_cancelled_while_it_opens_is_closed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[sqlite3.Connection] = []
    closed: list[sqlite3.Connection] = []

    class Noted(engines._Connection):  # noqa: SLF001 - to see each one
        def __init__(self, *arguments: Any, **options: Any) -> None:  # noqa: ANN401
            super().__init__(*arguments, **options)
            opened.append(self)

        def close(self) -> None:
            super().close()
            closed.append(self)

    monkeypatch.setattr(engines, "_Connection", Noted)

    def workers() -> set[threading.Thread]:
        return {t for t in threading.enumerate() if "_connection_worker" in t.name}

    before = workers()
    for ticks in range(12):
        database = Database.at(locate(tmp_path / "verbatim.db"), 5.0)
        task = asyncio.create_task(database.execute_alone("SELECT 1"))
        for _ in range(ticks):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.wait({task})
        await database.close()
    async with asyncio.timeout(60):
        while workers() - before:  # noqa: ASYNC110 - no event
            await asyncio.sleep(0.01)
    assert opened
    assert len(closed) == len(opened)


@pytest.mark.parametrize("content", [b"This is no database. " * 300, b"x"])
async def test_a_file_that_is_no_database_is_left_alone(
    tmp_path: Path, content: bytes
) -> None:
    file = tmp_path / "verbatim.db"
    file.write_bytes(content)
    with pytest.raises(StorageError, match="is no SQLite database, or its"):
        await Store.open(file)
    assert file.read_bytes() == content


async def test_a_damaged_file_is_named_and_left_alone(
    tmp_path: Path, migrated_file: Path
) -> None:
    file = tmp_path / "verbatim.db"
    shutil.copyfile(migrated_file, file)
    with file.open("r+b") as opened:
        opened.seek(4096)
        opened.write(b"\xff" * 16384)
    content = file.read_bytes()
    with pytest.raises(StorageError, match=f"{file} is damaged; put back the last"):
        await Store.open(file)
    assert file.read_bytes() == content


async def test_an_address_of_a_file_is_opened_and_tried(tmp_path: Path) -> None:
    where = f"sqlite:///{tmp_path}/verbatim.db"
    assert "`verbatim run` makes its tables" in await try_open(where)
    await (await Store.open(where)).close()
    assert "can be read, in form" in await try_open(where)


async def test_a_folder_in_the_way_is_named(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="can't be opened"):
        await Store.open(tmp_path)
    (tmp_path / "file").touch()
    with pytest.raises(StorageError, match=r"\(File exists: .*/file\)"):
        await Store.open(tmp_path / "file" / "verbatim.db")


@pytest.mark.parametrize("ending", ["", *COMPANIONS])
async def test_a_pipe_in_place_of_a_file_is_named_and_not_opened(
    tmp_path: Path, migrated_file: Path, ending: str
) -> None:
    file = tmp_path / "verbatim.db"
    if ending:
        shutil.copyfile(migrated_file, file)
    pipe = Path(f"{file}{ending}")
    os.mkfifo(pipe)
    for opening in (Store.open(file), try_open(file)):
        with pytest.raises(UnusableError, match=f"{pipe} is no file; move that away"):
            await opening


@pytest.fixture
def shared(request: pytest.FixtureRequest, migrated_file: Path) -> Iterator[Path]:
    """Give a database in a folder; the test says which rights others have."""
    of_the_folder, of_the_file = request.param
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copyfile(migrated_file, folder / "verbatim.db")
        (folder / "verbatim.db").chmod(of_the_file)
        folder.chmod(of_the_folder)
        yield folder
        folder.chmod(0o700)


@pytest.mark.parametrize("shared", [(0o555, 0o444)], indirect=True)
async def test_what_may_not_be_written_is_named(shared: Path) -> None:
    with as_nobody():
        with pytest.raises(StorageError, match="Permission denied"):
            await Store.open(shared / "new.db")
        with pytest.raises(StorageError, match="can't be written to; check the folder"):
            async with await Store.open(shared / "verbatim.db") as store:
                await store.articles.add("a", Draft("Text."), by=Actor())


@pytest.mark.parametrize("shared", [(0o755, 0)], indirect=True)
async def test_what_may_not_be_read_is_named(shared: Path) -> None:
    with as_nobody(), pytest.raises(StorageError, match=r"can't be opened \(Perm"):
        await Store.open(shared / "verbatim.db")


@contextmanager
def as_nobody() -> Iterator[None]:
    """Give up root's rights for a while; another user has few enough."""
    user = os.geteuid()
    if user == 0:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(user)


@pytest.mark.usefixtures("unmeasured")  # what it counts would not fit either
def test_a_full_disk_is_a_sentence_and_what_was_there_stays(
    tmp_path: Path, migrated_file: Path
) -> None:
    file = tmp_path / "verbatim.db"
    shutil.copyfile(migrated_file, file)
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", FULL, file],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=True,
    )
    sentence, slugs = done.stdout.splitlines()
    assert re.fullmatch(r"The database .* the disk is full.*\.", sentence)
    assert slugs == "['c']"


async def test_a_full_database_is_a_sentence(tmp_path: Path) -> None:
    database = Database.at(locate(tmp_path / "full.db"), 5)

    async def fill() -> None:
        async with database.write() as connection:
            await connection.exec_driver_sql("PRAGMA max_page_count = 40")
            await connection.exec_driver_sql(
                "CREATE TABLE full AS SELECT hex(zeroblob(999999))"
            )

    with pytest.raises(StorageError, match="the disk is full; make room"):
        await fill()
    await database.close()


def test_the_file_is_its_owner_s_only_and_of_the_kind_that_lasts(
    migrated_file: Path,
) -> None:
    assert migrated_file.stat().st_mode & 0o077 == 0
    with closing(sqlite3.connect(migrated_file)) as opened:
        assert opened.execute("PRAGMA journal_mode").fetchone() == ("wal",)


async def test_connections_keep_references_and_flush_each_commit(
    tmp_path: Path, migrated_file: Path
) -> None:
    file = tmp_path / "verbatim.db"
    shutil.copyfile(migrated_file, file)
    database = Database.at(locate(file), 1.5)
    pragmas = ("foreign_keys", "synchronous", "secure_delete", "busy_timeout")
    values = [await database.execute_alone(f"PRAGMA {name}") for name in pragmas]
    await database.close()
    assert values == ["1", "2", "1", "1500"]


def _caused(cause: Exception) -> Exception:
    error = ArgumentError("a driver's")
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (UnicodeError(), "can't hold a text with a NUL"),
        (_caused(UnicodeError()), "can't hold a text with a NUL"),
        (ssl.SSLCertVerificationError(1, "failed"), "certificate that is not trus"),
        (FileNotFoundError(2, "No such file"), "check its hosts, ports and files"),
        (ConnectionError("rejected SSL upgrade"), "takes no encrypted connection"),
        (ConnectionRefusedError(111, "refused"), "can't be reached"),
        (exceptions.ClientConfigurationError("no such key"), "hosts, ports and files"),
        (ArgumentError("odd"), r"can't do what was asked \(ArgumentError\)"),
    ],
)
def test_whatever_a_driver_reports_is_one_sentence(
    error: Exception, sentence: str
) -> None:
    assert re.match(f"The file x .*{sentence}.*[.]$", str(failure("The file x", error)))


@pytest.mark.parametrize(
    ("statement", "what"),
    [
        ("SELEC 1", "syntax error"),
        ("SELECT absent(1)", "absent"),
        ("SELECT absent FROM leases", "absent"),
        ("BEGIN", "within a transaction"),
    ],
)
async def test_a_fault_of_the_program_is_told_as_one_and_costs_no_data(
    store: Store, statement: str, what: str
) -> None:
    database = store._database  # noqa: SLF001 - to ask it what the program never does

    async def ask() -> None:
        async with database.write() as connection:
            await connection.exec_driver_sql(statement)

    is_sqlite = database.file is not None
    if statement == "BEGIN" and not is_sqlite:
        await ask()  # a warning, there
        return
    with pytest.raises(StorageError) as caught:
        await ask()
    if statement.endswith("leases") and is_sqlite:  # where no newer version changes it
        assert isinstance(caught.value, UnusableError)
        assert "gave it (no such column: absent); put back" in str(caught.value)
    else:
        assert type(caught.value) is StorageError
        code = "SQLITE_ERROR" if is_sqlite else "42[0-9A-Z]{3}"
        sentence = rf"can't do what was asked \({code}: .*{what}.*\); report that, ple"
        assert re.search(sentence, str(caught.value))


async def test_postgresql_without_its_library_is_said_how_to_mend(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "asyncpg", None)
    with pytest.raises(StorageError, match=r"pip install .*asyncpg"):
        await Store.open("postgresql://me@127.0.0.1/db")
