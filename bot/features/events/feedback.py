"""What people thought of an event: asked once, answered without a name, summed up for the organiser.

Nothing of what is said is noted with whoever said it: no act, no number in a button that stays, no text in a row that
lasts. A mark counts at the press; a remark is stored by itself when it is typed.
"""

from collections.abc import Collection

from markupsafe import Markup

from bot.access import ROLES, Act
from bot.context import Context, Rows, button, message
from bot.dialogs.fields import TextField
from bot.dialogs.form import Data, Form, start
from bot.errors import UserError
from bot.features.events import organising, views
from bot.features.events.attending_rules import ANSWERED_FOR, may_answer
from bot.manifest import Button
from bot.texts import LANGUAGES, N_, Texts, bold, cut, join_lines, length, texts_for
from storage.audience import Audience
from storage.broadcasts import Content, announce
from storage.events import CANCELLED, EVENT, GOING, Event, Registration, event_numbered, registration_of
from storage.feedback import FEEDBACK, LEAST, MARKS, Feedback, add_remark, feedback_of, give_mark
from storage.outbox import About
from storage.preferences import AT_ONCE, OFF, REMINDED, choose

LONGEST = 500
"""Characters of a remark."""
PAGE_ROOM = 3000
"""UTF-16 units of remarks in one message."""
BAR = 12
"""Squares of the longest bar."""


# Asking --------------------------------------------------------------------------------------------------------------


def ask(ctx: Context, event: Event, member_ids: Collection[int]) -> None:
    """Ask these members; quiet hours hold it."""
    languages = sorted(LANGUAGES, key=lambda language: language != ctx.region.language)
    contents = {}
    for texts in map(texts_for, languages):
        said = message(_question(ctx, event, texts), _question_buttons(texts, event))
        contents[texts.language] = Content("sendMessage", said)
    announce(
        ctx.session,
        About(FEEDBACK, EVENT, event.number),
        contents,
        roles=ROLES,
        now=ctx.now,
        occurrence=str(event.version),
        expires_at=event.ends_at + ANSWERED_FOR,
        audience=Audience(member_ids=tuple(member_ids), only_named=True),
        author_id=event.organiser_id,
    )


def _question(ctx: Context, event: Event, texts: Texts) -> Markup:
    kind = views.kind_name(ctx, event, texts)
    return join_lines(
        [
            texts.t("💬 <b>How was it?</b> · {kind} · No. {number}", kind=kind, number=event.number),
            bold(event.title),
            "🕙 " + views.when(texts, event),
            "",
            texts.t("From 1 (not useful) to 5 (very useful): how useful was this event for you?"),
            texts.t(
                "The answer is anonymous: it is kept without your name and time, and the organiser sees only all of "
                "them together, from three answers on. For that reason it cannot be changed afterwards."
            ),
        ]
    )


def _question_buttons(texts: Texts, event: Event) -> Rows:
    marks = [button(str(mark), f"ev:rate:{event.number}:{mark}") for mark in reversed(MARKS)]
    return [marks, [button(texts.plain("Do not ask me after events"), f"ev:noask:{event.number}")]]


# Answering -----------------------------------------------------------------------------------------------------------


def may_say(event: Event, registration: Registration | None) -> bool:
    """Whether somebody was there: who is marked; where nobody was marked yet, who has a place."""
    if registration is None:
        return False
    return bool(registration.attended) or (event.attended_at is None and registration.state == GOING)


def _mine(ctx: Context, number: int) -> tuple[Event, Registration]:
    event = event_numbered(ctx.session, number)
    registration = registration_of(ctx.session, event, ctx.me.id) if event is not None else None
    if event is None or registration is None or not may_say(event, registration):
        raise UserError(N_("Only those who took part in event No. {number} can rate it."), number=number)
    if event.status == CANCELLED:  # it did not take place
        raise UserError(N_("Event No. {number} is cancelled."), number=number)
    return event, registration


def _rate(ctx: Context) -> None:
    """A mark."""
    event, registration = _mine(ctx, int(ctx.match[0]))
    if not may_answer(event.ends_at, ctx.now):
        raise UserError(N_("Event No. {number} cannot be rated now."), number=event.number)
    if not give_mark(ctx.session, registration, int(ctx.match[1])):
        ctx.toast = ctx.texts.plain("You have answered already, thank you.")
        return
    start(ctx, REMARK, {"event": event.number})


def _read_remark(text: str) -> str | None:
    remark = " ".join(text.split())
    return remark if 0 < len(remark) <= LONGEST else None


def _ask_remark(ctx: Context, _data: Data) -> Markup:
    return join_lines(
        [
            ctx.texts.t("💬 Thank you! Your mark is counted, without your name."),
            ctx.texts.t(
                "What was good, what could be better? If you like, write a line: it is kept without a name, too."
            ),
        ]
    )


def _add_remark(ctx: Context, data: Data) -> None:
    event, said = event_numbered(ctx.session, data["event"]), data.get("remark")
    if event is not None and said:
        add_remark(ctx.session, event, said)
        ctx.show(ctx.texts.t("💬 Thank you! Your mark and your line are kept, without your name."))
    else:
        ctx.show(ctx.texts.t("💬 Thank you! Your mark is counted, without your name."))


REMARK = Form(
    "event_feedback",
    (TextField("remark", _ask_remark, _read_remark, N_("Write a line of up to 500 characters, in words.")),),
    _add_remark,
    act=Act.ATTEND,
    left=N_("💬 Thank you! Your mark is counted, without your name."),
    leave_label=N_("Skip"),
)


def _do_not_ask(ctx: Context) -> None:
    """*Do not ask me after events*."""
    choose(ctx.session, ctx.me.id, REMINDED, FEEDBACK, OFF)
    ctx.note("choose_reminders", "member", ctx.me.id, subject=FEEDBACK, cadence=OFF)
    again = button(ctx.texts.plain("Undo"), f"ev:doask:{ctx.match[0]}")
    ctx.show(ctx.texts.t("You will not be asked after events any more."), [[again]])


def _do_ask(ctx: Context) -> None:
    """*Undo* after it: the question stands there again, if it can still be answered."""
    choose(ctx.session, ctx.me.id, REMINDED, FEEDBACK, AT_ONCE)
    ctx.note("choose_reminders", "member", ctx.me.id, subject=FEEDBACK, cadence=AT_ONCE)
    event = event_numbered(ctx.session, int(ctx.match[0]))
    registration = registration_of(ctx.session, event, ctx.me.id) if event is not None else None
    if event is not None and registration is not None and not registration.feedback_given:
        ctx.show(_question(ctx, event, ctx.texts), _question_buttons(ctx.texts, event))
    else:
        ctx.show(ctx.texts.t("You will be asked after events again."))


# Summary -------------------------------------------------------------------------------------------------------------


def summary(ctx: Context, event: Event, page: int = 0) -> tuple[Markup, Rows]:
    """What was said, in the language of ``ctx``: how many, the mean, bars, a page of remarks in the alphabet's order.

    Of fewer than three answers only how many there are.
    """
    texts, found = ctx.texts, feedback_of(ctx.session, event)
    lines: views.Lines = [
        texts.t("💬 <b>Feedback</b> · No. {number}", number=event.number),
        bold(event.title),
        "",
        texts.tn("{n} answer.", "{n} answers.", found.answers),
    ]
    pages = _pages(found) if found.answers >= LEAST else []
    page = min(page, max(0, len(pages) - 1))
    if found.answers < LEAST:
        lines.append(texts.t("So that nobody is recognised, marks and lines are shown from three answers on."))
    else:
        average = views.number(round(found.average, 1), texts.language)
        lines += [texts.t("On average {mark} of 5.", mark=average), "", *_bars(found)]
    if pages:
        lines += ["", texts.t("In their words:"), *(f"– {remark}" for remark in pages[page])]
    turning = [
        *([button("◀", f"ev:feedback:{event.number}:{page - 1}")] if page else []),
        *([button("▶", f"ev:feedback:{event.number}:{page + 1}")] if page + 1 < len(pages) else []),
    ]
    back = [button(texts.plain("Organiser's card"), f"ev:org:{event.number}")]
    return join_lines(lines), [*([turning] if turning else []), back]


def _bars(found: Feedback) -> list[str]:
    most = max(found.counts.values())
    counts = [(mark, found.counts.get(mark, 0)) for mark in MARKS]
    return [f"{mark} {'▇' * round(BAR * n / most) or ('▏' if n else '')} {n}".replace("  ", " ") for mark, n in counts]


def _pages(found: Feedback) -> list[list[str]]:
    pages: list[list[str]] = []
    room = 0
    for remark in sorted(found.remarks, key=str.casefold):
        size = length(remark) + 3
        if size > room:
            pages.append([])
            room = PAGE_ROOM
        pages[-1].append(cut(remark, LONGEST))
        room -= size
    return pages


def _show(ctx: Context) -> None:
    """*Feedback*, ◀ and ▶."""
    event = organising.found(ctx, int(ctx.match[0]))
    page = int(ctx.match[1]) if ctx.match[1] else 0
    ctx.show(*summary(ctx, event, page), about=About("feedback_summary", EVENT, event.number))


_NUMBER = r"(\d{1,9})"
BUTTONS: tuple[Button, ...] = (
    Button(rf"ev:feedback:{_NUMBER}(?::(\d{{1,3}}))?", _show, Act.EVENTS),
    Button(rf"ev:rate:{_NUMBER}:([1-5])", _rate, Act.ATTEND),
    Button(rf"ev:noask:{_NUMBER}", _do_not_ask, Act.ATTEND),
    Button(rf"ev:doask:{_NUMBER}", _do_ask, Act.ATTEND),
)
FORMS: tuple[Form, ...] = (REMARK,)
