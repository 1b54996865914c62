"""Lines of the audit log as people read them: when, who, what was done, to what."""

import csv
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.acts import PARTS, PHRASES, key_of
from bot.context import Region
from bot.tables import harmless
from bot.texts import N_, Texts
from storage.audit import Line
from storage.libraries import Library, Municipality
from storage.members import Member
from storage.vocabulary import VocabularyEntry

NUMBERED = ("consultation", "event", "announcement", "news")
"""Kinds of objects that have a number of the region's series."""
BY_HAND = frozenset(
    {
        "export",
        "export_audit",
        "invite",
        "invite_account",
        "withdraw_invite",
        "call_back_account",
        "import_libraries",
        "import_members",
        "import_totals",
        "backup",
    }
    | {"restore_backup", "retry"}
)
"""What nobody of the members did was done on the command line; anything else by the clock."""
MEANT_TO_BE_SEEN = ("role", "before", "period", "format", "day", "way", "recipients", "codes", "accounts", "uses")
"""Details that a page shows; a file has them all."""
COLUMNS = (N_("When"), N_("By"), N_("What"), N_("About"), N_("Key"), N_("Details"))
ROLES = {
    "guest": N_("guest"),
    "librarian": N_("librarian"),
    "methodologist": N_("methodologist"),
    "admin": N_("administrator"),
}


@dataclass(frozen=True)
class Names:
    """Names of what lines are about, by kind and id."""

    people: Mapping[int, str]
    things: Mapping[tuple[str, int], str]


def chosen(part: str | None) -> list[tuple[str | None, str]] | None:
    """The (kind of object, action) pairs of a part; nothing for all."""
    if part is None:
        return None
    split = (key.rpartition(":") for key in PARTS[part].phrases)
    return [(kind or None, action) for kind, _, action in split]


def own_kinds(action: str) -> list[str]:
    """Kinds of objects for which the action has a sentence of its own."""
    return [key.partition(":")[0] for key in PHRASES if key.endswith(f":{action}")]


def names_of(session: Session, lines: Collection[Line]) -> Names:
    """The names that these lines need, at once."""
    wanted: dict[str, set[int]] = {}
    for line in lines:
        wanted.setdefault("member", set()).update({line.actor_id} if line.actor_id is not None else ())
        if line.object_kind is not None and line.object_id is not None:
            wanted.setdefault(line.object_kind, set()).add(line.object_id)
    people = dict(_named(session, Member.id, Member.name, wanted.get("member", set())))
    things: dict[tuple[str, int], str] = {("member", key): name for key, name in people.items()}
    for kind, table in (("library", Library), ("municipality", Municipality)):
        things |= {(kind, key): name for key, name in _named(session, table.id, table.name, wanted.get(kind, set()))}
    entries = _named(session, VocabularyEntry.id, VocabularyEntry.lv, wanted.get("vocabulary", set()))
    things |= {("vocabulary", key): name for key, name in entries}
    return Names(people, things)


def _named(session: Session, key: Any, name: Any, wanted: set[int]) -> Iterable[tuple[int, str]]:
    ids, most = sorted(wanted), 500
    for at in range(0, len(ids), most):
        yield from ((row[0], row[1]) for row in session.execute(select(key, name).where(key.in_(ids[at : at + most]))))


def who(texts: Texts, line: Line, names: Names) -> str:
    """Who did it."""
    if line.actor_id is None:
        return texts.plain("command line") if line.action in BY_HAND else texts.plain("by itself")
    return names.people.get(line.actor_id) or texts.plain("somebody whose data were erased")


def what(texts: Texts, line: Line) -> str:
    """What was done."""
    key = key_of(line.action, line.object_kind)
    return texts.plain(PHRASES[key]) if key is not None else texts.plain("something else ({key})", key=line.action)


def about(texts: Texts, line: Line, names: Names) -> str:
    """To whom or what: a name or a number; nothing of oneself."""
    if line.object_kind is None or line.object_id is None:
        return ""
    if line.object_kind in NUMBERED:
        return texts.plain("No. {number}", number=line.object_id)
    if line.object_kind == "member" and line.object_id == line.actor_id:
        return ""
    return names.things.get((line.object_kind, line.object_id), "")


def details(texts: Texts, line: Line) -> str:
    """The few details that a page shows."""
    found = line.detail or {}
    if found.get("role") in ROLES and found.get("before") in ROLES:
        before, role = (texts.plain(ROLES[found[name]]) for name in ("before", "role"))
        return f"{before} → {role}"
    shown = [ROLES.get(str(found[name]), str(found[name])) for name in MEANT_TO_BE_SEEN if found.get(name) is not None]
    return ", ".join(texts.plain(one) if one in ROLES.values() else one for one in shown)


def as_csv(session: Session, lines: Sequence[Line], region: Region, texts: Texts) -> bytes:
    """As Latvian Excel opens it by a double click: UTF-8 with a byte order mark, semicolons; no cell is a formula."""
    names, stream = names_of(session, lines), StringIO(newline="")
    writer = csv.writer(stream, delimiter=";")
    writer.writerow([texts.plain(column) for column in COLUMNS])
    for line in lines:
        rest = "; ".join(f"{name}={value}" for name, value in sorted((line.detail or {}).items()))
        when = f"{region.local(line.at):%Y-%m-%d %H:%M:%S}"
        cells = (when, who(texts, line, names), what(texts, line), about(texts, line, names), line.action, rest)
        writer.writerow([harmless(cell) for cell in cells])
    return stream.getvalue().encode("utf-8-sig")
