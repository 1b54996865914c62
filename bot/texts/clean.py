"""What people typed, without what no database, file or message can hold, and what would make a text show another.

Its letters are composed (*ā*, and not *a* with a macron behind it, as PDF files and Macs have it), so that words are
found and names known.
"""

import re
import unicodedata

_IMPOSSIBLE = dict.fromkeys((0, *range(0x202A, 0x202F), *range(0x2066, 0x206A)))
"""NUL, which PostgreSQL refuses, and the marks that turn the direction of the letters after them, also of others'
(``fdp.exe`` for ``exe.pdf``; Unicode Technical Report 36, 2.10.1). Telegram's own apps send none of them."""
_NO_LETTERS = dict.fromkeys((*range(1, 9), 11, 12, *range(14, 32), *range(127, 160)), " ")
"""Control characters but tab and line break: no XML may have them (workbooks), no header, no calendar file."""
_NO_XML = {0xFFFE: "\ufffd", 0xFFFF: "\ufffd"}
_SIGNS = str.maketrans({**_IMPOSSIBLE, **_NO_LETTERS, **_NO_XML})

LONGEST_NAME = 100
"""Characters of a file's name."""
_NOT_IN_NAMES = re.compile(r'[<>:"|?*]')
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)
"""Names that Windows keeps for devices, whatever follows the dot."""


def clean(text: str) -> str:
    """The text as it can be kept; halves of surrogate pairs become question marks."""
    return unicodedata.normalize("NFC", text.translate(_SIGNS).encode("utf-8", "replace").decode("utf-8"))


def file_name(text: str) -> str:
    """The name under which somebody's file may be saved: no path, nothing that a system keeps for itself."""
    last = re.split(r"[/\\]", clean(text))[-1]
    name = " ".join(_NOT_IN_NAMES.sub("_", last).split()).strip(". ")
    name = f"_{name}" if _RESERVED.match(name) else name
    stem, dot, kind = name.rpartition(".")
    if len(name) > LONGEST_NAME and stem and len(kind) <= 10:
        return stem[: LONGEST_NAME - 1 - len(kind)].rstrip(". ") + dot + kind
    return name[:LONGEST_NAME].rstrip(". ")
