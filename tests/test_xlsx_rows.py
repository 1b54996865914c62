"""Rows that are written without XlsxWriter's own cells: the file is what XlsxWriter would have made of them."""

from collections.abc import Callable
from datetime import date, datetime, time
from io import BytesIO
from zipfile import ZipFile

from bot.xlsx import OPTIONS, Workbook, Worksheet
from bot.xlsx.rows import CELL_LIMIT, Cell, Looks, write_rows

ROWS: list[tuple[Cell, ...]] = [
    (1, date(2026, 10, 12), "Rendas pagasta bibliotēka", None, 15),
    (2, date(2028, 2, 29), '<b>&amp; "quoted" & </b>', "  kept  spaces ", None),
    (3, None, "=1+1", "vertical\x0btab, _x0041_, line\nand \ufffe", -7),
    (None, date(2026, 12, 31), "https://example.org", "<r> and </b>", 123456789012),
    (4, date(2026, 1, 1), "Long enough for a second line", "ā" * (CELL_LIMIT + 5), 0),
    (None, None, None, None, None),
    (5, date(2026, 1, 1), "Rendas pagasta bibliotēka", "Long enough for a second line", 0),
]


def height(text: str, column: int) -> float:
    return 28 if text.startswith("Long") else 0


def sheet_with(write: Callable[[Worksheet, Looks], None]) -> bytes:
    """The XML of a sheet that has cells above and below the rows."""
    target = BytesIO()
    with Workbook(target, OPTIONS) as workbook:
        sheet = workbook.add_worksheet("Dati")
        day = workbook.add_format({"num_format": "yyyy-mm-dd"})
        looks = Looks(workbook.add_format({"text_wrap": True}), workbook.add_format({"bold": True}), day)
        for column, look in enumerate((looks.text, looks.number, looks.day)):  # numbered as they are first used
            sheet.write_string(1, column, "Above", look)
        write(sheet, looks)
        sheet.write_string(3 + len(ROWS), 6, "Below")
        sheet.autofilter(2, 0, 2 + len(ROWS), 4)
    with ZipFile(target) as archive:
        return archive.read("xl/worksheets/sheet1.xml")


def by_cells(sheet: Worksheet, looks: Looks) -> None:
    for row, values in enumerate(ROWS, start=2):
        if any(height(value, 0) for value in values if isinstance(value, str)):
            sheet.set_row(row, 28)
        for column, value in enumerate(values):
            if isinstance(value, str):
                shown = value if len(value) <= CELL_LIMIT else value[: CELL_LIMIT - 1] + "…"
                sheet.write_string(row, column, shown, looks.text)
            elif isinstance(value, date):
                sheet.write_datetime(row, column, datetime.combine(value, time.min), looks.day)
            elif value is not None:
                sheet.write_number(row, column, value, looks.number)


def test_rows_are_byte_for_byte_what_xlsxwriter_writes() -> None:
    after: list[int] = []

    def quickly(sheet: Worksheet, looks: Looks) -> None:
        after.append(write_rows(sheet, 2, ROWS, looks, height))

    assert sheet_with(quickly) == sheet_with(by_cells)
    assert after == [2 + len(ROWS)]


def test_no_rows_leave_the_sheet_as_it_was() -> None:
    def none(sheet: Worksheet, looks: Looks) -> None:
        assert write_rows(sheet, 2, [], looks, height) == 2

    def nothing(_: Worksheet, __: Looks) -> None:
        pass

    assert sheet_with(none) == sheet_with(nothing)
