"""Consultations of months before Plaukts was in use, of which only the totals are known, entered from a table."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import String, delete, func, insert, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.base import Base, Id


class EarlierTotal(Base):
    """How many consultations a month had with one channel and one main topic."""

    __tablename__ = "earlier_totals"

    id: Mapped[int] = mapped_column(Id, primary_key=True, init=False)
    month: Mapped[date] = mapped_column(index=True)
    """Its first day."""
    channel: Mapped[str | None] = mapped_column(String(40))
    """Key in the list ``channel``; empty where it is not known, as is ``topic``."""
    topic: Mapped[str | None] = mapped_column(String(40))
    count: Mapped[int]
    entered_at: Mapped[datetime]


@dataclass(frozen=True, slots=True)
class EarlierCount:
    """The same as a plain value."""

    month: date
    channel: str | None
    topic: str | None
    count: int


def earlier_counts(session: Session, first: date, last: date) -> list[EarlierCount]:
    """What was entered for the months that begin from ``first`` to ``last``, by month; otherwise in no order."""
    rows = session.execute(
        select(EarlierTotal.month, EarlierTotal.channel, EarlierTotal.topic, EarlierTotal.count)
        .where(EarlierTotal.month.between(first, last))
        .order_by(EarlierTotal.month)
    )
    return [EarlierCount(*row) for row in rows]


def earlier_months(session: Session) -> dict[date, int]:
    """The months that have totals, the earliest first, and how many consultations each had."""
    rows = session.execute(
        select(EarlierTotal.month, func.sum(EarlierTotal.count))
        .group_by(EarlierTotal.month)
        .order_by(EarlierTotal.month)
    )
    return {month: int(count) for month, count in rows}


def replace_earlier(session: Session, months: Mapping[date, Iterable[EarlierCount]], now: datetime) -> None:
    """Give months their totals in place of those that they had; a month without any has none afterwards."""
    session.execute(delete(EarlierTotal).where(EarlierTotal.month.in_(months)))
    rows = [
        {"month": one.month, "channel": one.channel, "topic": one.topic, "count": one.count, "entered_at": now}
        for counts in months.values()
        for one in counts
    ]
    if rows:
        session.execute(insert(EarlierTotal), rows)
