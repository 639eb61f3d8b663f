"""Says where words come from: the speaker, the publisher, the article, its licence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.articles import Stance
from bot.chat.escaping import inline, link
from bot.chat.fragments import fragment
from bot.chat.wording import _, marked

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.answering import Evidence, Voice
    from bot.articles import Article, Source, Span

__all__ = [
    "CORRECTED",
    "article_name",
    "correction",
    "credit",
    "licence",
    "paragraph",
    "paragraph_number",
    "plain_credit",
    "small_print",
    "speaker",
]

_STANCES = {
    Stance.CLAIM: (marked("claim"), marked("{speaker}, claim")),
    Stance.DENIAL: (marked("denial"), marked("{speaker}, denial")),
    Stance.REPORT: (marked("reported"), marked("{speaker}, reported")),
}
CORRECTED = marked("Corrected: {reason}")
_LONGEST_LINK = 400  # a longer address would leave little room for the quotation


def speaker(evidence: Evidence) -> str:
    """Return the line under a quotation: who says it, with what stance, and where.

    Each who speaks in the passage is named. What only the outlet reports is credited
    to the outlet.
    """
    publisher = evidence.source.publisher
    who = "; ".join(_voice(voice, publisher) for voice in evidence.voices)
    return f"— {who} ({paragraph(evidence.article, evidence.sentence)})"


def _voice(voice: Voice, publisher: str | None) -> str:
    alone, spoken = _STANCES[voice.stance]
    if voice.speaker:
        return _(spoken).format(speaker=inline(voice.speaker, 150))
    if publisher and voice.stance is Stance.REPORT:
        return _("reported by {outlet}").format(outlet=inline(publisher))
    return _(alone)


def paragraph(article: Article, span: Span) -> str:
    """Return the number of the paragraph in which a span of an article begins.

    It links to the very words where the source has an address.
    """
    number = paragraph_number(article, span.start)
    address = fragment(article, span)
    if address is None or len(address) > _LONGEST_LINK:
        return f"¶ {number}"
    return f"[¶ {number}]({address})"


def paragraph_number(article: Article, place: int) -> int:
    """Return the number of the paragraph that holds a place of an article."""
    return next(s.paragraph for s in article.sentences if s.end > place)


def plain_credit(article: Article) -> str:
    """Return what the small print says, for a text file."""
    s = article.source
    name = s.title or article.label or article.slug
    parts = (s.author, s.publisher, name, s.published, s.url, s.license, s.license_url)
    return " · ".join(part for part in (*parts, s.notice) if part)


def article_name(article: Article) -> str:
    """Return what to call an article; a label of ours is not taken for a title."""
    if title := inline(article.source.title or ""):
        return f"“{title}”"
    if label := inline(article.label or ""):
        return _("{label} (our label)").format(label=label)
    return inline(article.slug) or _("an article without a name")


def credit(article: Article) -> str:
    """Return who made an article, as far as the source says so, and what to call it."""
    names = [inline(n) for n in (article.source.author, article.source.publisher) if n]
    return ", ".join([*names, article_name(article)])


def licence(source: Source) -> str:
    """Return the licence and its address as far as the source gives them."""
    name = inline(source.license) if source.license else ""
    address = _link(source.license_url)
    return f"{name} {address}".strip()


def small_print(article: Article, *, emphasis: bool) -> str:
    """Return the small line that CC BY 4.0, section 3(a), asks for with an excerpt.

    Creator, title and address where the source gives them, the licence with its
    link, and what was changed. A notice is named and stands in full in /about: the
    licence lets it be given by reference (section 3(a)(2)), and repeating it under
    each answer would drown the quotation.
    """
    line = f"-# {' · '.join(_parts(article, emphasis=emphasis))}"
    return f"{line}\n-# {correction(article)}" if article.correction else line


def correction(article: Article) -> str:
    """Return what was wrong with an earlier text of an article, if that was marked."""
    if not article.correction:
        return ""
    return _(CORRECTED).format(reason=inline(article.correction, 200))


def _parts(article: Article, *, emphasis: bool) -> Iterator[str]:
    source = article.source
    yield credit(article)
    if source.published:
        yield inline(source.published)
    if address := _link(source.url):
        yield address
    if terms := licence(source):
        yield terms
    if source.notice:
        yield _("notice in /about")
    yield _("excerpt, emphasis added") if emphasis else _("excerpt")


def _link(address: str | None) -> str:
    if not address:
        return ""
    shown = link(address)
    return shown if len(shown) <= _LONGEST_LINK else ""
