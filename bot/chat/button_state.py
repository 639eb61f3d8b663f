"""What a button knows, in the few bytes of a custom_id, so that it outlives a restart.

Discord gives a button 100 characters. An article is named by digests of its slug and
of its body, so that a button knows an article that has gone from one that changed.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.chat.wording import marked
from bot.errors import QuestionError
from bot.storage import PassageAddress

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.answering import Evidence
    from bot.articles import Article

__all__ = [
    "GONE",
    "KEY",
    "MOST_MARKS",
    "MOST_PLACES",
    "Action",
    "ButtonState",
    "Passage",
    "Place",
    "address_of",
    "find",
    "key_of",
    "passage_at",
    "place_of",
    "read",
    "slug_key",
    "write",
]

MOST_PLACES = 3  # passages that a button can name
KEY = 9  # bytes of an article's name
_SLUG = 4  # of them for the slug
GONE = marked("This article can no longer be asked about.")
_CHANGED = marked("The article has changed since this answer; please ask again.")
_FORGED = marked("This button does not lead to a passage; please ask again.")
MOST_MARKS = 16  # passages that it can tell from others
_LIMIT = 100  # Discord's own, for a custom_id
_ASKER = 8  # bytes of a Discord ID
_START, _LENGTH, _MARK = 4, 3, 3  # bytes
_PLACE = KEY + _START + _LENGTH
_UNREADABLE = marked("This button no longer works; please ask again.")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a passage stands: its article's key, and code points into its body."""

    key: bytes
    start: int
    end: int

    @property
    def mark(self) -> bytes:
        """Three bytes that tell this place from others, for a list of those shown."""
        whole = b"%b%d-%d" % (self.key, self.start, self.end)
        return hashlib.sha256(whole).digest()[:3]


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage of an article, whole sentences, for showing it without a question."""

    article: Article
    start: int
    end: int

    @property
    def text(self) -> str:
        """The passage in the article's own words."""
        return self.article.text(self.start, self.end)


def key_of(article: Article) -> bytes:
    """Return an article's name in KEY bytes."""
    return slug_key(article.slug) + article.content_hash[: KEY - _SLUG]


def slug_key(slug: str) -> bytes:
    """Return a slug in a few bytes, for where a slug might be too long."""
    return hashlib.sha256(slug.encode("utf-8", "surrogatepass")).digest()[:_SLUG]


def place_of(passage: Passage | Evidence) -> Place:
    """Return where a passage or a piece of evidence stands."""
    return Place(key_of(passage.article), passage.start, passage.end)


def address_of(passage: Passage | Evidence) -> PassageAddress:
    """Return where a passage stands, as the store keeps it."""
    article = passage.article
    text = article.content_hash.hex()
    return PassageAddress(article.slug, text, passage.start, passage.end)


def find(key: bytes, articles: Sequence[Article]) -> Article:
    """Return the article of that key.

    Raises QuestionError where it has gone or its text has changed since.
    """
    named = [a for a in articles if slug_key(a.slug) == key[:_SLUG]]
    for article in named:
        if key_of(article) == key:
            return article
    raise QuestionError(_CHANGED if named else GONE)


def passage_at(place: Place, articles: Sequence[Article]) -> Passage:
    """Return the passage at a place, with its article's text in memory.

    Raises QuestionError where its article has gone or changed, or where the place is
    not made of whole sentences.
    """
    article = find(place.key, articles).held()
    starts = {s.start for s in article.sentences}
    ends = {s.end for s in article.sentences}
    whole = place.start in starts and place.end in ends and place.start < place.end
    if not whole:
        raise QuestionError(_FORGED)
    return Passage(article, place.start, place.end)


class Action(StrEnum):
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
class ButtonState:
    """What a button knows: who asked, and of which articles and passages it speaks.

    `article` is the key of the only article that was asked, `places` are passages
    that the message shows, `marks` those that were shown up to now.
    """

    asker: int
    article: bytes | None = None
    places: tuple[Place, ...] = ()
    marks: frozenset[bytes] = frozenset()


def write(kind: Action, code: ButtonState) -> str:
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


def read(custom_id: str) -> ButtonState:
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


def _unpacked(data: bytes) -> ButtonState:
    restricted, places = divmod(data[0], 16)
    pieces = [_ASKER, KEY * restricted, *[_PLACE] * places]
    asker, article, *rest = _divided(data[1:], pieces)
    marks = rest.pop()
    if len(marks) % _MARK or restricted > 1:
        raise ValueError(data)
    return ButtonState(
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
