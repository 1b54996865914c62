"""Ordering a report for someone, and sending the month's, the quarter's and the year's by itself, once."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from bot.context import Context, Photo, Region
from bot.features.reports import picture, readers, views
from bot.features.reports.export import Format, export, file_name
from bot.features.reports.report import Report, build_report
from bot.features.reports.rules import Period, due_reports, may_disturb
from bot.features.reports.sentences import sentences
from bot.payloads import fits_caption
from bot.texts import texts_for
from bot.xlsx import MIME as XLSX
from storage.corrections import note_export
from storage.files import order_file
from storage.mail_chats import is_mailbox
from storage.members import Member
from storage.numbers import mark_once, marked, marked_at
from storage.outbox import About, Lane

BUILDER, PICTURE_BUILDER = "report", "report_picture"
PNG = "image/png"
MIME: dict[Format, str] = {
    "xlsx": XLSX,
    "public": XLSX,
    "csv": "text/csv",
    "json": "application/json",
}


def order_report(ctx: Context, period: Period, chosen: Format) -> None:
    """Send the acting person a report; it is made outside the unit of work."""
    ctx.note("report", period=period.key, format=chosen)
    assert ctx.member is not None  # noqa: S101 - required above
    _deliver(ctx, ctx.member, ctx.user_id, period=period, chosen=chosen, lane=Lane.INTERACTIVE)


def send_due_report(ctx: Context) -> None:
    """From the first working day of a month on: the month before, to whom reports come by themselves, once.

    With the last month of a quarter or a year also these. What was missed because the bot did not run is caught up, the
    oldest first; a month that had ended before Plaukts was in use is left alone, also where records of it were entered
    afterwards.
    """
    if not may_disturb(ctx.local):
        return
    installed = marked_at(ctx.session, "bot")
    began = ctx.region.local(installed).date() if installed is not None else ctx.today
    due = due_reports(ctx.today, ctx.region.start_of_use or began, began)
    missing = [period for period in due if not marked(ctx.session, f"report:{period.key}")]
    recipients = readers.recipients(ctx) if missing else []
    for period in missing if recipients else ():
        mark_once(ctx.session, f"report:{period.key}", ctx.now)
        for member, chat_id in recipients:
            key = f"report:{period.key}:{member.id}"
            late = period.last < due[-1].last
            _deliver(ctx, member, chat_id, period=period, chosen="xlsx", lane=Lane.REMINDER, key=key, late=late)
        ctx.note("report", period=period.key, format="xlsx", recipients=len(recipients))


def build_file(session: Session, arguments: Mapping[str, Any], region: Region, now: datetime) -> bytes:
    """Make an ordered report."""
    report = _report(session, Period.parse(arguments["period"]), region, now)
    return export(report, arguments["format"], texts_for(arguments["language"]))


def build_picture(session: Session, arguments: Mapping[str, Any], region: Region, now: datetime) -> bytes:
    """Make an ordered picture of a report; it is drawn in a process of its own."""
    report = _report(session, Period.parse(arguments["period"]), region, now)
    return picture.draw(picture.picture_of(report, texts_for(arguments["language"])))


def _report(session: Session, period: Period, region: Region, now: datetime) -> Report:
    return build_report(
        session,
        period,
        region=region.name,
        now_local=region.local(now),
        start_of_use=region.start_of_use,
        academic_hour=region.academic_hour,
    )


def _deliver(
    ctx: Context,
    member: Member,
    chat_id: int,
    *,
    period: Period,
    chosen: Format,
    lane: Lane,
    key: str | None = None,
    late: bool = False,
) -> None:
    note_export(ctx.session, period.first, period.last, ctx.now, ctx.today)
    with ctx.speaking_to(member) as speaking:
        summary, text = None, views.file_caption(speaking.texts, period, chosen)
        if is_mailbox(chat_id):  # a letter has all in one
            said = sentences(_report(ctx.session, period, ctx.region, ctx.now), speaking.texts)
            text = views.summary(speaking.texts, period, said, late=late)
        elif chosen == "xlsx":
            summary = _send_summary(speaking, member, chat_id, period=period, lane=lane, key=key, late=late)
        arguments = {"period": period.key, "format": chosen, "language": speaking.texts.language}
        speaking.tell(
            member,
            chat_id,
            text,
            views.format_buttons(speaking.texts, period, chosen),
            about=About("report"),
            lane=lane,
            key=key,
            target=summary,
            document=order_file(
                ctx.session,
                name=file_name(period, chosen),
                mime=MIME[chosen],
                builder=BUILDER,
                arguments=arguments,
                now=ctx.now,
            ),
        )


def _send_summary(
    ctx: Context, member: Member, chat_id: int, *, period: Period, lane: Lane, key: str | None = None, late: bool
) -> int:
    """The picture with the sentences, which follow it where they are too long; returns the delivery's id."""
    said = sentences(_report(ctx.session, period, ctx.region, ctx.now), ctx.texts)
    caption = views.summary(ctx.texts, period, said, late=late)
    fits = fits_caption(caption)
    sent = ctx.tell(
        member,
        chat_id,
        caption if fits else views.summary(ctx.texts, period, ()),
        about=About("report_picture"),
        lane=lane,
        key=f"{key}:picture" if key else None,
        document=Photo(
            order_file(
                ctx.session,
                name=f"plaukts-{period.key}.png",
                mime=PNG,
                builder=PICTURE_BUILDER,
                arguments={"period": period.key, "language": ctx.texts.language},
                now=ctx.now,
            )
        ),
    )
    if not fits:
        words = f"{key}:words" if key else None
        ctx.tell(member, chat_id, caption, about=About("report_words"), lane=lane, key=words, target=sent)
    return sent
