"""The outbox for a test: a transaction a step, and deliveries brought into any state by the steps that lead there."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from storage import carrying, outbox
from storage.carrying import Claimed
from storage.database import Database
from storage.outbox import About, Lane, deliveries

T = TypeVar("T")
NOW = datetime(2026, 10, 12, 8, tzinfo=UTC)
CHAT = 7_100_000_001
MESSAGE = 4711


def after(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def odd_deliveries(session: Session) -> list[tuple[int, str, str]]:
    """What failed for good or is of unknown fate: (id, state, error), the newest first."""
    columns = deliveries.c.id, deliveries.c.state, deliveries.c.error
    found = session.execute(select(*columns).where(outbox.IS_ODD).order_by(deliveries.c.id.desc()))
    return [(row.id, row.state, row.error or "") for row in found]


class Outbox:
    """The outbox as the unit of work and the courier use it."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def do(self, job: Callable[[Session], T]) -> T:
        return self.database.submit(job).result()

    def put(self, text: str = "alpha", lane: Lane = Lane.ANSWER, *, chat_id: int = CHAT, **more: Any) -> int:
        values: dict[str, Any] = {
            "chat_id": chat_id,
            "method": "sendMessage",
            "payload": {"text": text},
            "about": About("card", "consultation", 42),
            "lane": lane,
            "now": NOW,
        }
        return self.do(lambda session: outbox.enqueue(session, **values | more))

    def edit(self, delivery: int, text: str) -> None:
        self.do(lambda session: outbox.edit(session, delivery, {"text": text}, now=NOW))

    def take_back(self, delivery: int) -> None:
        self.do(lambda session: outbox.take_back(session, delivery, now=NOW))

    def ready(self, at: datetime = NOW, busy: tuple[int, ...] = (), **more: Any) -> list[int]:
        """What could go now."""
        return [one.id for one in self.do(lambda session: carrying.candidates(session, at, busy, **more))]

    def claim(self, *ids: int, at: datetime = NOW) -> list[Claimed]:
        return self.do(lambda session: carrying.claim(session, ids, at))

    def settle(self, delivery: int, state: str, **values: Any) -> None:
        self.do(lambda session: carrying.settle(session, delivery, state, **values))

    def send(self, delivery: int, message_id: int = MESSAGE) -> Claimed:
        """Let it arrive; returns what went."""
        (claimed,) = self.claim(delivery)
        values = {"message_id": message_id} if claimed.op == outbox.SEND else {}
        self.settle(delivery, outbox.SENT, sent_at=NOW, **values)
        return claimed

    def bring(self, delivery: int, state: str) -> None:
        """Bring a pending delivery into this state."""
        if state == outbox.PENDING:
            return
        if state == outbox.HELD:  # a restored backup does this, for all that waits
            self.do(lambda session: session.execute(update(deliveries).values(state=outbox.HELD)))
        elif state == outbox.SENT:
            self.send(delivery)
        elif state == outbox.CANCELLED:
            self.take_back(delivery)
        else:
            self.claim(delivery)
            if state != outbox.SENDING:
                self.settle(delivery, state)

    def row(self, delivery: int) -> Any:
        return self.do(lambda session: session.execute(select(deliveries).where(deliveries.c.id == delivery)).one())

    def state(self, delivery: int) -> str:
        return str(self.row(delivery).state)

    def carry_all(self, at: datetime = NOW, first_message: int = 9000) -> list[tuple[str, dict[str, Any], int | None]]:
        """Carry until nothing is ready: (operation, payload, message that it changes or replies to) as it went out."""
        gone: list[tuple[str, dict[str, Any], int | None]] = []
        while ids := self.ready(at):
            (claimed,) = self.claim(ids[0], at=at)
            gone.append((claimed.op, dict(claimed.payload), claimed.target_message_id))
            values = {"message_id": first_message + len(gone)} if claimed.op == outbox.SEND else {}
            self.settle(claimed.id, outbox.SENT, sent_at=at, **values)
        return gone
