"""The evening before: whether the month is complete, and what is still open."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from bot.access import Act
from bot.context import Button, Context, Link, Rows, button, link
from bot.errors import UserError
from bot.features.reports import readers
from bot.features.reports.rules import Period, month_to_complete
from bot.features.reports.wording import period_name
from bot.manifest import Button as ButtonPattern
from bot.manifest import Tick
from bot.texts import N_, Texts, cut, join_lines
from bot.undoing import check_undo
from storage.consultations import Consultation
from storage.event_figures import HeldEvent
from storage.event_reports import Held, held_events
from storage.events import drafts
from storage.mail_chats import is_mailbox
from storage.numbers import mark_once, marked_at, unmark
from storage.outbox import About, Lane
from storage.unfinished import unfinished_records
from storage.waiting import unanswered

LINKED = 8
"""Questions, and events, that have a button each; how many more there are is said."""
BESIDE = 4
TITLE = 60


@dataclass(frozen=True)
class Open:
    """What is not finished of a month."""

    questions: Sequence[Consultation]
    """Without an answer."""
    unmarked: Sequence[HeldEvent]
    """Events that were held, and nobody has entered who or how many came."""
    drafts: int
    """Of events that would have begun by the month's end."""
    records: Counter[int]
    """Telegram user → consultations that they have begun and not saved."""

    @property
    def nothing(self) -> bool:
        return not (self.questions or self.unmarked or self.drafts or self.records)


def ask(ctx: Context) -> None:
    """On the last working day of a month, at 18.00: is it complete? Once, to whom its report will come in Telegram."""
    period = month_to_complete(ctx.local)
    if period is None or not mark_once(ctx.session, f"complete?:{period.key}", ctx.now):
        return
    found = open_of(ctx, period)
    asked = [(member, chat_id) for member, chat_id in readers.recipients(ctx) if not is_mailbox(chat_id)]
    for member, chat_id in asked:
        with ctx.speaking_to(member) as speaking:
            speaking.tell(
                member,
                chat_id,
                _question(speaking.texts, period, found),
                _buttons(speaking, period, found, chat_id),
                about=About("month_complete"),
                lane=Lane.REMINDER,
                key=f"complete?:{period.key}:{member.id}",
            )
    ctx.note("ask_complete", period=period.key, recipients=len(asked))


def open_of(ctx: Context, period: Period) -> Open:
    """What is still open of a month, at this moment."""
    held = Held(period.first, period.last, ctx.local, ctx.region.academic_hour)
    return Open(
        [one for one in unanswered(ctx.session) if one.messages[0].hidden_at is None],
        [one for one in held_events(ctx.session, held) if one.participants is None],
        sum(one.begins is not None and one.begins.date() <= period.last for one in drafts(ctx.session)),
        unfinished_records(ctx.session, ctx.now),
    )


def confirm(ctx: Context) -> None:
    """*All is there*."""
    period = Period.parse(ctx.match[0])
    if mark_once(ctx.session, _mark(period), ctx.now):
        ctx.note("month_complete", period=period.key)
    else:
        ctx.toast = ctx.texts.plain("This is marked already.")
    text = ctx.texts.t("✅ Marked: <b>{period}</b> is complete.", period=period_name(period, ctx.texts))
    ctx.show(text, [[button(ctx.texts.plain("Undo"), f"rc:{period.key}:undo")]])


def undo(ctx: Context) -> None:
    """It is not complete after all: the question stands there again."""
    period = Period.parse(ctx.match[0])
    at = marked_at(ctx.session, _mark(period))
    if at is None:
        raise UserError(N_("That has been taken back already."))
    check_undo(at, ctx.now)
    unmark(ctx.session, _mark(period))
    ctx.note("undo_month_complete", period=period.key)
    found = open_of(ctx, period)
    ctx.show(_question(ctx.texts, period, found), _buttons(ctx, period, found, ctx.user_id))


def _mark(period: Period) -> str:
    return f"complete:{period.key}"


def _question(texts: Texts, period: Period, found: Open) -> Markup:
    lines: list[Markup | str | None] = [
        texts.t("📊 <b>Is the month complete: {period}?</b>", period=period_name(period, texts)),
        texts.t("The report comes on the next working day at 9.00."),
        "",
    ]
    if found.nothing:
        return join_lines([*lines, texts.t("No question waits for an answer, and no event for its participants.")])
    if found.questions:
        lines.append(texts.t("❓ Questions without an answer: {n}", n=len(found.questions)))
    if found.unmarked:
        lines.append(texts.t("👥 Events without participants entered: {n}", n=len(found.unmarked)))
        lines += [
            texts.t("• No. {number} {title}", number=one.number, title=cut(one.title, TITLE))
            for one in found.unmarked[:LINKED]
        ]
    if found.drafts:
        lines.append(texts.t("📝 Drafts of events: {n}", n=found.drafts))
    if found.records:
        lines.append(texts.t("📝 Consultations begun and not saved: {n}", n=found.records.total()))
    return join_lines(lines)


def _buttons(ctx: Context, period: Period, found: Open, user_id: int) -> Rows:
    texts = ctx.texts
    opened: list[Link] = [
        link(texts.plain("❓ No. {number}", number=one.number), ctx.deep_link(f"q{one.number}"))
        for one in found.questions[:LINKED]
    ]
    opened += [
        link(texts.plain("👥 No. {number}", number=one.number), ctx.deep_link(f"e{one.number}"))
        for one in found.unmarked[:LINKED]
    ]
    rows: list[Sequence[Button | Link]] = [opened[at : at + BESIDE] for at in range(0, len(opened), BESIDE)]
    if found.drafts:
        rows.append([button(texts.plain("📝 Drafts"), "ev:drafts:0")])
    if found.records[user_id]:  # of others only the number is told
        rows.append([button(texts.plain("📝 Go on registering"), "c:unsaved")])
    return [*rows, [button(texts.plain("✅ All is there"), f"rc:{period.key}")]]


TICK = Tick("ask whether the month is complete", 300, ask)
BUTTONS = (
    ButtonPattern(r"rc:(20\d\d-(?:0[1-9]|1[0-2]))", confirm, Act.REPORT),
    ButtonPattern(r"rc:(20\d\d-(?:0[1-9]|1[0-2])):undo", undo, Act.REPORT),
)
