"""The list to sign prints one page wide, repeats its heading, and runs nothing that somebody typed."""

import re
import zipfile
from io import BytesIO

import pytest

from bot.features.events.signing import Sheet, write_sheet
from bot.texts import texts_for

FACTS = [("Veids", "Seminārs"), ("Vieta", "Kuldīgas Galvenā bibliotēka, 1905. gada iela 6 " * 4)]


def parts(people: int, title: str = "Novadpētniecība & atmiņa") -> tuple[str, str]:
    """The sheet's and the workbook's XML of a list of so many people."""
    names = [(f"=1+{n}", "@Bibliotēka ar garu nosaukumu " * (n % 4)) for n in range(people)]
    content = write_sheet(Sheet(title, FACTS, names, "Kuldīgas reģions"), texts_for("lv"))
    with zipfile.ZipFile(BytesIO(content)) as package:
        return package.read("xl/worksheets/sheet1.xml").decode(), package.read("xl/workbook.xml").decode()


@pytest.mark.parametrize("people", [0, 5, 60])
def test_it_prints_one_page_wide(people: int) -> None:
    sheet, workbook = parts(people)
    assert '<pageSetUpPr fitToPage="1"/>' in sheet
    setup = re.search(r"<pageSetup ([^>]*)/>", sheet)
    assert setup is not None
    assert 'paperSize="9"' in setup[1], "A4"
    assert 'fitToHeight="0"' in setup[1], "as many pages high as it takes"
    assert "landscape" not in setup[1]
    assert re.search(r"_xlnm.Print_Titles.*\$5:\$5", workbook), "the heading stands on every page"
    assert "&amp;P" in sheet, "the page's number"
    assert "Novadpētniecība &amp;&amp; atmiņa" in sheet, "what begins no command of a footer"
    rows = len(re.findall("<row ", sheet))
    assert rows == 3 + 1 + people + max(6, people // 5)


def test_nothing_that_was_typed_is_a_formula() -> None:
    sheet, _ = parts(5, "=cmd()")
    assert "<f>" not in sheet
    assert "=1+3" in sheet


def test_rows_are_high_enough_for_long_names() -> None:
    sheet, _ = parts(4)
    heights = [float(one) for one in re.findall(r'<row [^>]* ht="([\d.]+)"', sheet)]
    assert heights[-7] > heights[-10] == 27
