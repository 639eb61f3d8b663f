"""Shows paragraphs by their numbers: /cite and [[article ¶4]] in a message."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.articles import Span
from bot.chat.attribution import paragraph, small_print
from bot.chat.escaping import clipped, inline
from bot.chat.page import Page
from bot.chat.paging import fits, paged
from bot.chat.places import Passage, Place, address_of, key_of
from bot.chat.quotation import divided, quotation
from bot.chat.wording import _, marked

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bot.articles import Article

    Find = Callable[[str], Article | None]

__all__ = ["citations", "cited", "paragraph_names"]

_CITATION = re.compile(r"\[\[\s*([^\[\]]{1,300}?)\s*(?:¶\s*|\s)(\d{1,6})\s*\]\]")
_MOST = 5  # paragraphs of one message
_TOO_MANY = marked("Only the first {number} were shown.")


def citations(text: str) -> tuple[tuple[str, int], ...]:
    """Return the articles, as they were typed, and paragraphs that a text cites."""
    return tuple((name, int(number)) for name, number in _CITATION.findall(text))


def cited(wanted: tuple[tuple[str, int], ...], find: Find) -> tuple[Page, ...]:
    """Return the messages that show paragraphs, or say which are not there."""
    pages = [page for name, n in wanted[:_MOST] for page in _cited(name, n, find)]
    if len(wanted) <= _MOST:
        return tuple(pages)
    return (*pages, Page(_(_TOO_MANY).format(number=_MOST)))


def paragraph_names(article: Article, typed: str) -> Iterator[tuple[str, int]]:
    """Yield the paragraphs whose number or words hold what was typed, by name."""
    wanted = typed.strip().lstrip("¶ ").casefold()
    for number in dict.fromkeys(s.paragraph for s in article.sentences):
        start, end = _span(article, number)
        name = clipped(f"¶ {number}: {article.text(start, end)}", 100)
        of_number = wanted.isdecimal() and str(number).startswith(wanted)
        if of_number or wanted in name.casefold():
            yield name, number


def _cited(name: str, number: int, find: Find) -> tuple[Page, ...]:
    article = find(name)
    if article is None:
        unknown = _("There is no article “{article}”; /articles lists them.")
        return (Page(unknown.format(article=inline(name))),)
    if number not in {s.paragraph for s in article.sentences}:
        last = max((s.paragraph for s in article.sentences), default=0)
        what = _("{article} has no ¶ {number}; its last is ¶ {last}.")
        named = inline(article.name)
        return (Page(what.format(article=named, number=number, last=last)),)
    start, end = _span(article, number)
    where = paragraph(article, Span(start, end))
    small = f"— {where}\n{small_print(article, emphasis=False)}"
    quotes = (address_of(Passage(article, start, end)),)
    if fits(text := f"{quotation(article, start, end)}\n{small}"):
        return (Page(text, (Place(key_of(article), start, end),), quotes=quotes),)
    texts = paged([*divided(article, start, end), small], "\n")
    return tuple(Page(text, quotes=quotes) for text in texts)


def _span(article: Article, number: int) -> tuple[int, int]:
    sentences = [s for s in article.sentences if s.paragraph == number]
    return sentences[0].start, sentences[-1].end
