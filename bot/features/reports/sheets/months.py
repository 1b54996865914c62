"""Sheet *Mēneši*: the year's months by channel, with the sums of its quarters and of the year."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.features.reports.months import MonthLine, ranges, spans
from bot.features.reports.quantities import ALL, RECORDS, Quantity, quantity
from bot.features.reports.report import Report
from bot.features.reports.rules import Period
from bot.features.reports.sheets.page import ChartSource, Page, cells
from bot.features.reports.wording import NOT_COUNTED, day, hidden_remark, name_or_not_given, period_name
from bot.texts import Texts, capital
from storage.vocabulary import CHANNEL

HEADING_ROW = 3
FIRST = HEADING_ROW + 1
"""The row of the first month."""


def write_months(page: Page, report: Report, texts: Texts) -> list[ChartSource]:
    """Write the months down to the report's last day; a month in which nobody counted is a dash, one to come empty.

    Gives what a chart draws from: this year's totals, and (not for publication) those of the year before.
    """
    channels = report.channels_shown(of_year=True)
    headings = [name_or_not_given(report, CHANNEL, channel, texts) for channel in channels]
    year = report.period.first.year
    columns = [
        *(_Column(channel, [_count(line, channel) for line in report.months]) for channel in channels),
        _Column(ALL, [line.total for line in report.months]),
    ]
    titles = [texts.plain("Month"), *headings, texts.plain("Total")]
    if not report.public:
        columns.append(_Column(ALL, [line.a_year_earlier for line in report.months], before=True))
        titles.append(texts.plain("In {year}", year=year - 1))
    page.columns(24, *(11 for _ in channels), *(10, 12)[: len(columns) - len(channels)])
    page.freeze_below(HEADING_ROW, columns=1)
    page.heading(HEADING_ROW, titles, height=30)
    names = [capital(texts.month_alone(line.month.first)) for line in report.months]
    for place, line in enumerate(report.months):
        page.text(FIRST + place, 0, names[place])
        _write_month(page, FIRST + place, line.month, [(column, column.figures[place]) for column in columns], report)
    last = FIRST + len(names) - 1
    page.fade_zeros(FIRST, 1, last, len(columns))
    *quarters, (whole, places) = spans(report.period, alone=report.public)
    row = last + 1
    for quarter in range(4 if whole.kind == "year" else 0):
        page.text(row, 0, texts.plain("Quarter {quarter}", quarter=quarter + 1), "group")
        if quarter < len(quarters):
            _write_sums(page, row, columns, *quarters[quarter], report=report, style="group")
        else:
            for column in range(1, len(columns) + 1):
                page.text(row, column, "", "group")
        row += 1
    if whole.kind == "year" and whole.last.month < 12:
        name = texts.plain("{year}, to {day}", year=year, day=day(whole.last, texts))
    else:
        name = period_name(whole, texts)
    page.text(row, 0, name, "total")
    _write_sums(page, row, columns, whole, places, report=report, style="total")
    for at, remark in enumerate(_remarks(report, texts), start=row + 2):
        page.remark(at, remark)
    return [
        ChartSource(
            categories=[page.name, FIRST, 0, last, 0],
            values=[page.name, FIRST, at, last, at],
            names=tuple(names),
            figures=tuple(
                page.visible(figure, column.quantity(line.month))
                for line, figure in zip(report.months, column.figures, strict=True)
            ),
        )
        for at, column in enumerate(columns, start=1)
        if column.channel == ALL
    ]


@dataclass(frozen=True, slots=True)
class _Column:
    channel: str | None
    figures: list[int | None]
    before: bool = False
    """Whether it is of the year before."""

    def quantity(self, period: Period) -> Quantity:
        return quantity(RECORDS, period.a_year_earlier() if self.before else period, ALL, self.channel)


def _count(line: MonthLine, channel: str | None) -> int | None:
    return line.by_channel.get(channel, 0) if line.by_channel is not None else None


def _write_month(
    page: Page, row: int, month: Period, cells_of_row: Sequence[tuple[_Column, int | None]], report: Report
) -> None:
    for at, (column, figure) in enumerate(cells_of_row, start=1):
        of = column.quantity(month)
        to_come = month.first > (report.period.last if column.before else report.reaches)
        if figure is None and to_come:
            continue
        if figure is None or column.channel != ALL:
            page.number(row, at, figure, of=of)
        elif column.before:
            page.number(row, at, figure, "aside", of=of)
        else:
            page.formula(row, at, f"=SUM({page.across(row, 1, at - 1)})", figure, "column_total", of=of)


def _write_sums(
    page: Page,
    row: int,
    columns: Sequence[_Column],
    span: Period,
    places: Sequence[int],
    *,
    report: Report,
    style: str,
) -> None:
    for at, column in enumerate(columns, start=1):
        counted = [figure for figure in (column.figures[place] for place in places) if figure is not None]
        if counted:
            formula = f"=SUM({cells(at, FIRST + places[0], FIRST + places[-1])})"
            page.formula(row, at, formula, sum(counted), f"{style}_count", of=column.quantity(span))
        elif column.before or span.first <= report.reaches:
            page.text(row, at, NOT_COUNTED, f"{style}_count_missing")
        else:
            page.text(row, at, "", style)


def _remarks(report: Report, texts: Texts) -> list[str]:
    remarks = [hidden_remark(texts)] if report.public else []
    remarks.append(texts.plain("A sum has in it the months down to the last day of the report."))
    reached = [line for line in report.months if line.month.first <= report.reaches]
    if any(line.by_channel is None or (line.a_year_earlier is None and not report.public) for line in reached):
        remarks.append(texts.plain("“—”: nobody counted in that month, and no totals were entered for it."))
    if report.earlier.months:
        remarks.append(texts.plain("Entered as monthly totals: {months}.", months=ranges(report.earlier.months)))
    return remarks
