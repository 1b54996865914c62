"""Composing, ordering, stopping, changing, withdrawing. Every action checks who may, changes, and lets all follow."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from bot.access import Act
from bot.albums import Exchange, exchange_in, joined, sent_instead
from bot.context import Context
from bot.dialogs.audience import COLLEAGUES
from bot.errors import UserError
from bot.features.announcements import cards, copies
from bot.features.announcements.rules import GRACE
from bot.texts import N_
from bot.typed import Typed
from storage import halting, uncorrected
from storage.announcement_progress import recipients
from storage.announcements import ANNOUNCEMENT, Announcement, announcement_numbered
from storage.audience import Audience
from storage.numbers import next_number

NOTHING_THERE = N_("There is nothing to announce. Write the text after the command, or send a photo or a file with it.")
ORDERED = N_("Announcement No. {number} is ordered already: stop it first.")
NOT_ORDERED = N_("Announcement No. {number} is a draft, nothing of it has been sent.")
GONE = N_("Announcement No. {number} is not there any more.")
PASSED = N_("The time at which it was to go has passed. Choose another one.")

FILE_STAYS = N_("Telegram does not let this file take the place of what was sent, so the announcement stays as it was.")


def found(ctx: Context, number: int) -> Announcement:
    """The announcement of this number, for staff, unless it is gone; raises UserError."""
    announcement = announcement_numbered(ctx.session, number)
    if announcement is None or announcement.discarded_at is not None or announcement.withdrawn_at is not None:
        raise UserError(GONE, number=number)
    return announcement


def found_draft(ctx: Context, number: int) -> Announcement:
    """The same, as long as it can be composed."""
    announcement = found(ctx, number)
    if not announcement.is_draft:
        raise UserError(ORDERED, number=number)
    return announcement


def found_out(ctx: Context, number: int) -> Announcement:
    """The same, once it was ordered."""
    announcement = found(ctx, number)
    if announcement.ordered_at is None:
        raise UserError(NOT_ORDERED, number=number)
    _check_kept(announcement)
    return announcement


def _check_kept(announcement: Announcement) -> None:
    """Raise UserError where nobody knows any more who has a copy."""
    if announcement.forgotten_at is not None:
        raise UserError(
            N_("Who got announcement No. {number} is kept no more: its copies stay as they are."),
            number=announcement.number,
        )


def compose(ctx: Context, typed: Typed) -> Announcement:
    """Keep what was written as a draft."""
    usable = [item for item in typed.attachments if item["kind"] != "sticker"]
    if not typed.text.strip() and not usable:
        raise UserError(NOTHING_THERE)
    announcement = Announcement(
        number=next_number(ctx.session),
        author_id=ctx.me.id,
        created_at=ctx.now,
        text=typed.text.strip(),
        html=str(typed.formatted),
        audience=COLLEAGUES.to_json(),
        mailed=ctx.region.mails,
        attachments=usable,
        chat_id=typed.chat_id,
        message_id=typed.message_id,
        album=typed.album,
    )
    ctx.session.add(announcement)
    ctx.session.flush()
    ctx.note("draft", ANNOUNCEMENT, announcement.number)
    return announcement


def set_draft(ctx: Context, announcement: Announcement, **values: Any) -> None:
    """The draft is otherwise now."""
    for name, value in values.items():
        setattr(announcement, name, value)
    ctx.note("compose", ANNOUNCEMENT, announcement.number, fields=sorted(values))


def toggle(name: str) -> Callable[[Context, Announcement], None]:
    """Switches something of a draft on or off."""

    def switch(ctx: Context, announcement: Announcement) -> None:
        set_draft(ctx, announcement, **{name: not getattr(announcement, name)})

    return switch


def plan(ctx: Context, announcement: Announcement, at: datetime | None) -> None:
    """When it goes; nothing for as soon as it is ordered. One that was ordered goes at that time, if none of it has."""
    if at is not None and at <= ctx.now:
        raise UserError(PASSED)
    check_not_gone(ctx, announcement)
    announcement.planned_at = at
    if announcement.ordered_at is not None:
        announcement.due_at = at or ctx.now
        halting.set_due(ctx.session, ANNOUNCEMENT, announcement.number, announcement.due_at)
    ctx.note("plan", ANNOUNCEMENT, announcement.number)


def check_not_gone(ctx: Context, announcement: Announcement) -> None:
    """Raise UserError where its time has come."""
    if announcement.due_at is not None and announcement.due_at <= ctx.now:
        raise UserError(N_("It is on its way already: the time cannot be changed any more."))


def order(ctx: Context, announcement: Announcement) -> None:
    """Let it go, at its time or in two minutes."""
    if not recipients(ctx.session, announcement, ctx.today.year):
        raise UserError(N_("There is nobody whom it is for. Choose other people."))
    if announcement.planned_at is not None and announcement.planned_at <= ctx.now:
        raise UserError(PASSED)
    announcement.ordered_at, announcement.update_id = ctx.now, ctx.update_id
    announcement.due_at = announcement.planned_at or ctx.now + GRACE
    announcement.stopped_at = announcement.finished_at = announcement.posted_at = announcement.shown = None
    announcement.mailed = ctx.region.mails
    copies.lay_out(announcement)
    ctx.session.flush()
    copies.spread(ctx, announcement, announcement.due_at)
    ctx.note("order", ANNOUNCEMENT, announcement.number)


def stop(ctx: Context, announcement: Announcement) -> None:
    """Before it goes: it is a draft again. Later: what has not gone is held."""
    if announcement.stopped_at is not None:
        return
    if announcement.posted_at is None and halting.call_back(ctx.session, ANNOUNCEMENT, announcement.number):
        announcement.ordered_at = announcement.due_at = None
        ctx.note("call_back", ANNOUNCEMENT, announcement.number)
        return
    if announcement.finished_at is not None:
        raise UserError(N_("It has been sent already. It can be changed or withdrawn."))
    halting.hold(ctx.session, ANNOUNCEMENT, announcement.number, ctx.now)
    announcement.stopped_at = ctx.now
    ctx.note("stop", ANNOUNCEMENT, announcement.number)


def go_on(ctx: Context, announcement: Announcement) -> None:
    """What was stopped half-way goes on."""
    if announcement.stopped_at is None:
        return
    zone, urgent = ctx.region.zone, announcement.urgent
    halting.let_go_on(ctx.session, ANNOUNCEMENT, announcement.number, ctx.now, zone, urgent=urgent)
    announcement.stopped_at = announcement.finished_at = announcement.shown = None
    ctx.note("go_on", ANNOUNCEMENT, announcement.number)


def repeat(ctx: Context, announcement: Announcement) -> int:
    """What may not have arrived goes once more; returns to how many."""
    zone, urgent = ctx.region.zone, announcement.urgent
    again = halting.repeat_unknown(ctx.session, ANNOUNCEMENT, announcement.number, ctx.now, zone, urgent=urgent)
    announcement.finished_at = announcement.shown = None
    ctx.note("repeat", ANNOUNCEMENT, announcement.number)
    return again


def correct_again(ctx: Context, announcement: Announcement) -> int:
    """Copies that did not follow a change do so once more; returns how many changes go."""
    again = uncorrected.correct_again(ctx.session, ANNOUNCEMENT, announcement.number, ctx.now)
    ctx.note("correct_again", ANNOUNCEMENT, announcement.number)
    return again


def remind(ctx: Context, announcement: Announcement) -> None:
    """Those who have it and have not said that they read it are asked once more, once a day."""
    if not announcement.receipts:
        raise UserError(N_("No receipts were asked for with this announcement."))
    if not copies.remind(ctx, announcement):
        raise UserError(N_("They have been reminded today already."))
    ctx.note("remind", ANNOUNCEMENT, announcement.number)


def rewrite(ctx: Context, announcement: Announcement, typed: Typed) -> None:
    """It is written anew; what came with it stays, unless another file comes in its place. All copies follow."""
    exchanged = sent_instead(announcement.attachments, typed)
    announcement.chat_id, announcement.message_id = typed.chat_id, typed.message_id
    announcement.album = announcement.album if exchanged is None else None
    _change(ctx, announcement, typed if typed.text.strip() else None, exchanged)


def change_message(ctx: Context, announcement: Announcement, typed: Typed) -> None:
    """The author's own message is otherwise: its words, its file, or both. All copies follow."""
    own = typed.message_id == announcement.message_id
    _change(ctx, announcement, typed if own else None, exchange_in(announcement.attachments, typed, own=own))


def _change(ctx: Context, announcement: Announcement, words: Typed | None, exchanged: Exchange | None) -> None:
    ctx.require(Act.ANNOUNCE)
    if exchanged is not None:
        announcement.attachments = exchanged.attachments
    worded = words is not None and _set_text(announcement, words)
    if exchanged is not None or worded:
        _let_follow(ctx, announcement, exchanged)


def _set_text(announcement: Announcement, typed: Typed) -> bool:
    """Tells whether it was another one."""
    text = typed.text.strip()
    if (text, str(typed.formatted)) == (announcement.text, announcement.html):
        return False
    if not text and not announcement.attachments:
        raise UserError(N_("An announcement needs a text or a file."))
    announcement.text, announcement.html = text, str(typed.formatted)
    return True


def _let_follow(ctx: Context, announcement: Announcement, exchanged: Exchange | None = None) -> None:
    """What nobody has seen is announced anew; what has begun is changed."""
    _check_kept(announcement)
    ctx.note("edit", ANNOUNCEMENT, announcement.number)
    if announcement.due_at is None:
        return
    if announcement.posted_at is None and halting.call_back(ctx.session, ANNOUNCEMENT, announcement.number):
        # Nobody has seen the earlier text: it is announced anew, in as many messages as it takes now.
        copies.lay_out(announcement)
        ctx.session.flush()
        copies.spread(ctx, announcement, announcement.due_at)
        return
    copies.check_length(announcement)
    announcement.edited_at = ctx.now
    if exchanged is not None and exchanged.old is not None:
        if not exchanged.allowed:
            raise UserError(FILE_STAYS)
        copies.exchange(ctx, announcement, exchanged.old, exchanged.new)
    copies.follow(ctx, announcement)
    if exchanged is not None and exchanged.old is None:
        copies.add_files(ctx, announcement, [exchanged.new])


def withdraw(ctx: Context, announcement: Announcement) -> None:
    """Nobody gets it any more, and who has it loses it."""
    announcement.withdrawn_at = ctx.now
    ctx.note("withdraw", ANNOUNCEMENT, announcement.number)
    copies.remove(ctx, announcement)


def discard(ctx: Context, announcement: Announcement) -> None:
    """The draft is thrown away."""
    announcement.discarded_at = ctx.now
    ctx.note("discard", ANNOUNCEMENT, announcement.number)


def restore(ctx: Context, number: int) -> Announcement:
    """A draft that was thrown away comes back; raises UserError."""
    announcement = announcement_numbered(ctx.session, number)
    if announcement is None or announcement.withdrawn_at is not None:
        raise UserError(GONE, number=number)
    announcement.discarded_at = None
    return announcement


def add_late_part(ctx: Context, announcement: Announcement, typed: Typed) -> None:
    """A part of an album came after the rest: it follows to everyone."""
    announcement.attachments = joined(announcement.attachments, typed, captioned=announcement.captioned)
    if typed.text and not announcement.text and _set_text(announcement, typed):
        announcement.message_id = typed.message_id  # whose edits change the words
        _let_follow(ctx, announcement, Exchange(None, typed.attachments[0], announcement.attachments))
    elif announcement.due_at is not None:
        copies.add_files(ctx, announcement, typed.attachments)
    cards.refresh(ctx, announcement)


def set_audience(ctx: Context, announcement: Announcement, audience: Audience) -> None:
    """Whom the draft is for."""
    set_draft(ctx, announcement, audience=audience.to_json())


def set_valid_until(ctx: Context, announcement: Announcement, day: date | None) -> None:
    """Until when who joins gets it, too."""
    announcement.valid_until = day
    ctx.note("valid_until", ANNOUNCEMENT, announcement.number)
