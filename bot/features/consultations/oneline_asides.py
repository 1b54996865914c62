"""What a line says besides: who gave the consultation, how much effort it took, and a note after ``//``.

Given by a peer or another specialist: ``kolēģe konsultēja``, ``LNB speciālists palīdzēja``, ``cita speciāliste``.
Effort by the READ scale, 1–6: ``READ 3``.
"""

import re
from collections.abc import Iterator

from bot.features.consultations.oneline_numbers import Number
from storage.latvian import fold

GIVEN_BY, EFFORT = "given_by", "effort"
PEER, SPECIALIST = "peer", "specialist"
"""Keys in the list ``given_by``."""

_GAVE = (
    r"\s+(?:jau\s+)?(?:konsulte|palidze|izpalidze|skaidroj|izskaidroj|paskaidroj|atbildej|ieteic|pastastij|apmacij"
    r"|paradij|iemacij|pamacij|konsultacij)[a-z]*"
)
_PEER = r"(?<!\w)(?:cit\w+\s+bibl\w*\.?\s+)?koleg(?:e|is|i|es|u|a)"
_EXPERT = r"(?<!\w)(?:(?:lnb|it|novada|domes)\s+)?(?:specialist(?:e|s|i|es)|jurist(?:e|s))"
_PATTERNS = (
    (re.compile(_PEER + _GAVE), GIVEN_BY, PEER),
    (re.compile(_EXPERT + _GAVE), GIVEN_BY, SPECIALIST),
    (re.compile(r"(?<!\w)(?:cits\s+specialists|cita\s+specialiste)(?!\w)"), GIVEN_BY, SPECIALIST),
    (re.compile(r"(?<!\w)(?:read|effort|piepule)\s*[:=-]?\s*(?P<n>[1-6])(?![\w.,]*\d|\w)"), EFFORT, ""),
)
_NOTE = re.compile(r"(?<!\S)//")


def asides_in(line: str) -> Iterator[Number]:
    """Who gave it and the effort, where the line says so."""
    folded = fold(line)
    if len(folded) != len(line):
        return
    for pattern, kind, value in _PATTERNS:
        for match in pattern.finditer(folded):
            yield Number(kind, match.start(), match.end(), value or int(match["n"]))


def without_note(line: str) -> tuple[str, str]:
    """The line, and the note that follows ``//`` (an address has its own)."""
    found = _NOTE.search(line)
    return (line[: found.start()].rstrip(), line[found.end() :].strip()) if found else (line, "")
