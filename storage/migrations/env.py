"""Alembic's entry: runs on the connection it is given, or on a file to compare with when a migration is written."""

from alembic import context
from sqlalchemy import Connection, create_engine

from storage.tables import metadata


def run(connection: Connection) -> None:
    """Run the migrations on this connection, in its transaction."""
    context.configure(connection=connection, target_metadata=metadata, render_as_batch=True, compare_type=True)
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    with create_engine(context.config.get_main_option("sqlalchemy.url") or "sqlite://").connect() as connection:
        run(connection)
