"""Does one thing again and again, killed after one more statement each time.

Run as a program with the database's address, what to do and, for `restore` and `put
back`, a file, for `open` a folder.
With `write` it writes without a pause, and is killed at moments that nobody chose.
After each death it prints what the database holds, as JSON, and how the process ended.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import alembic.command  # noqa: F401 - loaded once, and not by each that dies
from sqlalchemy import event, func, inspect, select
from sqlalchemy.engine import Engine

from bot.storage import Actor, Draft
from bot.storage.database import Database
from bot.storage.location import locate
from bot.storage.migrating import migrate
from bot.storage.store import Store
from bot.storage.store import put_back as put_back_
from bot.storage.tables import article_versions, articles, audit
from tests import restoring

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection


READS = ("SELECT", "BEGIN", "PRAGMA")  # after which a file is what it was before
FILES = {"os.link", "os.rename", "os.chmod", "os.chown"}  # as `sys.audit` calls them


def die_after(count: int) -> None:
    """Kill this process after so many steps.

    That is after a statement that writes, or just before a commit or a file's change.
    """
    left = count

    def step(*_: object) -> None:
        nonlocal left
        left -= 1
        if not left:
            os.kill(os.getpid(), signal.SIGKILL)

    def stated(
        _connection: object, _cursor: object, statement: str, *_: object
    ) -> None:
        if not statement.lstrip().startswith(READS):
            step()

    event.listen(Engine, "after_cursor_execute", stated)
    event.listen(Engine, "commit", step)
    sys.addaudithook(lambda name, _: step() if name in FILES else None)


async def correct(where: str) -> None:
    """Correct the article `a`: a new version, a new state, an entry in the trail."""
    async with await Store.open(_place(where)) as store:
        await store.articles.correct("a", "why", Draft("New. " * 9000), by=Actor(7))


async def restore(where: str) -> None:
    """Put the backup in place."""
    async with await Store.open(_place(where)) as store:
        await restoring.restore(store, Path(sys.argv[3]))


async def put_back(where: str) -> None:
    """Put the backup in place of a database that can't be opened."""
    await put_back_(Path(where), Path(sys.argv[3]))


async def write(where: str) -> None:
    """Correct the article until killed; say on the way that it began."""
    async with await Store.open(_place(where)) as store:
        while True:
            await store.articles.correct("a", "why", Draft("New. " * 9000), by=Actor())
            os.utime(sys.argv[3])


async def make_tables(where: str) -> None:
    """Migrate."""
    await migrate(Database.at(locate(_place(where)), 20))


async def open_older(where: str) -> None:
    """Bring a database of an older form to today's, with a copy before that."""
    await (await Store.open(_place(where), copies=Path(sys.argv[3]))).close()


ACTIONS: dict[str, Callable[[str], Any]] = {
    "correct": lambda where: asyncio.run(correct(where)),
    "restore": lambda where: asyncio.run(restore(where)),
    "put back": lambda where: asyncio.run(put_back(where)),
    "write": lambda where: asyncio.run(write(where)),
    "migrate": lambda where: asyncio.run(make_tables(where)),
    "open": lambda where: asyncio.run(open_older(where)),
}
# Steps from one death to the next, 1 where it is not named. Where they are few,
# the number is odd, as some come in pairs.
STEPS = {"open": 5, "migrate": 5, "restore": 3}


def _place(where: str) -> str | Path:
    return where if "://" in where else Path(where)


def _held(connection: Connection) -> list[Any]:
    tables = inspect(connection).get_table_names()
    if not tables:
        return []
    columns = (articles.c.slug, articles.c.current, articles.c.state)
    article = select(*columns).order_by(articles.c.slug)
    rows = [list(row) for row in connection.execute(article)]
    counts = [
        connection.scalar(select(func.count()).select_from(table))
        for table in (article_versions, audit)
    ]
    return [len(tables), rows, *counts]


async def held(where: str) -> list[Any]:
    """Return what the database holds."""
    database = Database.at(locate(_place(where)), 20)
    async with database.read() as connection:
        found = await connection.run_sync(_held)
    await database.close()
    return found


def main() -> None:
    """Do what the arguments say."""
    where, action = sys.argv[1:3]
    if action == "write":
        die_anywhere(where)
    else:
        die_everywhere(where, action)


def die_anywhere(where: str) -> None:
    """Be killed ten times while writing."""
    sign = Path(sys.argv[3])
    for moment in range(10):
        began = sign.stat().st_mtime_ns
        child = os.fork()
        if not child:
            asyncio.run(write(where))
        while sign.stat().st_mtime_ns == began:
            time.sleep(0.001)
        time.sleep(0.003 * moment)
        os.kill(child, signal.SIGKILL)
        say(os.waitpid(child, 0)[1], where)


def say(status: int, where: str) -> None:
    """Print how a process ended and what the database holds."""
    print(json.dumps([status, asyncio.run(held(where))]), flush=True)  # noqa: T201 - for the test


def die_everywhere(where: str, action: str) -> None:
    """Die after one statement, after two and so on, until nothing is left to do."""
    status = None
    count = 0
    while status != 0:
        count += STEPS.get(action, 1)
        child = os.fork()
        if not child:
            die_after(count)
            ACTIONS[action](where)
            os._exit(0)
        status = os.waitpid(child, 0)[1]
        say(status, where)


if __name__ == "__main__":
    main()
