"""What one's own data are about is said in words: every kind of object that deliveries and the audit log name."""

import re
from pathlib import Path

from bot.features.privacy.headings import VALUES

SOURCES = [one.read_text(encoding="utf-8") for room in ("bot", "storage") for one in Path(room).rglob("*.py")]
NAMED = re.compile(r'(?:About\(|\.note\(|record_act\()[^()]*?,\s*("[a-z_]+"|[A-Z_]+)[,)]')
CONSTANT = re.compile(r'^([A-Z_]+(?:, [A-Z_]+)*) = ("[a-z_]+"(?:, "[a-z_]+")*)$', re.MULTILINE)


def constants() -> dict[str, set[str]]:
    """Name → what it stands for, in whatever module."""
    found: dict[str, set[str]] = {}
    for names, values in (match.groups() for source in SOURCES for match in CONSTANT.finditer(source)):
        for name, value in zip(names.split(", "), values.split(", "), strict=True):
            found.setdefault(name, set()).add(value.strip('"'))
    return found


def test_every_kind_of_object_has_a_name() -> None:
    known = constants()
    said = {match[1] for source in SOURCES for match in NAMED.finditer(source)}
    kinds = {one.strip('"') for one in said if one.startswith('"')}.union(*(known.get(one, set()) for one in said))
    assert {"consultation", "thread", "account", "mute"} <= kinds
    assert kinds - VALUES.keys() == set()
