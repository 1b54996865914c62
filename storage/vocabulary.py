"""The region's lists (topics, channels, kinds …): one table, a row an entry, in Latvian and English.

An entry that was used is retired, never deleted, so that a record keeps what it was given; its former names are kept,
so that the report of an earlier month does not change.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, String, UniqueConstraint, event, select
from sqlalchemy.orm import Mapped, Session, mapped_column, object_session

from storage.base import Base, Id
from storage.upsert import insert_new

TOPIC = "topic"
CHANNEL = "channel"
LIBRARY_KIND = "library_kind"
NEWS_CATEGORY = "news_category"
EVENT_KIND = "event_kind"
GIVEN_BY = "given_by"
DURATION_BAND = "duration_band"

OTHER = "other"
"""The key, in several lists, of what fits nothing else."""
IN_CHAT = "telegram"
"""The key of the channel by which what was asked and answered in chat was given."""


class VocabularyEntry(Base):
    """One value of one list."""

    __tablename__ = "vocabulary"
    __table_args__ = (UniqueConstraint("list_name", "key"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True, init=False)
    list_name: Mapped[str] = mapped_column(String(40))
    key: Mapped[str] = mapped_column(String(40))
    """What records and code refer to; never shown, never changed."""
    lv: Mapped[str] = mapped_column(String(200))
    en: Mapped[str] = mapped_column(String(200))
    position: Mapped[int]
    aliases: Mapped[Any] = mapped_column(JSON, default_factory=list)
    """Other words and abbreviations by which people name it in one line."""
    retired_at: Mapped[datetime | None] = mapped_column(default=None)
    since: Mapped[date | None] = mapped_column(default=None)
    """The day on which people entered it; of the configured ones nothing."""
    former: Mapped[Any] = mapped_column(JSON, default_factory=list, server_default="[]")
    """Names that it had before, the oldest first: (the day from which on it had another, Latvian, English)."""

    def names_on(self, day: date) -> tuple[str, str]:
        """What it was called on a day, in Latvian and in English."""
        return called_on(day, self.former, (self.lv, self.en))

    def name(self, language: str) -> str:
        """The name that people read."""
        return self.lv if language == "lv" else self.en


def read_once(session: Session) -> dict[Any, Any]:
    """What was read of the lists and the libraries for all that is committed together; nothing after one has changed.

    Whoever keeps something there names it by a key of their own.
    """
    kept: dict[Any, Any] = session.info.setdefault(_READ, {})
    return kept


_READ = "read of the lists and the libraries"


def forget_when_changed(kind: type[Base]) -> None:
    """A changed row of this kind ends what ``read_once`` keeps."""
    for moment in ("after_insert", "after_update", "after_delete"):
        event.listen(kind, moment, _forget)


def _forget(_mapper: object, _connection: object, changed: Base) -> None:
    if (session := object_session(changed)) is not None:
        session.info.pop(_READ, None)


forget_when_changed(VocabularyEntry)


def called_on(day: date, former: Sequence[Sequence[str]], now: tuple[str, str]) -> tuple[str, str]:
    """What of an entry's ``former`` names, and the present ones, held on a day."""
    for until, lv, en in former:
        if day < date.fromisoformat(until):
            return lv, en
    return now


def fill_vocabulary(session: Session, lists: Mapping[str, Sequence[Mapping[str, Any]]]) -> None:
    """Put in the configured lists that the database does not have yet; of those that it has, the database rules."""
    there = set(session.scalars(select(VocabularyEntry.list_name).distinct()))
    for name, entries in lists.items():
        if name in there:
            continue
        for position, entry in enumerate(entries):
            insert_new(  # another process may be filling it as well
                session,
                VocabularyEntry.__table__,  # type: ignore[arg-type]
                list_name=name,
                key=entry["key"],
                lv=entry["lv"],
                en=entry["en"],
                position=position,
                aliases=list(entry.get("aliases", ())),
                former=[],
            )


def entries_of(session: Session, list_name: str, *, retired: bool = False) -> list[VocabularyEntry]:
    """The entries of a list in their order; retired ones only on demand."""
    query = select(VocabularyEntry).where(VocabularyEntry.list_name == list_name).order_by(VocabularyEntry.position)
    if not retired:
        query = query.where(VocabularyEntry.retired_at.is_(None))
    return list(session.scalars(query))
