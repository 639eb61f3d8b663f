"""`verbatim export`: every article with its source, as files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from bot.articles import Extract
from bot.articles.writing import article_data, write_article
from bot.console.arguments import add_command
from bot.console.line import Style, line
from bot.console.printing import show
from bot.errors import CorpusError

if TYPE_CHECKING:
    from argparse import Namespace

    from bot.articles import Article
    from bot.console.application import Application
    from bot.console.arguments import Commands

__all__ = ["add"]


def add(commands: Commands) -> None:
    """Add the command."""
    summary = "Write every article with its source to a folder, as .md files."
    parser = add_command(commands, "export", summary, _run)
    parser.add_argument(
        "folder", metavar="DIR", type=Path, help="a folder that is new or empty"
    )


def _run(application: Application, options: Namespace) -> int:
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
