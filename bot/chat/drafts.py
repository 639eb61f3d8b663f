"""Articles that somebody is about to add; they count once that is confirmed."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections import Counter, OrderedDict
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import PurePath
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import discord

from bot.chat.wording import _, marked
from bot.errors import ExtractionError, FetchError, QuestionError
from bot.extraction import Limits, extract
from bot.storage import Scope

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from bot.articles import Extract

    ReadAddress = Callable[[str], Awaitable[Extract]]

__all__ = [
    "EXPIRED",
    "FIELDS",
    "Draft",
    "Drafts",
    "Purpose",
    "ReadAddress",
    "Reader",
    "faulty",
]

_FORM = "form1"

EXPIRED = marked("This took too long, or the bot was restarted; please start over.")
DONE = marked("That is already done, or being done right now.")
_MOST_DONE = 500
_MOST = 50  # drafts in memory, of all servers
_LONGEST = 20_000_000  # characters of their texts together; some 20 to 80 MB
_LIFETIME = 15 * 60.0  # seconds; Discord lets no private message be edited for longer
_AT_ONCE = 2
_OF_ONE = 2  # of a server, which are read or wait
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
    "label": marked("Your own short name, if there is no title"),
}
_PROBLEM = "{problem}"  # in English: it names a file, an address or a value
_NO_ADDRESS = marked("An address begins with http:// or https://.")
_BUSY = marked(
    "Two texts for this server are being read already; try again when they are done."
)
_BOTH = marked("Give one thing only: an address, a file or a text.")
_TOO_LARGE = marked("The file has {size:,} bytes; at most {most:,} are allowed.")
_GONE = marked("Discord didn't hand over the file; please attach it again.")


class Purpose(StrEnum):
    """What a draft becomes."""

    ADD = "add"
    UPDATE = "update"
    CORRECT = "correct"


@dataclass(frozen=True, slots=True)
class Draft:
    """What is to become an article or the new text of one.

    `user` is who began it. `slug` is the article's that is updated or corrected,
    `reason` the correction's. `overlong` is how many sentences are divided.
    """

    user: int
    extract: Extract
    purpose: Purpose = Purpose.ADD
    scope: Scope = Scope()  # noqa: RUF009 - frozen
    slug: str | None = None
    reason: str = ""
    overlong: int = 0

    def because(self, reason: str) -> Draft:
        """Return it with a correction's reason."""
        return replace(self, reason=reason)

    def with_fields(self, values: Mapping[str, str]) -> Draft:
        """Return it with other fields; a blank value takes a field away."""
        return replace(self, extract=self.extract.with_fields(values))


class Drafts:
    """Keeps drafts in memory for a while, by tokens that nobody guesses."""

    def __init__(self) -> None:
        self._drafts: OrderedDict[str, tuple[float, Draft]] = OrderedDict()
        self._done: OrderedDict[str, None] = OrderedDict()
        self._run = secrets.token_urlsafe(6)

    def form_id(self) -> str:
        """Return a custom_id for a form, which no other form has."""
        return f"{_FORM}:{self._run}:{secrets.token_urlsafe(6)}"

    def is_of_earlier_run(self, custom_id: str) -> bool:
        """Return whether a form was opened before the bot was started anew."""
        kind, _, rest = custom_id.partition(":")
        return kind == _FORM and not rest.startswith(f"{self._run}:")

    def open(self, draft: Draft) -> str:
        """Keep a draft; return its token."""
        token = secrets.token_urlsafe(12)
        self.put(token, draft)
        return token

    def get(self, token: str, user: int) -> Draft:
        """Return a person's draft; raises QuestionError where it has expired."""
        if token in self._done:
            raise QuestionError(DONE)
        until, draft = self._drafts.get(token, (0.0, None))
        if draft is None or draft.user != user or time.monotonic() > until:
            raise QuestionError(EXPIRED)
        return draft

    def put(self, token: str, draft: Draft) -> None:
        """Keep a draft under a token, in place of the one that was there."""
        self._done.pop(token, None)
        now = time.monotonic()
        for old in [t for t, (until, _draft) in self._drafts.items() if now > until]:
            del self._drafts[old]
        self._drafts[token] = now + _LIFETIME, draft
        self._drafts.move_to_end(token)
        while len(self._drafts) > 1 and self._are_too_many():
            self._drafts.popitem(last=False)

    def forget(self, user: int) -> None:
        """Forget a person's drafts."""
        for token, (_until, draft) in list(self._drafts.items()):
            if draft.user == user:
                del self._drafts[token]

    def close(self, token: str) -> None:
        """Forget a draft, but not that there was one."""
        self._drafts.pop(token, None)
        self._done[token] = None
        if len(self._done) > _MOST_DONE:
            self._done.popitem(last=False)

    def _are_too_many(self) -> bool:
        texts = sum(len(draft.extract.body) for _, draft in self._drafts.values())
        return len(self._drafts) > _MOST or texts > _LONGEST


class Reader:
    """Reads a few at a time: each takes a process of its own, and much memory.

    No server has more than its share, so that none waits for all of another's.
    """

    def __init__(self, by_address: ReadAddress) -> None:
        self._by_address = by_address
        self._turns = asyncio.Semaphore(_AT_ONCE)
        self._reading: Counter[int | None] = Counter()

    async def read(
        self,
        guild: int | None,
        address: str | None,
        file: discord.Attachment | None,
        pasted: str = "",
    ) -> Extract | None:
        """Return the text and the source's fields, None where nothing is given.

        Raises QuestionError, one sentence.
        """
        if sum(map(bool, (address, file, pasted))) > 1:
            raise QuestionError(_BOTH)
        if self._reading[guild] >= _OF_ONE:
            raise QuestionError(_BUSY)
        self._reading[guild] += 1
        try:
            return await self._read(address, file, pasted)
        finally:
            self._reading -= Counter([guild])  # which forgets who has none left

    async def _read(
        self, address: str | None, file: discord.Attachment | None, pasted: str
    ) -> Extract | None:
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
