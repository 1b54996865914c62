"""What a report looks like in the chat."""

from collections.abc import Iterable, Sequence
from datetime import date

from markupsafe import Markup, escape

from bot.context import Button, Context, Rows, button
from bot.features.reports.export import WRITERS, Format
from bot.features.reports.rules import Period, previous_month, wider
from bot.features.reports.wording import ONCE, period_name
from bot.texts import Texts, join_lines
from storage.outbox import About

MONTHS_OFFERED = 3
FORMAT_NAMES: dict[Format, str] = {"xlsx": "Excel", "csv": "CSV", "json": "JSON"}


def which_month(texts: Texts) -> Markup:
    """The question of the command without a month."""
    question = texts.t("📊 Which month's report?")
    return join_lines([question, texts.t("Or write: /parskats oktobris, /parskats 3. ceturksnis, /parskats 2026")])


def month_buttons(texts: Texts, today: date) -> Rows:
    """The last month first, the running one last."""
    months = [previous_month(today)]
    while len(months) < MONTHS_OFFERED:
        months.append(previous_month(months[-1].first))
    rows = [period_row(texts, [month]) for month in months]
    running = Period.month(today.year, today.month)
    name = texts.plain("{month} (so far)", month=period_name(running, texts))
    return [*rows, [button(name, f"r:xlsx:{running.key}")], period_row(texts, wider(months[0]))]


def summary(texts: Texts, period: Period, sentences: Sequence[str], *, late: bool = False) -> Markup:
    """The title, and the sentences in lines of their own, to be copied.

    ``late``: the report of a later month is due already, too.
    """
    title = texts.t("📊 <b>Report: {period}</b>", period=period_name(period, texts))
    why = texts.t("This report comes late: it could not be sent in time.") if late else None
    return join_lines([title, why, *(["", *map(escape, sentences)] if sentences else [])])


def file_caption(texts: Texts, period: Period, chosen: Format) -> Markup:
    """What stands with the file."""
    said = texts.t("📎 {format}: {period}", format=format_name(texts, chosen), period=period_name(period, texts))
    return join_lines([said, texts.t(ONCE)]) if chosen == "public" else said


def format_buttons(texts: Texts, period: Period, chosen: Format) -> Rows:
    """The same in the other formats, and the quarter and the year that it belongs to."""
    others: list[Format] = [one for one in WRITERS if one != chosen]
    names = {one: format_name(texts, one) for one in others}
    as_records = [
        button(texts.plain("As {format}", format=names[one]), f"r:{one}:{period.key}")
        for one in others
        if one != "public"
    ]
    rows = [as_records, *([[button(names[one], f"r:{one}:{period.key}")] for one in others if one == "public"])]
    return [*rows, period_row(texts, wider(period))] if wider(period) else rows


def format_name(texts: Texts, chosen: Format) -> str:
    """What people read for a kind of file."""
    return texts.plain("For publication") if chosen == "public" else FORMAT_NAMES[chosen]


def period_row(texts: Texts, periods: Iterable[Period]) -> list[Button]:
    """A button for the report of each period."""
    return [button(period_name(one, texts), f"r:xlsx:{one.key}") for one in periods]


def undelivered(ctx: Context, _about: About, reason: str) -> Markup:
    """For who ordered it."""
    return ctx.texts.t("⚠️ The report was not delivered: {reason}.", reason=reason)


def picture_undelivered(ctx: Context, _about: About, reason: str) -> Markup:
    """For who ordered the report."""
    return ctx.texts.t(
        "⚠️ The report's picture was not delivered: {reason}. The figures are in the workbook.", reason=reason
    )
