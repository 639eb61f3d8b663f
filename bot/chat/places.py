"""Names articles and passages in a few bytes, for buttons that outlive a restart.

Discord gives a button 100 characters. An article is named by digests of its slug and
of its body, so that a button knows an article that has gone from one that changed.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
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
    "MOST_PLACES",
    "Passage",
    "Place",
    "address_of",
    "find",
    "key_of",
    "passage_at",
    "place_of",
    "slug_key",
]

MOST_PLACES = 3  # passages that a button can name
KEY = 9  # bytes of an article's name
_SLUG = 4  # of them for the slug
GONE = marked("This article can no longer be asked about.")
_CHANGED = marked("The article has changed since this answer; please ask again.")
_FORGED = marked("This button does not lead to a passage; please ask again.")


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
    """Return the passage at a place.

    Raises QuestionError where its article has gone or changed, or where the place is
    not made of whole sentences.
    """
    article = find(place.key, articles)
    starts = {s.start for s in article.sentences}
    ends = {s.end for s in article.sentences}
    whole = place.start in starts and place.end in ends and place.start < place.end
    if not whole:
        raise QuestionError(_FORGED)
    return Passage(article, place.start, place.end)
