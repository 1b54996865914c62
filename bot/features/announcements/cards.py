"""The sender's card: the draft as it is composed, then how far it has got; the list of announcements."""

from collections.abc import Sequence
from datetime import datetime

from markupsafe import Markup

from bot.access import Act, may
from bot.context import Button, Context, Rows, button
from bot.dialogs.audience import describe
from bot.features.announcements import views
from bot.features.announcements.rules import bar, ends_at
from bot.texts import N_, cut, italic, join_lines
from storage import groups, outbox
from storage.announcement_progress import (
    Progress,
    by_mail,
    count_unconfirmed,
    out_of_reach,
    progress,
    recipients,
    speed,
)
from storage.announcements import ANNOUNCEMENT, Announcement, confirmations
from storage.audience import Audience
from storage.members import Member
from storage.outbox import About
from storage.uncorrected import count_uncorrected

OWN, PREVIEW, TEST = "own", "preview", "test"
"""Parts of an announcement in the outbox that are its sender's alone."""

_WITHDRAWN = N_("✖ Announcement No. {number} is withdrawn: nobody gets it any more, and its copies are deleted.")
_SIGNS = {"draft": "✏️", "planned": "🕙", "going": "📣", "stopped": "⏸", "sent": "✅", "withdrawn": "✖"}


def state_of(announcement: Announcement, now: datetime) -> str:
    """Where it stands: draft, planned, going, stopped, sent, withdrawn, discarded."""
    if announcement.discarded_at is not None:
        return "discarded"
    if announcement.withdrawn_at is not None:
        return "withdrawn"
    if announcement.ordered_at is None or announcement.due_at is None:
        return "draft"
    if announcement.stopped_at is not None:
        return "stopped"
    if announcement.due_at > now:
        return "planned"
    return "going" if announcement.finished_at is None else "sent"


def show(ctx: Context, announcement: Announcement, *, anew: bool = False) -> None:
    """The card, in place of what was pressed, or as an answer to what was written."""
    ctx.session.flush()
    if anew:
        ctx.pressed_delivery = None
    text, rows = _card(ctx, announcement)
    ctx.show(text, rows, about=About(OWN, ANNOUNCEMENT, announcement.number), reply=True)


def refresh(ctx: Context, announcement: Announcement, stands: Progress | None = None) -> None:
    """Everyone's newest card of it shows it as it is now; ``stands`` if that was counted already."""
    ctx.session.flush()
    cards = outbox.deliveries_about(ctx.session, About(OWN, ANNOUNCEMENT, announcement.number))
    for member_id, delivery in {member_id: delivery for delivery, member_id in cards}.items():
        member = ctx.session.get(Member, member_id) if member_id is not None else None
        if member is not None and may(member.role, Act.ANNOUNCE):
            with ctx.speaking_to(member) as speaking:
                speaking.edit(delivery, *_card(speaking, announcement, stands))


def _card(ctx: Context, announcement: Announcement, stands: Progress | None = None) -> tuple[Markup, Rows]:
    number = announcement.number
    match state_of(announcement, ctx.now):
        case "draft":
            return _draft(ctx, announcement), _draft_buttons(ctx, announcement)
        case "discarded":
            return ctx.texts.t("✖ The draft No. {number} was thrown away.", number=number), []
        case "withdrawn":
            return ctx.texts.t(_WITHDRAWN, number=number), []
        case "planned":
            return _planned(ctx, announcement), _planned_buttons(ctx, announcement)
        case state if announcement.forgotten_at is not None:
            return _sent(ctx, announcement, Progress.from_json(announcement.shown or {}), state), []
        case state:
            stands = stands or progress(ctx.session, announcement, ctx.now, ctx.today.year)
            return _sent(ctx, announcement, stands, state), _sent_buttons(ctx, announcement, stands, state)


# A draft -------------------------------------------------------------------------------------------------------------


def _draft(ctx: Context, announcement: Announcement) -> Markup:
    texts = ctx.texts
    files = len(announcement.attachments)
    lines: list[str | None] = [
        texts.t("📣 <b>Draft of announcement No. {number}</b>", number=announcement.number),
        italic(cut(announcement.text, 500)) if announcement.text else None,
        texts.plain_n("📎 {n} attachment", "📎 {n} attachments", files) if files else None,
        "",
        *_whom(ctx, announcement),
        texts.t("When: {when}", when=when(ctx, announcement)),
        texts.t("It is urgent: it goes during quiet hours, too.")
        if announcement.urgent
        else texts.t("Who has quiet hours gets it when they end."),
        texts.t("Button: {label}, {address}", label=announcement.link_label, address=announcement.link_url)
        if announcement.link_url
        else None,
        texts.t("Recipients are asked to press “I have read it”.") if announcement.receipts else None,
        texts.t("Letters ask for no confirmation.")
        if announcement.receipts and by_mail(ctx.session, announcement, ctx.today.year)
        else None,
        texts.t("It is also posted in the group’s thread for news.") if announcement.in_group else None,
        texts.t("Who joins until {day} gets it, too.", day=texts.until_date(announcement.valid_until))
        if announcement.valid_until
        else None,
    ]
    return join_lines(lines)


def _whom(ctx: Context, announcement: Announcement) -> list[str | None]:
    audience = Audience.from_json(announcement.audience)
    away = out_of_reach(ctx.session, announcement, ctx.today.year)
    return [
        ctx.texts.t("For whom: {audience}", audience=describe(ctx, audience)),
        reckoned(ctx, announcement),
        ctx.texts.tn("{n} of them cannot be reached now.", "{n} of them cannot be reached now.", away)
        if away
        else None,
    ]


def reckoned(ctx: Context, announcement: Announcement) -> Markup:
    """How many it is for, and how many of these by e-mail."""
    people = recipients(ctx.session, announcement, ctx.today.year)
    mailed = by_mail(ctx.session, announcement, ctx.today.year)
    if not mailed:
        return ctx.texts.tn("It is for {n} person.", "It is for {n} people.", people)
    if mailed == people:
        return ctx.texts.tn("It is for {n} person, by e-mail.", "It is for {n} people, by e-mail.", people)
    return ctx.texts.tn(
        "It is for {n} person, of these {mailed} by e-mail.",
        "It is for {n} people, of these {mailed} by e-mail.",
        people,
        mailed=mailed,
    )


def when(ctx: Context, announcement: Announcement) -> str:
    """When it goes, in the person's language."""
    if announcement.planned_at is None:
        return ctx.texts.plain("two minutes after it is ordered")
    return ctx.texts.at(ctx.region.local(announcement.planned_at))


def _draft_buttons(ctx: Context, announcement: Announcement) -> Rows:
    def one(label: str, verb: str) -> Button:
        return button(ctx.texts.plain(label), f"an:{verb}:{announcement.number}")

    def ticked(label: str, verb: str, *, on: bool) -> Button:
        return button(f"{'✅' if on else '▫️'} {ctx.texts.plain(label)}", f"an:{verb}:{announcement.number}")

    options = [
        ticked(N_("Receipts"), "receipts", on=announcement.receipts),
        ticked(N_("Urgent"), "urgent", on=announcement.urgent),
    ]
    also = [ticked(N_("For who joins later"), "until", on=announcement.valid_until is not None)]
    if groups.region_group(ctx.session) is not None:
        also.insert(0, ticked(N_("The group, too"), "group", on=announcement.in_group))
    return [
        [one(N_("👀 Look at it and send it"), "look")],
        [one(N_("For whom"), "whom"), one(N_("When"), "when")],
        [one(N_("Text"), "edit"), one(N_("Button with a link"), "link")],
        options,
        also,
        [one(N_("Throw away"), "discard")],
    ]


# On its way ----------------------------------------------------------------------------------------------------------


def _planned(ctx: Context, announcement: Announcement) -> Markup:
    due = announcement.due_at or ctx.now
    return join_lines(
        [
            ctx.texts.t(
                "🕙 <b>Announcement No. {number} goes {when}.</b>",
                number=announcement.number,
                when=ctx.texts.at(ctx.region.local(due)),
            ),
            italic(cut(announcement.text, 300)) if announcement.text else None,
            "",
            *_whom(ctx, announcement),
            ctx.texts.t("Until then it can be stopped and changed."),
        ]
    )


def _planned_buttons(ctx: Context, announcement: Announcement) -> Rows:
    number = announcement.number
    return [
        [button(ctx.texts.plain("Stop"), f"an:stop:{number}"), button(ctx.texts.plain("Edit"), f"an:edit:{number}")],
        [
            button(ctx.texts.plain("Another time"), f"an:when:{number}"),
            button(ctx.texts.plain("Send at once"), f"an:now:{number}"),
        ],
    ]


_HEADS = {
    "going": N_("📣 <b>Announcement No. {number} is being sent.</b>"),
    "stopped": N_("⏸ <b>Announcement No. {number} is stopped half-way.</b>"),
    "sent": N_("✅ <b>Announcement No. {number} was sent.</b>"),
}


def _sent(ctx: Context, announcement: Announcement, stands: Progress, state: str) -> Markup:
    texts = ctx.texts
    end = None
    if state == "going":
        end = ends_at(ctx.now, stands.waiting, speed(ctx.session, announcement, ctx.now))
    read = confirmations(ctx.session, announcement) if announcement.receipts else 0
    if announcement.forgotten_at is not None:
        read = (announcement.shown or {}).get("read", 0)
    behind = _behind(ctx, announcement)
    lines: list[str | None] = [
        texts.t(_HEADS[state], number=announcement.number),
        italic(cut(announcement.text, 200)) if announcement.text else None,
        "",
        texts.t("For whom: {audience}", audience=describe(ctx, Audience.from_json(announcement.audience))),
        bar(stands.delivered + stands.unreachable + stands.unknown, stands.people),
        texts.t("Delivered: {n} of {all}", n=stands.delivered, all=stands.people),
        _counted(ctx, N_("Waiting: {n}"), stands.waiting),
        _counted(ctx, N_("Waiting for the end of quiet hours: {n}"), stands.quiet),
        _counted(ctx, N_("Stopped: {n}"), stands.held),
        _counted(ctx, N_("Unreachable: {n}"), stands.unreachable),
        _counted(ctx, N_("Unknown whether it arrived: {n}"), stands.unknown),
        texts.t("⚠️ Copies that are not corrected: {n}. They show the earlier text or file.", n=behind)
        if behind
        else None,
        texts.t("It ends at about {time}.", time=texts.clock(ctx.region.local(end))) if end else None,
        texts.t("Letters taken by the mail server: {n} of {all}", n=stands.letters_taken, all=stands.letters)
        if stands.letters
        else None,
        texts.t("Have read it: {n}", n=read) if announcement.receipts else None,
        texts.t("Letters ask for no confirmation.") if announcement.receipts and stands.letters else None,
        texts.t("It also stands in the group’s thread for news.") if announcement.in_group else None,
        texts.t("Who joins until {day} gets it, too.", day=texts.until_date(announcement.valid_until))
        if announcement.valid_until and announcement.valid_until >= ctx.today
        else None,
        texts.t("Who got it is kept no more.") if announcement.forgotten_at is not None else None,
    ]
    return join_lines(lines)


def _behind(ctx: Context, announcement: Announcement) -> int:
    """How many copies have not followed a change."""
    changed = announcement.edited_at is not None
    return count_uncorrected(ctx.session, ANNOUNCEMENT, announcement.number) if changed else 0


def _counted(ctx: Context, msgid: str, n: int) -> Markup | None:
    return ctx.texts.t(msgid, n=n) if n else None


def _sent_buttons(ctx: Context, announcement: Announcement, stands: Progress, state: str) -> Rows:
    def one(label: str, verb: str) -> Button:
        return button(label, f"an:{verb}:{announcement.number}")

    plain = ctx.texts.plain
    halting = {"going": [one(plain("Stop"), "stop")], "stopped": [one(plain("Go on"), "goon")]}
    rows: list[list[Button]] = [
        [*halting.get(state, ()), one(plain("Edit"), "edit")],
        [one(plain("Withdraw the announcement"), "withdraw")],
    ]
    if _behind(ctx, announcement):
        rows.append([one(plain("Correct them once more"), "mend")])
    if stands.unreachable or stands.unknown:
        rows.append([one(plain("Who did not get it"), "missed")])
    if stands.unknown and state == "sent":
        rows.append([one(plain("Repeat unconfirmed sendings"), "repeat")])
    if announcement.receipts and count_unconfirmed(ctx.session, announcement):
        rows.append([one(plain("Who has not confirmed"), "unread")])
        rows.append([one(plain("Remind the others"), "remind")])
    return rows


# The list ------------------------------------------------------------------------------------------------------------


def listing(ctx: Context, found: Sequence[Announcement], page: int, *, more: bool) -> tuple[Markup, Rows]:
    """A page of announcements, the newest first, each of which can be opened."""
    lines: list[str | None] = [ctx.texts.t("📣 <b>Announcements</b>"), ""]
    for one in found:
        at = ctx.texts.short(ctx.region.local(one.due_at or one.created_at))
        title = views.title_of(one, ctx.texts)
        lines.append(f"{_SIGNS[state_of(one, ctx.now)]} {one.number} · {at} · {title}")
    if not found:
        lines.append(ctx.texts.t("There are none yet."))
    numbers = [
        button(ctx.texts.plain("No. {number}", number=one.number), f"an:card:{one.number}")
        for one in found
        if one.withdrawn_at is None
    ]
    turning = [button("◀", f"an:page:{page - 1}")] if page else []
    turning += [button("▶", f"an:page:{page + 1}")] if more else []
    rows = [[button(ctx.texts.plain("➕ New announcement"), "an:new:0")]]
    rows += [numbers[at : at + 4] for at in range(0, len(numbers), 4)]
    return join_lines(lines), [*rows, *([turning] if turning else [])]
