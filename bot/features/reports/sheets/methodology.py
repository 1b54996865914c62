"""Sheet *Metodika*: what was counted, from when to when, and what the words mean."""

from bot.features.reports.disclosure import LEAST
from bot.features.reports.months import ranges
from bot.features.reports.report import Report
from bot.features.reports.sheets.page import Page
from bot.features.reports.wording import day, moment, period_name
from bot.texts import N_, Texts
from storage import corrections

COMPARISON = N_("Comparison")
"""Explains columns that a workbook for publication has not."""
DEFINITIONS: tuple[tuple[str, str], ...] = (
    (
        N_("Consultation"),
        N_(
            "One question or matter in which a library, or a group, was given professional help, through any channel. "
            "Purely organisational messages are not counted."
        ),
    ),
    (
        N_("Date of a consultation"),
        N_(
            "It counts for the day on which it took place, whenever it was entered. A question asked in chat counts "
            "from its first answer by a person, on the day of that answer. One thread is one consultation, also if it "
            "is taken up again within 14 days."
        ),
    ),
    (
        N_("Group consultation"),
        N_(
            "One consultation for several participants from one library or several. In the summary it counts once; in "
            "the sheet of libraries it counts for each library that took part."
        ),
    ),
    (
        N_("Topics and channels"),
        N_(
            "Consultations and minutes are counted by the main topic. How often a topic was the second one stands "
            "beside, in a column of its own that is in no total."
        ),
    ),
    (
        N_("Recorded minutes"),
        N_(
            "Only minutes that were entered as a number are added up, and next to the sum stands in how many "
            "consultations they were. Where a range (such as 11–30 min) or nothing was entered, no minutes are "
            "estimated."
        ),
    ),
    (
        N_("Libraries"),
        N_(
            "All libraries that existed on at least one day of the period, also those without consultations and "
            "events, in alphabetical order. The figures are no ranking."
        ),
    ),
    (
        N_("Questions that are not counted as consultations"),
        N_(
            "Questions asked in chat in the period that had no answer by its last day (one that comes later counts in "
            "the period in which it is given), were withdrawn by the asker, or were settled by an earlier answer "
            "before anybody had to answer."
        ),
    ),
    (
        N_("Mutual exchange"),
        N_(
            "A question that librarians asked all their colleagues, in the group or through the bot. It is given by a "
            "peer or by a methodologist, as who answered it first is one or the other. A library answered if one of "
            "its people did, methodologists apart; an author with several libraries counts for one."
        ),
    ),
    (
        N_("Event"),
        N_(
            "A seminar, course, practical class, meeting, lecture, conference, discussion or another event for "
            "librarians that was announced, or entered afterwards. It counts from its beginning on, in the period in "
            "which its first day lies; one of several days counts once. What was called off, or not announced, does "
            "not count."
        ),
    ),
    (
        N_("Other forms of work"),
        N_(
            "Visits to libraries, method days, consultation days, contests and exchange trips. They are added up apart "
            "from the other events; the sheet of other forms shows both sums side by side, and each kind by itself."
        ),
    ),
    (
        N_("Participants and different people"),
        N_(
            "A participant is who came, counted anew with every event: whom the organiser marked as present, guests "
            "included, or as many as were counted by head. Who registered and did not come is no participant. "
            "Different people are counted once, however often they came, as far as they are known by name."
        ),
    ),
    (
        N_("Libraries at events"),
        N_(
            "Those that participants named as theirs when they registered, and those that the event was about. A visit "
            "counts for the library that was visited, any other event for each library that took part. Who works at "
            "several libraries is a participant from each of them."
        ),
    ),
    (
        N_("Academic hours and person-hours"),
        N_(
            "An academic hour has {minutes} minutes. An event has as many as were entered, else its length without "
            "breaks divided by {minutes} minutes, rounded to a tenth. Person-hours are the academic hours times the "
            "participants."
        ),
    ),
    (
        N_("Municipality representatives"),
        N_(
            "Guests who were put down as representatives or deputies of a municipality, and invited members who are no "
            "librarians; or the numbers that were entered. Present are those who came."
        ),
    ),
    (
        N_("Totals of earlier months"),
        N_(
            "Of months before Plaukts was in use, the numbers of consultations by channel and topic can be entered. "
            "They are counted with the others, in the period and in comparisons, and named wherever they are. Nothing "
            "else is known of them: they have no minutes, participants or libraries, and no rows in the sheet of "
            "records."
        ),
    ),
    (
        COMPARISON,
        N_(
            "The year's figures run from 1 January to the last day of the period. The difference is that between the "
            "period and the same period a year earlier; between shares it is given in percentage points. “—” means "
            "that nothing was counted at the time, or that there is nothing to take a share of; 0 means that there was "
            "nothing to count."
        ),
    ),
    (
        N_("Personal data"),
        N_(
            "The workbook names no person but the lecturers of events: who gave a consultation is shown by role only, "
            "and of who came to an event only the number."
        ),
    ),
)


FIELDS = {
    corrections.LIBRARIES: N_("Library"),
    corrections.CHANNEL: N_("Channel"),
    corrections.TOPIC: N_("Topic"),
    corrections.SECOND_TOPIC: N_("Second topic"),
    corrections.DAY: N_("Date"),
    corrections.DURATION: N_("Duration"),
    corrections.PARTICIPANTS: N_("Participants"),
    corrections.GIVEN_BY: N_("Given by"),
    corrections.ADDED: N_("Entered later"),
    corrections.DELETED: N_("Deleted"),
}
"""What was changed late (msgids), by the names of ``storage.corrections``."""

PUBLICATION = N_(
    "This is the variant for publication: what is fewer than {least}, none at all included, is hidden (“…”), and with "
    "it as many other figures as are needed so that no hidden one can be computed from those shown, from all sheets "
    "and from the workbooks of periods that do not overlap with this one together. The records, the list of events, "
    "the minutes by topic and the figures of other periods are left out."
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
    ]
    if report.public:
        facts.append((texts.plain("Publication"), texts.plain(PUBLICATION, least=LEAST)))
    else:
        facts.append((texts.plain("Consultations in all"), str(report.in_all)))
        facts.append((texts.plain("All events"), str(report.event_totals.all.events)))
    if report.earlier.months:
        facts.append((texts.plain("Totals of earlier months"), _entered(report, texts)))
    for term, fact in facts:
        page.fit_height(row, [(fact, 88)])
        page.text(row, 0, term, "term")
        page.text(row, 1, fact, "wrapped")
        row += 1
    row += 1
    for term, definition in DEFINITIONS:
        if report.public and term == COMPARISON:
            continue
        text = texts.plain(definition, minutes=report.academic_hour)
        # Excel makes a row as high as its text only when it is edited: other programs would cut the text off.
        page.sheet.set_row(row, 8 + 13.5 * -(-len(text) // 98))
        page.text(row, 0, texts.plain(term), "term")
        page.text(row, 1, text, "wrapped")
        row += 1
    if not report.public:
        _write_late(page, row + 1, report, texts)


def _write_late(page: Page, row: int, report: Report, texts: Texts) -> None:
    page.sheet.set_row(row, 22)
    page.text(row, 0, texts.plain("Late corrections"), "section")
    row += 1
    if not report.late:
        page.text(row, 1, texts.plain("Nothing was changed after the first report of a month was made."), "wrapped")
        return
    page.text(row, 0, texts.plain("Changed on"), "heading")
    page.text(row, 1, texts.plain("Consultation and what was changed, after the first report of its month"), "heading")
    for at, change in enumerate(report.late, start=row + 1):
        page.text(at, 0, day(change.at.astimezone(report.exported_at.tzinfo), texts))
        number = texts.plain("No. {number}", number=change.number)
        counted = f" ({day(change.day, texts)})" if change.day is not None else ""
        page.text(at, 1, f"{number}{counted}: {texts.plain(FIELDS[change.field])}", "wrapped")


def _period(report: Report, texts: Texts) -> str:
    first, last = day(report.period.first, texts), day(report.period.last, texts)
    return f"{period_name(report.period, texts)} ({first}–{last})"


def _entered(report: Report, texts: Texts) -> str:
    if report.public:
        return ranges(report.earlier.months)
    count = sum(one.count for one in report.earlier.all)
    said = texts.plain_n("{n} consultation, entered for", "{n} consultations, entered for", count)
    return f"{said} {ranges(report.earlier.months)}"
