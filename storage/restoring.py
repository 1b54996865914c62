"""Putting a backup into an empty database: its tables as they were, its rows, and then all migrations since.

All in one transaction, so that a restoring that is broken off leaves the database as empty as it was.
"""

from collections.abc import Iterable
from datetime import datetime

from alembic import command
from sqlalchemy import Connection, insert, inspect, select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from storage.backup import Contents, Header, UnfitRowError, load_lines
from storage.backup_dialects import carrier
from storage.database import Database
from storage.held import NOTICE, hold_restored, last_put_in
from storage.mail_chats import TELEGRAM
from storage.migrate import NewerSchemaError, alembic_config, migrating, scripts
from storage.numbers import counters
from storage.outbox import CANCELLED, SEND, Lane, deliveries

GAP = 100_000
"""Deliveries that were made after the backup are lost, but the buttons in the chats still name them: as many keys are
not given out again. A busy region makes some ten thousand a day."""
NUMBERS_GAP = 100
"""The same for the numbers that people read (*Nr. 42*): they go on behind a full hundred, fifty away at least."""


class NotEmptyError(Exception):
    """There is something in the database: the number of its tables, and of the members, if it is one of ours."""

    def __init__(self, tables: int, members: int | None) -> None:
        super().__init__(tables, members)
        self.tables = tables
        self.members = members


def restore_lines(
    database: Database, header: Header, lines: Iterable[bytes], now: datetime, *, moved: bool = False
) -> Contents:
    """Put a backup, whose header was read, into an empty database.

    ``moved``: nothing has run on the former database since the backup, so that nothing has gone meanwhile, and no key
    was given out. Raises NotEmptyError, NewerSchemaError, UnfitRowError, NotABackupError, and the database's errors.
    """
    if header.schema not in {script.revision for script in scripts().walk_revisions()}:
        raise NewerSchemaError(header.schema)
    with migrating(database) as connection:
        check_empty(connection)
        command.upgrade(alembic_config(connection), header.schema)
        try:
            contents = load_lines(connection, header, lines)
        except IntegrityError as error:
            raise UnfitRowError("", str(error.orig).splitlines()[0]) from error
        command.upgrade(alembic_config(connection), "head")
        if not moved:
            session = Session(connection)
            hold_restored(session, header.made_at, now, lost=_leave_a_gap(session, now))
    return contents


def check_empty(connection: Connection) -> None:
    """Raise NotEmptyError where there are tables."""
    names = set(inspect(connection).get_table_names()) - {"alembic_version"}
    if names:
        members = connection.scalar(text("SELECT count(*) FROM members")) if "members" in names else None
        raise NotEmptyError(len(names), members)


def _leave_a_gap(session: Session, now: datetime) -> tuple[int, int]:
    """Let deliveries go on behind a gap, and the region's numbers behind a full hundred; returns the gap's ends."""
    last = last_put_in(session)
    # A row, for SQLite numbers those that follow by the last one that is there.
    beyond = {"id": last + GAP, "op": SEND, "lane": int(Lane.ANSWER), "channel": TELEGRAM, "chat_id": 0}
    beyond |= {"kind": NOTICE, "method": "sendMessage", "payload": {}, "created_at": now, "due_at": now}
    session.execute(insert(deliveries).values(beyond | {"state": CANCELLED, "tries": 0, "error": "a gap"}))
    carrier(session.connection()).set_last_keys({"deliveries": last + GAP})
    number = session.scalar(select(counters.c.value).where(counters.c.name == "number"))
    if number is not None:
        step = update(counters).where(counters.c.name == "number")
        session.execute(step.values(value=-(-(number + NUMBERS_GAP // 2) // NUMBERS_GAP) * NUMBERS_GAP))
    return last + 1, last + GAP
