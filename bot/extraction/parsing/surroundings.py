"""Judges by the elements around a page's blocks whether they hold its article."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from bot.extraction.parsing.consent import is_consent

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence

    from lxml.html import HtmlElement

    from bot.extraction.parsing.blocks import Block

__all__ = ["Surroundings", "holder_of", "root_of", "weight"]

_APART_TAGS = {"footer", "form", "nav", "search"}
_APART_ROLES = {
    *("alert", "alertdialog", "banner", "contentinfo", "dialog", "menu", "menubar"),
    *("navigation", "search", "tablist", "toolbar"),
}
# Words of classes and ids, as content management systems and their themes have them.
_APART = re.compile(
    r"(?:"
    r"ad|ads|adslot|advert|advertisement|advertising|anzeige|banner|"
    r"breadcrumb|breadcrumbs|comment|commentlist|comments|consent|cookie|"
    r"cookies|copyright|cta|disqus|donate|donation|footer|gdpr|login|"
    r"masthead|menu|modal|mostread|nav|navbar|navigation|newsletter|onetrust|"
    r"outbrain|overlay|pager|pagination|popup|print|promo|promotion|recirc|"
    r"recirculation|recommendation|recommendations|recommended|register|"
    r"related|respond|search|share|sharebar|sharedaddy|sharing|sidebar|"
    r"signup|skip|social|sponsor|sponsored|subscribe|subscription|"
    r"subscriptions|taboola|teasers|toc|toolbar|trending|werbung|widget"
    r")(?:area|articles?|bar|block|box|content|form|links?|list|news|posts?|section"
    r"|stories|wrap|wrapper)?"
)
_ASIDE = re.compile(
    r"author|authorbox|authors|bio|byline|caption|captions|categories|credit|"
    r"credits|dateline|meta|postmeta|published|taglist|tags|topics|updated"
)
_ASIDE_TAGS = {"aside", "dialog"}
_NAME_PARTS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")
# Classes that name what an article is about, not what an element is.
_OTHERS = ("elementor-",)  # a page builder, to which everything is a widget
_TOPICAL = ("tag-", "category-", "post-", "type-", "status-", "format-", "topic-")
# Elements within the one that holds an article's paragraphs.
_INNER = {
    *("a", "b", "blockquote", "caption", "center", "dd", "dl", "dt", "em", "font"),
    *("figcaption", "figure", "h1", "h2", "h3", "h4", "h5", "h6", "i", "li", "ol", "p"),
    *("picture", "pre", "span"),
    *("strong", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul"),
}
_NAMED = 0.6  # of a page's words at most stand in what is named as none of the article
_MAIN = 0.5  # of a page's words: what holds more stands beside nothing


class Surroundings:
    """Looks at each element around the blocks once."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        others = [block for block in blocks if not is_consent(block)]
        self._weights = _weights(others)
        self._all = sum(map(weight, others))
        self._by_names = True
        self._judge(blocks)
        apart = sum(weight(block) for block in others if self.is_apart(block))
        if apart > _NAMED * self._all:  # these names are not what they are elsewhere
            self._by_names = False
            self._judge(blocks)

    def _judge(self, blocks: Sequence[Block]) -> None:
        notices = [block for block in blocks if is_consent(block)]
        asking = _weights(notices)
        holders = {holder_of(block) for block in notices}
        self._apart = {
            holder: True for holder in holders if asking[holder] > self._weights[holder]
        }
        self._aside: dict[HtmlElement, bool] = {}
        for block in blocks:
            self.is_aside(block)

    def is_apart(self, block: Block) -> bool:
        """Return whether a block is surely none of the article's."""
        return self._inherited(block.element, self._apart, self._stands_apart)

    def is_aside(self, block: Block) -> bool:
        """Return whether a block stands beside the article, or apart from it."""
        aside = self._inherited(block.element, self._aside, self._stands_aside)
        return self.is_apart(block) or aside

    def apart(self) -> set[HtmlElement]:
        """Return the elements around blocks that are surely none of the article's."""
        return {element for element, is_apart in self._apart.items() if is_apart}

    def is_in(self, block: Block, tags: Collection[str]) -> bool:
        """Return whether a block is in such an element, unless that holds most."""
        around = (block.element, *block.element.iterancestors())
        return any(e.tag in tags and not self.holds_most(e) for e in around)

    def holds_most(self, element: HtmlElement) -> bool:
        """Return whether most of the page's words, without its links, are in it."""
        return self._weights[element] > _MAIN * self._all

    def _stands_apart(self, element: HtmlElement) -> bool:
        """Return whether an element is for finding one's way, sharing or selling."""
        if element.tag in _APART_TAGS or element.get("role") in _APART_ROLES:
            return True
        return self._by_names and any(map(_APART.fullmatch, _names(element)))

    def _stands_aside(self, element: HtmlElement) -> bool:
        if element.tag in _ASIDE_TAGS:
            return True
        return self._by_names and any(map(_ASIDE.fullmatch, _names(element)))

    def _inherited(
        self,
        element: HtmlElement,
        known: dict[HtmlElement, bool],
        judge: Callable[[HtmlElement], bool],
    ) -> bool:
        """Return whether an element or one around it is judged so."""
        new = []
        found = False
        for each in (element, *element.iterancestors()):
            if each in known:
                found = known[each]
                break
            new.append(each)
        for each in reversed(new):
            # What holds most of the page is no part of what stands beside it.
            found = not self.holds_most(each) and (found or judge(each))
            known[each] = found
        return found


def weight(block: Block) -> float:
    """Return a block's words as far as they are no links."""
    return len(block.text) * (1 - block.linked)


def root_of(blocks: Sequence[Block], share: float) -> HtmlElement:
    """Return the innermost element that holds this share of the blocks' words.

    The page itself holds all. Where the page has that in an element for an article,
    it is this one.
    """
    weights = _weights(blocks)
    least = share * sum(map(weight, blocks))
    holding = [
        e for e, held in weights.items() if held >= least and e.tag not in _INNER
    ]
    inner = max(holding, key=lambda e: sum(1 for _ in e.iterancestors()))
    return next(inner.iterancestors("article"), inner)


def holder_of(block: Block) -> HtmlElement:
    """Return the element in which a block's paragraph, list or table stands."""
    around = (block.element, *block.element.iterancestors())
    return next((e for e in around if e.tag not in _INNER), around[-1])


def _names(element: HtmlElement) -> set[str]:
    tag = element.tag if "-" in element.tag else ""  # as in <amp-ad>
    given = f"{element.get('class') or ''} {element.get('id') or ''} {tag}".split()
    own = (name for name in given if not name.lower().startswith(_TOPICAL + _OTHERS))
    return {part.lower() for name in own for part in _NAME_PARTS.findall(name)}


def _weights(blocks: Iterable[Block]) -> defaultdict[HtmlElement, float]:
    weights: defaultdict[HtmlElement, float] = defaultdict(float)
    for block in blocks:
        weighed = weight(block)
        for element in (block.element, *block.element.iterancestors()):
            weights[element] += weighed
    return weights
