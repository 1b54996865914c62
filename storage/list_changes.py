"""Changes of the region's lists by people: adding, renaming, other words, retiring, order; each can be taken back."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, delete, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.base import Base, Id
from storage.consultations import Consultation
from storage.earlier_totals import EarlierTotal
from storage.events import Event
from storage.libraries import Library
from storage.news import NewsPost
from storage.vocabulary import (
    CHANNEL,
    EVENT_KIND,
    LIBRARY_KIND,
    NEWS_CATEGORY,
    OTHER,
    TOPIC,
    VocabularyEntry,
    entries_of,
)

ADDED, RENAMED, CORRECTED, WORDS = "added", "renamed", "corrected", "words"
RETIRED, BROUGHT_BACK = "retired", "brought_back"

_USED: Mapping[str, Sequence[Any]] = {
    TOPIC: (Consultation.topic, Consultation.second_topic, EarlierTotal.topic),
    CHANNEL: (Consultation.channel, EarlierTotal.channel),
    EVENT_KIND: (Event.kind,),
    LIBRARY_KIND: (Library.kind,),
    NEWS_CATEGORY: (NewsPost.category,),
}
"""List → the columns that hold its keys."""
_LONGEST_KEY = 16
"""Characters: keys stand in buttons' data."""


class ListChange(Base):
    """What somebody changed of an entry, with what it was before."""

    __tablename__ = "list_changes"

    id: Mapped[int] = mapped_column(Id, primary_key=True, init=False)
    entry_id: Mapped[int] = mapped_column(ForeignKey("vocabulary.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    before: Mapped[Any] = mapped_column(JSON)
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("members.id"))
    made_at: Mapped[datetime]
    undone_at: Mapped[datetime | None] = mapped_column(default=None)


def add_entry(session: Session, list_name: str, lv: str, en: str, today: date) -> VocabularyEntry:
    """A new entry at the end of its list, before the one for what fits nothing else."""
    entries = entries_of(session, list_name, retired=True)
    key = new_key(en, {one.key for one in entries})
    entry = VocabularyEntry(list_name=list_name, key=key, lv=lv, en=en, position=len(entries), since=today)
    session.add(entry)
    last = next((place for place, one in enumerate(entries) if one.key == OTHER), len(entries))
    number([*entries[:last], entry, *entries[last:]])
    session.flush()
    return entry


def new_key(name: str, taken: set[str]) -> str:
    """A key that the list does not have: small letters of the English name, with more letters where they are taken."""
    letters = "".join(one if "a" <= one <= "z" else "_" for one in name.lower())
    stem = "_".join(part for part in letters.split("_") if part)[: _LONGEST_KEY - 3].strip("_") or "entry"
    key, count = stem, 0
    while key in taken:
        count += 1
        key = f"{stem}_{chr(ord('a') + (count - 1) // 26)}{chr(ord('a') + (count - 1) % 26)}"
    return key


def rename_entry(entry: VocabularyEntry, lv: str, en: str, day: date | None) -> None:
    """Another name from a day on; without one, a mistake in the present name is mended."""
    if day is not None and entry.since != day:
        former = [list(one) for one in entry.former]
        if not former or former[-1][0] != day.isoformat():
            entry.former = [*former, [day.isoformat(), entry.lv, entry.en]]
    entry.lv, entry.en = lv, en


def move_entry(session: Session, entry: VocabularyEntry, by: int) -> bool:
    """Let it change places with the one before (-1) or after it (1) that is in use; tells whether there is one."""
    entries = entries_of(session, entry.list_name, retired=True)
    in_use = [one for one in entries if one.retired_at is None]
    place = in_use.index(entry) + by
    if not 0 <= place < len(in_use):
        return False
    at, other = entries.index(entry), entries.index(in_use[place])
    entries[at], entries[other] = entries[other], entries[at]
    number(entries)
    return True


def number(entries: Sequence[VocabularyEntry]) -> None:
    """Write down the order."""
    for place, one in enumerate(entries):
        one.position = place


def state_of(entry: VocabularyEntry) -> dict[str, Any]:
    """All that a change can be taken back to, as plain JSON."""
    retired = entry.retired_at.isoformat() if entry.retired_at is not None else None
    return {
        "lv": entry.lv,
        "en": entry.en,
        "aliases": list(entry.aliases),
        "former": [list(one) for one in entry.former],
        "retired_at": retired,
    }


def restore(entry: VocabularyEntry, state: Mapping[str, Any]) -> None:
    """What ``state_of`` gave holds again."""
    entry.lv, entry.en = state["lv"], state["en"]
    entry.aliases, entry.former = list(state["aliases"]), list(state["former"])
    entry.retired_at = datetime.fromisoformat(state["retired_at"]) if state["retired_at"] else None


def is_latest(session: Session, change: ListChange) -> bool:
    """Whether nothing that still holds was changed of the entry after it."""
    later = select(func.count()).where(
        ListChange.entry_id == change.entry_id, ListChange.id > change.id, ListChange.undone_at.is_(None)
    )
    return session.scalar(later) == 0


def is_used(session: Session, entry: VocabularyEntry) -> bool:
    """Whether a record, an event, a library or news has it."""
    columns = _USED.get(entry.list_name, ())
    return any(session.scalar(select(func.count()).where(column == entry.key)) for column in columns)


def forget_entry(session: Session, entry: VocabularyEntry) -> None:
    """Delete one that was never used, as if it had not been added."""
    session.execute(delete(ListChange).where(ListChange.entry_id == entry.id))
    session.delete(entry)
    session.flush()
