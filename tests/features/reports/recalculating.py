"""Calculating a workbook's formulas anew, as Excel does when it is opened."""

import re
from collections.abc import Callable, Iterator
from io import BytesIO
from xml.etree import ElementTree
from zipfile import ZipFile

SPACE = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RANGE = re.compile(r"(SUM|SUBTOTAL)\((?:9,)?([A-Z])(\d+):([A-Z])(\d+)\)")
CELL = re.compile(r"[A-Z]\d+")


def recalculated(content: bytes) -> Iterator[tuple[str, float, float]]:
    """Every formula of the workbook, the result that was stored with it, and the one that it gives."""
    archive = ZipFile(BytesIO(content))
    for part in archive.namelist():
        if part.startswith("xl/worksheets/sheet"):
            yield from _recalculated(archive.read(part))


def _recalculated(sheet: bytes) -> Iterator[tuple[str, float, float]]:
    formulas: dict[str, str] = {}
    stored: dict[str, float] = {}
    for cell in ElementTree.fromstring(sheet).iter(f"{SPACE}c"):  # noqa: S314 - our own file
        if (value := cell.findtext(f"{SPACE}v")) is not None:
            stored[cell.attrib["r"]] = float(value)
        if (formula := cell.findtext(f"{SPACE}f")) is not None:
            formulas[cell.attrib["r"]] = formula

    def result(name: str) -> float:
        return _calculate(formulas[name], result, formulas) if name in formulas else stored.get(name, 0)

    for name, formula in formulas.items():
        yield f"{name}: {formula}", stored[name], result(name)


def _calculate(formula: str, result: Callable[[str], float], formulas: dict[str, str]) -> float:
    if found := RANGE.fullmatch(formula):
        function, first_column, first, last_column, last = found.groups()
        columns = range(ord(first_column), ord(last_column) + 1)
        names = [f"{chr(column)}{row}" for column in columns for row in range(int(first), int(last) + 1)]
        if function == "SUBTOTAL":
            names = [name for name in names if not formulas.get(name, "").startswith("SUBTOTAL")]
        return sum(map(result, names))
    numbers = CELL.sub(lambda cell: f"({result(cell[0])})", formula)
    return float(eval(numbers, {"__builtins__": {}}))  # noqa: S307 - sums and differences of numbers
