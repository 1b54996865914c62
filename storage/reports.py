"""What a report counts: read-only queries that return plain values, of any number of records.

A record counts in a period if the day it happened on lies in it and it was neither undone nor withdrawn. Questions
that were settled without anybody's answer are no consultations and are counted apart. Libraries are named as they were
on the period's last day, in all sheets alike: what is renamed, merged or closed later changes no old report.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from itertools import groupby
from operator import attrgetter, itemgetter
from typing import Any

from sqlalchemy import ColumnElement, and_, case, extract, func, or_, select
from sqlalchemy.orm import Session

from storage.alphabet import latvian_order
from storage.consultations import CHAT, PEER, SELF_SERVED, WITHDRAWN, Consultation, consultation_libraries
from storage.directory import AsItWas, directory_on
from storage.libraries import Library
from storage.libraries import existing as libraries_existing
from storage.vocabulary import VocabularyEntry

GROUP = "group"
"""Form of a consultation for several."""

FETCHED_AT_ONCE = 2000


@dataclass(frozen=True, slots=True)
class Entry:
    """One value of one of the region's lists, with its names."""

    key: str
    lv: str
    en: str
    retired: bool = False

    def name(self, language: str) -> str:
        """The name that people read."""
        return self.lv if language == "lv" else self.en


@dataclass(frozen=True, slots=True)
class LibraryContacts:
    """How many records name a library, by form; a group consultation is a contact for each of its libraries."""

    library: AsItWas
    individual: int
    group: int

    @property
    def contacts(self) -> int:
        return self.individual + self.group


@dataclass(frozen=True, slots=True)
class Record:
    """One consultation without anybody's name; lists are given by their keys, minutes only if they were typed."""

    number: int
    happened_on: date
    libraries: tuple[AsItWas, ...]
    given_by: str | None
    form: str
    participants: int
    channel: str | None
    topic: str | None
    second_topic: str | None
    minutes: int | None
    duration_band: str | None
    status: str
    origin: str


@dataclass(frozen=True, slots=True)
class TopicCount:
    """The records with one main topic and one channel, the minutes typed for them, and in how many of them."""

    topic: str | None
    channel: str | None
    records: int
    minutes: int
    records_with_minutes: int


@dataclass(frozen=True, slots=True)
class MonthCount:
    """The records of one month (its first day) with one channel."""

    month: date
    channel: str | None
    records: int


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums over the records of a period."""

    records: int
    group: int
    participants: int
    by_peers: int
    minutes: int
    records_with_minutes: int
    without_library: int
    contacts: int
    libraries_served: int

    @property
    def individual(self) -> int:
        return self.records - self.group


@dataclass(frozen=True, slots=True)
class QuestionsApart:
    """Questions asked in chat in a period that it does not count as consultations."""

    unanswered: int
    """Without an answer by the last day; what is answered later counts on the day of the answer."""
    withdrawn: int
    self_served: int


def vocabulary_lists(session: Session, on: date = date.max, zone: tzinfo = UTC) -> dict[str, tuple[Entry, ...]]:
    """All the region's lists in their order, the retired values too, as they were called on a day of the zone."""
    entries = session.scalars(
        select(VocabularyEntry).order_by(VocabularyEntry.list_name, VocabularyEntry.position, VocabularyEntry.id)
    )
    return {
        name: tuple(Entry(found.key, *found.names_on(on), retired=not _in_use(found, on, zone)) for found in of_list)
        for name, of_list in groupby(entries, attrgetter("list_name"))
    }


def _in_use(entry: VocabularyEntry, on: date, zone: tzinfo) -> bool:
    retired = entry.retired_at is not None and entry.retired_at.astimezone(zone).date() <= on
    return not retired and (entry.since is None or entry.since <= on)


def first_record_on(session: Session) -> date | None:
    """The day of the earliest record that counts."""
    return session.scalar(select(func.min(Consultation.happened_on)).where(_counts()))


def totals(session: Session, first: date, last: date) -> Totals:
    """Sums over the records from ``first`` to ``last``, both included."""
    counted = _counts(first, last)
    sums = session.execute(
        select(
            func.count(),
            _count_if(Consultation.form == GROUP),
            func.coalesce(func.sum(Consultation.participants), 0),
            _count_if(Consultation.given_by == PEER),
            func.coalesce(func.sum(Consultation.minutes), 0),
            func.count(Consultation.minutes),
        ).where(counted)
    ).one()
    records, group, participants, by_peers, minutes, with_minutes = (int(value) for value in sums)
    of_libraries = session.execute(
        select(
            func.count(),
            func.count(consultation_libraries.c.library_id.distinct()),
            func.count(consultation_libraries.c.consultation_id.distinct()),
        )
        .join_from(Consultation, consultation_libraries)
        .where(counted)
    ).one()
    contacts, served, with_library = (int(value) for value in of_libraries)
    return Totals(
        records=records,
        group=group,
        participants=participants,
        by_peers=by_peers,
        minutes=minutes,
        records_with_minutes=with_minutes,
        without_library=records - with_library,
        contacts=contacts,
        libraries_served=served,
    )


def topic_counts(session: Session, first: date, last: date) -> list[TopicCount]:
    """Records by main topic and channel; combinations without records are left out. In no order."""
    minutes = Consultation.minutes
    rows = session.execute(
        select(Consultation.topic, Consultation.channel, func.count(), func.sum(minutes), func.count(minutes))
        .where(_counts(first, last))
        .group_by(Consultation.topic, Consultation.channel)
    )
    return [
        TopicCount(topic, channel, int(records), int(total or 0), int(with_minutes))
        for topic, channel, records, total, with_minutes in rows
    ]


def second_topics(session: Session, first: date, last: date) -> dict[str, int]:
    """How many records name a topic as their second one."""
    rows = session.execute(
        select(Consultation.second_topic, func.count())
        .where(_counts(first, last), Consultation.second_topic.is_not(None))
        .group_by(Consultation.second_topic)
    )
    return {str(topic): int(records) for topic, records in rows}


def month_counts(session: Session, first: date, last: date) -> list[MonthCount]:
    """Records by month and channel; combinations without records are left out. In no order."""
    year, month = extract("year", Consultation.happened_on), extract("month", Consultation.happened_on)
    rows = session.execute(
        select(year, month, Consultation.channel, func.count())
        .where(_counts(first, last))
        .group_by(year, month, Consultation.channel)
    )
    return [
        MonthCount(date(int(of_year), int(of_month), 1), channel, int(records))
        for of_year, of_month, channel, records in rows
    ]


def library_contacts(session: Session, first: date, last: date, others: Collection[int] = ()) -> list[LibraryContacts]:
    """Every library that existed on some day of the period, and any other that a record names, or ``others`` (ids).

    In no order.
    """
    library_id, in_group = consultation_libraries.c.library_id, Consultation.form == GROUP
    found = session.execute(
        select(library_id, _count_if(~in_group), _count_if(in_group))
        .join_from(Consultation, consultation_libraries)
        .where(_counts(first, last))
        .group_by(library_id)
    )
    contacts = {key: (int(individual), int(group)) for key, individual, group in found}
    existed = set(session.scalars(libraries_existing(first, last).with_only_columns(Library.id)))
    return [
        LibraryContacts(library, *contacts.get(library.id, (0, 0)))
        for library in directory_on(session, last).values()
        if library.id in existed or library.id in contacts or library.id in others
    ]


def questions_apart(session: Session, from_moment: datetime, to_moment: datetime, last: date) -> QuestionsApart:
    """Questions asked in chat from one moment to another (aware, the latter excluded) that are no consultations yet.

    ``last`` is the local day that ends with ``to_moment``: an answer after it came too late for the period.
    """
    neither = Consultation.status.not_in((WITHDRAWN, SELF_SERVED))
    unanswered = and_(neither, or_(Consultation.happened_on.is_(None), Consultation.happened_on > last))
    found = session.execute(
        select(
            _count_if(unanswered),
            _count_if(Consultation.status == WITHDRAWN),
            _count_if(Consultation.status == SELF_SERVED),
        ).where(
            Consultation.origin == CHAT,
            Consultation.deleted_at.is_(None),
            Consultation.entered_at >= from_moment,
            Consultation.entered_at < to_moment,
        )
    ).one()
    return QuestionsApart(*(int(value) for value in found))


def records(session: Session, first: date, last: date) -> Iterator[Record]:
    """The records from ``first`` to ``last`` by day and number, read as they are asked for.

    A record's libraries are in Latvian order. The session has to stay open meanwhile.
    """
    libraries = directory_on(session, last)
    in_order = sorted(libraries.values(), key=lambda library: (latvian_order(library.name), library.id))
    places = {library.id: place for place, library in enumerate(in_order)}
    # Columns (in the order of Record's fields) instead of objects, and one statement for all instead of one a record.
    rows = session.execute(
        select(
            consultation_libraries.c.library_id,
            Consultation.number,
            Consultation.happened_on,
            Consultation.given_by,
            Consultation.form,
            Consultation.participants,
            Consultation.channel,
            Consultation.topic,
            Consultation.second_topic,
            Consultation.minutes,
            Consultation.duration_band,
            Consultation.status,
            Consultation.origin,
        )
        .outerjoin_from(Consultation, consultation_libraries)
        .where(_counts(first, last))
        .order_by(Consultation.happened_on, Consultation.number),
        execution_options={"yield_per": FETCHED_AT_ONCE},
    )
    for _, of_one in groupby(rows, itemgetter(1)):
        ours: list[Any] = list(of_one)
        ids = [row[0] for row in ours if row[0] is not None]
        if len(ids) > 1:
            ids.sort(key=places.__getitem__)
        _, number, happened_on, *fields = ours[0]
        yield Record(number, happened_on, tuple([libraries[key] for key in ids]), *fields)


def _counts(first: date | None = None, last: date | None = None) -> ColumnElement[bool]:
    conditions = [
        Consultation.happened_on.is_not(None),
        Consultation.deleted_at.is_(None),
        Consultation.status.not_in((WITHDRAWN, SELF_SERVED)),
    ]
    if first is not None and last is not None:
        conditions.append(Consultation.happened_on.between(first, last))
    return and_(*conditions)


def _count_if(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)
