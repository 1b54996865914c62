"""Looking for records of the log by words, library, topic and month: for the methodologists, who may read all of it.

The full-text search holds only what every member may see. Here a region's last some thousand records are looked
through one by one, which takes some hundredths of a second.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from storage.consultations import Consultation, ConsultationMessage, consultation_libraries
from storage.latvian import fold, stem, words
from storage.log import counted

LOOKED_AT = 6000
"""Records, the newest, that are looked through: what some years of a region hold."""
_LETTERS = 2000
"""Characters of a text that are looked at."""


@dataclass(frozen=True)
class Filters:
    """What a record has to be of, where that is chosen."""

    library: int | None = None
    topic: str | None = None
    month: date | None = None
    """Its first day."""


@dataclass(frozen=True)
class Hits:
    """One page of what was found, the newest first."""

    records: Sequence[Consultation] = ()
    page: int = 0
    pages: int = 1
    total: int = 0
    libraries: Mapping[int, int] = field(default_factory=dict)
    """Library → how many there would be of it, with the other filters as they are; so with the next two."""
    topics: Mapping[str, int] = field(default_factory=dict)
    months: Mapping[date, int] = field(default_factory=dict)


@dataclass
class _Row:
    key: int
    number: int
    day: date
    channel: str | None
    topics: tuple[str, ...]
    texts: list[str]
    libraries: list[int] = field(default_factory=list)


Naming = Callable[[Sequence[int], Sequence[str], date], str]
"""(library ids, keys of topics and channel, day) → what these and the month are called, as one text."""


def search_log(
    session: Session, query: str, filters: Filters, naming: Naming, *, page: int = 0, size: int = 10
) -> Hits:
    """The records that have all words of the query, each in any form, in their texts, names, month or number.

    ``naming`` says what libraries, topics, channels and months are called.
    """
    wanted = [stem(word) for word in words(query)]
    found = [row for row in _rows(session, with_texts=bool(wanted)) if _has_all(row, wanted, naming)]
    of_library = {row.key for row in found if filters.library is None or filters.library in row.libraries}
    of_topic = {row.key for row in found if filters.topic is None or filters.topic in row.topics}
    of_month = {row.key for row in found if filters.month is None or filters.month == row.day.replace(day=1)}
    any_library, any_topic, any_month = of_topic & of_month, of_library & of_month, of_library & of_topic
    fitting = any_library & of_library
    hits = [row.key for row in found if row.key in fitting]
    pages = max(1, -(-len(hits) // size))
    page = min(page, pages - 1)
    keys = hits[page * size : (page + 1) * size]
    loaded = session.scalars(
        select(Consultation).where(Consultation.id.in_(keys)).options(selectinload(Consultation.libraries))
    )
    by_key = {record.id: record for record in loaded}
    return Hits(
        records=[by_key[key] for key in keys],
        page=page,
        pages=pages,
        total=len(hits),
        libraries=Counter(key for row in found if row.key in any_library for key in row.libraries),
        topics=Counter(key for row in found if row.key in any_topic for key in row.topics),
        months=Counter(row.day.replace(day=1) for row in found if row.key in any_month),
    )


def _rows(session: Session, *, with_texts: bool) -> list[_Row]:
    c = Consultation
    newest = (
        select(c.id, c.number, c.happened_on, c.channel, c.topic, c.second_topic, c.note)
        .where(counted())
        .order_by(c.happened_on.desc(), c.id.desc())
        .limit(LOOKED_AT)
    )
    rows = {
        key: _Row(key, number, day, channel, tuple(one for one in topics if one), [note] if note else [])
        for key, number, day, channel, *topics, note in session.execute(newest)
        if day is not None
    }
    of_libraries = select(consultation_libraries.c.consultation_id, consultation_libraries.c.library_id)
    for key, library_id in session.execute(of_libraries):
        if key in rows:
            rows[key].libraries.append(library_id)
    if with_texts:
        said = select(ConsultationMessage.consultation_id, ConsultationMessage.text).order_by(ConsultationMessage.id)
        for key, text in session.execute(said):
            if key in rows:
                rows[key].texts.append(text)
    return list(rows.values())


def _has_all(row: _Row, wanted: Sequence[str], naming: Naming) -> bool:
    if not wanted:
        return True
    names = naming(row.libraries, [*row.topics, row.channel or ""], row.day)
    told = [fold(names), *(fold(text[:_LETTERS]) for text in row.texts)]
    return all(any(one in text for text in told) or one in _numbers(row) for one in wanted)


def _numbers(row: _Row) -> Iterator[str]:
    yield str(row.number)
    yield str(row.day.year)
