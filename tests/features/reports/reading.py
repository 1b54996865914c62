"""Reading a workbook back as a person does: by the names of rows and columns."""

from dataclasses import dataclass
from io import BytesIO
from typing import Any

from python_calamine import CalamineWorkbook

from bot.texts import Texts, texts_for

Row = list[Any]


@dataclass
class Sheets:
    """The six sheets of one workbook, as rows of cells, and the language of their words."""

    summary: list[Row]
    topics: list[Row]
    libraries: list[Row]
    exchange: list[Row]
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
        """A block of the sheet of topics: its headings, its rows by topic, its totals."""
        start = self.heading_row(self.topics, label)
        headings, rows = self.topics[start], self.topics[start + 1 :]
        end = next(at for at, row in enumerate(rows) if row[0] == self.texts.plain("Total"))
        return headings, {row[0]: row[1:] for row in rows[:end]}, rows[end][1:]

    def heading_row(self, sheet: list[Row], label: str) -> int:
        """Where the row stands whose first cell is this label (a msgid)."""
        return next(at for at, row in enumerate(sheet) if row[0] == self.texts.plain(label))

    def library_rows(self) -> dict[str, Row]:
        """Rows of the sheet of libraries by name, subtotals among them: kind, individual, group, all."""
        start = self.heading_row(self.libraries, "Library") + 1
        end = self.heading_row(self.libraries, "Total")
        return {row[0]: row[1:] for row in self.libraries[start:end]}


def read_sheets(content: bytes, language: str) -> Sheets:
    """All sheets with every cell from A1 on, empty ones as ``""``."""
    workbook = CalamineWorkbook.from_filelike(BytesIO(content))
    found = [workbook.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in workbook.sheet_names]
    summary, topics, libraries, exchange, data, methodology = found
    return Sheets(summary, topics, libraries, exchange, data, methodology, texts_for(language))
