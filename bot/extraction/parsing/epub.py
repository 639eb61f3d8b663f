"""Reads an e-book: its pages in the order of its spine (EPUB 3.3, and 2.0.1)."""

from __future__ import annotations

import posixpath
import re
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import unquote

from bot.articles import Extract, Source
from bot.errors import ExtractionError
from bot.extraction.parsing.archives import opened, xml_of
from bot.extraction.parsing.blocks import body_of
from bot.extraction.parsing.decoding import decode
from bot.extraction.parsing.html import page_of
from bot.extraction.parsing.shown import as_shown
from bot.extraction.parsing.words import (
    address,
    as_date,
    language_code,
    license_name,
    plain,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from zipfile import ZipFile

    from lxml.etree import _Element

    from bot.extraction.values import Document

__all__ = ["read"]

_DAMAGED = "is no e-book that can be read; get it again, or save it anew."
_LOCKED = "is locked by copy protection; get a copy without it."
_EMPTY = "has no text; its pages may be pictures."
_PAGES = {"application/xhtml+xml", "text/html"}
# Only fonts are scrambled in these ways, which is no copy protection.
_FONTS = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")
_CLOSED = re.compile(r"<([a-z][\w:-]*)((?:\s[^<>]*)?)/>", re.IGNORECASE)
_VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "wbr"}


def read(document: Document) -> Extract:
    """Return the whole book as one article."""
    with opened(document) as archive:
        container = xml_of(archive, "META-INF/container.xml")
        rootfile = None if container is None else container.find(".//{*}rootfile")
        place = "" if rootfile is None else rootfile.get("full-path", "")
        package = xml_of(archive, place)
        if package is None:
            raise ExtractionError(document.name, _DAMAGED)
        if _is_locked(archive):
            raise ExtractionError(document.name, _LOCKED)
        language = language_code(next(iter(_texts(package, "language")), None))
        folder = posixpath.dirname(place)
        pages = [*_pages(document, archive, package, folder=folder, language=language)]
    body = "\n\n".join(filter(None, pages))
    if not body:
        raise ExtractionError(document.name, _EMPTY)
    lost = pages.count(None)
    left_out = (("page", lost),) if lost else ()
    return Extract(body, _source(package, document.url), language, left_out=left_out)


def _is_locked(archive: ZipFile) -> bool:
    locks = xml_of(archive, "META-INF/encryption.xml")
    methods = [] if locks is None else locks.findall(".//{*}EncryptionMethod")
    return not all(m.get("Algorithm", "").startswith(_FONTS) for m in methods)


def _pages(
    document: Document,
    archive: ZipFile,
    package: _Element,
    *,
    folder: str,
    language: str | None,
) -> Iterator[str | None]:
    """Yield the text of each page of the spine, None for one that is not there."""
    listed = package.findall(".//{*}manifest/{*}item")
    items = {item.get("id"): dict(item.attrib) for item in listed}
    names = set(archive.namelist())
    for reference in package.findall(".//{*}spine/{*}itemref"):
        item = items.get(reference.get("idref"), {})
        if "nav" in item.get("properties", "").split():
            continue  # the table of contents repeats the headings
        is_page = item.get("media-type") in _PAGES
        href = unquote(item.get("href", "")).partition("#")[0] if is_page else ""
        name = posixpath.normpath(posixpath.join(folder, href))
        if name not in names:
            yield None
            continue
        page = replace(document, data=archive.read(name), charset=None)
        tree = page_of(_CLOSED.sub(_opened, decode(page)))
        as_shown(tree, language)
        yield body_of(tree)


def _opened(match: re.Match[str]) -> str:
    """Close an element as HTML does: there, `<a/>` and `<title/>` are left open."""
    name, rest = match.groups()
    return match[0] if name.lower() in _VOID else f"<{name}{rest}></{name}>"


def _texts(package: _Element, name: str) -> list[str]:
    found = package.findall(
        f".//{{*}}metadata//{{http://purl.org/dc/elements/1.1/}}{name}"
    )
    return [text for text in map(plain, (element.text for element in found)) if text]


def _source(package: _Element, url: str | None) -> Source:
    rights = next(iter(_texts(package, "rights")), None)
    addresses = filter(None, map(address, (rights or "").split()))
    license_url = next(addresses, None)
    return Source(
        title=next(iter(_texts(package, "title")), None),
        publisher=next(iter(_texts(package, "publisher")), None),
        author=", ".join(_texts(package, "creator")) or None,
        url=url or next(filter(None, map(address, _texts(package, "source"))), None),
        published=as_date(next(iter(_texts(package, "date")), None)),
        license=license_name(license_url),
        license_url=license_url,
        notice=None if address(rights) else rights,
    )
