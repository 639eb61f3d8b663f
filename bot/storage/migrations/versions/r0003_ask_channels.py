"""Notes the channels where questions are answered without a mention."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; a server without it has none."""
    column = sa.Column("ask_channels", sa.JSON(none_as_null=True), nullable=True)
    op.add_column("servers", column)
