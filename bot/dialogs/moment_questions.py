"""What a field that asks for a moment shows: a month, the hours of a day, ends, readings to choose from."""

from datetime import date, datetime, time, timedelta

from markupsafe import Markup

from bot.context import Button, Context, button
from bot.dialogs import calendar
from bot.dialogs.form import Data, Prompt, pick
from bot.texts import N_, bold, capital, join_lines
from bot.texts.days import FARTHEST
from bot.texts.moments import NO_DAY, PAST, SEVERAL, SKIPPED, TWICE, Span

DAY, LAST, HOUR, END, ASK = "day", "last", "hour", "end", "ask"
"""What is asked: the day, the last of several, the hour of the beginning, of the end; which reading is meant."""

_QUESTIONS = {
    SEVERAL: N_("This can be read in more than one way. Which one is meant?"),
    PAST: N_("This time has passed already. Is it right?"),
    NO_DAY: N_("On which day?"),
    SKIPPED: N_("The clocks are put forward that night and never show this time. Is this one meant?"),
    TWICE: N_("The clocks are put back that night and show this time twice. Is the first time meant?"),
}
"""What is asked about a doubt (msgid)."""


def day(ctx: Context, question: Markup, state: Data, kept: Span | None, before: Span | None, *, past: bool) -> Prompt:
    """On which day; what was settled before (``kept``) can stay. It opens where ``before`` was, if that is to come."""
    hint = ctx.texts.t("Write it like “12 March at 10:00” or “tomorrow 10–13”, or choose a day.")
    if before is not None and "month" not in state:
        state = state | {"month": max(before.begins.date(), ctx.today).isoformat()}
    rows = calendar.month_rows(ctx, shown_month(ctx, state), *bounds(ctx, past=past))
    now = None
    if kept is not None:
        now = ctx.texts.t("Now: {when}", when=in_full(ctx, kept))
        rows.append([button(ctx.texts.plain("Leave it so"), pick("k"))])
    return Prompt(join_lines([question, now, hint, *_about_month(ctx, state)]), rows)


def last_day(ctx: Context, state: Data) -> Prompt:
    """Which of several days is the last."""
    first = date.fromisoformat(state["first"])
    asked = ctx.texts.t("From {day}. Until which day?", day=ctx.texts.of_date(first))
    rows = calendar.month_rows(ctx, shown_month(ctx, state), first + timedelta(days=1), bounds(ctx, past=False)[1])
    return Prompt(join_lines([asked, *_about_month(ctx, state)]), rows)


def hour(ctx: Context, state: Data, usual: int | None, before: Span | None, *, ends: bool, past: bool) -> Prompt:
    """At what time it begins; the hours that it had ``before`` come first.

    With ``ends`` it may take the whole day, or several: above the hours where it usually does (has no ``usual``
    minutes).
    """
    texts, first, last = ctx.texts, date.fromisoformat(state["first"]), last_of(state)
    rows = calendar.hour_rows(ctx, first, None if past else ctx.local)
    if ends:
        days = [button(texts.plain("Whole days") if last else texts.plain("The whole day"), pick("w"))]
        if last is None:
            days.append(button(texts.plain("Several days"), pick("s")))
        rows.insert(0 if usual is None else len(rows), days)
    if ends and last is None and (same := same_hours(before, first)) is not None and same.ends is not None:
        rows.insert(0, [button(f"{texts.clock(same.begins)}–{texts.clock(same.ends)}", pick("h"))])
    rows.append([_back(ctx, N_("◀ Another day"), DAY)])
    hint = texts.t("At what time? Press a button, or write another one, for example 9:15.")
    return Prompt(join_lines([capital(in_full(ctx, whole_days(first, last or first))), hint]), rows)


def end(ctx: Context, state: Data, usual: int | None) -> Prompt:
    """At what time it ends; ``usual`` is how many minutes it usually takes."""
    texts, begins, last = ctx.texts, datetime.fromisoformat(state["begins"]), last_of(state)
    if last is not None and last > begins.date():
        rows = calendar.hour_rows(ctx, last)
        asked = texts.t("When does it end {day}? Press a button, or write another time.", day=texts.on_date(last))
    else:
        rows = calendar.end_rows(ctx, begins, usual)
        asked = texts.t("When does it end? Press a button, or write the time or the length, for example “2 hours”.")
        rows.append([button(texts.plain("Without an end"), pick("n"))])
    rows.append([_back(ctx, N_("◀ Another time"), HOUR)])
    return Prompt(join_lines([capital(texts.at(begins)), asked]), rows)


def which(ctx: Context, state: Data) -> Prompt:
    """Which reading is meant, or whether the only one is. A phone's button shows some thirty letters of a line."""
    spans = [Span.from_json(one) for one in state["choices"]]
    rows = [
        [button(ctx.texts.short_span(span.begins, span.ends, whole_day=span.whole_day), pick(f"c{number}"))]
        for number, span in enumerate(spans)
    ]
    rows.append([_back(ctx, N_("◀ Another day") if state["doubt"] == NO_DAY else N_("◀ Another time"), DAY)])
    asked = ctx.texts.t(_QUESTIONS.get(state["doubt"], _QUESTIONS[SEVERAL]))
    return Prompt(join_lines([*(f"• {in_full(ctx, span)}" for span in spans), "", asked]), rows)


def bounds(ctx: Context, *, past: bool) -> tuple[date, date]:
    """The first and the last day that can be chosen."""
    return ctx.today - FARTHEST if past else ctx.today, ctx.today + FARTHEST


def shown_month(ctx: Context, state: Data) -> date:
    """A day of the month that the calendar shows."""
    return date.fromisoformat(state["month"]) if state.get("month") else ctx.today


def last_of(state: Data) -> date | None:
    """The last of several days, where it is known."""
    return date.fromisoformat(state["last"]) if state.get("last") else None


def whole_days(first: date, last: date) -> Span:
    """From the first day to the last, without hours."""
    return Span(datetime.combine(first, time()), datetime.combine(last, time()), whole_day=True)


def same_hours(before: Span | None, day: date) -> Span | None:
    """From when until when it would be on this day, with the hours that it had before; nothing where it had none."""
    if before is None or before.ends is None or before.whole_day or before.ends.date() != before.begins.date():
        return None
    return Span(datetime.combine(day, before.begins.time()), datetime.combine(day, before.ends.time()))


def in_full(ctx: Context, span: Span) -> str:
    """The span in the person's language."""
    return ctx.texts.span(span.begins, span.ends, whole_day=span.whole_day)


def _about_month(ctx: Context, state: Data) -> list[Markup | str | None]:
    """What stands last above a month's days: its name, and what the star says, if there is one."""
    month = shown_month(ctx, state)
    starred = ctx.texts.t("* public holiday or day off") if calendar.has_day_off(month) else None
    return ["", bold(capital(ctx.texts.month(month))), starred]


def _back(ctx: Context, label: str, stage: str) -> Button:
    return button(ctx.texts.plain(label), pick(f"b{stage}"))
