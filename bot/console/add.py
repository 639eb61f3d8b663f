"""`verbatim add`: an article from an address or a file into the corpus folder."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from bot.articles import annotate_none, parse_article, read_corpus
from bot.articles.duplicates import nearest_duplicate, same_text, similarity
from bot.articles.files import file_of, make_slug
from bot.articles.writing import article_data, write_article
from bot.console.application import add_command, add_corpus
from bot.console.output import Style, line, show
from bot.console.proposal import FIELDS, Proposal, confirmed, proposal_lines
from bot.errors import ArticleError, SettingsError

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from bot.articles import Article, Extract
    from bot.console.application import Application, Commands
    from bot.console.output import Line

__all__ = ["add"]

_UNCONFIRMED = (
    "There is no terminal to confirm at; add --yes to take the article as it is found."
)


def add(commands: Commands) -> None:
    """Add the command."""
    summary = "Add an article from a web address or a file to the corpus folder."
    parser = add_command(commands, "add", summary, _run)
    parser.add_argument(
        "source", metavar="PATH|URL", help="a web page, or a file of text"
    )
    for name in ("slug", *FIELDS):
        parser.add_argument(
            f"--{name.replace('_', '-')}",
            metavar="TEXT",
            help=f"the article's {name.replace('_', ' ')}, instead of what is found",
        )
    parser.add_argument(
        "--yes", action="store_true", help="add it without being asked to confirm"
    )
    parser.add_argument(
        "--replace",
        action="store_true",
        help="replace the article that has the slug",
    )
    add_corpus(parser)


def _run(application: Application, options: Namespace) -> int:
    if not options.yes and not sys.stdin.isatty():
        raise SettingsError(_UNCONFIRMED)
    folder = options.corpus or application.circumstances().corpus
    articles = read_corpus(folder, annotate_none).articles
    extract = application.read_source(options.source)
    proposal = _proposal(extract, options, articles)
    _refuse_same(proposal, articles, folder, replace=options.replace)
    show(proposal_lines(proposal))
    show(_alike(proposal, articles))
    write = partial(_write, folder, replace=options.replace)
    path = write(proposal) if options.yes else confirmed(proposal, write)
    if path is None:
        show([line("Nothing was added.")])
        return 1
    corpus = f" --corpus {options.corpus}" if options.corpus else ""
    ask = f'Ask about it: verbatim ask --article {path.stem}{corpus} "your question"'
    show([line(f"Written to {path}.", Style.GOOD), line(ask)])
    return 0


def _write(folder: Path, proposal: Proposal, *, replace: bool) -> Path:
    """Write the article, once the reader has taken it. Raises ArticleError."""
    data = article_data(proposal.extract)
    parse_article(folder / f"{proposal.slug}.md", data)
    return write_article(folder, proposal.slug, data, replace=replace)


def _proposal(
    extract: Extract, options: Namespace, articles: Sequence[Article]
) -> Proposal:
    named = {name: getattr(options, name) for name in FIELDS}
    given = {name: value for name, value in named.items() if value is not None}
    proposal = Proposal("", extract).corrected(given)
    taken = () if options.replace else [article.slug for article in articles]
    source = proposal.extract.source
    place = urlsplit(options.source).path.rstrip("/")
    names = (source.title, proposal.extract.label, PurePosixPath(place).stem)
    slug = options.slug or make_slug([*names, source.publisher], taken)
    return proposal.corrected({"slug": slug})


def _refuse_same(
    proposal: Proposal, articles: Sequence[Article], folder: Path, *, replace: bool
) -> None:
    same = same_text(proposal.extract.body, articles)
    if same is None or (replace and same.slug == proposal.slug):
        return
    problem = "has the very same text already, so nothing was added; to change its "
    problem += f"fields, add --slug {same.slug} --replace."
    raise ArticleError(file_of(folder, same.slug) or folder, problem)


def _alike(proposal: Proposal, articles: Sequence[Article]) -> Iterator[Line]:
    """Yield a warning where an article is nearly the same, but the one replaced."""
    others = [article for article in articles if article.slug != proposal.slug]
    near = nearest_duplicate(proposal.extract.body, others)
    if near:
        percent = f"{similarity(near.body, proposal.extract.body):.0%}"
        yield line(f"It is much like {near.slug} ({percent} the same).", Style.WRONG)
