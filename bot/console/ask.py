"""`verbatim ask`: one question, or one a line from standard input."""

from __future__ import annotations

import difflib
import sys
from codecs import getincrementaldecoder
from typing import TYPE_CHECKING

from bot.console.application import add_command, add_corpus
from bot.console.reporting import JsonReport, TextReport
from bot.errors import QuestionError

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterator

    from bot.answering import Answer, Answerer
    from bot.console.application import Application, Commands
    from bot.console.reporting import Report

__all__ = ["add"]

_FROM_INPUT = ["-"]
_LONGEST = 65_536  # bytes of a line


def add(commands: Commands) -> None:
    """Add the command."""
    parser = add_command(commands, "ask", "Ask what the articles say.", _run)
    parser.add_argument(
        "question",
        metavar="QUESTION",
        nargs="+",
        help="your question in your own words; - reads one a line from standard input",
    )
    parser.add_argument(
        "--json", action="store_true", help="print one JSON object a question"
    )
    parser.add_argument("--article", metavar="SLUG", help="the only article to look in")
    parser.add_argument(
        "--closest",
        action="store_true",
        help="show the nearest passages where nothing answers",
    )
    parser.add_argument(
        "--explain",
        action="store_true",
        help="say for each passage why it was found, and what the confidence rests on",
    )
    add_corpus(parser)


def _run(application: Application, options: Namespace) -> int:
    many = options.question == _FROM_INPUT
    answerer = application.answerer(options.corpus)
    _refuse_unknown(options.article, answerer)
    text = TextReport(options.closest, options.explain, echo=many)
    report = JsonReport() if options.json else text
    if many:
        _ask_each(answerer, options, report)
    else:
        question = " ".join(options.question)
        report.answered(_answer(answerer, question, options))
    return 0


def _ask_each(answerer: Answerer, options: Namespace, report: Report) -> None:
    for question in _questions():
        try:
            answer = _answer(answerer, question, options)
        except QuestionError as error:
            readable = question.encode(errors="surrogateescape").decode(
                errors="replace"
            )
            report.refused(readable, str(error))
        else:
            report.answered(answer)


def _questions() -> Iterator[str]:
    """Yield the lines of standard input as they come; bad bytes as surrogates.

    Of a longer line than any question, its beginning is yielded, to be refused.
    """
    read, encoding = sys.stdin.buffer.readline, "utf-8-sig"
    while row := read(_LONGEST):
        decoder = getincrementaldecoder(encoding)("surrogateescape")
        yield decoder.decode(row, final=len(row) < _LONGEST).rstrip("\r\n")
        encoding = "utf-8"
        while row and not row.endswith(b"\n"):
            row = read(_LONGEST)


def _answer(answerer: Answerer, question: str, options: Namespace) -> Answer:
    try:
        question.encode()
    except UnicodeEncodeError:  # the bytes of an argument or a line that are no text
        message = "The question is not UTF-8; set the terminal or the file to UTF-8."
        raise QuestionError(message) from None
    return answerer.answer(question, article=options.article, explain=options.explain)


def _refuse_unknown(slug: str | None, answerer: Answerer) -> None:
    slugs = [article.slug for article in answerer.articles]
    if slug is None or slug in slugs:
        return
    near = difflib.get_close_matches(slug, slugs, n=1)
    hint = f"did you mean {near[0]!r}?" if near else "`verbatim articles` lists them."
    message = f"There is no article {slug!r}; {hint}"
    raise QuestionError(message)
