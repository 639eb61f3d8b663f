"""Says where words come from: the speaker, the publisher, the article, its licence."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote

from bot.articles import AnnotatedSentences, Stance
from bot.chat.escaping import BOLD, inline, link
from bot.chat.wording import LANGUAGES, _, marked, speaking

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.answering import Evidence, Voice
    from bot.articles import Article, Source, Span
    from bot.presentation import Credit

__all__ = [
    "CORRECTED",
    "article_name",
    "correction",
    "credit",
    "credits_of",
    "fragment",
    "known",
    "licence",
    "masked",
    "paragraph",
    "paragraph_number",
    "plain_credit",
    "small_print",
    "speaker",
    "words_address",
]

_STANCES = {
    Stance.CLAIM: (marked("Claim"), marked("{speaker} claimed")),
    Stance.DENIAL: (marked("Denial"), marked("{speaker} denied")),
    Stance.REPORT: (marked("Report"), marked("{speaker} said")),
}
_CHANGES = {  # whether sentences are shown in part, whether words are emphasised
    (False, False): marked("excerpt"),
    (False, True): marked("excerpt, emphasis added"),
    (True, False): marked("part of a sentence"),
    (True, True): marked("part of a sentence, emphasis added"),
}
CORRECTED = marked("Corrected: {reason}")
_PLAIN = re.compile(r"[\w .,’-]+")  # what a link's name shows as it stands
_LONGEST_LINK = 400  # a longer address would leave little room for the quotation
_WHOLE = 8  # words that are given whole; of more, only the first and the last
_MOST = 8  # words of a beginning or an end
_FEWEST = 3
_DIRECTIVE = ":~:"


def speaker(evidence: Evidence, address: str | None = None) -> str:
    """Return the line above a quotation: who says it, with what stance, and where.

    Each who speaks in the passage is named. What only the outlet reports is credited
    to the outlet, but not what "he" says, whoever that is. `address` is where the very
    words stand.
    """
    publisher = evidence.source.publisher
    who = "; ".join(_voice(voice, publisher) for voice in evidence.voices)
    number = paragraph_number(evidence.article, evidence.sentence.start)
    return f"{who} · {_linked(number, address)}"


def _voice(voice: Voice, publisher: str | None) -> str:
    alone, spoken = _STANCES[voice.stance]
    if name := inline(voice.speaker or "", 150):
        return _(spoken).format(speaker=f"{BOLD}{name}{BOLD}")
    outlet = inline(publisher or "")
    if outlet and voice.stance is Stance.REPORT and not voice.unnamed:
        return _("{outlet} reported").format(outlet=f"{BOLD}{outlet}{BOLD}")
    return f"{BOLD}{_(alone)}{BOLD}"


def paragraph(article: Article, span: Span) -> str:
    """Return the number of the paragraph in which a span of an article begins.

    It links to the very words where the source has an address.
    """
    number = paragraph_number(article, span.start)
    return _linked(number, words_address(article, span))


def words_address(article: Article, span: Span) -> str | None:
    """Return the address of the very words, None where no link can lead there."""
    address = fragment(article, span)
    return address if address and len(address) <= _LONGEST_LINK else None


def _linked(number: int, address: str | None) -> str:
    return f"[¶ {number}]({address})" if address else f"¶ {number}"


def paragraph_number(article: Article, place: int) -> int:
    """Return the number of the paragraph that holds a place of an article."""
    return AnnotatedSentences.of(article.sentences).around(place).paragraph


def plain_credit(article: Article) -> str:
    """Return what the small print says, for a text file."""
    s = article.source
    terms = s.license, s.license_url, s.notice
    parts = (s.author, s.publisher, article.name, s.published, s.url, *terms)
    return " · ".join(part for part in parts if part)


def article_name(article: Article) -> str:
    """Return what to call an article; a label of ours is not taken for a title."""
    if title := inline(article.source.title or ""):
        return _("“{word}”").format(word=title)
    if label := inline(article.label or ""):
        return _("{label} (our label)").format(label=label)
    return inline(article.slug) or _("an article without a name")


def credit(article: Article) -> str:
    """Return who made an article and its title, as far as the source says so.

    Where it says neither it is what the article is called here.
    """
    source = article.source
    names = [n for n in map(inline, (source.author or "", source.publisher or "")) if n]
    if source.title or not names:
        names.append(article_name(article))
    return ", ".join(names)


def credits_of(articles: Iterable[Article]) -> frozenset[str]:
    """Return what `credit` says of articles in each language, to find it again."""
    articles = tuple(articles)
    found: set[str] = set()
    for language in LANGUAGES:
        with speaking(language):
            found |= {*map(credit, articles)}
    return frozenset(found)


def licence(source: Source) -> str:
    """Return the licence with its address, as far as the source gives them."""
    name = inline(source.license) if source.license else ""
    return masked(name, source.license_url)


def masked(name: str, address: str | None) -> str:
    """Return a name that leads to an address, or both where one can't carry the other.

    Discord shows backslashes inside of a link's name, and takes no brackets there.
    """
    shown = _link(address)
    if not name or not shown:
        return name or shown
    if _PLAIN.fullmatch(name):
        shown = shown.replace("(", "%28").replace(")", "%29")
        return f"[{name}]({shown})"
    return f"{name} {shown}"


def small_print(credit: Credit, *, linked: bool = False) -> str:
    """Return the small line that CC BY 4.0, section 3(a), asks for with an excerpt.

    Creator, title and address where the source gives them, the licence with its
    link, and what was changed. A notice is named and stands in full in /about: the
    licence lets it be given by reference (section 3(a)(2)), and repeating it under
    each answer would drown the quotation. The address is left out where what stands
    above is `linked`.
    """
    article = credit.article
    line = f"-# {' · '.join(_parts(credit, linked=linked))}"
    return f"{line}\n-# {correction(article)}" if article.correction else line


def correction(article: Article) -> str:
    """Return what was wrong with an earlier text of an article, if that was marked."""
    if not article.correction:
        return ""
    return _(CORRECTED).format(reason=inline(article.correction, 200))


def known(article: Article) -> str:
    """Return what is known of where an article comes from."""
    return " · ".join(_given(article, linked=False))


def _parts(given: Credit, *, linked: bool) -> Iterator[str]:
    yield from _given(given.article, linked=linked)
    yield _(_CHANGES[given.in_part, given.emphasis])
    if given.article.source.notice:
        yield _("notice in /about")


def _given(article: Article, *, linked: bool) -> Iterator[str]:
    source = article.source
    yield credit(article)
    if source.published:
        yield inline(source.published)
    if source.url and not linked:
        yield masked(_("source"), source.url)
    if terms := licence(source):
        yield terms


def _link(address: str | None) -> str:
    if not address:
        return ""
    shown = link(address)
    return shown if len(shown) <= _LONGEST_LINK else ""


def fragment(article: Article, span: Span) -> str | None:
    """Return the address of a span of an article in angle brackets.

    None where the source has no address of the web.
    """
    url = article.source.url
    if not url or not url.startswith(("https://", "http://")) or _DIRECTIVE in url:
        return None
    words = article.text(*span).split()
    text = _encoded(words) if len(words) <= _WHOLE else _range(article.body, words)
    base = link(url).removesuffix(">").replace("(", "%28").replace(")", "%29")
    hash_sign = "" if "#" in base else "#"
    return f"{base}{hash_sign}{_DIRECTIVE}text={text}>"


def _range(body: str, words: list[str]) -> str:
    """Return the first and the last words, as many as the article has only once."""
    page = " ".join(body.split())
    most = min(_MOST, len(words) // 2)
    counts = range(min(_FEWEST, most), most + 1)
    first = next((n for n in counts if _once(page, words[:n])), most)
    last = next((n for n in counts if _once(page, words[-n:])), most)
    return f"{_encoded(words[:first])},{_encoded(words[-last:])}"


def _once(page: str, words: list[str]) -> bool:
    return page.count(" ".join(words)) == 1


def _encoded(words: list[str]) -> str:
    text = " ".join(words).encode("utf-8", "replace")
    return quote(text, safe="").replace("-", "%2D")
