"""A letter that has gone stays as it is: who got one is written to again when it is corrected or withdrawn."""

from datetime import timedelta

from markupsafe import Markup

from bot.access import ROLES
from bot.context import Context, Rows, button
from bot.errors import UserError
from bot.features.announcements import views
from bot.features.announcements.rules import GRACE
from bot.texts import LANGUAGES, N_, texts_for
from storage import halting
from storage.announcement_progress import lettered
from storage.announcements import ANNOUNCEMENT, Announcement
from storage.audience import Audience
from storage.broadcasts import Content, announce
from storage.members import EMAIL
from storage.outbox import About

CORRECTION, WITHDRAWAL = "correction", "withdrawal"
"""Parts of an announcement in the outbox: letters after its own."""


def offer_correction(ctx: Context, announcement: Announcement) -> None:
    """Where letters of it have gone: ask below the card whether these people shall have another one."""
    if announcement.edited_at != ctx.now:
        return
    people = lettered(ctx.session, announcement)
    if people:
        ctx.say(*_question(ctx, announcement, people), about=About("question", ANNOUNCEMENT, announcement.number))


def _question(ctx: Context, announcement: Announcement, people: int) -> tuple[Markup, Rows]:
    number = announcement.number
    text = ctx.texts.tn(
        "To {n} person announcement No. {number} has gone by e-mail, and a letter cannot be changed. "
        "Send them a second one, “Correction: …”?",
        "To {n} people announcement No. {number} has gone by e-mail, and a letter cannot be changed. "
        "Send them a second one, “Correction: …”?",
        people,
        number=number,
    )
    send = ctx.texts.plain_n("📧 Send the correction to {n} person", "📧 Send the correction to {n} people", people)
    return text, [[button(send, f"an:correct:{number}")]]


def correct(ctx: Context, announcement: Announcement) -> None:
    """*Send the correction*: in two minutes, so that it can be stopped."""
    if announcement.edited_at is None or not lettered(ctx.session, announcement):
        raise UserError(N_("There is nobody who has it by e-mail."))
    letters = {texts.language: views.corrected(texts, announcement) for texts in map(texts_for, LANGUAGES)}
    if not _announce(ctx, announcement, CORRECTION, letters, GRACE):
        raise UserError(N_("This correction is on its way already."))
    ctx.note("correct_by_mail", ANNOUNCEMENT, announcement.number)
    number = announcement.number
    text = ctx.texts.t("📧 The correction of announcement No. {number} goes by e-mail in two minutes.", number=number)
    rows = [[button(ctx.texts.plain("Stop"), f"an:nocorrect:{number}")]]
    ctx.show(text, rows, about=About("question", ANNOUNCEMENT, number))


def stop_correcting(ctx: Context, announcement: Announcement) -> None:
    """*Stop*, before it goes."""
    about = About(CORRECTION, ANNOUNCEMENT, announcement.number)
    if not halting.call_back_part(ctx.session, about, _occurrence(announcement)):
        raise UserError(N_("The correction has gone already."))
    ctx.note("stop_correcting", ANNOUNCEMENT, announcement.number)
    ctx.toast = ctx.texts.plain("Stopped: no letter was sent.")
    people = lettered(ctx.session, announcement)
    ctx.show(*_question(ctx, announcement, people), about=About("question", ANNOUNCEMENT, announcement.number))


def tell_withdrawn(ctx: Context, announcement: Announcement) -> None:
    """Who has it by e-mail gets a letter that it is withdrawn."""
    letters = {texts.language: views.withdrawn(texts, announcement) for texts in map(texts_for, LANGUAGES)}
    _announce(ctx, announcement, WITHDRAWAL, letters)


def _announce(
    ctx: Context, announcement: Announcement, kind: str, letters: dict[str, Content], after: timedelta = timedelta()
) -> bool:
    return announce(
        ctx.session,
        About(kind, ANNOUNCEMENT, announcement.number),
        letters,
        roles=ROLES,
        now=ctx.now,
        due_at=ctx.now + after,
        occurrence=_occurrence(announcement),
        update_id=ctx.update_id,
        urgent=announcement.urgent,
        author_id=announcement.author_id,
        audience=Audience(lettered=announcement.number),
        mail_kind=announcement.mail_kind,
        only_by=EMAIL,
    )


def _occurrence(announcement: Announcement) -> str:
    return announcement.edited_at.isoformat(timespec="seconds") if announcement.edited_at is not None else ""
