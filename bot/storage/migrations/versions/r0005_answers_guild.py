"""Notes in which server an answer stands, for the process that has its shard."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; of earlier answers the server is not known."""
    op.add_column("answers", sa.Column("guild", sa.BigInteger(), nullable=True))
