"""Sheet *Diagrammas*: topics, channels and months as pictures that can be copied into a text."""

from collections.abc import Sequence
from typing import Any

from bot.features.reports.report import Report
from bot.features.reports.sheets.page import ChartSource, Page
from bot.features.reports.wording import hidden_remark, period_name
from bot.texts import Texts
from bot.xlsx import ACCENT, FONT, INK, MUTED, RULE, Workbook

WIDTH = 700
"""Pixels; a little less than the sheet's columns together."""
ROW_PIXELS = 20
MOVE_AND_SIZE = 1
"""A chart is tied to the cells around it, and so as wide as them in programs that measure columns otherwise."""
_TEXT = {"name": FONT, "size": 9, "color": INK}
MANY = 12
"""Names below the columns of a chart, as many as the months, that need smaller letters not to touch."""


class Charts:
    """Puts charts on a sheet, one below the other."""

    def __init__(self, workbook: Workbook, page: Page) -> None:
        self._workbook = workbook
        self._page = page
        self._row = page.next_row
        page.columns(*(12 for _ in range(8)))
        page.sheet.fit_to_pages(1, 1)

    def add(self, kind: str, title: str, height: int, series: Sequence[tuple[str, ChartSource, str]]) -> None:
        """Draw a chart of series (name, source, colour): ``bar`` has its categories below each other."""
        chart = self._workbook.add_chart({"type": kind})
        for name, source, colour in series:
            chart.add_series(
                {
                    "name": name,
                    "categories": source.categories,
                    "values": source.values,
                    "categories_data": list(source.names),
                    "values_data": list(source.figures),
                    "fill": {"color": colour},
                    "gap": 45,
                    "data_labels": {"value": True, "num_format": "#,##0;;", "font": {**_TEXT, "size": 8}},
                }
            )
        chart.set_title({"name": title, "name_font": {**_TEXT, "size": 11, "bold": True}, "overlay": False})
        chart.set_legend({"position": "bottom", "font": _TEXT} if len(series) > 1 else {"none": True})
        names: dict[str, Any] = {
            "num_font": _TEXT if len(series[0][1].names) < MANY else {**_TEXT, "size": 8},
            "line": {"color": MUTED, "width": 0.75},
            "major_tick_mark": "none",
            "reverse": kind == "bar",
        }
        figures = {"visible": False, "major_gridlines": {"visible": False}, "min": 0}
        # Of a bar chart the library calls the axis of the names y.
        chart.set_x_axis(figures if kind == "bar" else names)
        chart.set_y_axis(names if kind == "bar" else figures)
        chart.set_chartarea({"border": {"color": RULE, "width": 0.5}})
        chart.set_size({"width": WIDTH, "height": height})
        self._page.sheet.insert_chart(self._row, 0, chart, {"object_position": MOVE_AND_SIZE, "description": title})
        self._row += height // ROW_PIXELS + 1


def write_charts(
    workbook: Workbook,
    page: Page,
    report: Report,
    texts: Texts,
    *,
    topics: ChartSource,
    channels: ChartSource,
    months: Sequence[ChartSource],
) -> None:
    """Draw what there is: bars in the order of the lists, the same every month."""
    period = period_name(report.period, texts)
    charts = Charts(workbook, page)
    consultations = texts.plain("Consultations")
    if any(topics.figures):
        title = texts.plain("Consultations by topic, {period}", period=period)
        charts.add("bar", title, 80 + 23 * len(topics.names), [(consultations, topics, ACCENT)])
    if any(channels.figures):
        title = texts.plain("Consultations by channel, {period}", period=period)
        charts.add("column", title, 240, [(consultations, channels, ACCENT)])
    if months and any(months[0].figures):
        year = report.period.first.year
        title = texts.plain("Consultations by month, {year}", year=year)
        colours = (ACCENT, RULE)
        series = [(str(year - at), one, colours[at]) for at, one in enumerate(months) if any(one.figures)]
        charts.add("column", title, 280, series[::-1])
    if any(any(one.figures) for one in (topics, channels, *months[:1])):
        return
    if report.public:
        page.remark(page.next_row, hidden_remark(texts))
    else:
        page.text(page.next_row, 0, texts.plain("No consultation was registered in this period."), "notice")
