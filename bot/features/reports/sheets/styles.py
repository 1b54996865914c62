"""How the workbook looks: one place for fonts, colours and formats of numbers."""

from typing import Any

from bot.texts import N_, Texts
from bot.xlsx import ACCENT, DEFAULT, MUTED, PALE, RULE, Format
from bot.xlsx.named import NamingWorkbook

_COUNT, _SHARE, _DECIMAL = "#,##0", "0%", "#,##0.0"
_EXACT = "#,##0.0#"
"""Hours that somebody typed may have hundredths."""
_DIFFERENCE = "+#,##0;-#,##0;0"
_HEADING = {"bold": True, "bg_color": PALE, "bottom": 1, "bottom_color": RULE, "text_wrap": True}
_SECTION = {"bold": True, "font_color": ACCENT, "valign": "bottom"}
_TOTAL = {"bold": True, "top": 1, "top_color": RULE}
_GROUP = {"bold": True, "bg_color": "#F5F7F8"}

_STYLES: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 16, "font_color": ACCENT},
    "subtitle": {"font_size": 11},
    "remark": {"italic": True, "font_color": MUTED, "text_wrap": True, "valign": "top"},
    "notice": {"bold": True},
    "heading": _HEADING,
    "heading_right": {**_HEADING, "align": "right"},
    "heading_number": {**_HEADING, "align": "right", "indent": 1},
    "section": _SECTION,
    "text": {},
    "wrapped": {"text_wrap": True, "valign": "top"},
    "term": {"text_wrap": True, "valign": "top", "bold": True},
    "indented": {"indent": 1},
    "missing": {"align": "right", "font_color": MUTED},
    "count": {"num_format": _COUNT},
    "share": {"num_format": _SHARE},
    "difference": {"num_format": _DIFFERENCE},
    "decimal": {"num_format": _DECIMAL},
    "decimal_difference": {"num_format": "+#,##0.0;-#,##0.0;0.0"},
    "signed": {"num_format": _DIFFERENCE},
    "plain_number": {"num_format": "0", "align": "right", "indent": 1, "valign": "top"},
    "plain_decimal": {"num_format": _EXACT, "align": "right", "indent": 1, "valign": "top"},
    "plain_missing": {"align": "right", "indent": 1, "valign": "top", "font_color": MUTED},
    "group": _GROUP,
    "group_count": {**_GROUP, "num_format": _COUNT},
    "total": _TOTAL,
    "total_count": {**_TOTAL, "num_format": _COUNT},
    "total_sum": {**_TOTAL, "num_format": _DECIMAL},
    "group_count_missing": {**_GROUP, "align": "right"},
    "total_count_missing": {**_TOTAL, "align": "right"},
    "total_aside_missing": {**_TOTAL, "align": "right"},
    "total_missing": {**_TOTAL, "align": "right", "indent": 1},
    "total_number": {**_TOTAL, "num_format": _COUNT, "align": "right", "indent": 1},
    "total_decimal": {**_TOTAL, "num_format": _EXACT, "align": "right", "indent": 1},
    "aside": {"num_format": _COUNT, "italic": True},
    "total_aside": {**_TOTAL, "num_format": _COUNT, "bold": False, "italic": True},
    "column_total": {"bold": True, "num_format": _COUNT},
    "zero": {"font_color": "#A9B4BC"},
}

_LAID_OVER = {"zero"}
"""Conditional formats change only what they name."""

NAMES = {
    "title": N_("Plaukts: title"),
    "subtitle": N_("Plaukts: subtitle"),
    "remark": N_("Plaukts: remark"),
    "notice": N_("Plaukts: notice"),
    "heading": N_("Plaukts: column heading"),
    "heading_right": N_("Plaukts: column heading, to the right"),
    "heading_number": N_("Plaukts: column heading of numbers"),
    "section": N_("Plaukts: section"),
    "text": N_("Plaukts: text"),
    "wrapped": N_("Plaukts: text in several lines"),
    "term": N_("Plaukts: term"),
    "indented": N_("Plaukts: indented text"),
    "missing": N_("Plaukts: not counted"),
    "count": N_("Plaukts: figure"),
    "share": N_("Plaukts: share"),
    "difference": N_("Plaukts: difference"),
    "points": N_("Plaukts: difference of shares"),
    "decimal": N_("Plaukts: hours"),
    "decimal_difference": N_("Plaukts: difference of hours"),
    "plain_number": N_("Plaukts: number in a list"),
    "plain_decimal": N_("Plaukts: hours in a list"),
    "plain_missing": N_("Plaukts: not counted in a list"),
    "date": N_("Plaukts: date"),
    "group": N_("Plaukts: group"),
    "group_count": N_("Plaukts: figure of a group"),
    "total": N_("Plaukts: total"),
    "total_count": N_("Plaukts: figure of the total"),
    "total_sum": N_("Plaukts: hours of the total"),
    "total_number": N_("Plaukts: number in a total"),
    "total_decimal": N_("Plaukts: hours in a total"),
    "aside": N_("Plaukts: figure aside"),
    "total_aside": N_("Plaukts: total aside"),
    "column_total": N_("Plaukts: total of a row"),
}
"""What the styles are called in the gallery of cell styles, where Excel has some of its own called Total or Note."""


class Styles:
    """The formats of one workbook, made when they are first used."""

    def __init__(self, workbook: NamingWorkbook, date_format: str, texts: Texts) -> None:
        unit = f'" {texts.plain("pp")}"'
        self._workbook = workbook
        self._texts = texts
        self._definitions = {
            **_STYLES,
            "date": {"num_format": date_format, "align": "left", "valign": "top"},
            "points": {"num_format": f"+0{unit};-0{unit};0{unit}"},
        }
        self._made: dict[str, Format] = {}

    def __getitem__(self, name: str) -> Format:
        if name not in self._made:
            base = {} if name in _LAID_OVER else DEFAULT
            properties = {**base, **self._definitions[name]}
            if name in NAMES:
                self._made[name] = self._workbook.add_named_format(self._texts.plain(NAMES[name]), properties)
            else:
                self._made[name] = self._workbook.add_format(properties)
        return self._made[name]
