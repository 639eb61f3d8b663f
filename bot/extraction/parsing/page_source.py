"""Reads what a page's own markup says of its article's source and language."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import fields
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from trafilatura.metadata import extract_metadata

from bot.articles import Source
from bot.extraction.parsing.linked_data import linked_article, linked_source
from bot.extraction.parsing.words import (
    address,
    as_date,
    language_code,
    license_name,
    plain,
)

if TYPE_CHECKING:
    from lxml.html import HtmlElement

__all__ = ["language_of", "source_of"]

# Names of <meta>, the surest first: Open Graph, Highwire Press, Dublin Core, HTML.
_TITLE = ("og:title", "citation_title", "dc.title", "dcterms.title", "twitter:title")
_PUBLISHER = ("og:site_name", "citation_publisher", "dc.publisher", "dcterms.publisher")
_AUTHOR = ("author", "article:author", "citation_author", "dc.creator")
_PUBLISHED = (
    *("article:published_time", "og:article:published_time", "datepublished"),
    *("citation_publication_date", "dcterms.issued", "dc.date.issued", "dc.date"),
)
_NOTICE = ("copyright", "dcterms.rights", "dc.rights")


def source_of(page: HtmlElement, url: str | None) -> Source:
    """Return the source as the page gives it; `url` is where it was fetched.

    schema.org's JSON-LD goes before <meta>, and that before what trafilatura finds in
    the text (a title and an author; no date, which it would guess).
    """
    given = (linked_source(linked_article(page)), _meta_source(page), _found(page))
    values = {
        field.name: next(filter(None, (getattr(s, field.name) for s in given)), None)
        for field in fields(Source)
    }
    return Source(**values | {"url": _own_address(page, values["url"], url)})


def language_of(page: HtmlElement) -> str | None:
    """Return the code of the language that the page says it is in."""
    root = page.getroottree().getroot()
    named = (
        root.get("lang"),
        *(body.get("lang") for body in root.iterchildren("body")),
        root.get("{http://www.w3.org/XML/1998/namespace}lang"),
        root.get("xml:lang"),
        linked_article(page).get("inLanguage"),
        *_meta(page)["og:locale"],
    )
    return next(filter(None, map(language_code, named)), None)


def _meta(page: HtmlElement) -> defaultdict[str, list[str]]:
    """Return the contents of <meta> by their names in lower case."""
    found = defaultdict[str, list[str]](list)
    for element in page.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop")
        content = plain(element.get("content"))
        if name and content:
            found[name.strip().lower()].append(content)
    return found


def _meta_source(page: HtmlElement) -> Source:
    meta = _meta(page)
    license_url, name = _license(page)

    def first(names: tuple[str, ...]) -> str | None:
        return next((value for n in names for value in meta[n]), None)

    authors = next((meta[n] for n in _AUTHOR if any(map(_is_name, meta[n]))), [])
    return Source(
        title=first(_TITLE),
        publisher=first(_PUBLISHER),
        author=", ".join(dict.fromkeys(filter(_is_name, authors))) or None,
        url=address(first(("og:url",))),
        published=as_date(first(_PUBLISHED) or _only_time(page)),
        license=name,
        license_url=license_url,
        notice=first(_NOTICE),
    )


def _is_name(text: str) -> bool:
    return address(text) is None


def _license(page: HtmlElement) -> tuple[str | None, str | None]:
    """Return the address and the name of the licence that the page links as its own.

    Where it links several, they are those of its pictures too, and none is taken.
    """
    links = [e for e in page.iter("link", "a") if "license" in _relations(e)]
    addresses = {address(element.get("href")) for element in links} - {None}
    if len(addresses) != 1:
        return None, None
    (url,) = addresses
    texts = (plain(element.text_content()) for element in links if element.tag == "a")
    return url, license_name(url) or next(filter(None, texts), None)


def _relations(element: HtmlElement) -> list[str]:
    return (element.get("rel") or "").lower().split()


def _only_time(page: HtmlElement) -> str | None:
    """Return the one date that the page marks as such, if it is one."""
    marked = {e.get("datetime") for e in page.iter("time") if e.get("datetime")}
    return marked.pop() if len(marked) == 1 else None


def _found(page: HtmlElement) -> Source:
    found = extract_metadata(page, date_config={"extensive_search": False})
    author = plain((found.author or "").replace("; ", ", "))
    named = next(page.iter("title", "h1"), None) is not None  # else a mere heading is
    return Source(title=plain(found.title) if named else None, author=author)


def _own_address(page: HtmlElement, named: str | None, url: str | None) -> str | None:
    """Return the address that the page calls its own, if it is of the same host."""
    links = [e.get("href") for e in page.iter("link") if "canonical" in _relations(e)]
    for own in (*links, named):
        try:
            whole = address(urljoin(url or "", own or ""))
        except ValueError:
            continue
        if own and whole and (url is None or _host(whole) == _host(url)):
            return whole
    return url


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")
