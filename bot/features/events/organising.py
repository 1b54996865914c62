"""The organiser's card: how an event stands, and everything that can be done with it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from bot.access import Act, may
from bot.context import Button as Shown
from bot.context import Context, Rows, button
from bot.features.events import rules, slot_records, timetable, views
from bot.features.events.attending_rules import may_mark
from bot.manifest import Button
from bot.texts import N_, bold
from bot.undoing import may_undo
from storage import outbox
from storage.attendance import figures
from storage.event_files import left_behind
from storage.events import (
    CANCELLED,
    DECLINED,
    DRAFT,
    DROPPED,
    EVENT,
    INVITED,
    MAYBE,
    OFFERED,
    PUBLISHED,
    RECORDED,
    Event,
    answer_counts,
    event_numbered,
)
from storage.members import Member
from storage.outbox import About
from storage.registrations import unconfirmed

ORGANISER, EARLIER = "organiser", "earlier_organiser"
"""Parts of an event in the outbox: the card that follows, and those that a newer one has taken the place of."""
COMING, JUST_PUBLISHED, DOORS, BEGUN, OVER = "coming", "just_published", "doors", "begun", "over"
"""Stages of an event that is published; what is to come may be published only just, and shortly before it begins it is
also at the doors."""


@dataclass(frozen=True)
class _Verb:
    """A button of the card and the stages in which it makes sense."""

    verb: str
    label: str
    """As on it (msgid)."""
    stages: frozenset[str]


def _when(*stages: str) -> frozenset[str]:
    return frozenset(stages)


_ROWS: tuple[tuple[_Verb, ...], ...] = (
    (_Verb("publish", N_("📣 Publish and invite"), _when(DRAFT)),),
    (_Verb("door", N_("🚪 Note who came"), _when(DOORS, BEGUN, OVER, RECORDED)),),
    (_Verb("people", N_("👥 Participants"), _when(COMING, BEGUN, OVER, CANCELLED)),),
    (
        _Verb("colleague", N_("Register a colleague"), _when(COMING)),
        _Verb("guest", N_("Register a guest"), _when(COMING)),
    ),
    (
        _Verb("sheet", N_("🖨 List to sign"), _when(COMING, BEGUN, OVER)),
        _Verb("ics", N_("🗓 Calendar file"), _when(COMING)),
    ),
    (
        _Verb("materials", N_("📎 Send materials"), _when(COMING, BEGUN, OVER)),
        _Verb("feedback", N_("💬 Feedback"), _when(OVER)),
    ),
    (
        _Verb("edit", N_("Edit"), _when(DRAFT, COMING, BEGUN, OVER, RECORDED)),
        _Verb("move", N_("Move, other place"), _when(COMING, BEGUN)),
        _Verb("move", N_("Correct time, place"), _when(OVER)),
    ),
    (_Verb("unpublish", N_("Undo publishing"), _when(JUST_PUBLISHED)),),
    (
        _Verb("cancel", N_("Cancel the event"), _when(COMING, BEGUN)),
        _Verb("cancel", N_("It did not take place"), _when(OVER)),
        _Verb("restore", N_("It takes place after all"), _when(CANCELLED)),
        _Verb("move", N_("… at another time"), _when(CANCELLED)),
    ),
    (
        _Verb("open", N_("As a participant sees it"), _when(COMING, BEGUN, OVER, CANCELLED)),
        _Verb("copy", N_("Copy"), _when(DRAFT, COMING, BEGUN, OVER, CANCELLED, RECORDED)),
    ),
)


def stage(ctx: Context, event: Event) -> str:
    """Where it has got to: its status, and of what is published whether it has begun or is over."""
    if event.status in (DRAFT, CANCELLED, RECORDED):
        return event.status
    return COMING if ctx.now < event.starts_at else BEGUN if ctx.now < event.ends_at else OVER


def is_just_published(event: Event, now: datetime) -> bool:
    """Whether its publication can still be undone."""
    return event.status == PUBLISHED and may_undo(event.published_at, now)


def show(ctx: Context, event: Event) -> None:
    """The card, in place of what was pressed or as a new message. It follows from then on, earlier ones no more."""
    ctx.session.flush()
    about = About(ORGANISER, EVENT, event.number)
    shown = ctx.show(*_card(ctx, event, ctx.me), about=about)
    for delivery, _ in outbox.deliveries_about(ctx.session, about, recipient_id=ctx.me.id):
        if delivery != shown:
            outbox.set_about(ctx.session, delivery, About(EARLIER, EVENT, event.number))
            rows = [[button(ctx.texts.plain("Open"), f"ev:org:{event.number}")]]
            ctx.edit(delivery, views.short(ctx.texts, event, views.kind_name(ctx, event)), rows)


def refresh(ctx: Context, event: Event) -> None:
    """The organisers' cards show how it stands now."""
    ctx.session.flush()
    for delivery, member_id in outbox.deliveries_about(ctx.session, About(ORGANISER, EVENT, event.number)):
        member = ctx.session.get(Member, member_id) if member_id is not None else None
        if member is not None and may(member.role, Act.EVENTS):
            with ctx.speaking_to(member) as speaking:
                speaking.edit(delivery, *_card(speaking, event, member))


def _card(ctx: Context, event: Event, reader: Member) -> tuple[Markup, Rows]:
    texts, at = ctx.texts, stage(ctx, event)
    counts = answer_counts(ctx.session, event)
    counted = at not in (DRAFT, RECORDED, CANCELLED)
    is_open = at in (DRAFT, COMING)
    rest: views.Lines = [*views.details(texts, event, ctx.region.academic_hour, counted=counted, is_open=is_open)]
    if event.organiser_id != reader.id:
        rest += ["", texts.t("Organiser: {name}", name=event.organiser.name)]
    rest += ["", *_stands(ctx, event, at, counts)]
    return views.card(views.facts(texts, event, views.kind_name(ctx, event)), "", rest), _buttons(ctx, event, at)


def _stands(ctx: Context, event: Event, at: str, counts: rules.Counts) -> Iterable[str | Markup | None]:
    texts = ctx.texts
    says = {
        DRAFT: N_("A draft: nobody has been told of it."),
        RECORDED: N_("Entered afterwards, for the report."),
        BEGUN: N_("The event has begun."),
        OVER: N_("The event is over."),
    }
    if at in says:
        yield bold(texts.plain(says[at]))
    if at == CANCELLED:
        yield from views.cancelled(texts, event)[1:]
    if at in (DRAFT, RECORDED):
        return
    yield from views.turnout(texts, event, counts, is_open=at == COMING)
    if at in (BEGUN, OVER) and (event.attended_at is not None or event.headcount is not None):
        yield texts.t("✅ Participants: {n}", n=figures(ctx.session, [event.id])[event.id].participants)
    for say, n in (
        (N_("A place is offered to: {n}"), rules.in_state(counts, OFFERED)),
        (N_("Maybe: {n}"), rules.in_state(counts, MAYBE)),
        (N_("Cannot come: {n}"), rules.in_state(counts, DECLINED)),
        (N_("Invited by name and not answered: {n}"), rules.in_state(counts, INVITED)),
        (N_("Not answered yet since the change: {n}"), unconfirmed(ctx.session, event) if at == COMING else 0),
        (
            N_("📎 Copies of removed files that are still there: {n}. Telegram deletes nothing older than 48 hours."),
            left_behind(ctx.session, event),
        ),
    ):
        if n:
            yield texts.t(say, n=n)
    if day := timetable.lines(ctx, event):
        yield from ("", *day)


def _buttons(ctx: Context, event: Event, at: str) -> Rows:
    stages = {at}
    if at == COMING:
        stages |= {DOORS} if may_mark(event.starts_at, ctx.now) else set()
        stages |= {JUST_PUBLISHED} if is_just_published(event, ctx.now) else set()

    def one(verb: _Verb) -> Shown | None:
        there = stages & verb.stages
        return button(ctx.texts.plain(verb.label), f"ev:{verb.verb}:{event.number}") if there else None

    records = slot_records.offer(ctx, event) if at in (BEGUN, OVER) else None
    return views.rows_of([records], *([one(verb) for verb in row] for row in _ROWS))


def found(ctx: Context, number: int) -> Event:
    """The event of this number, for those who make them; raises UserError and NotAllowedError."""
    event = event_numbered(ctx.session, number)
    if event is None or event.status == DROPPED:
        raise views.not_there(number)
    return event


def _open(ctx: Context) -> None:
    show(ctx, found(ctx, int(ctx.match[0])))


BUTTONS: tuple[Button, ...] = (Button(r"ev:org:(\d{1,9})", _open, Act.EVENTS),)
