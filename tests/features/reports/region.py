"""The region that reports are tested with: the libraries of the demo, and records put straight into the database."""

import csv
import random
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

import config
from storage.consultations import CHAT, CLOSED, TYPED, Consultation
from storage.libraries import Library, municipality_named
from storage.vocabulary import CHANNEL, TOPIC, entries_of

LIBRARIES = Path(config.__file__).with_name("demo_libraries.csv")
KINDS = {"publiskā": "public", "skolas": "school"}


def add_libraries(session: Session) -> None:
    """The 25 libraries of the demo."""
    with LIBRARIES.open(encoding="utf-8", newline="") as source:
        for row in csv.DictReader(source):
            add_library(session, row["name"], row["municipality"], kind=KINDS.get(row["kind"], "other"))


def add_library(session: Session, name: str, municipality: str = "Kuldīgas novads", **values: Any) -> Library:
    """One library more."""
    library = Library(name=name, municipality=municipality_named(session, municipality), **{"kind": "public", **values})
    session.add(library)
    session.flush()
    return library


_numbers = count(1)


def add_record(session: Session, happened_on: date | None, *libraries: str, **values: Any) -> Consultation:
    """A record of these libraries, typed in on its day unless said otherwise."""
    day = happened_on or date(2026, 10, 1)
    given = {
        "number": next(_numbers),
        "origin": TYPED,
        "status": CLOSED,
        "entered_at": datetime(day.year, day.month, day.day, 9, tzinfo=UTC),
        "given_by": "methodologist",
        "channel": "phone",
        "topic": "stock",
        "form": "group" if len(libraries) > 1 else "individual",
        "participants": max(1, len(libraries)),
    }
    record = Consultation(happened_on=happened_on, **{**given, **values})
    record.libraries = [session.scalars(select(Library).where(Library.name == name)).one() for name in libraries]
    session.add(record)
    session.flush()
    return record


def add_busy_month(session: Session, first: date, last: date, records: int, seed: int = 42) -> None:
    """As many records as wanted, spread as a month of telephone calls, visits and questions in chat is."""
    chance = random.Random(seed)  # noqa: S311 - the same month every time
    topics = [entry.key for entry in entries_of(session, TOPIC)]
    channels = [entry.key for entry in entries_of(session, CHANNEL)]
    libraries = list(session.scalars(select(Library).order_by(Library.name)))
    quiet = set(chance.sample(range(len(libraries)), k=min(3, len(libraries) - 1)))
    asking = [library for place, library in enumerate(libraries) if place not in quiet]
    for _ in range(records):
        group = chance.random() < 0.06
        typed_minutes = chance.random() < 0.55
        channel = chance.choices(channels, weights=[10, 6, 34, 22, 6, 22][: len(channels)])[0]
        in_chat = channel == "telegram"
        record = add_record(
            session,
            first + timedelta(days=chance.randrange((last - first).days + 1)),
            form="group" if group else "individual",
            participants=chance.randint(3, 12) if group else 1,
            channel=channel,
            topic=chance.choices(topics, weights=[22, 18, 14, 9, 5, 7, 4, 3, 3, 4, 3, 6, 5, 6, 9, 4][: len(topics)])[0],
            second_topic=chance.choice(topics) if chance.random() < 0.1 else None,
            minutes=chance.choice([5, 10, 10, 15, 15, 20, 30, 45, 60, 90]) if typed_minutes else None,
            duration_band=None if typed_minutes else chance.choice(["up_to_10", "11_to_30", "31_to_60", None]),
            given_by="peer" if in_chat and chance.random() < 0.5 else "methodologist",
            status="answered" if in_chat and chance.random() < 0.3 else CLOSED,
            origin=CHAT if in_chat else TYPED,
        )
        record.libraries = chance.sample(asking, k=chance.randint(2, 5)) if group else [chance.choice(asking)]
    session.flush()
