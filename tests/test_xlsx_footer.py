"""What stands below every page of a workbook says what it was given, whatever signs are in it."""

import html
import re
import zipfile
from io import BytesIO

import pytest

from bot.xlsx import OPTIONS, Workbook, footer

PAGE = "&P. lpp. no &N"


def written(left: str) -> str:
    """The footer as it stands in a workbook; XlsxWriter leaves out one that is too long or wants a picture."""
    target = BytesIO()
    with Workbook(target, OPTIONS) as book:
        book.add_worksheet().set_footer(footer(left, PAGE))
    with zipfile.ZipFile(target) as package:
        sheet = package.read("xl/worksheets/sheet1.xml").decode()
    found = re.search("<oddFooter>(.*)</oddFooter>", sheet)
    assert found is not None
    return html.unescape(found[1])


def shown(left: str) -> str:
    """What a reader sees at the left."""
    said, page = written(left).split('&R&"Arial"&8')
    assert page == PAGE
    said = said.removeprefix('&L&"Arial"&8')
    assert "&" not in said.replace("&&", ""), "no command but ours"
    return said.replace("&&", "&").replace("\u2060", "").strip()


@pytest.mark.parametrize("text", ["Renda & Kuldīga", "R&G seminārs", "&[Picture]", "&&G&L&R", "12. maijs", "&"])
def test_each_sign_is_shown(text: str) -> None:
    assert shown(text) == text


@pytest.mark.parametrize("text", ["x" * 300, "&" * 300, "&G" * 300, "x" + "&" * 299, "📚" * 300])
def test_a_long_one_is_cut_between_signs(text: str) -> None:
    assert text.startswith(shown(text))
    assert len(shown(text)) > 60
