"""The list at the door, as somebody looks at it: marking, searching, that it is complete.

A button says what is to be so and not that something is to change: two who mark at the same time, or one with an old
list, undo nothing of each other's.
"""

from collections.abc import Collection
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta

from markupsafe import Markup

from bot.access import Act
from bot.context import Context, button
from bot.errors import UserError
from bot.features.events import attending_views, organising, slot_records
from bot.features.events.attending_rules import may_mark, opens_at
from bot.features.events.attending_views import Looking
from bot.texts import N_, join_lines
from bot.typed import Typed
from bot.undoing import may_undo
from storage import attendance, outbox
from storage.dialogs import LOOKING, Dialog, dialog_of, end_dialog, save_dialog
from storage.events import CANCELLED, DECLINED, DRAFT, EVENT, INVITED, MAYBE, Event, Registration, event_numbered
from storage.outbox import About
from storage.revisions import DELETABLE

DOOR = "door"
"""Part of an event in the outbox, and the name of the row that keeps what of the list somebody looks at."""
SEARCHING = timedelta(hours=2)
"""For so long after somebody last touched the list, what they type is a search in it."""
MOST_LETTERS, MOST_WORDS = 40, 4
"""What is longer is no name."""
WITHOUT_PLACE = (INVITED, MAYBE, DECLINED)
"""Who answered so and came nevertheless came without having registered."""
NOTED = "attendance"
"""Part of an event in the outbox: that attendance is complete."""


@dataclass(frozen=True)
class Desk:
    """Somebody who marks: what they look at, and whom they marked all at once."""

    number: int
    page: int = 0
    letters: str = ""
    card: int | None = None
    marked: tuple[int, ...] = ()
    marked_at: str | None = None

    def may_undo(self, now: datetime) -> bool:
        return self.marked_at is not None and may_undo(datetime.fromisoformat(self.marked_at), now)


def found(ctx: Context, number: int) -> Event:
    """The event of this number, once people can be marked; raises UserError and NotAllowedError."""
    event = organising.found(ctx, number)
    if event.status == CANCELLED:
        raise UserError(N_("Event No. {number} is cancelled."), number=number)
    if event.status == DRAFT:
        raise UserError(N_("Event No. {number} is not published."), number=number)
    if not may_mark(event.starts_at, ctx.now):
        opens = ctx.texts.at(ctx.region.local(opens_at(event.starts_at)))
        raise UserError(N_("Who came can be noted from this time on: {time}."), time=opens)
    return event


def show(ctx: Context, event: Event, *, said: Markup | None = None) -> None:
    """The list at the door, in place of what was pressed or as a new message; what is typed then searches in it.

    ``said``: what was done, above it.
    """
    show_at(ctx, event, desk_of(ctx, event), said=said)


def mark(ctx: Context, event: Event, people: Collection[Registration], *, came: bool) -> None:
    """These people came, or are not held to have come."""
    for one in people:
        one.attended = came or None
        if one.state in WITHOUT_PLACE:
            one.walk_in = came
    ctx.note("mark_attendance", EVENT, event.number, registrations=[one.id for one in people], came=came)


def finish(ctx: Context, event: Event, undo: str | None) -> None:
    """Attendance is complete, until it is corrected; what the report will count is shown."""
    attendance.forget_unmarked_walk_ins(ctx.session, event)
    ctx.session.flush()
    figures = attendance.figures(ctx.session, [event.id])[event.id]
    ctx.note("finish_attendance", EVENT, event.number, participants=figures.participants)
    text, rows = attending_views.done(ctx, event, figures, undo)
    offered = slot_records.offer(ctx, event)
    ctx.show(text, [*([[offered]] if offered is not None else []), *rows], about=About(NOTED, EVENT, event.number))
    organising.refresh(ctx, event)
    if desk_of(ctx, event).card is not None:  # what is typed from now on is something else
        end_dialog(ctx.session, ctx.chat_id, ctx.user_id)


# What somebody looks at ----------------------------------------------------------------------------------------------


def desk_of(ctx: Context, event: Event) -> Desk:
    """What the acting person looks at of this list."""
    row = dialog_of(ctx.session, ctx.chat_id, ctx.user_id)
    if row is None or row.form != DOOR or row.data["number"] != event.number:
        return Desk(event.number)
    return Desk(**{**row.data, "marked": tuple(row.data["marked"])})


def show_at(ctx: Context, event: Event, desk: Desk, *, said: Markup | None = None) -> None:
    """The same, as somebody looks at it from now on."""
    ctx.session.flush()
    people, looking = attendance.at_door(ctx.session, event), Looking(desk.page, desk.letters)
    text, rows = attending_views.door(ctx, event, people, looking, undo=desk.may_undo(ctx.now))
    text = text if said is None else join_lines([said, "", text])
    card = ctx.show(text, rows, about=About(DOOR, EVENT, event.number))
    row = dialog_of(ctx.session, ctx.chat_id, ctx.user_id)
    if row is None or row.form == DOOR or row.expires_at <= ctx.now:  # else something is being filled in, and goes on
        data = asdict(replace(desk, card=card))
        dialog = Dialog(ctx.chat_id, ctx.user_id, DOOR, LOOKING, data, ctx.update_id or 0, None, ctx.now + SEARCHING)
        save_dialog(ctx.session, dialog)


def put_away(ctx: Context, event: Event, card: int) -> bool:
    """A list that is shown anew below goes; tells whether it was (still) one."""
    about = outbox.delivery_numbered(ctx.session, card)
    if about is None or about[1] != About(DOOR, EVENT, event.number):
        return False
    created = outbox.created_at(ctx.session, card)
    if ctx.now - created < DELETABLE:
        ctx.take_back(card)
    else:
        rows = [[button(ctx.texts.plain("Open"), f"ev:door:{event.number}")]]
        ctx.edit(card, attending_views.head(ctx.texts, event), rows)
    return True


def search(ctx: Context, typed: Typed) -> bool:
    """What is typed while the list is open: letters of somebody on it. Tells whether it was taken."""
    row, letters = dialog_of(ctx.session, ctx.chat_id, ctx.user_id), " ".join(typed.text.split())
    if row is None or row.form != DOOR or row.expires_at <= ctx.now or not ctx.may(Act.EVENTS):
        return False
    if typed.attachments or len(letters) > MOST_LETTERS or len(letters.split()) > MOST_WORDS:
        return False
    event = event_numbered(ctx.session, row.data["number"])
    if event is None or event.status in (CANCELLED, DRAFT):
        return False
    desk = desk_of(ctx, event)
    if desk.card is None or not put_away(ctx, event, desk.card):
        return False
    show_at(ctx, event, replace(desk, page=0, letters=letters))
    return True
