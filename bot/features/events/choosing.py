"""Choosing a time of a consultation day, changing it, and saying what one wants to ask about then."""

from datetime import datetime, time, timedelta

from markupsafe import Markup

from bot.access import Act
from bot.context import Context, button
from bot.dialogs.fields import TextField
from bot.dialogs.form import Data, Form, Prompt, pick, start
from bot.errors import UserError
from bot.features.events import answering, calendar_file_copies, cards, organising, slot_views, slots, views
from bot.manifest import Button
from bot.texts import N_, bold, italic, join_lines
from storage.events import EVENT, GOING, HOLDING, Event, Registration, registration_of

LONGEST_QUESTION = 300
_MODES = {key: mode for mode, key in slot_views.MODES.items()}


def _event(ctx: Context, version: str) -> tuple[Event, Registration | None] | None:
    """The event and what the person answered, if they can still choose; else they are told why not."""
    event = answering.found(ctx, int(ctx.match[0]))
    registration = registration_of(ctx.session, event, ctx.me.id)
    held = registration.state if registration is not None else None
    if problem := answering.hindrance(ctx, event, held, GOING, version=int(version)):
        answering.refuse(ctx, event, problem)
        return None
    return event, registration


def _times(ctx: Context) -> None:
    """*Choose a time*, *Another time*."""
    found = _event(ctx, ctx.match[1])
    if found is not None and slots.slots_of(found[0]):
        slot_views.show(ctx, *found)
    elif found is not None:
        cards.show_own(ctx, found[0])


def _choose(ctx: Context) -> None:
    """A time."""
    _, minutes, version, mode = ctx.match
    found = _event(ctx, version)
    if found is None:
        return
    event, registration = found
    slot = datetime.combine(event.begins, time()) + timedelta(minutes=int(minutes))
    held = registration.slot if registration is not None and registration.state in HOLDING else None
    try:
        with ctx.session.begin_nested():
            answering.answer(ctx, event, ctx.me, GOING, _MODES[mode], slot=slot)
    except UserError as error:
        ctx.toast = ctx.texts.plain(error.msgid, **error.values)
        slot_views.show(ctx, event, registration, _MODES[mode])
        return
    _show(ctx, event)
    if held not in (None, slot):
        calendar_file_copies.refresh(ctx, event)


def _queue(ctx: Context) -> None:
    """*Waiting list*; who finds a time free meanwhile chooses it."""
    found = _event(ctx, ctx.match[1])
    if found is None:
        return
    event, registration = found
    try:
        with ctx.session.begin_nested():
            answering.answer(ctx, event, ctx.me, GOING, _MODES[ctx.match[2]])
    except UserError as error:
        ctx.toast = ctx.texts.plain(error.msgid, **error.values)
        slot_views.show(ctx, event, registration, _MODES[ctx.match[2]])
        return
    _show(ctx, event)


def _show(ctx: Context, event: Event) -> None:
    registration = registration_of(ctx.session, event, ctx.me.id)
    if registration is not None:
        line, until = cards.standing_of(ctx, registration)
        ctx.toast = views.toast(ctx.texts, event, registration, line, until)
    cards.show_own(ctx, event)


# What one wants to ask about ------------------------------------------------------------------------------------------


class _QuestionField(TextField):
    """A line, or none."""

    def prompt(self, ctx: Context, data: Data) -> Prompt:
        known = _registration(ctx, data["number"])[1].question
        rows = [[button(ctx.texts.plain("Remove it"), pick("none"))]] if known else []
        return Prompt(self.question(ctx, data), rows)

    def pressed(self, ctx: Context, data: Data, key: str) -> bool:
        if key != "none":
            return super().pressed(ctx, data, key)
        data[self.name] = None
        return True


def _registration(ctx: Context, number: int) -> tuple[Event, Registration]:
    event = answering.found(ctx, number)
    registration = registration_of(ctx.session, event, ctx.me.id)
    if problem := answering.hindrance(ctx, event, GOING, GOING):
        raise problem
    if registration is None or registration.slot is None or registration.state not in HOLDING:
        raise UserError(slots.CHOOSE)
    return event, registration


def _question(ctx: Context, data: Data) -> Markup:
    known = _registration(ctx, data["number"])[1].question
    return join_lines(
        [
            ctx.texts.t("What do you want to ask about? A line is enough; only the organisers see it."),
            ctx.texts.t("Please do not name readers."),
            *(["", ctx.texts.t("So far: {question}", question=known)] if known else []),
        ]
    )


def _read(text: str) -> str | None:
    said = " ".join(text.split())
    return said if 0 < len(said) <= LONGEST_QUESTION else None


def _ask(ctx: Context) -> None:
    """*What I will ask about*: below the card, which stays."""
    event, _ = _registration(ctx, int(ctx.match[0]))
    ctx.pressed_delivery = None
    start(ctx, ASK, {"number": event.number})


def _keep(ctx: Context, data: Data) -> None:
    event, registration = _registration(ctx, data["number"])
    registration.question = data["question"]
    ctx.note("ask_about", EVENT, event.number)
    ctx.session.flush()
    cards.refresh_one(ctx, registration)
    organising.refresh(ctx, event)
    asked, texts = registration.question, ctx.texts
    said = texts.t("💬 Your question: {question}", question=italic(asked)) if asked else texts.t("✅ Removed.")
    ctx.show(said, [[button(texts.plain("Open"), f"ev:see:{event.number}")]])


def _known(ctx: Context, data: Data) -> str:
    event = answering.found(ctx, data["number"])
    return join_lines([bold(event.title), views.when(ctx.texts, event)])


ASK = Form(
    "event_question",
    (_QuestionField("question", _question, _read, N_("Please write it in words, up to 300 characters.")),),
    _keep,
    act=Act.ATTEND,
    title=N_("💬 What I will ask about"),
    left=N_("Cancelled. Nothing was changed."),
    known=_known,
)

_NUMBER = r"(\d{1,9})"
_TAIL = r"(\d{1,4}):(site|online|any)"
BUTTONS: tuple[Button, ...] = (
    Button(rf"ev:times:{_NUMBER}:(\d{{1,4}})", _times, Act.ATTEND, in_group=True),
    Button(rf"ev:slot:{_NUMBER}:(\d{{1,4}}):{_TAIL}", _choose, Act.ATTEND),
    Button(rf"ev:queue:{_NUMBER}:{_TAIL}", _queue, Act.ATTEND),
    Button(rf"ev:ask:{_NUMBER}", _ask, Act.ATTEND),
)
FORMS: tuple[Form, ...] = (ASK,)
TICKS = ()
