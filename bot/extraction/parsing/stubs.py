"""Notices that stand where an article should: offers to subscribe, consent, walls.

The phrases are what such notices say to their reader, in the languages that most of
them are written in; what an article says *of* subscriptions or cookies has none.
"""

from __future__ import annotations

import re
from collections import deque
from typing import TYPE_CHECKING

from bot.articles.words import words_of
from bot.extraction.parsing.blocks import Kind
from bot.extraction.parsing.consent import is_consent, is_notice, may_ask_consent
from bot.extraction.parsing.linked_data import linked_article

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml.html import HtmlElement

    from bot.extraction.parsing.blocks import Block

__all__ = ["is_offer", "is_sold", "is_stub", "is_wall", "without_notices"]

_OFFERS = re.compile(
    r"""\b(?:
    (?<!to\ )subscribe\ (?:now|today|for|to\ (?:read|continue|unlock|keep|get\ full))
    | subscribe\ or\ (?:log|sign)\ in | subscribers?[ -](?:only|exclusive)
    | (?:article|content|page|rest|story|text)\ is\ (?:\w+\ ){0,3}subscribers
    | already\ (?:a\ )?(?:subscribed|subscriber|member)\?
    | (?:sign|log)\ in\ (?:to\ (?:read|continue|view|keep)|or\ (?:subscribe|register))
    | (?:continue|keep|finish)\ reading | (?:read|unlock)\ the\ (?:full|rest|whole)
    | unlock\ this\ (?:article|story) | start\ your\ (?:free\ )?(?:trial|subscription)
    | create\ (?:a|your)\ free\ account
    | register\ (?:for\ free|now|to\ (?:read|continue))
    | you\ have\ (?:reached|read)\ your .{0,40} (?:limit|free\ articles?)
    | (?:get|enjoy)\ unlimited\ (?:digital\ )?access | cancel\ (?:at\ )?any\ ?time
    | (?:members?|premium)[ -]only | become\ a\ (?:member|subscriber)
    | jetzt\ (?:abonnieren|testen|weiterlesen|registrieren|freischalten)
    | (?:nur|exklusiv)\ f(?:ü|ue)r\ abonnent\w*
    | (?:bereits|schon)\ (?:abonnent\w*|registriert)\?
    | weiterlesen\ (?:mit|im)\ | mit\ (?:einem\ )?(?:\w+\+|plus-?|probe-?)abo\w*
    | abonnez-vous | déjà\ abonnée?s?\ ?\? | réservée?s?\ (?:aux|à\ nos)\ abonnée?s?
    | il\ vous\ reste\ [\d,.]+ | pour\ lire\ la\ suite | s['’]abonner\ (?:pour|à)
    | suscríb[ea]te | suscríbase | (?:solo|sólo|exclusivo)\ para\ suscriptores
    | (?:para\ )?seguir\ leyendo | ya\ (?:eres|soy)\ suscriptora?
    | abbonati\ (?:ora|per|subito)
    | (?:riservato|esclusiva)\ (?:agli|per\ gli)\ abbonati
    | assine\ (?:já|agora|para) | exclusivo\ para\ assinantes
    | (?:word|ben\ je\ al|al)\ abonnee | verder\ lezen\ met
    )""",
    re.IGNORECASE | re.VERBOSE,
)
_NEWSLETTER = re.compile(r"newsletter|infolettre|bolet[ií]n|e-?mail", re.IGNORECASE)
_WALL = re.compile(
    r"""\b(?:
    (?:please\ )?(?:enable|turn\ on|activate)\ (?:java-?script|cookies)
    | java-?script\ (?:is|has\ been|seems\ to\ be)\ (?:disabled|required|not\ enabled)
    | checking\ (?:your\ browser|(?:if|that)\ the\ site\ connection)
    | verify(?:ing)?\ (?:that\ )?you\ are\ (?:a\ )?human
    | are\ you\ a\ robot | access\ (?:to\ this\ page\ has\ been\ )?denied
    | page\ (?:[\w’']+\ ){0,7}not\ (?:be\ )?found | seite\ (?:wurde\ )?nicht\ gefunden
    | javascript\ (?:aktivieren|ist\ deaktiviert) | activer\ javascript
    | unusual\ traffic | not\ available\ in\ your\ (?:country|region)
    )""",
    re.IGNORECASE | re.VERBOSE,
)
_LONGEST = 80  # words of one notice
_SOLD_STUB, _STUB = 250, 120  # words; what is longer is worth asking
_WALLED = 80  # words


def is_sold(page: HtmlElement) -> bool | None:
    """Return whether a page says of its article that it is sold; None if nothing."""
    article = linked_article(page)
    parts = article.get("hasPart")
    nodes = [article, *(parts if isinstance(parts, list) else [parts])]
    stated = [n.get("isAccessibleForFree") for n in nodes if isinstance(n, dict)]
    for element in page.iter("meta"):
        name = (element.get("itemprop") or element.get("property") or "").lower()
        content = (element.get("content") or "").lower()
        if name == "isaccessibleforfree":
            stated.append(content)
        elif name == "article:content_tier":
            stated.append(content != "locked")
    said = {
        str(value).strip().lower() in {"false", "no"}
        for value in stated
        if value is not None
    }
    return max(said, default=None)


def is_offer(text: str) -> bool:
    """Return whether a block sells the rest of the article."""
    short = len(words_of(text)) <= _LONGEST
    return short and bool(_OFFERS.search(text)) and not _NEWSLETTER.search(text)


def is_stub(
    article: Sequence[Block], blocks: Sequence[Block], *, sold: bool | None
) -> bool:
    """Return whether an article seems to be but the beginning of one that is sold.

    `blocks` are all of the page, `sold` is what it says of itself.
    """
    if not article or sold is False:
        return False
    own = [b for b in article if b.kind is not Kind.HEADING and not is_offer(b.text)]
    words = sum(len(words_of(block.text)) for block in own)
    following = blocks[blocks.index(article[0]) :]
    offered = any(is_offer(b.text) and not _is_in_frame(b) for b in following)
    return words < (_SOLD_STUB if sold else _STUB) and (sold or offered)


def _is_in_frame(block: Block) -> bool:
    """Return whether a block stands in what all pages of a site begin and end with."""
    return (
        next(block.element.iterancestors("footer", "header", "nav"), None) is not None
    )


def without_notices(article: Sequence[Block], *, cut: bool) -> list[Block]:
    """Return the blocks without notices on cookies at either end.

    Where the article is cut, the offers to read the rest go, too, and then headings
    that have nothing below them.
    """
    rest = deque(article)
    while rest and _begins_notice(rest):
        rest.popleft()
    while rest and is_consent(rest[-1]):
        rest.pop()
    own = [block for block in rest if not (cut and is_offer(block.text))]
    while len(own) > 1 and own[-1].kind is Kind.HEADING:
        own.pop()
    return own


def _begins_notice(blocks: Sequence[Block]) -> bool:
    """Return whether a notice comes first, or a heading that is one's."""
    above = len(blocks) > 1 and is_consent(blocks[1]) and is_notice(blocks[0].text)
    return above or is_consent(blocks[0])


def is_wall(
    page: HtmlElement, article: Sequence[Block], blocks: Sequence[Block]
) -> bool:
    """Return whether a text is surely but a notice on consent, scripts or robots."""
    texts = [block.text for block in article if block.kind is not Kind.HEADING]
    if not texts and any(map(is_consent, blocks)):
        return True
    words = sum(len(words_of(text)) for text in texts)
    if words <= _WALLED and any(_WALL.search(block.text) for block in blocks):
        return True
    return may_ask_consent(page, article, blocks, surely=True)
