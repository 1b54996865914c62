"""What recipients do with an announcement: say that they have read it, open it, reply to it."""

from bot.access import Act
from bot.context import Context
from bot.dialogs.form import EARLIER_STEP, start
from bot.errors import UserError
from bot.features.announcements import cards, copies, talks, views
from bot.features.announcements.forms import REPLY
from bot.opened import OPENED, OPENED_BESIDES
from bot.texts import N_
from bot.typed import Posted, Typed
from storage import outbox
from storage.announcement_progress import is_recipient
from storage.announcements import (
    ANNOUNCEMENT,
    Announcement,
    announcement_numbered,
    confirm,
)
from storage.outbox import About

_GONE = N_("This announcement was withdrawn by its sender.")
_THANKS = N_("Thank you: the sender sees that you have read it.")
_AGAIN = N_("You have confirmed it already, thank you.")


def _found(ctx: Context, number: int) -> Announcement:
    """The announcement, for somebody who got it, or can read it in the group, or may announce; raises UserError."""
    announcement = announcement_numbered(ctx.session, number)
    if announcement is None or announcement.discarded_at is not None:
        raise UserError(EARLIER_STEP)
    if announcement.withdrawn_at is not None:
        raise UserError(_GONE)
    in_group = announcement.in_group and announcement.posted_at is not None and ctx.may(Act.SEARCH)
    if ctx.may(Act.ANNOUNCE) or in_group or is_recipient(ctx.session, announcement, ctx.me.id):
        return announcement
    raise UserError(EARLIER_STEP)


def read(ctx: Context) -> None:
    """*I have read it* under a copy or a reminder."""
    announcement = _found(ctx, int(ctx.match[0]))
    if _only_looked_at(ctx, announcement):
        return
    if not announcement.receipts or not is_recipient(ctx.session, announcement, ctx.me.id):
        raise UserError(EARLIER_STEP)
    new = confirm(ctx.session, announcement, ctx.me.id, ctx.now)
    ctx.toast = ctx.texts.plain(_THANKS if new else _AGAIN)
    _show_confirmed(ctx, announcement)
    if new:
        ctx.note("confirm", ANNOUNCEMENT, announcement.number)
        if announcement.finished_at is not None:
            cards.refresh(ctx, announcement)


def _show_confirmed(ctx: Context, announcement: Announcement) -> None:
    """The message whose button was pressed says so from now on."""
    if ctx.pressed_delivery is None:
        return
    found = outbox.delivery_numbered(ctx.session, ctx.pressed_delivery)
    last = announcement.pieces - 1
    if found is not None and found[1] == About(copies.part(last), ANNOUNCEMENT, announcement.number):
        text = views.texts_of(ctx.texts, announcement)[last]
        ctx.edit(ctx.pressed_delivery, text, views.copy_buttons(ctx.texts, announcement, confirmed=True))
    elif found is not None and found[1].kind == copies.REMINDER:
        number = announcement.number
        ctx.edit(ctx.pressed_delivery, ctx.texts.t("✅ You have read announcement No. {number}.", number=number))


def _only_looked_at(ctx: Context, announcement: Announcement) -> bool:
    """Whether it is one's own, in a preview, say; says so."""
    if announcement.author_id != ctx.me.id and announcement.ordered_at is not None:
        return False
    ctx.toast = ctx.texts.plain("Recipients can press this; for you it is only to be looked at.")
    return True


def open_again(ctx: Context) -> None:
    """*Open* under a reminder, or the link in a letter: the whole of it once more, with what came with it."""
    announcement = _found(ctx, int(ctx.match[0]))
    copies.say_one(ctx, announcement, OPENED, OPENED_BESIDES)


def reply(ctx: Context) -> None:
    """*Reply* under a copy, or by the link in the group."""
    announcement = _found(ctx, int(ctx.match[0]))
    if ctx.pressed_delivery is not None and _only_looked_at(ctx, announcement):
        return
    ctx.pressed_delivery = None
    if announcement.author_id == ctx.me.id:
        raise UserError(N_("This is your own announcement: there is nobody else to write to."))
    start(ctx, REPLY, {"number": announcement.number})


def replied(ctx: Context, about: About | None, message_id: int, typed: Typed) -> bool:
    """A reply to a copy reaches its author; one in a conversation goes on with it."""
    own = talks.TALKS.replied_to(ctx, about, message_id)
    if own is not None:
        talks.TALKS.go_on(ctx, own, typed)
        return True
    if about is None or about.object_kind != ANNOUNCEMENT or about.object_id is None:
        return False
    announcement = announcement_numbered(ctx.session, about.object_id)
    if announcement is None or announcement.author_id == ctx.me.id or announcement.ordered_at is None:
        return False
    talks.reply(ctx, _found(ctx, announcement.number), typed)
    return True


def posted(ctx: Context, said: Posted) -> bool:
    """A reply in the group to what stands there: one that asks something reaches the author."""
    about = said.about
    if about is None or about.object_kind != ANNOUNCEMENT or about.object_id is None:
        return False
    announcement = announcement_numbered(ctx.session, about.object_id)
    if announcement is None or announcement.withdrawn_at is not None or "?" not in said.typed.text:
        return False
    if announcement.author_id == ctx.me.id or not ctx.may(Act.EXCHANGE):
        return False
    talks.reply(ctx, announcement, said.typed, silently=True)
    return True


def answer(ctx: Context) -> None:
    """*Answer* under a message of a conversation."""
    said = talks.TALKS.found(ctx, int(ctx.match[0]))
    ctx.pressed_delivery = None
    start(ctx, REPLY, {"to": said.id})


def record(ctx: Context) -> None:
    """*Register as a consultation* under a reply."""
    talks.record(ctx, talks.TALKS.found(ctx, int(ctx.match[0])))


def ask(ctx: Context) -> None:
    """*Rather a question to the methodologists* under what was sent."""
    talks.ask(ctx, talks.TALKS.found(ctx, int(ctx.match[0])))


def unsay(ctx: Context) -> None:
    """*Undo* under what was sent."""
    talks.TALKS.unsay(ctx, int(ctx.match[0]))
