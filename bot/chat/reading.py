"""From an address or an attachment to the text of an article, through the safe gate."""

from __future__ import annotations

import asyncio
from pathlib import PurePath
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import discord

from bot.chat.wording import _, marked
from bot.errors import ExtractionError, FetchError, QuestionError
from bot.extraction import Limits, extract

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.articles import Extract

    ReadAddress = Callable[[str], Awaitable[Extract]]

__all__ = ["FIELDS", "ReadAddress", "Reader", "faulty"]

_AT_ONCE = 2
_LONGEST_LABEL = 100  # characters
_WORDS = 8  # that a pasted text without a title is called by

FIELDS = {
    "title": marked("Title"),
    "publisher": marked("Publisher"),
    "author": marked("Author"),
    "published": marked("Date"),
    "license": marked("Licence"),
    "license_url": marked("Address of the licence"),
    "url": marked("Address"),
    "place": marked("Place"),
    "notice": marked("Notice that the licence asks for"),
    "language": marked("Language (a code such as en)"),
    "label": marked("Your own short name, where there is no title"),
}
_PROBLEM = "{problem}"  # in English: it names a file, an address or a value
_NO_ADDRESS = marked("An address begins with http:// or https://.")
_BOTH = marked("Give one thing only: an address, a file or a text.")
_TOO_LARGE = marked("The file has {size:,} bytes; the most is {most:,}.")
_GONE = marked("Discord didn't hand over the file; please attach it again.")


class Reader:
    """Reads a few at a time: each takes a process of its own, and much memory."""

    def __init__(self, by_address: ReadAddress) -> None:
        self._by_address = by_address
        self._turns = asyncio.Semaphore(_AT_ONCE)

    async def read(
        self, address: str | None, file: discord.Attachment | None, pasted: str = ""
    ) -> Extract | None:
        """Return the text and the source's fields, None where nothing is given.

        Raises QuestionError, one sentence.
        """
        if sum(map(bool, (address, file, pasted))) > 1:
            raise QuestionError(_BOTH)
        async with self._turns:
            try:
                if file:
                    found = await extract(await _data(file), name=file.filename)
                    return _named(found, PurePath(file.filename).stem)
                if pasted:
                    data = pasted.encode("utf-8", "replace")
                    found = await extract(data, name="pasted.txt")
                    return _named(found, " ".join(pasted.split()[:_WORDS]))
                if address:
                    found = await _fetched(address.strip(), self._by_address)
                    parts = urlsplit(address.strip())
                    return _named(found, PurePath(parts.path).stem or parts.netloc)
            except FetchError as error:
                raise QuestionError(_PROBLEM, problem=str(error)) from None
            except ExtractionError as error:
                if error.field in FIELDS:
                    raise faulty(error.field, error.problem) from None
                raise QuestionError(_PROBLEM, problem=str(error)) from None
        return None


def faulty(field: str | None, problem: str) -> QuestionError:
    """Return what is wrong with a field, by the name that the form gives it."""
    name = FIELDS.get(field or "")
    said = f"{_(name)}: {problem}" if name else problem
    return QuestionError(_PROBLEM, problem=said)


def _named(found: Extract, name: str) -> Extract:
    """Return what was read, under a name where it gives no title itself."""
    if found.source.title or found.label:
        return found
    label = " ".join(name.replace("_", " ").split())
    return found.with_fields({"label": label[:_LONGEST_LABEL]})


async def _fetched(address: str, by_address: ReadAddress) -> Extract:
    if not address.lower().startswith(("http://", "https://")):
        raise QuestionError(_NO_ADDRESS)  # a path would be one of the bot's machine
    return await by_address(address)


async def _data(file: discord.Attachment) -> bytes:
    most = Limits().size
    if file.size > most:
        raise QuestionError(_TOO_LARGE, size=file.size, most=most)
    try:
        return await file.read()
    except discord.HTTPException:
        raise QuestionError(_GONE) from None
