"""What a report looks like in the chat."""

from datetime import date

from markupsafe import Markup, escape

from bot.context import Context, Rows, button
from bot.features.reports.export import WRITERS, Format
from bot.features.reports.rules import Period, previous_month
from bot.features.reports.wording import period_name
from bot.texts import Texts, join_lines
from storage.event_figures import Sums
from storage.outbox import About
from storage.reports import Totals

MONTHS_OFFERED = 3


def which_month(texts: Texts) -> Markup:
    """The question of the command without a month."""
    return texts.t("📊 Which month's report?")


def month_buttons(texts: Texts, today: date) -> Rows:
    """The last month first, the running one last."""
    months = [previous_month(today)]
    while len(months) < MONTHS_OFFERED:
        months.append(previous_month(months[-1].first))
    rows = [[button(period_name(month, texts), f"r:xlsx:{month.key}")] for month in months]
    running = Period.month(today.year, today.month)
    name = texts.plain("{month} (so far)", month=period_name(running, texts))
    return [*rows, [button(name, f"r:xlsx:{running.key}")]]


def caption(texts: Texts, period: Period, totals: Totals, events: Sums) -> Markup:
    """Under the file: the month in a line of consultations and, if there were any, one of events of all kinds."""
    if totals.records == 0:
        figures = texts.t("No consultations were registered.")
    else:
        figures = _joined(
            texts.plain_n("{n} consultation", "{n} consultations", totals.records),
            texts.plain_n("{n} library", "{n} libraries", totals.libraries_served),
        )
    of_events = _joined(
        texts.plain_n("{n} event", "{n} events", events.events),
        texts.plain_n("{n} participant", "{n} participants", events.participants),
    )
    title = texts.t("📊 <b>Report: {period}</b>", period=period_name(period, texts))
    return join_lines([title, figures, of_events if events.events else None])


def _joined(*parts: str) -> Markup:
    return escape(", ".join(parts))


def format_buttons(texts: Texts, period: Period, chosen: Format) -> Rows:
    """The same in the other formats."""
    others: list[Format] = [one for one in WRITERS if one != chosen]
    names = {"xlsx": "Excel", "csv": "CSV", "json": "JSON"}
    return [[button(texts.plain("As {format}", format=names[one]), f"r:{one}:{period.key}") for one in others]]


def undelivered(ctx: Context, _about: About, reason: str) -> Markup:
    """For who ordered it."""
    return ctx.texts.t("⚠️ The report was not delivered: {reason}.", reason=reason)
