"""The region's own names, compiled for reading what people type."""

from datetime import date

from sqlalchemy.orm import Session

from bot.features.consultations.oneline import OneLine, Recogniser
from bot.features.consultations.oneline_words import Choice, Vocabulary
from storage.libraries import libraries_on
from storage.vocabulary import CHANNEL, TOPIC, VocabularyEntry, entries_of

_compiled: dict[Vocabulary, Recogniser] = {}
_KEPT = 8


def read_line(session: Session, line: str, today: date) -> OneLine:
    """What a typed line says of library, channel, topic and minutes, in the region's words of today."""
    return _recogniser(session, today).read(line, today)


def proposed_topic(session: Session, text: str, today: date) -> str | None:
    """The topic that a question's words name, if they name just one."""
    found = _recogniser(session, today).read(text[:1000], today).topic
    return str(found[0]) if len(found) == 1 else None


def _recogniser(session: Session, today: date) -> Recogniser:
    """Compiling costs milliseconds and the names change seldom: kept by their value, so never out of date."""
    vocabulary = Vocabulary(
        libraries=tuple(
            Choice(library.id, (library.name,), tuple(library.aliases)) for library in libraries_on(session, today)
        ),
        channels=_choices(session, CHANNEL),
        topics=_choices(session, TOPIC),
    )
    if vocabulary not in _compiled:
        while len(_compiled) >= _KEPT:
            _compiled.pop(next(iter(_compiled)))
        _compiled[vocabulary] = Recogniser(vocabulary)
    return _compiled[vocabulary]


def _choices(session: Session, list_name: str) -> tuple[Choice, ...]:
    return tuple(_choice(entry) for entry in entries_of(session, list_name))


def _choice(entry: VocabularyEntry) -> Choice:
    return Choice(entry.key, (entry.lv, entry.en), tuple(entry.aliases))
