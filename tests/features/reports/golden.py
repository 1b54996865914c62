"""A workbook as a text that people can read and compare: a line a row, with the name of the sheet above."""

import os
from pathlib import Path

from tests.features.reports.reading import Row, named_sheets

FOLDER = Path(__file__).with_name("goldens")
UPDATE = "PLAUKTS_UPDATE_GOLDENS"
"""Set to anything, the goldens are written anew: look at the difference before it is committed."""


def compare(name: str, content: bytes) -> None:
    """The workbook is cell by cell what the golden says."""
    lines: list[str] = []
    for sheet, rows in named_sheets(content).items():
        lines += [f"=== {sheet}", *(_line(row) for row in rows), ""]
    path = FOLDER / f"{name}.txt"
    if os.environ.get(UPDATE):
        path.parent.mkdir(exist_ok=True)
        path.write_text("\n".join(lines), encoding="utf-8")
    assert "\n".join(lines).splitlines() == path.read_text(encoding="utf-8").splitlines()


def _line(row: Row) -> str:
    cells = [f"{cell:g}" if isinstance(cell, float) else str(cell) for cell in row]
    return " | ".join(cells).rstrip(" |")
