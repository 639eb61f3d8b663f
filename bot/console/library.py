"""`verbatim articles`, `export`, `withdraw`, `reinstate`: what can be asked about."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from bot.articles import Extract
from bot.articles.writing import article_data, write_article
from bot.console.application import add_command, add_corpus
from bot.console.layout import article_lines
from bot.console.output import Style, line, show
from bot.errors import CorpusError

if TYPE_CHECKING:
    from argparse import Namespace

    from bot.articles import Article
    from bot.console.application import Application, Commands

__all__ = ["add"]


def add(commands: Commands) -> None:
    """Add the commands."""
    summary = "List the articles with their sources."
    add_corpus(add_command(commands, "articles", summary, _list))

    summary = "Write every article with its source to a folder, as .md files."
    export = add_command(commands, "export", summary, _export)
    export.add_argument(
        "folder", metavar="DIR", type=Path, help="a folder that is new or empty"
    )

    summary = "Take an article out, whichever server's it is; a running bot sees it."
    withdraw = add_command(commands, "withdraw", summary, _withdraw)
    withdraw.add_argument("slug", metavar="SLUG", help="the article's slug")
    withdraw.add_argument(
        "--reason",
        metavar="TEXT",
        default="by the bot's host",
        help="why; it stands where earlier answers quoted it",
    )

    summary = "Take a withdrawal, or the mark of a correction, back."
    reinstate = add_command(commands, "reinstate", summary, _reinstate)
    reinstate.add_argument("slug", metavar="SLUG", help="the article's slug")


def _list(application: Application, options: Namespace) -> int:
    for article in application.answerer(options.corpus).articles:
        show(article_lines(article))
    return 0


def _export(application: Application, options: Namespace) -> int:
    folder: Path = options.folder
    articles = application.library_articles()
    _prepare(folder)
    for article in articles:
        write_article(folder, article.slug, _data(article))
    number = f"{len(articles):,} article{'' if len(articles) == 1 else 's'}"
    ask = f'Ask about them: verbatim ask --corpus {folder} "your question"'
    show([line(f"{number} written to {folder}.", Style.GOOD), line(ask)])
    return 0


def _prepare(folder: Path) -> None:
    """Make the folder; raises CorpusError for one that holds anything."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        taken = any(folder.iterdir())
    except OSError as error:
        problem = f"can't be made ({error.strerror}); name another folder."
        message = f"The folder {folder} {problem}"
        raise CorpusError(message) from None
    if taken:
        message = f"The folder {folder} is not empty; name a new one."
        raise CorpusError(message)


def _data(article: Article) -> bytes:
    source, language = article.source, article.language
    return article_data(Extract(article.body, source, language, article.label))


def _withdraw(application: Application, options: Namespace) -> int:
    application.withdraw(options.slug, options.reason)
    said = f"Withdrawn: {options.slug}. A running bot takes it out of earlier answers."
    back = f"verbatim reinstate {options.slug} takes that back."
    show([line(said, Style.GOOD), line(back)])
    return 0


def _reinstate(application: Application, options: Namespace) -> int:
    application.reinstate(options.slug)
    show([line(f"Reinstated: {options.slug}.", Style.GOOD)])
    return 0
