"""The tables, alike in SQLite and PostgreSQL; the migrations make the same ones."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    TypeDecorator,
    or_,
    true,
)

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Dialect

    from bot.storage.values import Shards

__all__ = [
    "EPOCH",
    "EVERYWHERE",
    "answers",
    "article_versions",
    "articles",
    "audit",
    "ballots",
    "feed_entries",
    "feedback",
    "feeds",
    "leases",
    "metadata",
    "owned",
    "periods",
    "presences",
    "servers",
    "unknown_words",
    "word_ballots",
]

EVERYWHERE = 0  # stands for "no server" in keys, which can't be NULL; no id is 0
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TRANSIENT = {"transient": True}  # never leaves the database, not even in a backup

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Instant(TypeDecorator[datetime]):
    """A moment as microseconds since 1970 in UTC: SQLite has no type with a zone."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(
        self,
        value: datetime | None,
        dialect: Dialect,  # noqa: ARG002 - the signature is SQLAlchemy's
    ) -> int | None:
        """Return the microseconds; raises TypeError for a moment without a zone."""
        return None if value is None else (value - EPOCH) // timedelta(microseconds=1)

    def process_result_value(
        self,
        value: Any | None,  # noqa: ANN401 - the signature is SQLAlchemy's
        dialect: Dialect,  # noqa: ARG002 - the signature is SQLAlchemy's
    ) -> datetime | None:
        """Return the moment in UTC."""
        return None if value is None else EPOCH + timedelta(microseconds=value)


def owned(guild: Column[Any], shards: Shards) -> ColumnElement[bool]:
    """Return the condition that a server is of some shards, or that it is everyone's.

    It says in SQL what `Shards.owns` does.
    """
    if not shards.ids:
        return true()
    shard = guild // 2**22 % shards.count
    return or_(guild.is_(None), guild == EVERYWHERE, shard.in_(shards.ids))


def _passage() -> tuple[Column[Any], ...]:
    return (
        Column("slug", Text, primary_key=True),
        Column("content_hash", Text, primary_key=True),
        Column("start", Integer, primary_key=True),
        Column("end", Integer, primary_key=True),
    )


servers = Table(
    "servers",
    metadata,
    Column("guild", BigInteger, primary_key=True, autoincrement=False),
    Column("mention_channels", JSON(none_as_null=True)),
    Column("ask_channels", JSON(none_as_null=True)),
    Column("channel_articles", JSON, nullable=False),
    Column("private", Boolean, nullable=False),
    Column("per_page", Integer, nullable=False),
    Column("language", Text),
    Column("feedback", Boolean, nullable=False),
    Column("librarian_role", BigInteger),
    Column("left_at", Instant),
)

# Which of Discord's applications is in which server: of several bots on one database
# none may take the others' servers for left.
presences = Table(
    "presences",
    metadata,
    Column("application", BigInteger, primary_key=True, autoincrement=False),
    Column("guild", BigInteger, primary_key=True, autoincrement=False),
)

# Which process has which duty. A holder is a number that a process draws for itself.
leases = Table(
    "leases",
    metadata,
    Column("name", Text, primary_key=True),
    Column("holder", Text, nullable=False),
    Column("ends_at", Instant, nullable=False),
    info=_TRANSIENT,
)

feedback = Table(
    "feedback",
    metadata,
    Column("guild", BigInteger, primary_key=True, autoincrement=False),
    *_passage(),
    Column("helpful", Integer, nullable=False),
    Column("unhelpful", Integer, nullable=False),
)

# The key of a span of days. With its row go the ballots that were made with it.
periods = Table(
    "periods",
    metadata,
    Column("purpose", Text, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("secret", LargeBinary, nullable=False),
    info=_TRANSIENT,
)


def _ballot() -> tuple[Column[Any] | ForeignKeyConstraint, ...]:
    return (
        Column("purpose", Text, nullable=False),
        Column("period", Integer, nullable=False),
        Column("mark", LargeBinary, primary_key=True),
        ForeignKeyConstraint(
            ["purpose", "period"],
            [periods.c.purpose, periods.c.number],
            ondelete="CASCADE",
        ),
    )


ballots = Table(
    "ballots",
    metadata,
    *_ballot(),
    Column("guild", BigInteger, nullable=False),
    Column("slug", Text, nullable=False),
    Column("content_hash", Text, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("helpful", Boolean, nullable=False),
    info=_TRANSIENT,
)

word_ballots = Table(
    "word_ballots",
    metadata,
    *_ballot(),
    Column("guild", BigInteger, nullable=False),
    Column("word_mark", LargeBinary, nullable=False, index=True),
    info=_TRANSIENT,
)

unknown_words = Table(
    "unknown_words",
    metadata,
    Column("guild", BigInteger, primary_key=True, autoincrement=False),
    Column("word", Text, primary_key=True),
    Column("count", Integer, nullable=False),
    Column("asked_at", Instant, nullable=False),
)

articles = Table(
    "articles",
    metadata,
    Column("slug", Text, primary_key=True),
    Column("guild", BigInteger, index=True),
    Column("channels", JSON, nullable=False),
    Column("of_folder", Boolean, nullable=False),
    Column("current", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("reason", Text),
    Column("changed_at", Instant, nullable=False),
    CheckConstraint("state IN ('active', 'corrected', 'withdrawn')", name="state"),
)

article_versions = Table(
    "article_versions",
    metadata,
    Column("slug", ForeignKey(articles.c.slug, ondelete="CASCADE"), primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("content_hash", Text, nullable=False, index=True),
    Column("body", Text, nullable=False),
    Column("source", JSON, nullable=False),
    Column("label", Text),
    Column("language", Text, nullable=False),
    Column("paragraphs", JSON, nullable=False),
    Column("added_at", Instant, nullable=False),
)

audit = Table(
    "audit",
    metadata,
    Column(
        "number",
        BigInteger().with_variant(Integer, "sqlite"),  # SQLite counts only INTEGER up
        primary_key=True,
    ),
    Column("at", Instant, nullable=False),
    Column("guild", BigInteger, index=True),
    Column("user", BigInteger, index=True),
    Column("action", Text, nullable=False),
    Column("subject", Text, nullable=False, index=True),
    Column("detail", Text),
    sqlite_autoincrement=True,  # a number is never given twice
)

answers = Table(
    "answers",
    metadata,
    Column("message", BigInteger, primary_key=True, autoincrement=False),
    *_passage(),
    Column("channel", BigInteger, nullable=False),
    Column("guild", BigInteger),
    Column("expires_at", Instant, nullable=False, index=True),
    Index("ix_answers_slug", "slug"),
)

feeds = Table(
    "feeds",
    metadata,
    Column("url", Text, primary_key=True),
    Column("guild", BigInteger, primary_key=True, autoincrement=False),
    Column("channels", JSON, nullable=False),
    Column("source", JSON, nullable=False),
    Column("limit", Integer, nullable=False),
    Column("etag", Text),
    Column("last_modified", Text),
    Column("next_check", Instant),
    Column("failures", Integer, nullable=False),
)

# The entries that were taken, so that none comes again once it was withdrawn.
feed_entries = Table(
    "feed_entries",
    metadata,
    Column("url", Text, primary_key=True),
    Column("guild", BigInteger, primary_key=True, autoincrement=False),
    Column("entry", Text, primary_key=True),
    ForeignKeyConstraint(
        ["url", "guild"], [feeds.c.url, feeds.c.guild], ondelete="CASCADE"
    ),
)
