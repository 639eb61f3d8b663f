"""`python -m tools.pages`: how well articles are told from what surrounds them."""

from __future__ import annotations

import argparse
import contextlib
import json
import logging
import re
import sys
from collections import Counter
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from statistics import mean
from typing import TYPE_CHECKING, Any

from lxml.html import document_fromstring
from trafilatura import extract

from bot.articles.words import words_of
from bot.errors import ExtractionError
from bot.extraction.parsing import read_article
from bot.extraction.values import Document

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

__all__ = ["PAGES", "SavedPage", "Score", "main", "saved_pages", "score", "systems"]

PAGES = Path("tests/extraction/pages")
_BLANKS = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class SavedPage:
    """A page, and what of its words belongs to the article and what does not.

    `article` are its paragraphs in order without the title, which may be there or not;
    `apart` are texts around it. `doubt` is what a reader would notice about the page.
    """

    name: str
    html: str
    title: str
    article: tuple[str, ...]
    apart: tuple[str, ...]
    doubt: str | None = None


@dataclass(frozen=True, slots=True)
class Score:
    """Shares from 0 to 1: of a text's words that are the article's, and the reverse.

    Words count as often as they stand there. `whole` is the share of paragraphs that
    are there word for word, `mixed` that of the texts around it that are there, too.
    """

    precision: float
    recall: float
    whole: float
    mixed: float

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def saved_pages(folder: Path = PAGES) -> Iterator[SavedPage]:
    """Yield the pages of a folder, each a `.html` file with a `.json` beside it."""
    for file in sorted(folder.glob("*.html")):
        said = json.loads(file.with_suffix(".json").read_text("utf-8"))
        yield SavedPage(
            file.stem,
            file.read_text("utf-8"),
            said["title"],
            tuple(said["article"]),
            tuple(said["apart"]),
            said.get("doubt"),
        )


def score(page: SavedPage, text: str) -> Score:
    """Return how good a text is as the article of a page."""
    found = Counter(words_of(text))
    title = Counter(words_of(page.title))
    if _squeezed(page.title) in _squeezed(text):  # it counts neither for nor against
        found -= title
    gold = Counter(words_of(" ".join(page.article)))
    right = (found & gold).total()
    squeezed = _squeezed(text)
    whole = [_squeezed(paragraph) in squeezed for paragraph in page.article]
    mixed = [_squeezed(apart) in squeezed for apart in page.apart]
    return Score(
        right / found.total() if found else 0.0,
        right / gold.total(),
        mean(whole),
        mean(mixed) if mixed else 0.0,
    )


def systems() -> Mapping[str, Callable[[str], str]]:
    """Return ways to get the text of a page's article, by name."""
    known: dict[str, Callable[[str], str]] = {
        "Verbatim": _verbatim,
        "trafilatura": lambda html: extract(html, include_comments=False) or "",
    }
    with contextlib.suppress(ImportError):
        known["readability-lxml"] = _readability(import_module("readability"))
    return known


def main(arguments: Sequence[str] | None = None) -> int:
    """Print a table of figures; return the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.pages",
        description="Measure how well articles are told from what surrounds them.",
        allow_abbrev=False,
    )
    parser.add_argument("--pages", metavar="DIR", type=Path, default=PAGES)
    parser.add_argument(
        "--list", action="store_true", help="the figures of each page, too"
    )
    options = parser.parse_args(arguments)
    logging.disable(logging.ERROR)
    pages = [*saved_pages(options.pages)]
    if not pages:
        sys.stderr.write(f"tools.pages: {options.pages} has no saved pages.\n")
        return 2
    sys.stdout.write("precision recall    F1  whole  mixed\n")
    for name, system in systems().items():
        scores = {page.name: score(page, system(page.html)) for page in pages}
        sys.stdout.write(_line(name, [*scores.values()]))
        if options.list:
            sys.stdout.writelines(_line(f"  {n}", [s]) for n, s in scores.items())
    return 0


def _line(name: str, scores: Sequence[Score]) -> str:
    figures = (
        100 * mean(getattr(score, field) for score in scores)
        for field in ("precision", "recall", "f1", "whole", "mixed")
    )
    return f"{'  '.join(f'{figure:5.1f}' for figure in figures)}  {name}\n"


def _squeezed(text: str) -> str:
    return _BLANKS.sub("", text)


def _verbatim(html: str) -> str:
    try:
        return read_article(Document(html.encode(), "page.html", "text/html")).body
    except ExtractionError:
        return ""


def _readability(module: Any) -> Callable[[str], str]:  # noqa: ANN401 - has no types
    def text(html: str) -> str:
        summary = module.Document(html).summary()
        return str(document_fromstring(summary).text_content())

    return text


if __name__ == "__main__":
    sys.exit(main())
