"""Sheet *Mēneši*: the year's months by channel, with the sums of its quarters and of the year."""

from collections.abc import Sequence

from bot.features.reports.months import ranges
from bot.features.reports.report import Report
from bot.features.reports.sheets.page import ChartSource, Page, cells
from bot.features.reports.wording import capital, day, name_or_not_given
from bot.texts import Texts
from storage.vocabulary import CHANNEL

HEADING_ROW = 3
FIRST = HEADING_ROW + 1
"""The row of January."""

Column = list[int | None]


def write_months(page: Page, report: Report, texts: Texts) -> tuple[ChartSource, ChartSource]:
    """Write the months down to the report's last day; a month in which nobody counted is a dash, one to come empty.

    Gives what a chart draws from: this year's totals, and those of the year before.
    """
    channels = report.channels_shown(of_year=True)
    headings = [name_or_not_given(report, CHANNEL, channel, texts) for channel in channels]
    year = report.period.first.year
    columns: list[Column] = [
        [line.by_channel.get(channel, 0) if line.by_channel is not None else None for line in report.months]
        for channel in channels
    ]
    columns += [[line.total for line in report.months], [line.a_year_earlier for line in report.months]]
    page.columns(24, *(11 for _ in channels), 10, 12)
    page.freeze_below(HEADING_ROW, columns=1)
    page.heading(
        HEADING_ROW,
        [texts.plain("Month"), *headings, texts.plain("Total"), texts.plain("In {year}", year=year - 1)],
        height=30,
    )
    names = [capital(texts.month_alone(line.month.first)) for line in report.months]
    for place, line in enumerate(report.months):
        page.text(FIRST + place, 0, names[place])
        if line.month.first <= report.period.last:
            _write_month(page, FIRST + place, [column[place] for column in columns])
    last = FIRST + len(names) - 1
    page.fade_zeros(FIRST, 1, last, len(columns))
    row = last + 1
    for quarter in range(4):
        at = quarter * 3
        page.text(row, 0, texts.plain("Quarter {quarter}", quarter=quarter + 1), "group")
        _write_sums(page, row, [column[at : at + 3] for column in columns], FIRST + at, "group")
        row += 1
    until = report.period.last
    if until.month == 12:
        name = texts.plain("The year {year}", year=year)
    else:
        name = texts.plain("{year}, to {day}", year=year, day=day(until, texts))
    page.text(row, 0, name, "total")
    _write_sums(page, row, columns, FIRST, "total")
    for at, remark in enumerate(_remarks(report, texts), start=row + 2):
        page.text(at, 0, remark, "remark")
    return tuple(  # type: ignore[return-value]
        ChartSource(
            categories=[page.name, FIRST, 0, last, 0],
            values=[page.name, FIRST, column, last, column],
            names=tuple(names),
            figures=tuple(columns[column - 1]),
        )
        for column in (len(columns) - 1, len(columns))
    )


def _write_month(page: Page, row: int, figures: Sequence[int | None]) -> None:
    *counts, total, before = figures
    for column, figure in enumerate(counts, start=1):
        page.number(row, column, figure)
    column = len(figures) - 1
    if total is None:
        page.number(row, column, None)
    else:
        page.formula(row, column, f"=SUM({page.across(row, 1, column - 1)})", total, "column_total")
    page.number(row, column + 1, before, "aside")


def _write_sums(page: Page, row: int, columns: Sequence[Column], first: int, style: str) -> None:
    for at, column in enumerate(columns, start=1):
        counted = [figure for figure in column if figure is not None]
        if counted:
            formula = f"=SUM({cells(at, first, first + len(column) - 1)})"
            page.formula(row, at, formula, sum(counted), f"{style}_count")
        else:
            page.text(row, at, "", style)


def _remarks(report: Report, texts: Texts) -> list[str]:
    remarks = [texts.plain("A sum has in it the months down to the last day of the report.")]
    reached = [line for line in report.months if line.month.first <= report.period.last]
    if any(line.by_channel is None or line.a_year_earlier is None for line in reached):
        remarks.append(texts.plain("“—”: nobody counted in that month, and no totals were entered for it."))
    if report.earlier.months:
        remarks.append(texts.plain("Entered as monthly totals: {months}.", months=ranges(report.earlier.months)))
    return remarks
