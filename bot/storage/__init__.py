"""What must outlive a restart.

`bot.storage.store.Store` is imported from its module, and only where the store is
opened: SQLAlchemy, which it brings along, takes 20 MB.
"""

from bot.storage.command_record import CommandRecord
from bot.storage.values import (
    ALL,
    LONGEST_PAUSE,
    Actor,
    AnsweredMessage,
    ArticleState,
    AuditEntry,
    Draft,
    Feed,
    FeedbackCount,
    PassageAddress,
    Scope,
    ServerSettings,
    Shards,
    StoredArticle,
    Usage,
    WordCount,
    digest,
)

__all__ = [
    "ALL",
    "LONGEST_PAUSE",
    "Actor",
    "AnsweredMessage",
    "ArticleState",
    "AuditEntry",
    "CommandRecord",
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
