"""Sheet *Savstarpējā apmaiņa*: what librarians gave each other, in the columns of the summary."""

from bot.features.reports.quantities import ALL, ANSWERED, QUESTIONS
from bot.features.reports.report import Report, Summary
from bot.features.reports.sheets.page import Page
from bot.features.reports.sheets.summary import HEADING_ROW, Line, heading, summaries_of, write_line
from bot.features.reports.wording import hidden_remark
from bot.texts import N_, Texts

LINES: tuple[Line[Summary], ...] = (
    Line(N_("Questions to colleagues"), lambda summary: summary.exchange.questions, of=(QUESTIONS, ALL)),
    Line(N_("of them answered"), lambda summary: summary.exchange.answered, part=True, of=(ANSWERED, ALL)),
    Line(
        N_("Share answered"),
        lambda summary: summary.exchange.share_answered,
        share=True,
        rests_on=((QUESTIONS, ALL), (ANSWERED, ALL)),
    ),
    Line(
        N_("Median time to the first answer, hours"),
        lambda summary: summary.exchange.hours_to_answer,
        decimal=True,
        rests_on=((ANSWERED, ALL),),
    ),
    Line(N_("Libraries that answered colleagues"), lambda summary: summary.exchange.libraries),
    Line(N_("News published"), lambda summary: summary.news.posts),
    Line(N_("Libraries that published news"), lambda summary: len(summary.news.libraries)),
)
"""The rows in their order: what else librarians exchange is a row more."""

REMARKS = (
    N_(
        "Questions that librarians asked their colleagues; without those that were withdrawn, or that an earlier "
        "answer settled. Answered are those with an answer by the end of the period."
    ),
    N_("News counts on the day of its publication, without what its author withdrew; libraries are those of then."),
    N_("The time runs by the clock, nights and holidays included; half of the answered questions waited less."),
)


def write_exchange(page: Page, report: Report, texts: Texts) -> None:
    """Write the table."""
    heading(page, report, texts)
    row = HEADING_ROW + 1
    summaries = summaries_of(report)
    for line in LINES:
        write_line(page, row, line, report, summaries, texts=texts)
        row += 1
    for remark in (*map(texts.plain, REMARKS), *([hidden_remark(texts)] if report.public else [])):
        row += 1
        page.remark(row, remark)
