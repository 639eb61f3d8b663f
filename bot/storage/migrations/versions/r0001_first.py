"""The first form of the database."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "answers",
        sa.Column("message", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("channel", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint(
            "message", "slug", "content_hash", "start", "end", name="pk_answers"
        ),
    )
    op.create_index("ix_answers_expires_at", "answers", ["expires_at"])
    op.create_index("ix_answers_slug", "answers", ["slug"])
    op.create_table(
        "articles",
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("guild", sa.BigInteger(), nullable=True),
        sa.Column("channels", sa.JSON(), nullable=False),
        sa.Column("of_folder", sa.Boolean(), nullable=False),
        sa.Column("current", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "state IN ('active', 'corrected', 'withdrawn')", name="ck_articles_state"
        ),
        sa.PrimaryKeyConstraint("slug", name="pk_articles"),
    )
    op.create_index("ix_articles_guild", "articles", ["guild"])
    op.create_table(
        "audit",
        sa.Column(
            "number",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
        ),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("guild", sa.BigInteger(), nullable=True),
        sa.Column("user", sa.BigInteger(), nullable=True),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("number", name="pk_audit"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_audit_guild", "audit", ["guild"])
    op.create_index("ix_audit_subject", "audit", ["subject"])
    op.create_index("ix_audit_user", "audit", ["user"])
    op.create_table(
        "feedback",
        sa.Column("guild", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("helpful", sa.Integer(), nullable=False),
        sa.Column("unhelpful", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(
            "guild", "slug", "content_hash", "start", "end", name="pk_feedback"
        ),
    )
    op.create_table(
        "feeds",
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("guild", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("channels", sa.JSON(), nullable=False),
        sa.Column("source", sa.JSON(), nullable=False),
        sa.Column("limit", sa.Integer(), nullable=False),
        sa.Column("etag", sa.Text(), nullable=True),
        sa.Column("last_modified", sa.Text(), nullable=True),
        sa.Column("next_check", sa.BigInteger(), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("url", "guild", name="pk_feeds"),
    )
    op.create_table(
        "periods",
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("purpose", "number", name="pk_periods"),
    )
    op.create_table(
        "servers",
        sa.Column("guild", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("mention_channels", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("channel_articles", sa.JSON(), nullable=False),
        sa.Column("private", sa.Boolean(), nullable=False),
        sa.Column("per_page", sa.Integer(), nullable=False),
        sa.Column("language", sa.Text(), nullable=True),
        sa.Column("feedback", sa.Boolean(), nullable=False),
        sa.Column("librarian_role", sa.BigInteger(), nullable=True),
        sa.Column("left_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("guild", name="pk_servers"),
    )
    op.create_table(
        "unknown_words",
        sa.Column("guild", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("word", sa.Text(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("guild", "word", name="pk_unknown_words"),
    )
    op.create_table(
        "article_versions",
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("source", sa.JSON(), nullable=False),
        sa.Column("label", sa.Text(), nullable=True),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("paragraphs", sa.JSON(), nullable=False),
        sa.Column("added_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["slug"],
            ["articles.slug"],
            name="fk_article_versions_slug",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("slug", "version", name="pk_article_versions"),
    )
    op.create_index(
        "ix_article_versions_content_hash", "article_versions", ["content_hash"]
    )
    op.create_table(
        "ballots",
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("period", sa.Integer(), nullable=False),
        sa.Column("mark", sa.LargeBinary(), nullable=False),
        sa.Column("guild", sa.BigInteger(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("helpful", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["purpose", "period"],
            ["periods.purpose", "periods.number"],
            name="fk_ballots_purpose",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("mark", name="pk_ballots"),
    )
    op.create_table(
        "word_ballots",
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("period", sa.Integer(), nullable=False),
        sa.Column("mark", sa.LargeBinary(), nullable=False),
        sa.Column("guild", sa.BigInteger(), nullable=False),
        sa.Column("word_mark", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["purpose", "period"],
            ["periods.purpose", "periods.number"],
            name="fk_word_ballots_purpose",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("mark", name="pk_word_ballots"),
    )
    op.create_index("ix_word_ballots_word_mark", "word_ballots", ["word_mark"])
    op.create_table(
        "feed_entries",
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("guild", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("entry", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["url", "guild"],
            ["feeds.url", "feeds.guild"],
            name="fk_feed_entries_url",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("url", "guild", "entry", name="pk_feed_entries"),
    )
