"""The composition root: from the settings to the articles, the Answerer, the bot."""

from __future__ import annotations

import logging
import os
import tempfile
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from bot.annotations import Annotator, IndexFolder
from bot.answering import Answerer
from bot.articles import read_corpus
from bot.articles.withdrawn import Withdrawn
from bot.console.progress import ProgressBar
from bot.errors import CorpusError, SettingsError, StorageBusyError, StorageError
from bot.storage import Actor, Shards

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from typing import Any

    from bot.articles import Article, Extract
    from bot.chat.client import ChatBot
    from bot.library import Library
    from bot.meaning import Encoder
    from bot.selftest import SelfTest
    from bot.settings import Settings
    from bot.storage.store import Store

__all__ = [
    "backup",
    "build_answerer",
    "build_bot",
    "build_library",
    "library_articles",
    "read_feed",
    "read_source",
    "reinstate",
    "restore",
    "run_bot",
    "try_database",
    "try_state",
    "with_store",
    "withdraw",
]

T = TypeVar("T")

_DATABASE = "verbatim.db"

log = logging.getLogger(__name__)


def build_answerer(settings: Settings) -> Answerer:
    """Return an Answerer over the corpus folder's articles.

    A file that can't be used is logged as a warning and left out, and one that is
    withdrawn is left out. Raises CorpusError where none can be used.
    """
    progress = ProgressBar()
    corpus = read_corpus(settings.corpus, Annotator(settings.state, progress=progress))
    for problem in corpus.problems:
        log.warning("left out: %s", problem)
    withdrawn = Withdrawn(_withdrawn(settings)).slugs
    articles = [a for a in corpus.articles if a.slug not in withdrawn]
    if articles:
        encoder = _encoder(settings)
        index = IndexFolder(_index_folder(settings), encoder, progress)
        return Answerer(articles, index.segments, encoder=encoder)
    if corpus.articles:
        fault = "holds only articles that are withdrawn; `verbatim reinstate` helps."
    elif corpus.problems:
        fault = "holds no article that can be used; `verbatim check` says what to mend."
    else:
        fault = "holds no article; put one into it as a .md or .txt file."
    message = f"The corpus folder {settings.corpus} {fault}"
    raise CorpusError(message)


def _index_folder(settings: Settings) -> Path:
    """Return where the index of a corpus folder is; another folder's is elsewhere."""
    return settings.state / "index" / _name(settings.corpus)


def _withdrawn(settings: Settings) -> Path:
    """Return where it is noted which files of a corpus folder are withdrawn."""
    return settings.state / f"withdrawn-{_name(settings.corpus)}.json"


def _name(corpus: Path) -> str:
    """Return what tells a corpus folder from others."""
    return blake2b(os.fsencode(corpus.absolute()), digest_size=8).hexdigest()


def _encoder(settings: Settings) -> Encoder | None:
    """Return the sentence encoder that is set; raises SettingsError."""
    if settings.meaning == "off":
        return None
    from bot.meaning import open_encoder  # noqa: PLC0415 - one may do without

    return open_encoder(settings.model)


def build_library(settings: Settings) -> Library:
    """Return the library over the corpus folder and the database, not opened yet.

    Raises CorpusError where the folder can't be read, SettingsError for a self-test
    that can't be used.
    """
    # asyncio, which it needs, takes as long to import as a question to answer.
    from bot.library import (  # noqa: PLC0415
        EVERYWHERE,
        Folder,
        Keeper,
        Library,
        Quota,
    )

    judge = _self_test(settings.selftest) if settings.selftest else None
    progress = ProgressBar()
    annotator = Annotator(settings.state, patient=True, progress=progress)
    encoder = _encoder(settings)
    library = Library(
        Folder(settings.corpus, annotator),
        Keeper(_database(settings), copies=settings.state),
        judge=judge,
        withdrawn=_withdrawn(settings),
        encoder=encoder,
        annotator=annotator,
        index=IndexFolder(_index_folder(settings), encoder, progress),
        quota=Quota(settings.server_articles, settings.server_megabytes),
        shards=settings.shards or Shards(),
    )
    library.load()
    if not library.articles(EVERYWHERE):
        log.warning("The corpus folder %s holds no article yet.", settings.corpus)
    return library


def build_bot(settings: Settings) -> ChatBot:
    """Return the Discord bot, not started; it needs no token. Raises CorpusError."""
    from bot import chat  # noqa: PLC0415 - the terminal starts without discord

    return chat.build_bot(
        build_library(settings),
        state=settings.state,
        cooldown=settings.cooldown,
        left_for=timedelta(days=settings.left_days),
        reads_all=settings.message_content == "on",
    )


def read_feed(url: str) -> int:
    """Return how many entries a feed has; raises FetchError and ExtractionError."""
    import asyncio  # noqa: PLC0415 - as above

    from bot import sources  # noqa: PLC0415 - as above

    return len(asyncio.run(sources.read_feed(url))[1])


def library_articles(settings: Settings) -> tuple[Article, ...]:
    """Return the articles of the folder and of the database but those withdrawn.

    Raises CorpusError and StorageError.
    """
    import asyncio  # noqa: PLC0415 - as above

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
    where = _database(settings)
    if isinstance(where, Path) and not where.exists():
        message = f"There is no database {where} yet; nothing is to be backed up."
        raise StorageError(message)
    if keep is None:
        with_store(settings, lambda store: store.backup(file))
        return file
    from bot.storage.backup_file import dated, prune  # noqa: PLC0415 - as above
    from bot.storage.faults import translated  # noqa: PLC0415 - as above

    with translated(f"The folder {file}"):
        file.mkdir(mode=0o700, parents=True, exist_ok=True)
        new = dated(file, datetime.now(UTC))
        with_store(settings, lambda store: store.backup(new))
        prune(file, keep)
    return new


def try_database(settings: Settings) -> tuple[str, bool]:
    """Return what there is to say of the database, and whether it is well.

    Nothing is made or changed where there is none yet.
    """
    try:
        return _opened(_database(settings)), True
    except StorageError as error:
        return str(error), False


def _opened(where: str | Path) -> str:
    """Return a sentence about a database that can be opened; raises StorageError."""
    if isinstance(where, Path) and not where.exists():
        return f"There is no database {where} yet; `verbatim run` makes it."
    import asyncio  # noqa: PLC0415 - as above

    from bot.storage.store import try_open  # noqa: PLC0415 - it takes 20 MB

    return asyncio.run(try_open(where))


def try_state(settings: Settings) -> tuple[str, bool]:
    """Return what there is to say of the state folder, and whether it is well.

    Where it is not there yet, the nearest one above it is tried.
    """
    folder = settings.state
    existing = next(p for p in (folder, *folder.absolute().parents) if p.exists())
    try:
        with tempfile.TemporaryFile(dir=existing):
            return f"The state folder {folder} can be written to.", True
    except OSError as error:
        fault = f"The state folder {folder} can't be written to ({error.strerror})"
        return f"{fault}; mend it, or name another with VERBATIM_STATE.", False


def withdraw(settings: Settings, slug: str, reason: str) -> None:
    """Take an article out, a file of the corpus folder too; raises StorageError."""

    async def change(store: Store) -> None:
        if await store.articles.get(slug) is None:
            await _note_file(settings, slug, store)
        taken = await store.articles.withdraw(slug, reason, by=Actor())
        if taken.of_folder:
            note = Withdrawn(_withdrawn(settings))
            note.keep(note.slugs | {slug})

    with_store(settings, change)


def reinstate(settings: Settings, slug: str) -> None:
    """Take a withdrawal back; raises StorageError."""
    with_store(settings, lambda store: store.articles.reinstate(slug, by=Actor()))
    note = Withdrawn(_withdrawn(settings))
    note.keep(note.slugs - {slug})


async def _note_file(settings: Settings, slug: str, store: Store) -> None:
    """Note a file of the corpus folder that no running bot has noted yet."""
    from bot.library.holdings import draft_of  # noqa: PLC0415 - as above

    for article in read_corpus(settings.corpus).articles:
        if article.slug == slug:
            draft = draft_of(article)
            await store.articles.add(slug, draft, by=Actor(), of_folder=True)


def restore(settings: Settings, file: Path) -> None:
    """Put a backup in place of all that is kept; raises StorageError."""
    with_store(settings, lambda store: store.restore(file))


def with_store(
    settings: Settings, work: Callable[[Store], Coroutine[Any, Any, T]]
) -> T:
    """Return what some work with the open store gives; raises StorageError."""
    import asyncio  # noqa: PLC0415 - as above

    from bot.storage.store import Store  # noqa: PLC0415 - it takes 20 MB

    async def run() -> T:
        where = _database(settings)
        async with await Store.open(where, copies=settings.state) as store:
            return await work(store)

    return asyncio.run(run())


def _database(settings: Settings) -> str | Path:
    url = settings.database_url
    return url.get_secret_value() if url else settings.state / _DATABASE


def _self_test(path: Path) -> SelfTest:
    from bot.selftest import SelfTest  # noqa: PLC0415 - seldom set

    return SelfTest(path)


def read_source(where: str) -> Extract:
    """Return the article at an address or in a file, before it has a slug.

    Raises FetchError and ExtractionError.
    """
    # Only `verbatim add` needs them, and a question is not to wait for them.
    import asyncio  # noqa: PLC0415

    from bot import sources  # noqa: PLC0415

    return asyncio.run(sources.read_source(where))


def run_bot(settings: Settings) -> None:
    """Run the bot on Discord until it is stopped.

    Raises SettingsError without a token or a state folder, StorageError for a database
    that no waiting mends, CorpusError without a corpus folder and StartError where
    Discord can't be reached or refuses the bot.
    """
    if settings.token is None:
        message = (
            "VERBATIM_TOKEN is not set; copy the bot's token from Discord's "
            "Developer Portal (your application, Bot, Reset Token) into .env."
        )
        raise SettingsError(message)
    said, is_well = try_state(settings)
    if not is_well:
        raise SettingsError(said)
    try:
        _opened(_database(settings))
    except StorageBusyError as error:  # the bot begins without it, and tries again
        log.warning("%s", error)
    from bot import chat  # noqa: PLC0415 - the terminal starts without discord

    bot = build_bot(settings)
    health = None
    if settings.health:
        from bot.chat.health import Health  # noqa: PLC0415 - seldom set

        host, _, port = settings.health.rpartition(":")
        health = Health(bot, host.strip("[]"), int(port))
    chat.run(bot, settings.token.get_secret_value(), health=health)
