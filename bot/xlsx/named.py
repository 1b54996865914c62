"""Cell styles with names: what Excel and LibreOffice list, to be chosen for further cells or changed.

XlsxWriter writes every format as a property of its cells alone. The names are put into the one small part of the file
that has the formats, before it is packed (ECMA-376, part 1, 18.8.7–18.8.10).
"""

from copy import deepcopy
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from xlsxwriter.format import Format  # type: ignore[import-untyped]
from xlsxwriter.packager import Packager  # type: ignore[import-untyped]
from xlsxwriter.workbook import Workbook  # type: ignore[import-untyped]

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


class NamingWorkbook(Workbook):  # type: ignore[misc]
    """A workbook whose formats can have names."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self._names: dict[str, Format] = {}

    def add_named_format(self, name: str, properties: dict[str, Any]) -> Format:
        """A format that is listed under a name if a cell has it; of formats that are alike, under the first one's."""
        self._names[name] = self.add_format(properties)
        return self._names[name]

    def _get_packager(self) -> Packager:
        return _NamingPackager(self._names)


class _NamingPackager(Packager):  # type: ignore[misc]
    def __init__(self, names: dict[str, Format]) -> None:
        super().__init__()
        self._names = names

    def _write_styles_file(self) -> None:
        super()._write_styles_file()
        path, *_ = self.filenames[-1]
        indices = {name: one.xf_index for name, one in self._names.items() if one.xf_index is not None}
        written = Path(path)
        written.write_bytes(with_names(written.read_bytes(), indices))


def with_names(styles: bytes, indices: dict[str, int]) -> bytes:
    """The part ``xl/styles.xml`` with names for its formats (name → place among the formats of cells)."""
    ET.register_namespace("", _MAIN)
    root = ET.fromstring(styles)  # noqa: S314 - XlsxWriter has just written it
    of_cells, of_styles, named = (root.find(f"{{{_MAIN}}}{part}") for part in ("cellXfs", "cellStyleXfs", "cellStyles"))
    assert of_cells is not None and of_styles is not None and named is not None  # noqa: PT018, S101 - every file has them
    for name, index in indices.items():
        of_cell = of_cells[index]
        of_style = deepcopy(of_cell)
        del of_style.attrib["xfId"]
        place = str(len(of_styles))
        of_styles.append(of_style)
        of_cell.set("xfId", place)
        # The cell adds nothing of its own: whoever changes the style changes the cell.
        for applied in [key for key in of_cell.attrib if key.startswith("apply")]:
            del of_cell.attrib[applied]
        ET.SubElement(named, f"{{{_MAIN}}}cellStyle", name=name, xfId=place)
    for part in (of_styles, named):
        part.set("count", str(len(part)))
    text: str = ET.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n{text}'.encode()
