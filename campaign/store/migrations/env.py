"""How Alembic runs here: on the connection, and in the transaction, that it is given."""

from alembic import context

from campaign.store import tables, tables_people, tables_questions
from campaign.store.columns import Row

__all__ = ["tables", "tables_people", "tables_questions"]

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Row.metadata,
    render_as_batch=True,
)
context.run_migrations()
