"""Writes into a button's custom_id what it must know after a restart, and reads it."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from enum import StrEnum

from bot.chat.places import KEY, MOST_PLACES, Place
from bot.chat.wording import marked
from bot.errors import QuestionError

__all__ = ["MOST_MARKS", "MOST_PLACES", "Code", "Kind", "read", "write"]

MOST_MARKS = 16  # passages that it can tell from others
_LIMIT = 100  # Discord's own, for a custom_id
_ASKER = 8  # bytes of a Discord ID
_START, _LENGTH, _MARK = 4, 3, 3  # bytes
_PLACE = KEY + _START + _LENGTH
_UNREADABLE = marked("This button can't be read any more; please ask again.")


class Kind(StrEnum):
    """The kinds of buttons; the number rises when what a kind's code means changes."""

    MORE = "more1"
    CLOSEST = "closest1"
    MEANT = "meant1"
    CONTEXT = "around2"
    WHY = "why1"
    DETAILS = "details1"
    HELPFUL = "helpful1"
    UNHELPFUL = "unhelpful1"
    ARTICLES = "articles1"
    WHOLE = "whole1"
    MENU = "menu1"


@dataclass(frozen=True, slots=True)
class Code:
    """What a button knows: who asked, and of which articles and passages it speaks.

    `article` is the key of the only article that was asked, `places` are passages
    that the message shows, `marks` those that were shown up to now.
    """

    asker: int
    article: bytes | None = None
    places: tuple[Place, ...] = ()
    marks: frozenset[bytes] = frozenset()


def write(kind: Kind, code: Code) -> str:
    """Return the custom_id of a button.

    Raises ValueError where the code holds more than a custom_id can.
    """
    article = code.article or b""
    counts = (len(article) // KEY << 4) | len(code.places)
    data = bytes([counts]) + code.asker.to_bytes(_ASKER) + article
    data += b"".join(map(_packed, code.places)) + b"".join(sorted(code.marks))
    custom_id = f"{kind}:{base64.urlsafe_b64encode(data).decode().rstrip('=')}"
    if len(custom_id) > _LIMIT:
        message = f"{len(custom_id)} characters are too many for a custom_id"
        raise ValueError(message)
    return custom_id


def read(custom_id: str) -> Code:
    """Return what a button knows.

    Raises QuestionError where `custom_id` was not written by `write`.
    """
    try:
        return _unpacked(_bytes(custom_id.partition(":")[2]))
    except (ValueError, IndexError):
        raise QuestionError(_UNREADABLE) from None


def _bytes(text: str) -> bytes:
    padded = text + "=" * (-len(text) % 4)
    try:
        return base64.b64decode(padded, altchars=b"-_", validate=True)
    except binascii.Error:
        raise ValueError(text) from None


def _packed(place: Place) -> bytes:
    length = place.end - place.start
    return place.key + place.start.to_bytes(_START) + length.to_bytes(_LENGTH)


def _unpacked(data: bytes) -> Code:
    restricted, places = divmod(data[0], 16)
    pieces = [_ASKER, KEY * restricted, *[_PLACE] * places]
    asker, article, *rest = _divided(data[1:], pieces)
    marks = rest.pop()
    if len(marks) % _MARK or restricted > 1:
        raise ValueError(data)
    return Code(
        int.from_bytes(asker),
        article or None,
        tuple(map(_place, rest)),
        frozenset(marks[i : i + _MARK] for i in range(0, len(marks), _MARK)),
    )


def _divided(data: bytes, sizes: list[int]) -> list[bytes]:
    """Return pieces of these sizes, and what is left as the last."""
    pieces = []
    for size in sizes:
        if len(data) < size:
            raise ValueError(data)
        pieces.append(data[:size])
        data = data[size:]
    return [*pieces, data]


def _place(data: bytes) -> Place:
    start = int.from_bytes(data[KEY : KEY + _START])
    length = int.from_bytes(data[KEY + _START :])
    return Place(data[:KEY], start, start + length)
