"""What Alembic runs: the steps, in the transaction that the caller began."""

from alembic import context

from bot.storage.revisions import version_table
from bot.storage.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    version_table=version_table.name,
    transactional_ddl=True,  # SQLite's too, since we begin transactions ourselves
)
context.run_migrations()
