"""Chooses a page's article among its blocks, and counts what of it is left out.

trafilatura tells where the article is. It rebuilds what it finds and loses on the way
lists, tables and whatever stands in elements that it does not expect; so its words are
only compared with the page's, and the blocks are the page's own. What stands between
the chosen ones belongs to the article, unless its element says that it does not.
"""

from __future__ import annotations

from collections import Counter
from copy import deepcopy
from typing import TYPE_CHECKING

from lxml import etree
from trafilatura import bare_extraction

from bot.articles.words import words_of
from bot.extraction.parsing.blocks import Kind
from bot.extraction.parsing.surroundings import (
    Surroundings,
    holder_of,
    root_of,
    weight,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from lxml.html import HtmlElement

    from bot.extraction.parsing.blocks import Block

__all__ = ["selected"]

_RUN = 4  # words
_AGAIN = 0.9  # of its runs of words, to repeat what the article has
_ALIKE = 0.5  # of a block's runs of words, to be one of those that were found
_MOSTLY = 0.8  # of the words found are in the article's element
# Of a block's text, to be no text but a link.
_LINKED = {Kind.ROW: 0.8, Kind.PARAGRAPH: 0.7}
_LINKED_OTHER = 0.5
_MISSED = 8  # words of a paragraph at least, that is missed where it is left out
_GALLERY = 0.5  # of an article's text that is captions, to be an article of captions
# What trafilatura takes for something that stands beside an article.
# Beside an article, but where they hold most of the page.
_BESIDE = {"aside", "dialog", "fieldset", "figure", "footer", "form", "label"}
_ASIDE = {"aside", "dialog", "figcaption"}
_SPANS = {"colspan", "rowspan"}
_INLINE = (
    *("abbr", "b", "bdi", "bdo", "big", "cite", "code", "data", "dfn", "em", "font"),
    *("i", "ins", "kbd", "mark", "q", "samp", "small", "span", "strong", "sub", "sup"),
    *("time", "tt", "u", "var", "wbr"),
)
_PULLED = ("blockquote", "figure")
_INTRODUCED = 8  # blocks at most from the main heading to the article
_EMBEDDED = ("audio", "iframe", "video")


def selected(
    page: HtmlElement, blocks: Sequence[Block]
) -> tuple[list[Block], Counter[str]]:
    """Return the blocks of the article, and what of it is left out, by its kinds."""
    around = Surroundings(blocks)
    kept = _found(page, blocks, around)
    if not kept:
        kept = [b for b in blocks if not around.is_aside(b) and not _is_link(b)]
    if not kept:
        return [], Counter()
    root = root_of(kept, _MOSTLY)
    inside = [block for block in blocks if _is_within(block, root)]
    chosen = _filled(kept, inside, around)
    chosen.update(_introduction(blocks, blocks.index(kept[0]), around))
    article = [block for block in blocks if block in chosen]
    left = [b for b in inside if b not in chosen and not around.is_apart(b)]
    return article, _counted(left) + _embedded(root)


def _filled(
    kept: Sequence[Block], inside: Sequence[Block], around: Surroundings
) -> set[Block]:
    """Return the blocks with those that belong among them."""
    holders = {holder_of(block) for block in kept}
    found = set(kept)
    places = [number for number, block in enumerate(inside) if block in found]
    among = range(places[0], places[-1]) if places else range(0)
    own = [
        block
        for number, block in enumerate(inside)
        if (number in among or holder_of(block) in holders)
        and block.kind is not Kind.CAPTION
        and not _is_link(block)
        and not around.is_aside(block)
    ]
    chosen = _without_repeats(found.union(own))
    captions = [b for b in inside if b.kind is Kind.CAPTION and not around.is_apart(b)]
    if sum(map(weight, captions)) > _GALLERY * sum(map(weight, {*captions, *chosen})):
        chosen.update(captions)
    return chosen


def _without_repeats(blocks: set[Block]) -> set[Block]:
    """Return the blocks without quotations that show the article's words again."""
    quoted = {
        b for b in blocks if next(b.element.iterancestors(*_PULLED), None) is not None
    }
    quoted |= {b for b in blocks if b.element.tag in _PULLED}
    runs = {run for block in blocks - quoted for run in _runs(block.text)}
    return {b for b in blocks if b not in quoted or not _repeats(b, runs)}


def _introduction(
    blocks: Sequence[Block], first: int, around: Surroundings
) -> list[Block]:
    """Return the main heading before an article, and what stands between the two."""
    start = max(first - _INTRODUCED, 0)
    tops = [n for n in range(start, first) if blocks[n].element.tag == "h1"]
    between = blocks[tops[-1] : first] if tops else []
    return [
        block
        for block in between
        if not (around.is_aside(block) or _is_link(block))
        and (block.element.tag == "h1" or _words(block) >= _MISSED)
    ]


def _found(
    page: HtmlElement, blocks: Sequence[Block], around: Surroundings
) -> list[Block]:
    """Return the blocks whose words trafilatura takes for the article's."""
    tree = deepcopy(page)
    apart = around.apart()
    for element, twin in zip(page.iter(), tree.iter(), strict=True):
        if element in apart:
            twin.tag = "unseen"
        elif element.tag in _BESIDE and around.holds_most(element):
            twin.tag = "div"
        for name in _SPANS & set(twin.keys()):  # which it has no limit for
            del twin.attrib[name]
    etree.strip_elements(tree, "unseen", with_tail=False)
    # It takes quadratic time for many of them, and for the pieces that they leave.
    etree.strip_tags(tree, *_INLINE)
    for element in tree.iter():
        element.text, element.tail = element.text, element.tail
    root = getattr(bare_extraction(tree, include_comments=False), "body", None)
    texts = [] if root is None else ["".join(e.itertext()) for e in root]
    runs = {run for text in texts for run in _runs(text)}
    return [
        block
        for block in blocks
        if not around.is_apart(block)
        and not around.is_in(block, _ASIDE)
        and not _is_remark(block, around)
        and _share(block.text, runs) >= _ALIKE
    ]


def _is_remark(block: Block, around: Surroundings) -> bool:
    """Return whether a block is a byline, a date or the like beside the article."""
    short = _words(block) < 2 * _MISSED and block.kind is not Kind.HEADING
    return short and around.is_aside(block)


def _share(text: str, runs: set[int]) -> float:
    own = _runs(text)
    return sum(run in runs for run in own) / len(own) if own else 0.0


def _repeats(block: Block, runs: set[int]) -> bool:
    return _words(block) >= _MISSED and _share(block.text, runs) > _AGAIN


def _words(block: Block) -> int:
    return len(words_of(block.text))


def _runs(text: str) -> list[int]:
    """Return the runs of words of a text, the text itself where it is shorter."""
    words = words_of(text)
    if len(words) <= _RUN:
        return [hash(" ".join(words))] if words else []
    return [hash(" ".join(words[n : n + _RUN])) for n in range(len(words) - _RUN + 1)]


def _is_link(block: Block) -> bool:
    return block.linked > _LINKED.get(block.kind, _LINKED_OTHER)


def _is_within(block: Block, root: HtmlElement) -> bool:
    element = block.element
    return element is root or any(e is root for e in element.iterancestors())


def _counted(left: Iterable[Block]) -> Counter[str]:
    """Return how many tables, lists, captions and paragraphs have these blocks."""
    groups = {_group(block) for block in left}
    return Counter(kind for kind, _ in groups if kind)


def _group(block: Block) -> tuple[str, object]:
    """Return what a block is a part of."""
    around = [block.element, *block.element.iterancestors()]
    lists = [e for e in around if e.tag in {"dl", "ol", "ul"}]
    if block.kind is Kind.ROW:
        return "table", block.element
    if block.kind is Kind.ITEM and lists:
        return "list", lists[-1]
    if block.kind is Kind.CAPTION:
        return "caption", block
    is_missed = _words(block) >= _MISSED and not _is_link(block)
    return "paragraph" if is_missed else "", block


def _embedded(root: HtmlElement) -> Counter[str]:
    return +Counter(embedded=sum(1 for _ in root.iter(*_EMBEDDED)))
