"""New databases for storms: migrated, with the lists and the region's libraries."""

import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import make_url

from bot.app import open_database
from bot.features.libraries.importing import apply_import, plan_import, read_libraries
from config import DEMO_LIBRARIES

SQLITE, POSTGRESQL = "sqlite", "postgresql"


def fill(url: str) -> None:
    """Bring a new database up to date, with libraries."""
    database = open_database(url)
    rows = read_libraries(DEMO_LIBRARIES)
    database.submit(lambda session: apply_import(session, plan_import(session, rows))).result()
    database.stop()


@contextmanager
def new_database(kind: str, folder: Path) -> Iterator[str]:
    """The URL of a new database that lasts as long as this."""
    if kind == SQLITE:
        url = f"sqlite:///{folder / 'plaukts.db'}"
        fill(url)
        yield url
        return
    with tempfile.TemporaryDirectory(prefix="plaukts-pg-", ignore_cleanup_errors=True) as server_folder:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import pgserver  # noqa: PLC0415 - has no wheels for Python above 3.12

            server = pgserver.get_server(server_folder, cleanup_mode="stop")
        try:
            url = make_url(server.get_uri()).set(drivername="postgresql").render_as_string(hide_password=False)
            fill(url)
            yield url
        finally:
            server.cleanup()
