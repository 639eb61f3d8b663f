"""What a host does from the terminal beside asking: reads, backs up, withdraws."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from bot.articles import read_corpus
from bot.articles.withdrawn import Withdrawn
from bot.bootstrap import build_library, lost_database, withdrawn_file
from bot.errors import StorageError
from bot.storage import Actor

# asyncio, the database (20 MB) and what reads pages load where they are needed: a
# question in the terminal is not to wait for them.

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from typing import Any

    from bot.articles import Article, Extract
    from bot.settings import Settings
    from bot.storage.store import Store

__all__ = [
    "backup",
    "library_articles",
    "read_feed",
    "read_source",
    "reinstate",
    "restore",
    "with_store",
    "withdraw",
]

T = TypeVar("T")


def read_source(where: str) -> Extract:
    """Return the article at an address or in a file, before it has a slug.

    Raises FetchError and ExtractionError.
    """
    # Only `verbatim add` needs them, and a question is not to wait for them.
    import asyncio  # noqa: PLC0415

    from bot import sources  # noqa: PLC0415

    return asyncio.run(sources.read_source(where))


def read_feed(url: str) -> int:
    """Return how many entries a feed has; raises FetchError and ExtractionError."""
    import asyncio  # noqa: PLC0415

    from bot import sources  # noqa: PLC0415

    return len(asyncio.run(sources.read_feed(url))[1])


def library_articles(settings: Settings) -> tuple[Article, ...]:
    """Return the articles of the folder and of the database but those withdrawn.

    Raises CorpusError and StorageError.
    """
    import asyncio  # noqa: PLC0415

    async def read() -> tuple[Article, ...]:
        library = build_library(settings)
        try:
            await library.store()  # without it there would be the folder's alone
            await library.refresh()
            return library.everything()
        finally:
            await library.close()

    return asyncio.run(read())


def backup(settings: Settings, file: Path, keep: int | None = None) -> Path:
    """Write all that the database keeps to a file, and return that one.

    With `keep`, it is a new one in the folder of that name, of which so many stay.
    Raises StorageError.
    """
    where = settings.database
    from bot.storage.faults import translated  # noqa: PLC0415

    with translated(f"The database {where}"):
        there = not isinstance(where, Path) or (
            where.exists() and where.stat().st_size > 0
        )
        missing = lost_database(settings)
    if missing:
        raise StorageError(missing)
    if not there:
        message = f"There is no database {where} yet, or nothing in it to be backed up."
        raise StorageError(message)
    if keep is None:
        with_store(settings, lambda store: store.backup(file))
        return file
    from bot.storage.backup_file import dated, prune  # noqa: PLC0415

    with translated(f"The folder {file}"):
        file.mkdir(mode=0o700, parents=True, exist_ok=True)
        new = dated(file, datetime.now(UTC))
        with_store(settings, lambda store: store.backup(new))
        prune(new, keep)
    return new


def restore(settings: Settings, file: Path) -> Path | None:
    """Put a backup in place of all that is kept; raises StorageError.

    Returns where a database that can't be opened was set aside for it, else None.
    """
    import asyncio  # noqa: PLC0415

    from bot.storage.store import put_back  # noqa: PLC0415 - it takes 20 MB

    return asyncio.run(put_back(settings.database, file, copies=settings.state))


def withdraw(settings: Settings, slug: str, reason: str) -> None:
    """Take an article out, a file of the corpus folder too; raises StorageError."""

    async def change(store: Store) -> None:
        if await store.articles.get(slug) is None:
            await _note_file(settings, slug, store)
        taken = await store.articles.withdraw(slug, reason, by=Actor())
        if taken.of_folder:
            note = Withdrawn(withdrawn_file(settings), settings.corpus)
            note.keep(note.slugs | {slug})

    with_store(settings, change)


def reinstate(settings: Settings, slug: str) -> None:
    """Take a withdrawal back; raises StorageError, and QuotaError for too much."""
    from bot.library import Quota  # noqa: PLC0415

    quota = Quota(settings.server_articles, settings.server_megabytes)

    async def change(store: Store) -> None:
        if await store.articles.get(slug) is None:
            await _note_file(settings, slug, store)
        await quota.refuse_again(slug, store)
        await store.articles.reinstate(slug, by=Actor())

    with_store(settings, change)
    note = Withdrawn(withdrawn_file(settings), settings.corpus)
    same = slug.casefold()
    note.keep(frozenset(s for s in note.slugs if s.casefold() != same))


async def _note_file(settings: Settings, slug: str, store: Store) -> None:
    """Note a file of the corpus folder that no running bot has noted yet."""
    from bot.library.holdings import draft_of  # noqa: PLC0415

    for article in read_corpus(settings.corpus).articles:
        if article.slug == slug:
            draft = draft_of(article)
            await store.articles.add(slug, draft, by=Actor(), of_folder=True)


def with_store(
    settings: Settings, work: Callable[[Store], Coroutine[Any, Any, T]]
) -> T:
    """Return what some work with the open store gives; raises StorageError."""
    import asyncio  # noqa: PLC0415

    from bot.storage.store import Store  # noqa: PLC0415 - it takes 20 MB

    async def run() -> T:
        where = settings.database
        async with await Store.open(where, copies=settings.state) as store:
            return await work(store)

    return asyncio.run(run())
