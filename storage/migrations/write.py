"""``just migration "what it does"``: writes the migration that the tables in the code need beyond those written.

To be read before it is committed: Alembic cannot tell a renamed column from a dropped and an added one, and knows
nothing of the data.
"""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from alembic import command

from storage.database import Database
from storage.migrate import alembic_config, migrating, upgrade

VERSIONS = Path(__file__).with_name("versions")


def write(message: str) -> Path:
    """The new file: the next number and the message's words."""
    number = f"{len(list(VERSIONS.glob('[0-9]*.py'))) + 1:04}"
    with TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/schema.db")
        upgrade(database)
        with migrating(database) as connection:
            command.revision(alembic_config(connection), message, autogenerate=True, rev_id=number)
        database.stop()
    path = next(VERSIONS.glob(f"{number}_*.py"))
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(line for line in lines if not line.lstrip().startswith("# ###")), encoding="utf-8")
    return path


if __name__ == "__main__":
    write(" ".join(sys.argv[1:]))
