"""Sheet *Temati × kanāli*: how many consultations and how many minutes, by main topic and channel."""

from collections.abc import Callable, Iterator, Sequence

from bot.features.reports.quantities import ALL, RECORDS, SECOND_TOPIC, Quantity, quantity
from bot.features.reports.report import Report
from bot.features.reports.sheets.page import ChartSource, Page, cells
from bot.features.reports.wording import hidden_remark, name_or_not_given
from bot.texts import Texts
from storage.reports import TopicCount
from storage.vocabulary import CHANNEL, TOPIC

Key = str | None
HEADING_ROW = 3


def write_topics(page: Page, report: Report, texts: Texts) -> tuple[ChartSource, ChartSource]:
    """Write the block of counts and the block of minutes; every topic and channel is there, those without too.

    Gives what charts of the topics and of the channels draw from.
    """
    topics, channels = report.topics_shown(), report.channels_shown()
    names = [name_or_not_given(report, TOPIC, topic, texts) for topic in topics]
    headings = [name_or_not_given(report, CHANNEL, channel, texts) for channel in channels]
    page.columns(38, *(11 for _ in channels), 10, 12)
    page.freeze_below(HEADING_ROW, columns=1)

    first_row = HEADING_ROW + 1
    total_column, last_row = len(channels) + 1, first_row + len(topics) - 1
    titles = [texts.plain("Consultations by main topic"), *headings, texts.plain("Total")]
    page.heading(HEADING_ROW, [*titles, texts.plain("As second topic")], height=30)
    counts = _table(report, topics, channels, lambda count: count.records)
    second = [report.second_topics.get(topic or "", 0) for topic in topics]

    def of(topic: int | None, channel: int | None) -> Quantity:
        return quantity(
            RECORDS,
            report.period,
            ALL if topic is None else topics[topic],
            ALL if channel is None else channels[channel],
        )

    named_second = [quantity(SECOND_TOPIC, report.period, topic) for topic in (*topics, ALL)]
    besides = list(zip([*second, sum(second)], named_second, strict=True))
    _write_block(page, first_row, names, counts, texts, of=of, besides=besides)
    page.fade_zeros(first_row, 1, last_row, total_column + 1)
    row = last_row + 3
    if not report.public:  # the minutes of a single consultation would tell more than its number
        page.heading(row, [texts.plain("Recorded minutes by main topic"), *titles[1:]], height=30)
        minutes = _table(report, topics, channels, lambda count: count.minutes)
        _write_block(page, row + 1, names, minutes, texts)
        page.fade_zeros(row + 1, 1, row + len(topics), total_column)
        row += len(topics) + 3
    for at, remark in enumerate(_remarks(report, texts), start=row):
        page.remark(at, remark)

    return (
        ChartSource(
            categories=[page.name, first_row, 0, last_row, 0],
            values=[page.name, first_row, total_column, last_row, total_column],
            names=tuple(names),
            figures=tuple(page.visible(sum(line), of(place, None)) for place, line in enumerate(counts)),
        ),
        ChartSource(
            categories=[page.name, HEADING_ROW, 1, HEADING_ROW, total_column - 1],
            values=[page.name, last_row + 1, 1, last_row + 1, total_column - 1],
            names=tuple(headings),
            figures=tuple(
                page.visible(sum(column), of(None, place)) for place, column in enumerate(zip(*counts, strict=True))
            ),
        ),
    )


def _remarks(report: Report, texts: Texts) -> Iterator[str]:
    if report.public:
        yield hidden_remark(texts)
    else:
        yield texts.plain(
            "Consultations with recorded minutes: {covered} of {all}. No minutes are estimated for the others.",
            covered=report.totals.records_with_minutes,
            all=report.in_all,
        )
    yield texts.plain("A second topic is shown besides: it is in no total, so that nothing is counted twice.")
    if report.current is not None and report.current.entered and not report.public:
        yield texts.plain_n(
            "{n} consultation is known only as a monthly total, without minutes.",
            "{n} consultations are known only as monthly totals, without minutes.",
            report.current.entered,
        )


def _table(
    report: Report, topics: list[Key], channels: list[Key], figure: Callable[[TopicCount], int]
) -> list[list[int]]:
    found = {(count.topic, count.channel): figure(count) for count in report.topics}
    return [[found.get((topic, channel), 0) for channel in channels] for topic in topics]


def _write_block(
    page: Page,
    first_row: int,
    names: list[str],
    table: list[list[int]],
    texts: Texts,
    *,
    of: Callable[[int | None, int | None], Quantity] | None = None,
    besides: Sequence[tuple[int, Quantity]] = (),
) -> None:
    # Sums within a table are formulas, so that whoever checks sees what was added up; they carry their result. Nothing
    # refers to another sheet: a sheet that is moved into a yearly report on its own keeps its figures.
    total_column = len(table[0]) + 1
    last_row = first_row + len(table) - 1
    for place, (name, figures) in enumerate(zip(names, table, strict=True)):
        row = first_row + place
        page.text(row, 0, name)
        for column, figure in enumerate(figures, start=1):
            page.number(row, column, figure, of=of(place, column - 1) if of else None)
        across = f"=SUM({page.across(row, 1, total_column - 1)})"
        page.formula(row, total_column, across, sum(figures), "column_total", of=of(place, None) if of else None)
        if besides:
            page.number(row, total_column + 1, besides[place][0], "aside", of=besides[place][1])
    page.text(last_row + 1, 0, texts.plain("Total"), "total")
    for column in range(1, total_column + 1):
        downwards = sum(sum(line) if column == total_column else line[column - 1] for line in table)
        formula = f"=SUM({cells(column, first_row, last_row)})"
        named = of(None, None if column == total_column else column - 1) if of else None
        page.formula(last_row + 1, column, formula, downwards, "total_count", of=named)

    if besides:
        formula = f"=SUM({cells(total_column + 1, first_row, last_row)})"
        page.formula(last_row + 1, total_column + 1, formula, besides[-1][0], "total_aside", of=besides[-1][1])
