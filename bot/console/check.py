"""`verbatim check`: everything that is wrong, and how to mend it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.articles import read_corpus
from bot.articles.files import other_files
from bot.console.application import add_command, add_corpus
from bot.console.output import Line, Piece, Style, show, visible
from bot.errors import CorpusError, SettingsError, StartError

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterator
    from pathlib import Path

    from bot.console.application import Application, Circumstances, Commands

__all__ = ["add"]

_OK, _NOTE, _WRONG = "ok", "note", "wrong"
_LOOKS = {_OK: Style.GOOD, _NOTE: Style.NOTICE, _WRONG: Style.WRONG}
_TOKENLESS = (
    "No token is set; only `verbatim run` needs one: copy the bot's token from "
    "Discord's Developer Portal into .env as VERBATIM_TOKEN."
)

_CONTENT = (
    "Discord gives the bot the text of messages, as VERBATIM_MESSAGE_CONTENT asks."
)
_NO_CONTENT = (
    "VERBATIM_MESSAGE_CONTENT is on, but not the Message Content Intent in Discord's "
    "Developer Portal (your application, Bot): switch it on there, or this one off."
)
_UNREAD = (
    "{path}: is not read, for only .md and .txt files are; `verbatim add` makes such a "
    "file of a page, a PDF, a DOCX or an EPUB."
)
_SHUT = (
    "{path}: this folder is not read, for it is a link or shut; put the folder itself "
    "there, and check its permissions."
)


def add(commands: Commands) -> None:
    """Add the command."""
    summary = "Say what is wrong with settings and articles, and how to mend it."
    add_corpus(add_command(commands, "check", summary, _run))


def _run(application: Application, options: Namespace) -> int:
    circumstances = application.circumstances()
    findings = [
        *_settings(circumstances),
        *_content(application),
        *_corpus(options.corpus or circumstances.corpus),
        *map(_graded, (circumstances.state(), circumstances.database())),
        *_self_test(circumstances.selftest),
    ]
    show(_line(grade, text) for grade, text in findings)
    return 1 if any(grade == _WRONG for grade, _ in findings) else 0


def _line(grade: str, text: str) -> Line:
    mark = Piece(f"{grade:<7}", _LOOKS[grade])
    return Line((mark, Piece(visible(" ".join(text.splitlines())))))


def _settings(circumstances: Circumstances) -> Iterator[tuple[str, str]]:
    for problem in circumstances.problems:
        yield _WRONG, problem
    if not circumstances.problems:
        yield _OK, "The settings can be read."
    if circumstances.exposed:
        yield _NOTE, circumstances.exposed
    if circumstances.has_token:
        yield _OK, "A token is set; Discord says at the start whether it takes it."
    elif not any("VERBATIM_TOKEN" in problem for problem in circumstances.problems):
        yield _NOTE, _TOKENLESS


def _content(application: Application) -> Iterator[tuple[str, str]]:
    try:
        reads = application.reads_content()
    except (SettingsError, StartError) as error:
        yield _WRONG, str(error)
        return
    if reads is not None:
        yield (_OK, _CONTENT) if reads else (_WRONG, _NO_CONTENT)


def _graded(tried: tuple[str, bool]) -> tuple[str, str]:
    said, is_well = tried
    return (_OK if is_well else _WRONG), said


def _corpus(folder: Path) -> Iterator[tuple[str, str]]:
    try:
        corpus = read_corpus(folder)
    except CorpusError as error:
        yield _WRONG, str(error)
        return
    for problem in corpus.problems:
        yield _WRONG, str(problem)
    for path in other_files(folder):
        yield _NOTE, (_SHUT if path.is_dir() else _UNREAD).format(path=path)
    for article in corpus.articles:
        yield _OK, f"{folder}: {article.slug}, {len(article.sentences)} sentences."
    if not corpus.articles:
        yield _WRONG, f"{folder}: no article can be used; put one there as a .md file."


def _self_test(path: Path | None) -> Iterator[tuple[str, str]]:
    if path is None:
        return
    from bot.selftest import SelfTest  # noqa: PLC0415 - slow to import

    try:
        number = len(SelfTest(path))
    except SettingsError as error:
        yield _WRONG, str(error)
    else:
        yield _OK, f"Questions with answers in the self-test {path}: {number}."
