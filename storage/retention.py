"""How long what is kept: the periods, and for every table what goes by which of them or why it stays for good.

What goes is said kind by kind in ``storage.retention_words``, ``retention_traces``, ``retention_people`` and
``retention_outbox``; ``storage.retention_nights`` takes a portion of it at a time.
"""

from calendar import monthrange
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, delete, select, tuple_
from sqlalchemy.orm import Session

Rows = Sequence[Any]
Over = Callable[[datetime], Select[*tuple[Any, ...]]]
Take = Callable[[Session, Rows, datetime], None]


@dataclass(frozen=True)
class Keep:
    """Periods, in calendar months or in days as their names say; each is a setting ``PLAUKTS_KEEP_…``."""

    texts_months: int = 24
    talks_months: int = 24
    wishes_months: int = 12
    feedback_months: int = 24
    corrections_months: int = 24
    deliveries_months: int = 24
    audit_months: int = 24
    moderation_months: int = 24
    requests_months: int = 12
    guests_months: int = 24
    former_months: int = 24
    payloads_days: int = 30
    inbox_days: int = 30
    parked_days: int = 90
    dialogs_days: int = 7
    searches_days: int = 7
    seen_days: int = 60
    invitations_days: int = 30

    def before(self, period: str, now: datetime) -> datetime:
        """What is of before this moment has been kept for its period."""
        length: int = getattr(self, period)
        return months_before(now, length) if period.endswith("_months") else now - timedelta(days=length)


def months_before(moment: datetime, months: int) -> datetime:
    """The same day and time so many months earlier; in a shorter month its last day."""
    total = moment.year * 12 + moment.month - 1 - months
    year, month = divmod(total, 12)
    return moment.replace(year=year, month=month + 1, day=min(moment.day, monthrange(year, month + 1)[1]))


@dataclass(frozen=True)
class Kind:
    """Something that goes by a period."""

    name: str
    period: str
    """A field of ``Keep``."""
    tables: tuple[str, ...]
    over: Over
    """The moment before which it is over → what is over and not needed: a key or several, and ``at``."""
    take: Take
    walk: tuple[Any, Any] | None = None
    """A growing number and what grows with it, if anything does: rows are looked through along the number, a window at
    a time. Otherwise they are found by an index on ``at``, or the table is short."""
    resumes: bool = False
    """Whether a night goes on where the last one ended; from the beginning only once a month."""
    most: int = 100
    """Rows that are taken in one portion."""


def found_by(column: Any, *keys: Any, where: ColumnElement[bool] | None = None) -> Over:
    """What a time of its own says to be over; ``keys`` name the row."""

    def over(before: datetime) -> Select[*tuple[Any, ...]]:
        found = select(*keys, column.label("at")).where(column < before)
        return found if where is None else found.where(where)

    return over


def deleting(table: Any, *keys: Any) -> Take:
    """What is taken is the whole row."""

    def take(session: Session, rows: Rows, _now: datetime) -> None:
        if len(keys) == 1:
            session.execute(delete(table).where(keys[0].in_([row[0] for row in rows])))
        else:
            session.execute(delete(table).where(tuple_(*keys).in_([tuple(row[: len(keys)]) for row in rows])))

    return take


STAYS: dict[str, str] = {
    "addresses": "how a member is reached: as long as they are one, and until they are forgotten after that",
    "announcements": "what was told to all, and to how many; the words of a withdrawn one go",
    "audit_bounds": "empty but inside the transaction that takes old lines of the audit log",
    "broadcasts": "that something was said, so that it is not said again; to whom goes",
    "code_guesses": "two days: taken by whoever counts them",
    "consultation_libraries": "figures of the yearly reports",
    "consultation_messages": "when a question was asked and answered, and by whom: the reports count it; the words go",
    "consultations": "figures of the yearly reports; note and referral go with the texts",
    "contents": "which broadcast said something in which languages; the words go",
    "corrections": "what a report of an exported month says of late corrections; who made them goes",
    "counters": "the region's one series of numbers",
    "digests": "a line for each member: when they had their last digest",
    "directory_changes": "what a library was called on which day: reports of earlier years need it",
    "earlier_totals": "figures of the months before Plaukts",
    "event_changes": "which plan of an event was when in force; no words of people",
    "event_libraries": "figures of the yearly reports",
    "event_marks": "counts without people",
    "event_materials": "what was handed to all who came, who find it again",
    "events": "figures of the yearly reports",
    "exported_months": "a line for each month",
    "group_guests": "a number in Telegram until its owner joins or leaves the group, so that they are invited once",
    "group_threads": "the threads of the region's group",
    "groups": "the groups that the bot is in",
    "leases": "a line for each process that may serve",
    "libraries": "the directory: reports of earlier years name what there was",
    "list_changes": "what an entry was called on which day: reports of earlier years need it",
    "marks": "what was done once and must not be done again; that of single days goes",
    "member_libraries": "as long as the member is one, and until they are forgotten after that",
    "members": "figures stand on who came; the name, and all else of the person, goes",
    "municipalities": "the directory",
    "news_libraries": "figures of the yearly reports",
    "news_posts": "what was told to all, who find it again; the words of withdrawn news go",
    "preferences": "what a member wants: as long as they are one, and until they are forgotten after that",
    "registration_libraries": "figures of the yearly reports",
    "registrations": "figures of the yearly reports: different people are counted by who came; names and wishes go",
    "search_entries": "what may be found: goes with what it leads to",
    "search_postings": "the search's index",
    "search_terms": "the search's index",
    "vocabulary": "the region's lists",
}
"""Table → why something of it stays for good."""
