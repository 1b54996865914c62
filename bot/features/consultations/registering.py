"""Registering a consultation that happened elsewhere: one line, or four taps; and taking it back."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from bot.access import Act
from bot.context import Context
from bot.dialogs.form import Data, Form, leave, start
from bot.dialogs.pickers import EntryField, LibraryField
from bot.dialogs.typed import forwarded_waits
from bot.errors import UserError
from bot.features.consultations import record_views
from bot.features.consultations.log import pages
from bot.features.consultations.log.card import found_record, refresh, show_record
from bot.features.consultations.log.changing import offer_again
from bot.features.consultations.log.tracing import by_button, traced
from bot.features.consultations.oneline import OneLine, is_record_line
from bot.features.consultations.rules import form_of
from bot.features.consultations.words import likely_topics, read_line
from bot.texts import N_, cut
from bot.typed import Typed
from bot.undoing import check_undo
from storage.consultations import (
    ANSWER,
    CLOSED,
    METHODOLOGIST,
    QUESTION,
    TYPED,
    Consultation,
    ConsultationMessage,
    add_record,
    last_used_libraries,
    names_of_lists,
)
from storage.corrections import DAY, DURATION, EFFORT, NOTE, PARTICIPANTS, QUESTION_TEXT, SECOND_TOPIC
from storage.corrections import GIVEN_BY as GIVEN_BY_FIELD
from storage.dialogs import Dialog
from storage.libraries import Library
from storage.numbers import mark_once, marked, next_number
from storage.unfinished import RECORD
from storage.vocabulary import CHANNEL, TOPIC

LAST_USED = 6
"""Libraries offered first when a record is typed in."""


@dataclass(frozen=True)
class Record:
    """What is registered."""

    libraries: list[int]
    channel: str
    topic: str
    minutes: int | None = None
    participants: int | None = None
    day: date | None = None
    text: str = ""
    second_topic: str | None = None
    band: str | None = None
    """Key of a band of durations, where no minutes are known."""
    effort: int | None = None
    """READ scale, 1–6."""
    given_by: str | None = None
    """Key in the list of who gives consultations; the methodologist, unless told."""
    note: str = ""
    talk: Sequence[tuple[str, Typed]] = ()
    """Question and answer of a chat elsewhere, by part; who asked is not stored."""
    source: dict[str, Any] = field(default_factory=dict)
    """The typed message that it was read from, so that an edit of it can be followed."""


def register(ctx: Context, record: Record, *, shown: bool = True) -> Consultation:
    """Save a consultation that the acting methodologist tells of, and show it."""
    libraries = [ctx.session.get(Library, key) for key in record.libraries]
    if not libraries or None in libraries:
        raise UserError(N_("There is no such library any more. Choose another one."))
    consultation = Consultation(
        number=next_number(ctx.session),
        origin=TYPED,
        status=CLOSED,
        entered_at=ctx.now,
        happened_on=record.day or ctx.today,
        responsible_id=ctx.me.id,
        given_by=record.given_by or METHODOLOGIST,
        form=form_of(record.participants, len(libraries)),
        participants=record.participants or len(libraries),  # of each at least one
        channel=record.channel,
        topic=record.topic,
        second_topic=record.second_topic if record.second_topic != record.topic else None,
        minutes=record.minutes,
        duration_band=record.band if record.minutes is None else None,
        effort=record.effort,
        note=record.note or None,
        libraries=[library for library in libraries if library is not None],
        answered_at=ctx.now,
        closed_at=ctx.now,
    )
    if record.text or record.source:
        typed = Typed.from_json(record.source) if record.source else Typed(record.text)
        consultation.messages.append(
            ConsultationMessage(
                author_id=ctx.me.id,
                part=QUESTION,
                text=record.text,
                at=ctx.now,
                chat_id=typed.chat_id or None,
                message_id=typed.message_id or None,
                album=typed.album,
                attachments=typed.attachments,
            )
        )
    for part, said in record.talk:
        consultation.messages.append(
            ConsultationMessage(
                author_id=ctx.me.id if part == ANSWER else None,
                part=part,
                text=said.text,
                at=ctx.now,
                attachments=said.attachments,
            )
        )
    add_record(ctx.session, consultation, ctx.me)
    ctx.note("register", "consultation", consultation.number)
    if shown:
        show_record(ctx, consultation)
    return consultation


def undo_record(ctx: Context, number: int) -> None:
    """Take a record back within ten minutes."""
    consultation = found_record(ctx, number)
    check_undo(consultation.entered_at, ctx.now)
    consultation.deleted_at = ctx.now
    ctx.note("undo_record", "consultation", number)
    show_record(ctx, consultation)
    offer_again(ctx, number)


def register_again(ctx: Context, number: int) -> None:
    """One more consultation like this one, today."""
    like = found_record(ctx, number)
    if like.channel is None or like.topic is None:
        raise UserError(N_("Consultation No. {number} was taken back or does not exist."), number=number)
    if not mark_once(ctx.session, f"again:{number}", ctx.now):
        raise UserError(N_("One more was registered already. For another one, use the button under the newest record."))
    ctx.pressed_delivery = None  # the first one's card stays
    refresh(ctx, number)
    again = register(
        ctx,
        Record(
            libraries=[library.id for library in like.libraries],
            channel=like.channel,
            topic=like.topic,
            minutes=like.minutes,
            participants=like.participants,
            second_topic=like.second_topic,
            band=like.duration_band,
            effort=like.effort,
            given_by=like.given_by,
        ),
    )
    mark_once(ctx.session, f"like:{again.number}", ctx.now, str(number))


def read_and_register(ctx: Context, typed: Typed) -> None:
    """One line: what is clear is taken, what is not is asked with buttons."""
    line = read_line(ctx.session, typed.text, ctx.today)
    data, open_choices = understood(line, typed)
    start(ctx, REGISTER, data, prefilled=open_choices)


def take_record_line(ctx: Context, typed: Typed) -> bool:
    """A methodologist's line that names a library and a channel or topic goes straight to registering."""
    if not ctx.may(Act.REGISTER) or typed.attachments or typed.forwarded:
        return False
    line = read_line(ctx.session, typed.text, ctx.today)
    if not is_record_line(line) or forwarded_waits(ctx):
        return False
    data, open_choices = understood(line, typed)
    start(ctx, REGISTER, data, prefilled=open_choices)
    return True


def _begin_another(ctx: Context, dialog: Dialog, typed: Typed) -> bool:
    """While a record is unfinished the next one's line is typed: it is no choice of the first one's step.

    The first one is not saved, and says so with what was typed.
    """
    if typed.attachments or typed.forwarded or not is_record_line(read_line(ctx.session, typed.text, ctx.today)):
        return False
    leave_unfinished(ctx, dialog)
    return take_record_line(ctx, typed)


def leave_unfinished(ctx: Context, dialog: Dialog) -> None:
    """Something else begins: the record that was begun is not saved, and says so with what was typed."""
    first: Data = next((dialog.data[name] for name in ("source", QUESTION) if dialog.data.get(name)), {})
    if earlier := first.get("text"):
        leave(ctx, dialog, N_("The earlier, unfinished record was not saved: {text}"), text=cut(earlier, 1000))


def follow_line_edit(ctx: Context, message: ConsultationMessage, text: str) -> None:
    """The line was changed: the record becomes what it would be, had the line been typed so on its day.

    What the line does not say of library, channel and topic was chosen with buttons and stays, and so does whatever
    was added with buttons afterwards. An undone record stays undone.
    """

    def stays(field: str, said: object) -> bool:
        return not said and marked(ctx.session, by_button(consultation.number, field))

    ctx.require(Act.REGISTER)
    consultation = message.consultation
    if consultation.deleted_at is not None:
        return
    entered_on = ctx.region.local(consultation.entered_at).date()
    line = read_line(ctx.session, text, entered_on)
    with traced(ctx, consultation):
        if len(line.library) == 1 or line.together:
            consultation.libraries = [ctx.session.get_one(Library, key) for key in line.library]
        if len(line.channel) == 1:
            consultation.channel = str(line.channel[0])
        if len(line.topic) == 1:
            consultation.topic = str(line.topic[0])
            if not stays(SECOND_TOPIC, line.second_topic):
                consultation.second_topic = str(line.second_topic) if line.second_topic else None
        if not stays(DURATION, line.minutes or line.band):
            consultation.minutes, consultation.duration_band = line.minutes, line.band
        if not stays(EFFORT, line.effort):
            consultation.effort = line.effort
        if not stays(NOTE, line.note):
            consultation.note = line.note or None
        if not stays(GIVEN_BY_FIELD, line.given_by):
            consultation.given_by = line.given_by or METHODOLOGIST
        if not stays(PARTICIPANTS, line.participants):
            consultation.participants = line.participants or len(consultation.libraries)
        consultation.form = form_of(consultation.participants, len(consultation.libraries))
        if not stays(DAY, line.day):
            consultation.happened_on = line.day or entered_on
        if not stays(QUESTION_TEXT, line.text):
            message.text, message.edited_at = line.text, ctx.now
    ctx.note("edit", "consultation", consultation.number)
    refresh(ctx, consultation.number)
    pages.refresh(ctx, consultation)


def understood(line: OneLine, typed: Typed) -> tuple[Data, Data]:
    """The data of ``REGISTER``: what needs no question, and what the questions begin with."""
    data: Data = {"text": line.text, "source": typed.to_json(), "minutes": line.minutes, "band": line.band}
    data |= {"participants": line.participants, "effort": line.effort, "given_by": line.given_by, "note": line.note}
    data["second_topic"] = str(line.second_topic) if line.second_topic else None
    data["day"] = line.day.isoformat() if line.day else None
    unclear: Data = {}
    if len(line.library) == 1 or line.together:
        data["libraries"] = list(line.library)
    elif line.library:
        unclear["_libraries"] = list(line.library)
        if _is_group(data):
            unclear["libraries"] = list(line.sure_libraries)
    for name, found in (("channel", line.channel), ("topic", line.topic)):
        if len(found) == 1:
            data[name] = str(found[0])
        elif found:
            unclear[f"_{name}"] = [str(key) for key in found]
    return data, unclear


def _is_group(data: Data) -> bool:
    """Whether several people, perhaps of several libraries, were consulted together."""
    return (data.get("participants") or 1) > 1


def _meant_libraries(ctx: Context, data: Data) -> list[Library]:
    """Those that the line could mean."""
    return [ctx.session.get_one(Library, key) for key in data.get("_libraries", ())]


def _likely_topics(ctx: Context, data: Data) -> Sequence[str]:
    """Those that the line, or the forwarded question, could be about."""
    said = data.get("text") or (data.get(QUESTION) or {}).get("text", "")
    return likely_topics(ctx.session, said, ctx.today)


def _last_libraries(ctx: Context, _data: Data) -> list[Library]:
    return last_used_libraries(ctx.session, ctx.me.id, ctx.today, LAST_USED)


def _known(ctx: Context, data: Data) -> str:
    """Libraries · channel · topic, as far as they are settled."""
    libraries = [ctx.session.get_one(Library, key).name for key in data.get("libraries", ())]
    lists = names_of_lists(ctx.session, (CHANNEL, TOPIC), ctx.texts.language)
    names = [called.get(data.get(name, "")) for name, called in lists.items()]
    return " · ".join(part for part in (", ".join(libraries), *names) if part)


def _finish(ctx: Context, data: Data) -> None:
    register(ctx, record_of(data))


def record_of(data: Data) -> Record:
    """What the filled form says."""
    return Record(
        libraries=data["libraries"],
        channel=data["channel"],
        topic=data["topic"],
        minutes=data.get("minutes"),
        participants=data.get("participants"),
        day=date.fromisoformat(data["day"]) if data.get("day") else None,
        text=data.get("text", ""),
        second_topic=data.get("second_topic"),
        band=data.get("band"),
        effort=data.get("effort"),
        given_by=data.get("given_by"),
        note=data.get("note") or "",
        talk=[(part, Typed.from_json(data[part])) for part in (QUESTION, ANSWER) if data.get(part)],
        source=data.get("source", {}),
    )


REGISTER = Form(
    RECORD,
    (
        LibraryField(
            "libraries",
            N_("Which library was consulted?"),
            several=_is_group,
            first=_last_libraries,
            only=_meant_libraries,
        ),
        EntryField("channel", CHANNEL, N_("How did it happen?"), first=lambda _ctx, data: data.get("_channel", ())),
        EntryField(
            "topic",
            TOPIC,
            N_("What was it about? Choosing saves the record."),
            first=lambda _ctx, data: data.get("_topic", ()),
            likely=_likely_topics,
        ),
    ),
    _finish,
    act=Act.REGISTER,
    title=N_("📝 Registering a consultation"),
    known=_known,
    another=_begin_another,
    beside=lambda ctx: [[record_views.to_day(ctx.texts, ctx.today, ctx.today)]],
)
