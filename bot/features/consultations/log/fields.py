"""The fields of a record: what they are called, what stands in them in words, and how another value gets there."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from bot.context import Context
from bot.errors import UserError
from bot.features.consultations.rules import form_of
from bot.texts import N_, cut
from storage.alphabet import latvian_order
from storage.consultations import (
    ANSWER,
    CHAT,
    QUESTION,
    Consultation,
    ConsultationMessage,
    entry_name,
)
from storage.corrections import (
    ANSWER_TEXT,
    CHANNEL,
    DAY,
    DELETED,
    DURATION,
    EFFORT,
    GIVEN_BY,
    LIBRARIES,
    NOTE,
    PARTICIPANTS,
    QUESTION_TEXT,
    SECOND_TOPIC,
    TOPIC,
)
from storage.libraries import Library
from storage.vocabulary import DURATION_BAND

NAMES: Mapping[str, str] = {
    DURATION: N_("Duration"),
    SECOND_TOPIC: N_("Second topic"),
    PARTICIPANTS: N_("Participants"),
    NOTE: N_("Note"),
    QUESTION_TEXT: N_("Question"),
    ANSWER_TEXT: N_("Answer given"),
    DAY: N_("Date"),
    CHANNEL: N_("Channel"),
    LIBRARIES: N_("Libraries"),
    TOPIC: N_("Topic"),
    GIVEN_BY: N_("Given by"),
    EFFORT: N_("Effort"),
    DELETED: N_("Record"),
}
"""Field → what it is called (msgid), in the order in which one adds to a record."""
OF_CHAT = (DURATION, SECOND_TOPIC, NOTE, TOPIC, EFFORT)
"""What can be corrected in a question that was asked in chat: the rest is as it was said."""
_LISTS = {CHANNEL: "channel", TOPIC: "topic", SECOND_TOPIC: "topic", GIVEN_BY: "given_by"}
"""Field → the region's list of its values."""

EFFORTS: Mapping[int, str] = {
    1: N_("known by heart, nothing to look up"),
    2: N_("a short look into one place"),
    3: N_("some looking up and explaining"),
    4: N_("several sources, professional skill"),
    5: N_("a thorough study, perhaps with others"),
    6: N_("research of hours or days"),
}
"""The READ scale (Reference Effort Assessment Data; readscale.org), in half a sentence each."""
SHOWN = 60
"""Characters of a text in a line about its change."""

SAME_TOPIC = N_("This is the record's other topic already. Choose another one.")


def name(ctx: Context, field: str) -> str:
    """What the field is called."""
    return ctx.texts.plain(NAMES[field])


def fields_of(record: Consultation) -> list[str]:
    """The fields that can be corrected, in their order."""
    return [one for one in NAMES if one != DELETED and (record.origin != CHAT or one in OF_CHAT)]


def in_words(ctx: Context, field: str, value: Any) -> str:
    """What stands, or stood, in a field; empty where nothing does."""
    if value is None or value == []:
        return ""
    if field in _LISTS:
        return entry_name(ctx.session, _LISTS[field], value, ctx.texts.language) or ""
    return _WORDS.get(field, _plain)(ctx, value)


def _plain(_ctx: Context, value: Any) -> str:
    return cut(" ".join(str(value).split()), SHOWN)


def _libraries(ctx: Context, ids: Sequence[int]) -> str:
    found = (ctx.session.get(Library, key) for key in ids)
    return ", ".join(sorted((library.name for library in found if library is not None), key=latvian_order))


def _day(ctx: Context, iso: str) -> str:
    return ctx.texts.date(date.fromisoformat(iso))


def _duration(ctx: Context, value: int | str) -> str:
    """Minutes, or the name of a band."""
    if isinstance(value, int):
        return ctx.texts.plain("{n} min", n=value)
    return entry_name(ctx.session, DURATION_BAND, value, ctx.texts.language) or ""


_WORDS: Mapping[str, Callable[[Context, Any], str]] = {LIBRARIES: _libraries, DAY: _day, DURATION: _duration}


def check(record: Consultation, field: str, value: Any) -> None:
    """Raise UserError for a value that does not go with the others."""
    other = {TOPIC: record.second_topic, SECOND_TOPIC: record.topic}.get(field)
    if value is not None and value == other:
        raise UserError(SAME_TOPIC)


def put(ctx: Context, record: Consultation, field: str, value: Any) -> None:
    """Let another value stand in the field, as ``storage.corrections.snapshot`` tells it; raises UserError."""
    check(record, field, value)
    if field == LIBRARIES:
        found = [library for key in value if (library := ctx.session.get(Library, key)) is not None]
        if len(found) < max(1, len(value)):
            raise UserError(N_("There is no such library any more. Choose another one."))
        record.libraries = found
        record.participants = max(record.participants, len(found))  # somebody was there from each
        record.form = form_of(record.participants, len(found))
    elif field in _LISTS:
        setattr(record, field, value)
    elif field == DURATION:
        record.minutes, record.duration_band = (value, None) if isinstance(value, int) else (None, value)
    elif field == PARTICIPANTS:
        record.participants = value
        record.form = form_of(value, len(record.libraries))
    elif field == DAY:
        record.happened_on = date.fromisoformat(value)
    elif field in (QUESTION_TEXT, ANSWER_TEXT):
        _say(ctx, record, QUESTION if field == QUESTION_TEXT else ANSWER, value)
    else:
        setattr(record, field, value)


def _say(ctx: Context, record: Consultation, part: str, text: str | None) -> None:
    message = next((one for one in record.messages if one.part == part), None)
    if message is not None:
        message.text, message.edited_at = text or "", ctx.now
    elif text:
        record.messages.append(ConsultationMessage(author_id=ctx.me.id, part=part, text=text, at=ctx.now))
