"""What the commands are given to work with, and the arguments that several take."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Coroutine
    from typing import Any

    from bot.answering import Answerer
    from bot.articles import Article, Extract
    from bot.storage.store import Store

    Work = Callable[[Store], Coroutine[Any, Any, Any]]
    Command = Callable[["Application", argparse.Namespace], int]
    Commands = argparse._SubParsersAction[Any]  # noqa: SLF001 - argparse's only name

__all__ = ["Application", "Circumstances", "add_command", "add_corpus"]


@dataclass(frozen=True, slots=True)
class Circumstances:
    """The settings as far as they can be used, and what is wrong with them.

    `exposed` says that others may read a secret. `state` and `database` try the state
    folder and the database, and return what there is to say and whether it is well.
    """

    corpus: Path
    state: Callable[[], tuple[str, bool]]
    selftest: Path | None
    has_token: bool
    problems: tuple[str, ...]
    exposed: str | None
    database: Callable[[], tuple[str, bool]]


@dataclass(frozen=True, slots=True)
class Application:
    """Builds what a command needs when it needs it; each may raise VerbatimError.

    `answerer` takes the folder to read instead of the one that is set, or None;
    `read_source` a file's path or a web address. `backup` takes a file, or a folder and
    how many backups stay there, and returns the file; `restore` takes a file, and
    returns where a database that can't be opened was set aside; `library_articles`
    returns what can be asked by anybody, the database's as well. `try_token` asks
    Discord and returns the application's number and name, `keep_token` writes a token
    to `.env`. `reads_content` returns whether Discord gives the bot the text of all
    messages, None where that is not set. `health` returns the address where a running
    bot says how it is. `withdraw` takes an article's slug and the reason, `reinstate`
    the slug. `read_feed` returns how many entries the feed at an address has;
    `with_store` does something with the open store and returns what that gives.
    """

    answerer: Callable[[Path | None], Answerer]
    circumstances: Callable[[], Circumstances]
    run_bot: Callable[[], None]
    read_source: Callable[[str], Extract]
    backup: Callable[[Path, int | None], Path]
    restore: Callable[[Path], Path | None]
    library_articles: Callable[[], tuple[Article, ...]]
    health: Callable[[], str | None]
    try_token: Callable[[str], tuple[int, str]]
    reads_content: Callable[[], bool | None]
    keep_token: Callable[[str], None]
    withdraw: Callable[[str, str], None]
    reinstate: Callable[[str], None]
    read_feed: Callable[[str], int]
    with_store: Callable[[Work], Any]


def add_command(
    commands: Commands, name: str, summary: str, run: Command
) -> argparse.ArgumentParser:
    """Add a command that calls `run`; return its parser for its arguments."""
    parser: argparse.ArgumentParser = commands.add_parser(
        name, help=summary, description=summary, allow_abbrev=False
    )
    parser.set_defaults(run=run)
    return parser


def add_corpus(parser: argparse.ArgumentParser) -> None:
    """Let a command read another folder than the one that is set."""
    parser.add_argument(
        "--corpus",
        metavar="DIR",
        type=Path,
        help="the folder of the articles, instead of VERBATIM_CORPUS",
    )
