"""Times of a consultation day: how its hours are divided, and which of them are taken."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from storage.events import HOLDING, Event, Registration

Break = tuple[time, time]
"""From when until when nobody can come, on the clock on the wall."""


@dataclass(frozen=True)
class SlotPlan:
    """How the hours of a day are divided into times that people choose."""

    minutes: int
    """How long each is."""
    breaks: tuple[Break, ...] = ()
    at_once: int = 1
    """How many people can have the same one."""

    def to_json(self) -> dict[str, Any]:
        breaks = [[f"{one:%H:%M}" for one in pair] for pair in self.breaks]
        return {"minutes": self.minutes, "breaks": breaks, "at_once": self.at_once}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "SlotPlan":
        breaks = tuple((time.fromisoformat(begins), time.fromisoformat(ends)) for begins, ends in data["breaks"])
        return cls(data["minutes"], breaks, data["at_once"])


def taken_slots(session: Session, event: Event, *, but: int | None = None) -> Counter[datetime]:
    """Beginning of a time → how many have it or are kept it; ``but``: this registration is left aside."""
    holding = (Registration.event_id == event.id, Registration.state.in_(HOLDING), Registration.slot.is_not(None))
    query = select(Registration.slot, func.count()).where(*holding)
    if but is not None:
        query = query.where(Registration.id != but)
    rows = session.execute(query.group_by(Registration.slot))
    return Counter({slot: n for slot, n in rows if slot is not None})
