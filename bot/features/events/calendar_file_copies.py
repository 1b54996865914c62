"""Calendar files in chats: sent to who asks for one, and told from the newer ones when the event has changed."""

from datetime import datetime

from markupsafe import Markup
from sqlalchemy import select

from bot.context import Context, Rows, button, message
from bot.errors import UserError
from bot.features.events import answering, calendar_file, slot_words, views
from bot.texts import N_, Texts, bold, join_lines, texts_for
from storage.calendar import file_copies
from storage.editing import edit_each, set_about_each
from storage.events import CANCELLED, DRAFT, EVENT, GOING, Event, Registration, registration_of, registrations
from storage.members import Member
from storage.outbox import About, is_enqueued

FILE, OLD_FILE = answering.CALENDAR_FILE, "old_calendar_file"
"""Parts of an event in the outbox: files that show it as it is, and those that are out of date."""


def send(ctx: Context, number: int) -> None:
    """The file of this event, below what was pressed; pressed twice within a minute, one."""
    event = answering.found(ctx, number)
    if event.status == DRAFT:
        raise UserError(N_("This event is not published yet. Its calendar file will be available afterwards."))
    registration = registration_of(ctx.session, event, ctx.me.id)
    shows = calendar_file.shows(event, calendar_file.slot_of(registration))
    key = f"calendar_file:{number}:{shows}:{ctx.me.id}:{ctx.now:%Y%m%d%H%M}"
    if is_enqueued(ctx.session, key):
        return
    ctx.say(
        _caption(ctx, event, registration),
        about=About(FILE, EVENT, number),
        document=calendar_file.order(ctx, event, registration),
        key=key,
    )


def refresh(ctx: Context, event: Event) -> None:
    """Files that tell something else than what is so now say that they are out of date, and offer a new one."""
    about, slots = About(FILE, EVENT, event.number), _slots(ctx, event)
    old = [
        (delivery, member)
        for delivery, member, was in file_copies(ctx.session, about)
        if was.get("shows") != calendar_file.shows(event, slots.get(member))
    ]
    found = ctx.session.scalars(select(Member).where(Member.id.in_([member for _, member in old]))) if old else ()
    languages = {one.id: one.language for one in found}
    outdated = {language: message(*_outdated(texts_for(language), event)) for language in set(languages.values())}
    shown = {delivery: outdated[languages[member]] for delivery, member in old if member in languages}
    edit_each(ctx.session, shown, now=ctx.now, update_id=ctx.update_id)
    set_about_each(ctx.session, shown, About(OLD_FILE, EVENT, event.number))


def _slots(ctx: Context, event: Event) -> dict[int | None, datetime]:
    """Member → the time that they have."""
    there = registrations(ctx.session, event, GOING) if event.slots is not None else ()
    return {one.member_id: one.slot for one in there if one.slot is not None}


def _caption(ctx: Context, event: Event, registration: Registration | None) -> Markup:
    texts = ctx.texts
    use = (
        texts.t("Open the file, and your calendar removes the event.")
        if event.status == CANCELLED
        else texts.t("Open the file to have the event in your calendar. A newer file replaces it there.")
    )
    as_of = texts.t("As of {moment}", moment=texts.short(ctx.local))
    own = slot_words.yours(texts, event, registration)
    return join_lines(["🗓 " + bold(event.title), "🕙 " + views.when(texts, event), own, "", use, as_of])


def _outdated(texts: Texts, event: Event) -> tuple[Markup, Rows]:
    gone = texts.t("⚠️ This file is out of date: the event has been changed since.")
    if event.status == CANCELLED:
        gone = texts.t("⚠️ This file is out of date: the event is cancelled.")
    newer = button(texts.plain("🗓 New calendar file"), f"ev:ics:{event.number}")
    return join_lines(["🗓 " + bold(event.title), "", gone]), [[newer]]
