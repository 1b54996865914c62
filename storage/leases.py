"""The lease: of all processes that run the bot on one PostgreSQL database, one at a time writes and speaks.

The holder's every transaction begins with a share of a lock, which it keeps until its end, and with a look at the
lease's row. So a successor, who takes the lock for itself before it changes the row, waits for what is under way, and
whatever the predecessor begins after that finds another epoch and fails. The lock is one of a transaction's, not of a
session's: it works through PgBouncer in transaction mode. It is not the row's own lock (FOR SHARE), because that is
written to disk: a transaction that only reads, of which there are many, took two and a half times as long (measured).

Deliveries need no epoch: what a former holder took can be settled by nobody but the holder's own transactions, which
fail from the take-over on; the successor's first act is to call it interrupted, before it takes any itself.
"""

import time
from dataclasses import dataclass

from sqlalchemy import BigInteger, Column, Connection, String, Table, text
from sqlalchemy.orm import Session

from storage.away import DatabaseAwayError
from storage.base import UtcDateTime, metadata
from storage.database import Database
from storage.prepared import driver, guarded

LEASE_SECONDS = 10.0
"""How long a lease is good, by the database's clock, unless it is renewed."""
RENEW_AFTER = 0.3
"""Part of that time after which the next transaction renews it."""
SILENT_FOR = 0.4
"""Part of that time for which a transaction's holder may be silent before the server ends it: a frozen process must not
keep its lock for longer than its lease."""

_NAME = "bot"
_KEY = "hashtextextended('plaukts lease of ' || current_schema(), 0)"
"""The lock's number: locks belong to a database, and each of its schemas may be another bot's."""

_SILENT = "set_config('idle_in_transaction_session_timeout', '{:.0f}', true)"
"""Until this transaction's end: milliseconds of silence after which the server ends it, and with it its locks."""

leases = Table(
    "leases",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("holder", String(200), nullable=False),
    Column("epoch", BigInteger, nullable=False),
    Column("until", UtcDateTime, nullable=False),
)


def boot_seconds() -> float:
    """Seconds on a clock that goes on while this process is stopped and while the machine sleeps.

    Linux's monotonic clock stands still while it sleeps, macOS's does not.
    """
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


@dataclass(frozen=True)
class Held:
    """Another process has the lease, for so many seconds unless it renews it."""

    holder: str
    seconds: float


class Lease:
    """One term of holding the lease, from a take-over to its loss or return; it is never begun anew."""

    def __init__(self, epoch: int, seconds: float, taken: float) -> None:
        self.epoch = epoch
        self._seconds = seconds
        self._renewed = taken
        self._renewing: float | None = None
        self._over = False
        mine = f"name = '{_NAME}' AND epoch = {epoch} AND until > clock_timestamp()"
        silent = _SILENT.format(seconds * SILENT_FOR * 1000)
        # One message with BEGIN, so that it costs no round trip. The look comes after the lock, for each statement sees
        # what was committed before it began.
        begin = f"BEGIN; SELECT pg_advisory_xact_lock_shared({_KEY}); "
        self._look = f"{begin}SELECT {silent} FROM leases WHERE {mine}"  # noqa: S608 - names and numbers of our own
        self._renew = (
            f"{begin}UPDATE leases SET until = clock_timestamp() + interval '{seconds} s' WHERE {mine}"  # noqa: S608 - a number and a condition of ours
            f" RETURNING {silent}"
        )

    def holds(self) -> bool:
        """Whether it is still good, at this moment: to be asked before each thing that is begun."""
        return not self._over and boot_seconds() < self._renewed + self._seconds

    @property
    def to_renew(self) -> bool:
        """Whether the next transaction renews it."""
        return boot_seconds() >= self._renewed + self._seconds * RENEW_AFTER

    def begin(self, connection: Connection) -> None:
        """Begin a transaction of the holder; raises DatabaseAwayError where the lease is not ours any more."""
        # From before the statement on, so that ours never ends after the database's.
        self._renewing = boot_seconds() if self.to_renew else None
        if not (self.holds() and self._is_mine(connection)):
            self._over = True
            raise DatabaseAwayError("lease lost")

    def _is_mine(self, connection: Connection) -> bool:
        mine = False
        try:
            statements = self._look if self._renewing is None else self._renew
            cursor = guarded(connection, driver(connection).execute, statements, None)
            while cursor.nextset():
                pass
            mine = cursor.fetchone() is not None
        finally:
            if not mine:  # a transaction that is begun and not gone on with must not stay in the pool
                connection.invalidate()
        return mine

    def committed(self) -> None:
        """The transaction is committed, and with it the renewal that it may have begun with."""
        if self._renewing is not None:
            self._renewed = self._renewing

    def give_back(self, session: Session) -> None:
        """The holder's last transaction: another process can take over from its commit on."""
        session.execute(_GIVE_BACK, {"name": _NAME, "epoch": self.epoch})


_GIVE_BACK = text("UPDATE leases SET until = clock_timestamp() WHERE name = :name AND epoch = :epoch")
_WHO = text(
    "SELECT holder, extract(epoch FROM until - clock_timestamp()) FROM leases"
    " WHERE name = :name AND until > clock_timestamp()"
)
_TAKE = text(
    "INSERT INTO leases (name, holder, epoch, until)"
    " VALUES (:name, :holder, 1, clock_timestamp() + :seconds * interval '1 s')"
    " ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, epoch = leases.epoch + 1, until = excluded.until"
    " WHERE leases.until <= clock_timestamp() RETURNING epoch"
)


def lease_holder(connection: Connection) -> Held | None:
    """Who has the lease now; nothing is locked or changed."""
    held = connection.execute(_WHO, {"name": _NAME}).first()
    return None if held is None else Held(str(held[0]), float(held[1]))


def take(database: Database, holder: str, seconds: float) -> Lease | Held:
    """Take the lease if it is free; otherwise tell who has it. Raises the database's errors."""
    taken = boot_seconds()
    with database.writing_engine.begin() as connection:
        # Looked at first, for whoever waits for the lock holds up the holder's next transaction.
        held = lease_holder(connection)
        if held is not None:
            return held
        connection.exec_driver_sql(
            f"SELECT {_SILENT.format(seconds * SILENT_FOR * 1000)}, pg_advisory_xact_lock({_KEY})"
        )
        epoch = connection.scalar(_TAKE, {"name": _NAME, "holder": holder, "seconds": seconds})
    return Held("", 0.0) if epoch is None else Lease(int(epoch), seconds, taken)
