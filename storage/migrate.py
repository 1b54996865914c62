"""Bringing the schema up to date, by Alembic, from within the package."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

from storage.database import Database


def alembic_config(connection: Connection | None = None) -> Config:
    """Alembic's configuration, on a given connection."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).with_name("migrations")).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def upgrade(database: Database, revision: str = "head") -> None:
    """Run the migrations that the database lacks."""
    with database.writing_engine.begin() as connection:
        command.upgrade(alembic_config(connection), revision)
