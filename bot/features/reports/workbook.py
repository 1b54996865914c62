"""The report as an Excel workbook.

Its sheets: Kopsavilkums, Temati × kanāli, Bibliotēkas, Mēneši, Pasākumi, Citas formas, Savstarpējā apmaiņa,
Diagrammas, Dati, Metodika; for publication without Pasākumi and Dati, and Mēneši only of several months.
"""

from collections.abc import Sequence
from typing import BinaryIO

from bot.features.reports.report import Report
from bot.features.reports.sheets.charts import write_charts
from bot.features.reports.sheets.data import write_data
from bot.features.reports.sheets.events import write_events
from bot.features.reports.sheets.exchange import write_exchange
from bot.features.reports.sheets.libraries import write_libraries
from bot.features.reports.sheets.methodology import write_methodology
from bot.features.reports.sheets.months import write_months
from bot.features.reports.sheets.other_forms import write_other_forms
from bot.features.reports.sheets.page import ChartSource, Page
from bot.features.reports.sheets.styles import Styles
from bot.features.reports.sheets.summary import write_summary
from bot.features.reports.sheets.topics import write_topics
from bot.features.reports.wording import period_name
from bot.texts import Texts
from bot.xlsx import OPTIONS
from bot.xlsx.named import NamingWorkbook


def write_workbook(report: Report, texts: Texts, target: BinaryIO) -> None:
    """Write the whole workbook in the language of ``texts``; an empty period gives one full of zeros."""
    with NamingWorkbook(target, OPTIONS) as workbook:
        workbook.set_properties(
            {
                "title": texts.plain("Report: {period}", period=period_name(report.period, texts)),
                "author": report.region,
                "comments": "Plaukts",
                "created": report.exported_at.replace(tzinfo=None),
            }
        )
        date_format = 'dd.mm.yyyy"."' if texts.language == "lv" else "yyyy-mm-dd"
        styles = Styles(workbook, date_format, texts)

        def page(name: str, title: str, *, landscape: bool = False) -> Page:
            return Page(workbook, styles, report, texts, name=name, title=title, landscape=landscape)

        summary = page(texts.plain("Summary"), texts.plain("Consultations and events: summary"))
        write_summary(summary, report, texts)
        topics = page(texts.plain("Topics × channels"), texts.plain("Consultations by topic and channel"))
        of_topics, of_channels = write_topics(topics, report, texts)
        write_libraries(
            page(texts.plain("Libraries"), texts.plain("Consultations and events by library")), report, texts
        )
        of_months: Sequence[ChartSource] = ()
        if len(report.months) > 1:  # a single one says no more than the sheet of topics
            by_month = page(texts.plain("Months"), texts.plain("Consultations by month and channel"))
            of_months = write_months(by_month, report, texts)
        if not report.public:  # its rows could be counted
            write_events(page(texts.plain("Events"), texts.plain("Events"), landscape=True), report, texts)
        others = page(texts.plain("Other forms"), texts.plain("Other forms of work, and events by kind"))
        write_other_forms(others, report, texts)
        exchanged = page(texts.plain("Mutual exchange"), texts.plain("What librarians exchanged among themselves"))
        write_exchange(exchanged, report, texts)
        charts = page(texts.plain("Charts"), texts.plain("Consultations in pictures"))
        write_charts(workbook, charts, report, texts, topics=of_topics, channels=of_channels, months=of_months)
        if not report.public:
            write_data(page(texts.plain("Data"), texts.plain("Records"), landscape=True), report, texts)
        write_methodology(page(texts.plain("Methodology"), texts.plain("How it was counted")), report, texts)
