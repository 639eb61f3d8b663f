"""The composition root: from the settings to the articles, the Answerer, the bot."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.answering import Answerer
from bot.articles import read_corpus
from bot.errors import CorpusError, SettingsError

if TYPE_CHECKING:
    from pathlib import Path

    from bot.articles import Extract
    from bot.chat.client import ChatBot
    from bot.console.evaluation.selftest import SelfTest
    from bot.library import Library
    from bot.settings import Settings

__all__ = [
    "build_answerer",
    "build_bot",
    "build_library",
    "read_source",
    "run_bot",
]

_DATABASE = "verbatim.db"

log = logging.getLogger(__name__)


def build_answerer(settings: Settings) -> Answerer:
    """Return an Answerer over the corpus folder's articles.

    A file that can't be used is logged as a warning and left out. Raises CorpusError
    where none can be used.
    """
    corpus = read_corpus(settings.corpus)
    for problem in corpus.problems:
        log.warning("left out: %s", problem)
    if corpus.articles:
        return Answerer(corpus.articles)
    if corpus.problems:
        fault = "holds no article that can be used; `verbatim check` says what to mend."
    else:
        fault = "holds no article; put one into it as a .md or .txt file."
    message = f"The corpus folder {settings.corpus} {fault}"
    raise CorpusError(message)


def build_library(settings: Settings) -> Library:
    """Return the library over the corpus folder and the database, not opened yet.

    Raises CorpusError where the folder can't be read, SettingsError for a self-test
    that can't be used.
    """
    # asyncio, which it needs, takes as long to import as a question to answer.
    from bot.library import EVERYWHERE, Folder, Keeper, Library  # noqa: PLC0415

    url = settings.database_url
    where = url.get_secret_value() if url else settings.state / _DATABASE
    judge = _self_test(settings.selftest) if settings.selftest else None
    library = Library(Folder(settings.corpus), Keeper(where), judge=judge)
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
    )


def _self_test(path: Path) -> SelfTest:
    from bot.console.evaluation.selftest import SelfTest  # noqa: PLC0415 - seldom set

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

    Raises SettingsError without a token, CorpusError without a corpus folder and
    StartError where Discord can't be reached or refuses the bot.
    """
    if settings.token is None:
        message = (
            "VERBATIM_TOKEN is not set; copy the bot's token from Discord's "
            "Developer Portal (your application, Bot, Reset Token) into .env."
        )
        raise SettingsError(message)
    from bot import chat  # noqa: PLC0415 - the terminal starts without discord

    chat.run(build_bot(settings), settings.token.get_secret_value())
