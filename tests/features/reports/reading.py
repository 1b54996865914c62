"""Reading a workbook back as a person does: by the names of rows and columns."""

from dataclasses import dataclass, fields
from io import BytesIO
from typing import Any

from python_calamine import CalamineWorkbook

from bot.features.reports.sheets.events import COLUMNS
from bot.texts import Texts, texts_for

Row = list[Any]


@dataclass
class Sheets:
    """The ten sheets of one workbook, as rows of cells, and the language of their words."""

    summary: list[Row]
    topics: list[Row]
    libraries: list[Row]
    months: list[Row]
    events: list[Row]
    other_forms: list[Row]
    exchange: list[Row]
    charts: list[Row]
    data: list[Row]
    methodology: list[Row]
    texts: Texts

    def figures(self, label: str) -> Row:
        """The cells beside a label of the summary: period, year to date, a year earlier, difference."""
        return self.row(self.summary, label)[1:]

    def exchanged(self, label: str) -> Row:
        """The same beside a label of the sheet of mutual exchange."""
        return self.row(self.exchange, label)[1:]

    def row(self, sheet: list[Row], label: str) -> Row:
        """The first row that begins with these words (a msgid)."""
        wanted = self.texts.plain(label)
        return next(row for row in sheet if row[0] == wanted)

    def records(self) -> list[dict[str, Any]]:
        """The records, each by the headings (msgids) of its cells."""
        headings, *rows = self.data[self.heading_row(self.data, "No.") :]
        return [dict(zip(headings, row, strict=True)) for row in rows]

    def block(self, label: str) -> tuple[Row, dict[str, Row], Row]:
        """A block of the sheet of topics, or of months: its headings, its rows by name, its totals.

        What stands beside the totals (second topics) is left out: see ``besides``.
        """
        start = self.heading_row(self.topics, label)
        width = self.topics[start].index(self.texts.plain("Total")) + 1
        headings, rows = self.topics[start][:width], self.topics[start + 1 :]
        end = next(at for at, row in enumerate(rows) if row[0] == self.texts.plain("Total"))
        return headings, {row[0]: row[1:width] for row in rows[:end]}, rows[end][1:width]

    def second_topics(self) -> dict[str, Any]:
        """How often each topic was the second one, and under the word for it the total."""
        start = self.heading_row(self.topics, "Consultations by main topic")
        column = self.topics[start].index(self.texts.plain("As second topic"))
        rows = self.topics[start + 1 : self.heading_row(self.topics, "Recorded minutes by main topic") - 1]
        return {row[0]: row[column] for row in rows}

    def month_rows(self) -> dict[str, Row]:
        """Rows of the sheet of months by name, sums among them: the channels, all, the year before."""
        start = self.heading_row(self.months, "Month")
        return {row[0]: row[1:] for row in self.months[start + 1 : start + 18]}

    def heading_row(self, sheet: list[Row], label: str) -> int:
        """Where the row stands whose first cell is this label (a msgid)."""
        return next(at for at, row in enumerate(sheet) if row[0] == self.texts.plain(label))

    def library_rows(self) -> dict[str, Row]:
        """Rows of the sheet of libraries by name, subtotals among them: kind, individual, group, all."""
        return {row[0]: row[1:5] for row in self._library_rows()}

    def libraries_at_events(self) -> dict[str, Row]:
        """The same rows: visits, events attended, participants."""
        return {row[0]: row[5:] for row in self._library_rows()}

    def _library_rows(self) -> list[Row]:
        start = self.heading_row(self.libraries, "Library") + 1
        return self.libraries[start : self.heading_row(self.libraries, "Total")]

    def event_rows(self) -> list[dict[str, Any]]:
        """The events, each by the headings (msgids) of its cells."""
        start = self.heading_row(self.events, "No.")
        found = [row for row in self.events[start + 1 :] if isinstance(row[0], int | float)]
        return [dict(zip(map(self._msgid, self.events[start]), row, strict=True)) for row in found]

    def event_total(self, label: str, place: int = 0) -> dict[str, Any]:
        """The cells of a row of sums in the sheet of events, by headings (msgids); of several so called, which."""
        start = self.heading_row(self.events, "No.")
        rows = [row for row in self.events if row[0] == self.texts.plain(label)]
        return dict(zip(map(self._msgid, self.events[start]), rows[place], strict=True))

    def kinds(self) -> dict[str, Row]:
        """Rows of the sheet of other forms by kind: number, participants, libraries, minutes, hours, person-hours."""
        return {row[0]: row[1:] for row in self.other_forms}

    def _msgid(self, heading: str) -> str:
        return next(msgid for msgid, _ in COLUMNS if self.texts.plain(msgid) == heading)


def named_sheets(content: bytes) -> dict[str, list[Row]]:
    """The sheets that there are, by name."""
    workbook = CalamineWorkbook.from_filelike(BytesIO(content))
    return {name: workbook.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in workbook.sheet_names}


def read_sheets(content: bytes, language: str) -> Sheets:
    """All sheets with every cell from A1 on, empty ones as ``""``."""
    names = [sheet.name for sheet in fields(Sheets)][:-1]
    return Sheets(**dict(zip(names, named_sheets(content).values(), strict=True)), texts=texts_for(language))
