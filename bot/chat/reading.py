"""From an address or an attachment to the text of an article, through the safe gate."""

from __future__ import annotations

import asyncio
from pathlib import PurePath
from typing import TYPE_CHECKING

import discord

from bot.chat.wording import marked
from bot.errors import ExtractionError, FetchError, QuestionError
from bot.extraction import Limits, extract

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.articles import Extract

    ReadAddress = Callable[[str], Awaitable[Extract]]

__all__ = ["ReadAddress", "Reader"]

_AT_ONCE = 2
_LONGEST_LABEL = 100  # characters

_NO_ADDRESS = marked("An address begins with http:// or https://.")
_BOTH = marked("Name an address or a file, not both.")
_TOO_LARGE = marked("The file has {size:,} bytes; the most is {most:,}.")
_GONE = marked("Discord does not give the file; attach it again.")


class Reader:
    """Reads a few at a time: each takes a process of its own, and much memory."""

    def __init__(self, by_address: ReadAddress) -> None:
        self._by_address = by_address
        self._turns = asyncio.Semaphore(_AT_ONCE)

    async def read(
        self, address: str | None, file: discord.Attachment | None
    ) -> Extract | None:
        """Return the text and the source's fields, None where neither is given.

        Raises QuestionError, one sentence.
        """
        if address and file:
            raise QuestionError(_BOTH)
        async with self._turns:
            try:
                if file:
                    found = await extract(await _data(file), name=file.filename)
                    return _named(found, file.filename)
                if address:
                    return await _fetched(address.strip(), self._by_address)
            except (ExtractionError, FetchError) as error:
                raise QuestionError(str(error)) from None
        return None


def _named(found: Extract, file: str) -> Extract:
    """Return what a file holds, under the file's name where it gives no title."""
    if found.source.title or found.label:
        return found
    label = " ".join(PurePath(file).stem.replace("_", " ").split())
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
