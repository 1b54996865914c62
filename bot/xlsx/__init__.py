"""XlsxWriter, which tells no types, and what all our workbooks have in common: the one place that imports it."""

from typing import Any

from xlsxwriter.format import Format  # type: ignore[import-untyped]
from xlsxwriter.utility import xl_col_to_name  # type: ignore[import-untyped]
from xlsxwriter.workbook import Workbook  # type: ignore[import-untyped]
from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

__all__ = ["A4", "ACCENT", "DEFAULT", "FONT", "INK", "MIME", "MUTED", "OPTIONS", "PALE", "RULE"]
__all__ += ["Format", "Workbook", "Worksheet", "footer", "xl_col_to_name"]

MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

FONT = "Arial"
"""On every computer, with all Latvian letters, and with a free double of the same widths (Liberation Sans)."""

INK, PALE, RULE, ACCENT, MUTED = "#1F2933", "#E8EEF1", "#9AA9B2", "#2B5F75", "#7B8794"
"""Text, background of headings, lines, bars of a chart, what may be overlooked."""

DEFAULT: dict[str, Any] = {"font_name": FONT, "font_size": 10, "font_color": INK, "valign": "vcenter"}

OPTIONS = {
    # Rows go to the disk as they are written: 100,000 records in the memory of a few.
    "constant_memory": True,
    # A name or a topic that begins with = is a name; nothing that people typed may run.
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_format_properties": DEFAULT,
}

A4 = 9
"""The paper's number in the file format (ECMA-376, part 1, 18.3.1.63)."""
_FOOTER_LIMIT = 255
"""Excel's, in UTF-16 units."""
_PICTURE = ("G", "[")
"""XlsxWriter takes ``&G`` and ``&[Picture]`` for a picture, also where the sign before is one that was doubled."""
_NOTHING_SEEN = "\u2060"


def footer(left: str, page_of_pages: str) -> str:
    """What stands below every page: a text at the left, at the right (with ``&P`` and ``&N``) which page it is."""
    left = _literal(left, _FOOTER_LIMIT - len(page_of_pages) - 30)
    return f'&L&"{FONT}"&8{_after_size(left)}&R&"{FONT}"&8{_after_size(page_of_pages)}'


def _literal(text: str, room: int) -> str:
    """A text of which a footer shows each sign, as much of it as there is room for."""
    written = []
    for sign, following in zip(text, text[1:] + " ", strict=True):
        one = sign
        if sign == "&":  # begins a command unless it is doubled
            one = f"&&{_NOTHING_SEEN}" if following in _PICTURE else "&&"
        room -= len(one) + (ord(sign) > 0xFFFF)
        if room < 0:
            break
        written.append(one)
    return "".join(written)


def _after_size(text: str) -> str:
    # A digit after a font size would be read as part of it.
    return f" {text}" if text[:1].isdigit() else text
