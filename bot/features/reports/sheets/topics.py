"""Sheet *Temati × kanāli*: how many consultations and how many minutes, by main topic and channel."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.features.reports.report import Report
from bot.features.reports.sheets.page import Page, cells
from bot.features.reports.wording import name_or_not_given
from bot.texts import Texts
from bot.xlsx import xl_col_to_name
from storage.reports import TopicCount
from storage.vocabulary import CHANNEL, TOPIC

Key = str | None
HEADING_ROW = 3


@dataclass(frozen=True, slots=True)
class ChartSource:
    """Where the totals by topic stand, and what stands there."""

    categories: list[str | int]
    values: list[str | int]
    names: tuple[str, ...]
    counts: tuple[int, ...]


def write_topics(page: Page, report: Report, texts: Texts) -> ChartSource:
    """Write the block of counts and the block of minutes; every topic and channel is there, those without too."""
    topics, channels = report.keys_shown(TOPIC), report.keys_shown(CHANNEL)
    names = [name_or_not_given(report, TOPIC, topic, texts) for topic in topics]
    headings = [name_or_not_given(report, CHANNEL, channel, texts) for channel in channels]
    page.columns(38, *(11 for _ in channels), 10)
    page.freeze_below(HEADING_ROW, columns=1)

    first_row = HEADING_ROW + 1
    page.heading(HEADING_ROW, [texts.plain("Consultations by main topic"), *headings, texts.plain("Total")], height=30)
    _write_block(page, first_row, names, _table(report, topics, channels, lambda count: count.records), texts)

    row = first_row + len(topics) + 2
    page.heading(row, [texts.plain("Recorded minutes by main topic"), *headings, texts.plain("Total")], height=30)
    _write_block(page, row + 1, names, _table(report, topics, channels, lambda count: count.minutes), texts)
    remark = texts.plain(
        "Consultations with recorded minutes: {covered} of {all}. No minutes are estimated for the others.",
        covered=report.totals.records_with_minutes,
        all=report.totals.records,
    )
    page.text(row + len(topics) + 3, 0, remark, "remark")

    total_column, last_row = len(channels) + 1, first_row + len(topics) - 1
    by_topic = _table(report, topics, channels, lambda count: count.records)
    return ChartSource(
        categories=[page.name, first_row, 0, last_row, 0],
        values=[page.name, first_row, total_column, last_row, total_column],
        names=tuple(names),
        counts=tuple(sum(line) for line in by_topic),
    )


def _table(
    report: Report, topics: list[Key], channels: list[Key], figure: Callable[[TopicCount], int]
) -> list[list[int]]:
    found = {(count.topic, count.channel): figure(count) for count in report.topics}
    return [[found.get((topic, channel), 0) for channel in channels] for topic in topics]


def _write_block(page: Page, first_row: int, names: list[str], table: list[list[int]], texts: Texts) -> None:
    # Sums within a table are formulas, so that whoever checks sees what was added up; they carry their result. Nothing
    # refers to another sheet: a sheet that is moved into a yearly report on its own keeps its figures.
    total_column = len(table[0]) + 1
    last_row = first_row + len(table) - 1
    for row, (name, figures) in enumerate(zip(names, table, strict=True), start=first_row):
        page.text(row, 0, name)
        for column, figure in enumerate(figures, start=1):
            page.number(row, column, figure)
        across = f"B{row + 1}:{xl_col_to_name(total_column - 1)}{row + 1}"
        page.formula(row, total_column, f"=SUM({across})", sum(figures), "column_total")
    page.text(last_row + 1, 0, texts.plain("Total"), "total")
    for column in range(1, total_column + 1):
        downwards = sum(sum(line) if column == total_column else line[column - 1] for line in table)
        page.formula(last_row + 1, column, f"=SUM({cells(column, first_row, last_row)})", downwards, "total_count")
    page.fade_zeros(first_row, 1, last_row, total_column)
