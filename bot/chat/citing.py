"""Shows paragraphs by their numbers: /cite and [[article ¶4]] in a message."""

from __future__ import annotations

import re
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from bot.articles import seen
from bot.articles.tables import columns_of
from bot.chat.attribution import (
    paragraph,
    paragraph_number,
    plain_credit,
    small_print,
)
from bot.chat.button_state import MOST_PLACES, Passage, address_of, place_of
from bot.chat.escaping import clipped, inline
from bot.chat.pages import LIMIT, Page, capped, fits
from bot.chat.quotation import divided, quotation
from bot.chat.wording import _, marked
from bot.errors import AbandonedError
from bot.presentation import Credit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from threading import Event

    from bot.articles import Article, Span

    Find = Callable[[str], Article | None]

__all__ = ["Citation", "ParagraphNames", "citations", "cited", "whole"]

_CITATION = re.compile(r"\[\[(.{1,300}?)\]\]")  # a title may have brackets of its own
_RANGE = re.compile(r"(?<!\d)\d{1,9}(?: ?[-\u2013] ?(?:[¶#§] ?)?\d{1,9})?\Z")
_FURTHER = re.compile(r" ?(?:[¶#§] ?)?\d{1,9}(?: ?[-\u2013] ?(?:[¶#§] ?)?\d{1,9})? ?")
_BETWEEN = re.compile(r"[,;&]|\b(?:and|und|et)\b")
_NUMBER = re.compile(r"\d+")
_SIGNS = ("¶", "#", "§")  # that stand before a number, with or without a space
_LETTERS = (" p", " p.", " para", " par.")
_MOST = 5  # paragraphs of one message
_MOST_NAMED = 8  # articles whose paragraphs are at hand
_TOO_MANY = marked("Only the first {number} are shown.")


class Citation(NamedTuple):
    """A paragraph that somebody cites: the article as it was typed, and the number."""

    article: str
    paragraph: int


def citations(text: str) -> tuple[Citation, ...]:
    """Return the paragraphs that a text cites, at most one more than are shown."""
    found = [c for match in _CITATION.finditer(text) for c in _read(match[1])]
    return tuple(dict.fromkeys(found))[: _MOST + 1]


def _read(inside: str) -> Iterator[Citation]:
    """Yield what stands between the brackets: a name, a sign or a space, numbers.

    Several numbers need a sign, for a title may end with a year and a comma.
    """
    inside = inside.rpartition("[[")[2].strip().rstrip(". ")
    last = len(inside)
    further: list[str] = []
    for between in reversed([*_BETWEEN.finditer(inside)]):
        if not _FURTHER.fullmatch(inside, between.end(), last):
            break
        further.insert(0, inside[between.end() : last])
        last = between.start()
    name, *numbers = _named(inside[:last].rstrip())
    if not (further and name and numbers[1]):
        further = []
        name, *numbers = _named(inside)
    for part in (numbers[0], *further) if name else ():
        start, end = min(ends := [*map(int, _NUMBER.findall(part))]), max(ends)
        for number in range(start, min(end, start + _MOST) + 1):
            yield Citation(name, number)


def _named(text: str) -> tuple[str, str, str]:
    """Return a name, the number or range after it, and the sign between, if any."""
    numbers = _RANGE.search(text)
    if numbers is None:
        return "", "", ""
    before = text[: numbers.start()]
    name = before.rstrip()
    sign = next((s for s in (*_SIGNS, *_LETTERS) if name.endswith(s)), "")
    name = name.removesuffix(sign).rstrip()
    # "covid-19" is no ¶ 19
    return ("" if name == before else name), numbers[0], sign


@dataclass(frozen=True, slots=True)
class _Block:
    """A part of what is said, whole, with the paragraph that it quotes if it does."""

    text: str
    passage: Passage | None = None
    whole: bool = True


def cited(
    wanted: Iterable[Citation], find: Find, most: int, stop: Event
) -> tuple[Page, ...]:
    """Return at most `most` messages that show paragraphs, or say what is not there.

    They share messages as far as they fit, and each paragraph stands there once. Raises
    AbandonedError once `stop` is set. It takes as long as the paragraphs are long, so
    it is nothing for the event loop.
    """
    wanted = tuple(wanted)
    known: dict[tuple[str, int], Citation] = {}
    for one in wanted:
        article = find(one.article)
        known.setdefault((article.slug if article else one.article, one[1]), one)
    wanted = tuple(known.values())
    blocks: list[_Block] = []
    for one in wanted[:_MOST]:
        blocks += _cited(one, find, most)
        if stop.is_set():
            raise AbandonedError
    if len(wanted) > _MOST:
        blocks.append(_Block(_(_TOO_MANY).format(number=_MOST)))
    passages = dict.fromkeys(b.passage for b in blocks if b.passage)
    whole = [place_of(passage) for passage in passages]
    return capped(_paged(blocks), most, whole)


def _cited(one: Citation, find: Find, most: int) -> Iterator[_Block]:
    article = find(one.article)
    if article is None:
        unknown = _("There is no article “{article}”; /articles lists them.")
        yield _Block(unknown.format(article=inline(one.article)))
        return
    paragraphs = article.paragraphs
    span = paragraphs.get(one.paragraph)
    if span is None:
        last = max(paragraphs, default=0)
        what = _("{article} has no ¶ {number}; its last is ¶ {last}.")
        named = inline(article.name)
        yield _Block(what.format(article=named, number=one.paragraph, last=last))
        return
    yield from _shown(article, span, most)


def _shown(article: Article, span: Span, most: int) -> Iterator[_Block]:
    passage = Passage(article, *span)
    above = f"{paragraph(article, span)}\n"
    if columns := columns_of(article.body, span.start):
        above += f"{quotation(article, *columns)}\n"
    small = small_print(Credit(article))
    # What can't fit is not rendered: it might be as long as a book.
    if span.end - span.start < LIMIT and fits(
        text := f"{above}{quotation(article, *span)}\n{small}"
    ):
        yield _Block(text, passage)
        return
    pieces = divided(article, *span)
    if columns:
        yield _Block(above.rstrip("\n"), passage, whole=False)
        above = ""
    for _number in range(2 * most):
        if (piece := next(pieces, None)) is None:
            yield _Block(small, passage, whole=False)
            return
        yield _Block(f"{above}{piece}", passage, whole=False)
        above = ""


def _paged(blocks: Iterable[_Block]) -> Iterator[Page]:
    held: list[_Block] = []
    for block in blocks:
        text = "\n\n".join(b.text for b in (*held, block))
        if held and not fits(text):
            yield _page(held)
            held = []
        held.append(block)
    if held:
        yield _page(held)


def _page(blocks: list[_Block]) -> Page:
    passages = dict.fromkeys(b.passage for b in blocks if b.passage)
    whole = [b.passage for b in blocks if b.passage and b.whole]
    places = [place_of(passage) for passage in whole]
    return Page(
        "\n\n".join(block.text for block in blocks),
        tuple(places[:MOST_PLACES]),
        error=not passages,
        quotes=tuple(map(address_of, passages)),
    )


def whole(passages: Sequence[Passage]) -> bytes:
    """Return passages as a text file, each with its number and the article's credit."""
    return "\n\n".join(
        f"{passage.text}\n— ¶ {number}, {plain_credit(passage.article)}"
        for passage in passages
        for number in [paragraph_number(passage.article, passage.start)]
    ).encode("utf-8", "replace")


class ParagraphNames:
    """What the paragraphs of articles are called, made once for each article.

    It keeps the latest articles that were asked for, by the very object: an article
    that changed is another one.
    """

    def __init__(self) -> None:
        self._known: OrderedDict[int, tuple[Article, tuple[_Name, ...]]] = OrderedDict()

    def matching(self, article: Article, typed: str) -> Iterator[tuple[str, int]]:
        """Yield the paragraphs with that number or all those words, by name."""
        wanted = typed.strip().lstrip("¶#").casefold().split()
        number = wanted[0] if len(wanted) == 1 and wanted[0].isdecimal() else None
        for name in self._names(article):
            if number:
                found = str(name.number).startswith(number)
            else:
                found = all(word in name.words for word in wanted)
            if found:
                yield name.shown, name.number

    def _names(self, article: Article) -> tuple[_Name, ...]:
        known, names = self._known.get(id(article), (None, ()))
        if known is not article:
            names = tuple(
                _Name(
                    number, clipped(f"¶ {number}: {text[:200]}", 100), text.casefold()
                )
                for number, span in article.paragraphs.items()
                for text in [seen(article.text(*span))]
            )
            self._known[id(article)] = article, names
            if len(self._known) > _MOST_NAMED:
                self._known.popitem(last=False)
        return names


class _Name(NamedTuple):
    number: int
    shown: str
    words: str  # in lower case
