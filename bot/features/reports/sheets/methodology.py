"""Sheet *Metodika*: what was counted, from when to when, and what the words mean."""

from bot.features.reports.report import Report
from bot.features.reports.sheets.page import Page
from bot.features.reports.wording import day, moment, period_name
from bot.texts import N_, Texts

DEFINITIONS: tuple[tuple[str, str], ...] = (
    (
        N_("Consultation"),
        N_(
            "One question or matter that one library, or a group, was helped with, on whatever way it came. Directions "
            "and organisational messages are not counted."
        ),
    ),
    (
        N_("Which period it counts for"),
        N_(
            "The day on which it happened decides, not the day of entry. A question asked in chat counts from its "
            "first answer by a person, on that day. One thread is one consultation, also if it is taken up again "
            "within 14 days."
        ),
    ),
    (
        N_("Group consultation"),
        N_(
            "One consultation for several participants, from one library or from several. In the summary it counts "
            "once; in the sheet of libraries it counts for each library that took part."
        ),
    ),
    (
        N_("Topic and channel"),
        N_(
            "Counts and minutes are given by the main topic. A second topic stands only in the sheet of records, so "
            "that nothing is counted twice."
        ),
    ),
    (
        N_("Minutes"),
        N_(
            "Only minutes that somebody entered are added up, and it is said in how many consultations. Where only a "
            "range (such as 11–30 min) or nothing was entered, no minutes are estimated."
        ),
    ),
    (
        N_("Libraries"),
        N_(
            "All libraries that existed on at least one day of the period, those without consultations too. They are "
            "listed alphabetically; there is no ranking."
        ),
    ),
    (
        N_("Given by peers"),
        N_("The share of consultations whose answer came from a colleague at another library."),
    ),
    (
        N_("Questions apart"),
        N_(
            "Questions asked in chat in the period that are no consultations: without an answer on its last day (an "
            "answer given later counts in the period it is given in), withdrawn by the asker, or solved by an earlier "
            "answer without anybody being asked."
        ),
    ),
    (
        N_("Comparison"),
        N_(
            "Since the year began: from 1 January to the last day of the period. The difference is that between the "
            "period and the same period a year earlier, in percentage points for shares. “—” means that nothing was "
            "counted at the time, and 0 that there was nothing to count."
        ),
    ),
    (
        N_("Personal data"),
        N_("The workbook names no person: who gave a consultation is shown by role only."),
    ),
)


def write_methodology(page: Page, report: Report, texts: Texts) -> None:
    """Write the facts of this report, then the definitions."""
    page.columns(30, 88)
    row = page.next_row
    facts = [
        (texts.plain("Region"), report.region),
        (texts.plain("Period"), _period(report, texts)),
        (texts.plain("Time of export"), moment(report, texts)),
        (texts.plain("Counted since"), day(report.start_of_use, texts) if report.start_of_use else "—"),
        (texts.plain("Consultations in the sheet of records"), str(report.totals.records)),
    ]
    for term, fact in facts:
        page.text(row, 0, term, "term")
        page.text(row, 1, fact, "wrapped")
        row += 1
    row += 1
    for term, definition in DEFINITIONS:
        text = texts.plain(definition)
        # Excel makes a row as high as its text only when it is edited: other programs would cut the text off.
        page.sheet.set_row(row, 8 + 13.5 * -(-len(text) // 92))
        page.text(row, 0, texts.plain(term), "term")
        page.text(row, 1, text, "wrapped")
        row += 1


def _period(report: Report, texts: Texts) -> str:
    first, last = day(report.period.first, texts), day(report.period.last, texts)
    return f"{period_name(report.period, texts)} ({first}–{last})"
