"""The composition root: from the settings to the articles, the Answerer, the bot."""

from __future__ import annotations

import logging
import os
import tempfile
from datetime import timedelta
from functools import partial
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING

from bot.annotations import Annotator, IndexFolder, KnownFiles
from bot.answering import Answerer
from bot.articles.withdrawn import Withdrawn
from bot.console.progress import ProgressBar
from bot.errors import CorpusError, SettingsError, StorageBusyError, StorageError
from bot.storage import Shards

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.chat.client import ChatBot
    from bot.library import Library
    from bot.library.searching import Searching
    from bot.meaning import Encoder
    from bot.settings import Settings
    from bot.storage.search import Search

__all__ = [
    "build_answerer",
    "build_bot",
    "build_library",
    "lost_database",
    "run_bot",
    "try_database",
    "try_encoder",
    "try_state",
    "withdrawn_file",
]

_NO_SERVER = (
    "VERBATIM_SEARCH=postgresql needs a PostgreSQL database; give its address as "
    "VERBATIM_DATABASE_URL."
)
log = logging.getLogger(__name__)


def build_answerer(settings: Settings) -> Answerer:
    """Return an Answerer over the corpus folder's articles.

    A file that can't be used is logged as a warning and left out, and one that is
    withdrawn is left out. Raises CorpusError where none can be used.
    """
    progress = ProgressBar()
    annotator = Annotator(settings.state, progress=progress)
    folder = _index_folder(settings)
    files = KnownFiles(annotator, folder)
    corpus = files.corpus(settings.corpus)
    files.drop_stale()
    annotator.freeze()
    for problem in corpus.problems:
        log.warning("left out: %s", problem)
    withdrawn = Withdrawn(withdrawn_file(settings), settings.corpus)
    articles = [a for a in corpus.articles if a.slug not in withdrawn]
    if articles:
        encoder = _encoder(settings)
        index = IndexFolder(folder, encoder, progress)
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


def withdrawn_file(settings: Settings) -> Path:
    """Return where it is noted which files of a corpus folder are withdrawn."""
    return settings.state / f"withdrawn-{_name(settings.corpus)}.json"


def _name(corpus: Path) -> str:
    """Return what tells a corpus folder from others, by whatever path it is named."""
    return blake2b(os.fsencode(os.path.realpath(corpus)), digest_size=8).hexdigest()


def _encoder(settings: Settings) -> Encoder | None:
    """Return the sentence encoder that is set; raises SettingsError."""
    if settings.meaning == "off":
        return None
    from bot.meaning import open_encoder  # noqa: PLC0415 - one may do without

    return open_encoder(settings.model)


def try_encoder(settings: Settings) -> tuple[str, ...]:
    """Return what is wrong with the folder of another encoder, if one is set."""
    try:
        _ = settings.model and _encoder(settings)
    except SettingsError as error:
        return (str(error),)
    return ()


def build_library(settings: Settings) -> Library:
    """Return the library over the corpus folder and the database, not opened yet.

    Raises CorpusError where the folder can't be read, SettingsError for a self-test, an
    encoder or a search that can't be used.
    """
    # asyncio, which it needs, takes as long to import as a question to answer.
    from bot.library import (  # noqa: PLC0415
        EVERYWHERE,
        Folder,
        Keeper,
        Library,
        Quota,
    )

    judge = None
    if settings.selftest:
        from bot.selftest import SelfTest  # noqa: PLC0415 - seldom set

        judge = SelfTest(settings.selftest)
    progress, encoder = ProgressBar(), _encoder(settings)
    annotator = Annotator(settings.state, patient=True, progress=progress)
    folder = _index_folder(settings)
    files = KnownFiles(annotator, folder)
    index = IndexFolder(folder, encoder, progress)
    shards = settings.shards or Shards()
    library = Library(
        Folder(settings.corpus, annotator, files),
        Keeper(settings.database, copies=settings.state),
        judge=judge,
        withdrawn=withdrawn_file(settings),
        encoder=encoder,
        annotator=annotator,
        index=index,
        quota=Quota(settings.server_articles, settings.server_megabytes),
        shards=shards,
        search=_searching(settings, index, encoder, shards),
    )
    library.load()
    if not library.articles(EVERYWHERE):
        log.warning("The corpus folder %s holds no article yet.", settings.corpus)
    return library


def _searching(
    settings: Settings, index: IndexFolder, encoder: Encoder | None, shards: Shards
) -> Searching | None:
    """Return the index in PostgreSQL, None where it is not; raises SettingsError."""
    if settings.search == "embedded":
        return None
    from bot.library.searching import Searching  # noqa: PLC0415 - seldom set

    return Searching(_search(settings), index, encoder, shards)


def _search(settings: Settings) -> Callable[[str], Search]:
    """Return what opens the index of a version; raises SettingsError."""
    from bot.storage.search import Search  # noqa: PLC0415 - it takes 20 MB

    where = settings.database
    if isinstance(where, Path) or not where.startswith("postgres"):
        raise SettingsError(_NO_SERVER)
    return partial(Search.at, where)


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


def try_database(settings: Settings) -> tuple[str, bool]:
    """Return what there is to say of the database, and whether it is well.

    Nothing is made or changed where there is none yet.
    """
    try:
        said = _opened(settings.database)
        missing = lost_database(settings)
        if settings.search != "embedded":
            said = f"{said} {_extension(settings)}"
    except (SettingsError, StorageError) as error:
        return str(error), False
    return missing or said, missing is None


def _extension(settings: Settings) -> str:
    """Return a sentence about what VERBATIM_SEARCH=postgresql needs.

    Raises SettingsError and StorageError.
    """
    import asyncio  # noqa: PLC0415 - as above, it is slow to load

    async def version() -> str:
        search = _search(settings)("")
        try:
            return await search.extension()
        finally:
            await search.close()

    return f"Its extension pg_textsearch is there, in version {asyncio.run(version())}."


def lost_database(settings: Settings) -> str | None:
    """Return what to say of a database's file that is empty or gone, None if it is not.

    To be called where the file can be looked at.
    """
    from bot.storage.open_file import lost  # noqa: PLC0415 - as above

    where = settings.database
    return lost(where) if isinstance(where, Path) else None


def _opened(where: str | Path) -> str:
    """Return a sentence about a database that can be opened; raises StorageError."""
    try:
        there = not isinstance(where, Path) or where.exists()
    except OSError as error:
        problem = f"The database {where} can't be reached ({error.strerror}); "
        message = f"{problem}check the permissions of the folders above it."
        raise StorageError(message) from error
    if not there:
        return f"There is no database {where} yet; `verbatim run` makes it."
    import asyncio  # noqa: PLC0415 - as above, it is slow to load

    from bot.storage.store import try_open  # noqa: PLC0415 - it takes 20 MB

    return asyncio.run(try_open(where))


def try_state(settings: Settings) -> tuple[str, bool]:
    """Return what there is to say of the state folder, and whether it is well.

    Where it is not there yet, the nearest one above it is tried.
    """
    folder = settings.state
    try:
        existing = next(p for p in (folder, *folder.absolute().parents) if p.exists())
        with tempfile.TemporaryFile(dir=existing) as file:
            file.write(bytes(4096))
            file.flush()  # on a full disk, an empty file could be made
            return f"The state folder {folder} can be written to.", True
    except OSError as error:
        fault = f"The state folder {folder} can't be written to ({error.strerror})"
        return f"{fault}; mend it, or name another with VERBATIM_STATE.", False


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
        _opened(settings.database)
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
