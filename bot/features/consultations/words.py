"""The region's own names, compiled for reading what people type."""

from datetime import date
from typing import Any

from sqlalchemy import URL, ColumnElement, String, cast, func, literal_column, select
from sqlalchemy.orm import Session

from bot.features.consultations.oneline import OneLine, Recogniser
from bot.features.consultations.topic_words import TOPIC_WORDS
from bot.features.consultations.topics import Topics
from bot.naming.words import Choice, Vocabulary
from storage.libraries import Library, libraries_on, names_of
from storage.topics import questions_by_topic
from storage.vocabulary import CHANNEL, TOPIC, VocabularyEntry, entries_of, read_once

_APART: ColumnElement[str] = literal_column("'\x1f'")
_NOTHING: ColumnElement[str] = literal_column("''")


def _spelled(*columns: Any) -> ColumnElement[str]:
    """All rows' columns as one text."""
    row = _NOTHING
    for column in columns:
        row = row.concat(func.coalesce(cast(column, String), _NOTHING)).concat(_APART)
    return func.coalesce(func.aggregate_strings(row, ""), _NOTHING)


_LIBRARIES = _spelled(
    *(Library.id, Library.name, Library.aliases, Library.former_names, Library.valid_from, Library.valid_to)
)
_ENTRIES = _spelled(
    *(VocabularyEntry.list_name, VocabularyEntry.key, VocabularyEntry.lv, VocabularyEntry.en),
    *(VocabularyEntry.aliases, VocabularyEntry.position, VocabularyEntry.retired_at),
)
_SPELLING = select(select(_LIBRARIES).scalar_subquery().concat(select(_ENTRIES).scalar_subquery()))

_compiled: dict[tuple[str, date], Recogniser] = {}
_learnt: dict[tuple[str, date, URL], Topics] = {}
_KEPT = 8
LIKELY = 4
"""Topics that are offered first where a line names none."""
_SPELLED = "spelling of the region's names"


def read_line(session: Session, line: str, today: date) -> OneLine:
    """What a typed line says of library, channel, topic and minutes, in the region's words of today.

    Where it names an earlier day, the libraries are those of that day.
    """
    read = _recogniser(session, today).read(line, today)
    if read.day is not None and read.day != today:
        return _recogniser(session, read.day).read(line, today)
    return read


def proposed_topic(session: Session, text: str, today: date) -> str | None:
    """The topic that a question is clearly about, by the region's names, the field's words and earlier records.

    These are those of the days before, so that a day's questions are all read alike.
    """
    return _topics(session, today).about(text[:1000])


def likely_topics(session: Session, text: str, today: date) -> list[str]:
    """Topics that a line could be about, the likeliest first: a few, or none."""
    return _topics(session, today).likely(text[:1000], LIKELY) if text else []


def _topics(session: Session, today: date) -> Topics:
    """Made once a day, and anew where the names change."""
    key = _spelling(session), today, session.get_bind().engine.url
    if key not in _learnt:
        while len(_learnt) >= _KEPT:
            _learnt.pop(next(iter(_learnt)))
        _learnt[key] = Topics(_choices(session, TOPIC), TOPIC_WORDS, questions_by_topic(session, today))
    return _learnt[key]


def _recogniser(session: Session, today: date) -> Recogniser:
    """Compiling costs milliseconds and the names change seldom: kept by their spelling, so never out of date."""
    key = _spelling(session), today
    if key not in _compiled:
        while len(_compiled) >= _KEPT:
            _compiled.pop(next(iter(_compiled)))
        _compiled[key] = Recogniser(_vocabulary(session, today))
    return _compiled[key]


def _spelling(session: Session) -> str:
    """Everything that is compiled, as one text that the database puts together.

    To compare it costs a tenth of loading the entries (and a fifth of a question's time was spent on that), and it
    shows every change at once, whoever made it. What is committed together reads it once.
    """
    read = read_once(session)
    if _SPELLED not in read:
        read[_SPELLED] = session.scalars(_SPELLING).one()
    return str(read[_SPELLED])


def _vocabulary(session: Session, today: date) -> Vocabulary:
    libraries = libraries_on(session, today)
    return Vocabulary(
        libraries=tuple(
            Choice(one.id, names, tuple(one.aliases)) for one, names in zip(libraries, names_of(libraries), strict=True)
        ),
        channels=_choices(session, CHANNEL),
        topics=_choices(session, TOPIC),
    )


def _choices(session: Session, list_name: str) -> tuple[Choice, ...]:
    return tuple(_choice(entry) for entry in entries_of(session, list_name))


def _choice(entry: VocabularyEntry) -> Choice:
    return Choice(entry.key, (entry.lv, entry.en), tuple(entry.aliases))
