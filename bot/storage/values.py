"""The values that the store keeps and gives back; all of them are frozen."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

__all__ = [
    "ALL",
    "LONGEST_PAUSE",
    "Actor",
    "AnsweredMessage",
    "ArticleState",
    "AuditEntry",
    "Draft",
    "Feed",
    "FeedbackCount",
    "PassageAddress",
    "Scope",
    "ServerSettings",
    "Shards",
    "StoredArticle",
    "Usage",
    "WordCount",
    "digest",
]

LONGEST_PAUSE = timedelta(days=1)  # between two checks of a feed


def digest(body: str) -> str:
    """Return the content hash of an article's body: SHA-256 of its UTF-8, in hex."""
    return hashlib.sha256(body.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class PassageAddress:
    """Where a passage stands: the article, which text of it, and the code points."""

    slug: str
    content_hash: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Scope:
    """Who may ask: everyone, one server (`guild`), or some of its `channels`."""

    guild: int | None = None
    channels: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        """Refuse channels of no server."""
        if self.channels and self.guild is None:
            message = "channels belong to a server"
            raise ValueError(message)

    def covers(self, guild: int | None, *channels: int) -> bool:
        """Say whether a question asked there may see what has this scope.

        `channels` is the channel and, for a thread, the one it belongs to; `guild`
        is None in a direct message.
        """
        if self.guild is None:
            return True
        if guild != self.guild:
            return False
        return not self.channels or not self.channels.isdisjoint(channels)


@dataclass(frozen=True, slots=True)
class Shards:
    """Which of a bot's `count` shards a process has; with no ids, it has all.

    Discord divides servers among shards by their numbers, see its documentation of the
    gateway. Direct messages belong to shard 0.
    """

    ids: tuple[int, ...] = ()
    count: int = 1

    def owns(self, guild: int | None) -> bool:
        """Return whether a server is of these shards; None, everyone's, always is."""
        return guild is None or not self.ids or (guild >> 22) % self.count in self.ids


ALL = Shards()


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """What a server's admins decided; a server that decided nothing has these.

    `mention_channels` are the channels where mentions are answered, None for all,
    `ask_channels` those where questions are answered without one.
    `channel_articles` gives the slugs that a channel asks about; a channel that is
    not in it asks about all it may see. `language` is the interface's, None for
    that of the person. `librarian_role` is a role that may change the library
    beside those who may manage the server. `left_at` is when the bot left.
    """

    guild: int
    mention_channels: frozenset[int] | None = None
    ask_channels: frozenset[int] = frozenset()
    channel_articles: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    private: bool = False
    per_page: int = 1
    language: str | None = None
    feedback: bool = True
    librarian_role: int | None = None
    left_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class FeedbackCount:
    """How many people found a passage helpful and how many did not."""

    passage: PassageAddress
    helpful: int
    unhelpful: int


@dataclass(frozen=True, slots=True)
class WordCount:
    """How often a word that no article has was asked for by different people."""

    word: str
    count: int


@dataclass(frozen=True, slots=True)
class Actor:
    """Who changes the library, and in which server; both None for the host."""

    user: int | None = None
    guild: int | None = None


class ArticleState(StrEnum):
    """Whether an article stands as it was, was corrected, or was taken away."""

    ACTIVE = "active"
    CORRECTED = "corrected"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Draft:
    """An article's text and where it comes from, before it has a version.

    `source` has the fields that the source gives and no others. `paragraphs` are
    the durable numbers of its paragraphs, in the order of the text.
    """

    body: str
    source: Mapping[str, str] = field(default_factory=dict)
    label: str | None = None
    language: str = "en"
    paragraphs: tuple[int, ...] = ()

    @property
    def content_hash(self) -> str:
        """The body's content hash."""
        return digest(self.body)


@dataclass(frozen=True, slots=True)
class StoredArticle:
    """One version of an article; `state` and `reason` are the article's today.

    `version` counts from 1, `current` is the newest. `of_folder`: its text comes from
    a file of the corpus folder, and is asked while that is there. `changed_at` is when
    the state changed, `added_at` when this version came.
    """

    slug: str
    version: int
    current: int
    content_hash: str
    draft: Draft
    scope: Scope
    state: ArticleState
    reason: str | None
    changed_at: datetime
    added_at: datetime
    of_folder: bool = False


@dataclass(frozen=True, slots=True)
class Usage:
    """How many articles a server has that are not withdrawn; bytes of their texts.

    `ever` are those of all texts that it has and had, for they are kept.
    """

    articles: int
    size: int
    ever: int


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One change of the library; `subject` is a slug or a feed's address.

    `user` is None for the host, and once the person asked to be forgotten.
    """

    number: int
    at: datetime
    guild: int | None
    user: int | None
    action: str
    subject: str
    detail: str | None


@dataclass(frozen=True, slots=True)
class AnsweredMessage:
    """A message of the bot and the passages it quotes, kept to mend it later.

    `guild` is the server in which it stands, None for a direct message.
    """

    channel: int
    message: int
    passages: tuple[PassageAddress, ...]
    guild: int | None = None


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed, its settings, and what its last check left behind.

    `source` has the fields every entry takes from the feed (publisher, licence).
    `limit` is how many entries one check may add. `next_check` None means due.
    """

    url: str
    scope: Scope = field(default_factory=Scope)
    source: Mapping[str, str] = field(default_factory=dict)
    limit: int = 10
    etag: str | None = None
    last_modified: str | None = None
    next_check: datetime | None = None
    failures: int = 0
