"""Reads an e-mail, and a page that a browser has saved in one file (MHTML)."""

from __future__ import annotations

from dataclasses import fields, replace
from email import message_from_bytes
from email.policy import default
from typing import TYPE_CHECKING, cast

from bot.articles import Extract, Source
from bot.errors import ExtractionError
from bot.extraction.parsing import html, text
from bot.extraction.parsing.words import address, as_date, plain

if TYPE_CHECKING:
    from email.message import EmailMessage

    from bot.extraction.values import Document

__all__ = ["read"]

_NO_TEXT = "has no text; save what it has attached, and add that."


def read(document: Document) -> Extract:
    """Return the article; what a saved page says of itself goes before the mail's."""
    message = message_from_bytes(document.data, policy=default)
    part = message.get_body(("html", "plain"))
    if part is None:
        raise ExtractionError(document.name, _NO_TEXT)
    data = cast("bytes", part.get_payload(decode=True))
    reader = html.read if part.get_content_type() == "text/html" else text.read
    extract = reader(replace(document, data=data, charset=part.get_content_charset()))
    return replace(extract, source=_merged(extract.source, _source(message)))


def _source(message: EmailMessage) -> Source:
    """Return who wrote the mail and when; of a saved page, its title and address."""
    title = plain(message["Subject"])
    if page := address(message["Snapshot-Content-Location"]):
        return Source(title=title, url=page)
    senders = message["From"].addresses if message["From"] else ()
    names = (plain(sender.display_name) for sender in senders)
    author = ", ".join(filter(None, names)) or None
    return Source(title=title, author=author, published=as_date(message["Date"]))


def _merged(first: Source, second: Source) -> Source:
    names = [field.name for field in fields(Source)]
    return Source(**{n: getattr(first, n) or getattr(second, n) for n in names})
