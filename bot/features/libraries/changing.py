"""Changing the directory from a day on: entering, doing and taking back. Told are people elsewhere."""

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from bot.errors import UserError
from bot.features.libraries.rules import is_in_order
from bot.texts import N_
from storage.consultations import consultation_libraries
from storage.directory import (
    CLOSED,
    LIBRARY,
    MERGED,
    MOVED,
    MUNICIPALITY,
    OPENED,
    RENAMED,
    DirectoryChange,
    changes_of,
    due_changes,
    planned_changes,
)
from storage.events import event_libraries, registration_libraries
from storage.libraries import Library, Municipality, library_named, municipality_named
from storage.members import Member, invite_libraries, member_libraries

CANNOT_UNDO = N_(
    "This can no longer be taken back, for something has been built on it. Enter a change that corrects it."
)


def rename_library(session: Session, library: Library, name: str, day: date, **who: Any) -> DirectoryChange:
    """From that day on it has another name; ``who`` is ``now`` and ``by`` (id of a member, or nothing)."""
    refuse_taken(session, LIBRARY, library.id, name)
    _refuse_planned(session, LIBRARY, library.id, name)
    return _enter(session, LIBRARY, library.id, RENAMED, day, {"name": name}, **who)


def merge_library(session: Session, library: Library, into: Library, day: date, **who: Any) -> DirectoryChange:
    """From that day on it is part of another one. The months before stay under its own name."""
    if library.id == into.id:
        raise UserError(N_("A library cannot be merged with itself."))
    if not into.exists_on(day):
        raise UserError(N_("{name} does not exist on that day."), name=into.name)
    if library.main:
        raise UserError(N_("The main library cannot be merged or closed. First say which library is the main one."))
    return _enter(session, LIBRARY, library.id, MERGED, day, {"into": into.id}, **who)


def close_library(session: Session, library: Library, last_day: date, **who: Any) -> DirectoryChange:
    """After that day there is no such library."""
    if library.main:
        raise UserError(N_("The main library cannot be merged or closed. First say which library is the main one."))
    return _enter(session, LIBRARY, library.id, CLOSED, last_day + timedelta(days=1), {}, **who)


def move_library(
    session: Session, library: Library, day: date, *, municipality: str, kind: str, **who: Any
) -> DirectoryChange:
    """From that day on it belongs to another municipality or is of another kind."""
    return _enter(session, LIBRARY, library.id, MOVED, day, {"municipality": municipality, "kind": kind}, **who)


def open_library(
    session: Session, name: str, municipality: Municipality, kind: str, day: date, **who: Any
) -> DirectoryChange:
    """A new library, from that day on."""
    refuse_taken(session, LIBRARY, 0, name)
    _refuse_planned(session, LIBRARY, 0, name)
    library = Library(name=name, municipality=municipality, kind=kind, valid_from=day)
    session.add(library)
    session.flush()
    change = DirectoryChange(
        object_kind=LIBRARY,
        object_id=library.id,
        kind=OPENED,
        day=day,
        after={"name": name},
        made_at=who["now"],
        made_by_id=who["by"],
        done_at=who["now"],  # it is in the directory at once, and exists from its day on
        told_at=who["now"],
    )
    session.add(change)
    session.flush()
    return change


def rename_municipality(
    session: Session, municipality: Municipality, name: str, day: date, **who: Any
) -> DirectoryChange:
    """From that day on it has another name."""
    refuse_taken(session, MUNICIPALITY, municipality.id, name)
    _refuse_planned(session, MUNICIPALITY, municipality.id, name)
    return _enter(session, MUNICIPALITY, municipality.id, RENAMED, day, {"name": name}, **who)


def _enter(  # noqa: PLR0917 - what a change is
    session: Session,
    object_kind: str,
    object_id: int,
    kind: str,
    day: date,
    after: dict[str, Any],
    *,
    now: datetime,
    today: date,
    by: int | None,
) -> DirectoryChange:
    if object_kind == LIBRARY:
        library = session.get_one(Library, object_id)
        if not library.exists_on(day - timedelta(days=1)) and not library.exists_on(day):
            raise UserError(N_("{name} does not exist on that day."), name=library.name)
    others = changes_of(session, object_kind, object_id)
    if any(other.done_at is None for other in others):
        raise UserError(N_("A change is planned already. Take that one back first."))
    if not is_in_order(day, [other.day for other in others]):
        raise UserError(
            N_("Something was changed from {day} on. A later change cannot begin before that."),
            day=f"{max(other.day for other in others):%d.%m.%Y}.",
        )
    change = DirectoryChange(
        object_kind=object_kind, object_id=object_id, kind=kind, day=day, after=after, made_at=now, made_by_id=by
    )
    session.add(change)
    session.flush()
    if day <= today:
        do_change(session, change, now)
    return change


def do_due_changes(session: Session, today: date, now: datetime) -> list[DirectoryChange]:
    """Do the planned ones whose day has come; one that meanwhile cannot be is taken back, and holds up no other."""
    due = due_changes(session, today)
    for change in due:
        if _is_possible(session, change):
            do_change(session, change, now)
        else:
            change.undone_at = now
            session.flush()
    return due


def _is_possible(session: Session, change: DirectoryChange) -> bool:
    """Whether the name is still free, and the library that it goes into still there."""
    if change.kind == MERGED:
        into = session.get(Library, change.after["into"])
        return into is not None and into.exists_on(change.day)
    try:
        if change.kind == RENAMED:
            refuse_taken(session, change.object_kind, change.object_id, change.after["name"])
    except UserError:
        return False
    return True


def do_change(session: Session, change: DirectoryChange, now: datetime) -> None:
    """Let it have its effect, and keep what it replaces."""
    change.done_at = now
    session.flush()
    if change.object_kind == MUNICIPALITY:
        municipality = session.get_one(Municipality, change.object_id)
        change.before, change.told_at = {"name": municipality.name}, now
        municipality.name = change.after["name"]
        session.flush()
        return
    library = session.get_one(Library, change.object_id)
    match change.kind:
        case "renamed":
            change.before = {"name": library.name, "former_names": list(library.former_names)}
            library.former_names = _added(library.former_names, library.name)
            library.name = change.after["name"]
            change.told_at = now
        case "moved":
            change.before = {"municipality_id": library.municipality_id, "kind": library.kind}
            library.municipality = municipality_named(session, change.after["municipality"])
            library.kind = change.after["kind"]
            change.told_at = now
        case "merged" | "closed":
            into = session.get(Library, change.after["into"]) if change.kind == MERGED else None
            before = {
                "valid_to": library.valid_to and library.valid_to.isoformat(),
                "into_former_names": list(into.former_names) if into is not None else [],
                "members": _move(session, member_libraries, "member_id", library, into),
                "invites": _move(session, invite_libraries, "code", library, into),
            }
            change.before, change.told_at = before, None if before["members"] else now
            library.valid_to = change.day - timedelta(days=1)
            if into is not None:
                into.former_names = _added(into.former_names, library.name, *library.former_names)
    session.flush()


def undo_change(session: Session, change: DirectoryChange, now: datetime) -> None:
    """Take it back: everything is as it was before. Raises UserError where something later rests on it."""
    others = [one for one in changes_of(session, change.object_kind, change.object_id) if one.id > change.id]
    if others:
        raise UserError(CANNOT_UNDO)
    change.undone_at = now
    if change.done_at is None:
        return
    before = change.before
    if change.object_kind == MUNICIPALITY:
        session.get_one(Municipality, change.object_id).name = before["name"]
        session.flush()
        return
    library = session.get_one(Library, change.object_id)
    match change.kind:
        case "renamed":
            refuse_taken(session, LIBRARY, library.id, before["name"])
            library.name, library.former_names = before["name"], before["former_names"]
        case "moved":
            library.municipality = session.get_one(Municipality, before["municipality_id"])
            library.kind = before["kind"]
        case "merged" | "closed":
            library.valid_to = date.fromisoformat(before["valid_to"]) if before["valid_to"] else None
            into = session.get(Library, change.after["into"]) if change.kind == MERGED else None
            if into is not None:
                gained = {library.name, *library.former_names} - set(before["into_former_names"])
                into.former_names = [name for name in into.former_names if name not in gained]
            _move_back(session, member_libraries, "member_id", before["members"], library, into)
            _move_back(session, invite_libraries, "code", before["invites"], library, into)
        case "opened":
            _remove(session, library)
    session.flush()


def planned_for(session: Session, library: Library) -> DirectoryChange | None:
    """The change of a library whose day has not come."""
    return next((one for one in changes_of(session, LIBRARY, library.id) if one.done_at is None), None)


def refuse_taken(session: Session, object_kind: str, object_id: int, name: str) -> None:
    """Raise UserError where another library, or municipality, has that name."""
    if object_kind == LIBRARY:
        found = library_named(session, name)
        if found is not None and found.id != object_id:
            raise UserError(N_("There is, or was, a library “{name}” already."), name=found.name)
        return
    others = session.scalars(select(Municipality).where(Municipality.id != object_id))
    if any(one.name.casefold() == name.casefold() for one in others):
        raise UserError(N_("There is a municipality “{name}” already."), name=name)


def _refuse_planned(session: Session, object_kind: str, object_id: int, name: str) -> None:
    """Raise UserError where another library, or municipality, is to have that name some day."""
    renamed = [one for one in planned_changes(session) if (one.object_kind, one.kind) == (object_kind, RENAMED)]
    if any(one.object_id != object_id and one.after["name"].casefold() == name.casefold() for one in renamed):
        raise UserError(N_("That name is planned for another one already: {name}"), name=name)


def _added(names: list[str], *more: str) -> list[str]:
    return list(dict.fromkeys((*names, *more)))


def _move(session: Session, table: Any, key: str, library: Library, into: Library | None) -> list[list[Any]]:
    """Whoever has the library has the other one instead, or none; returns who, and whether they had the other too."""
    session.flush()
    c = table.c
    had = list(session.scalars(select(c[key]).where(c.library_id == library.id).order_by(c[key])))
    if not had:
        return []
    also = set(session.scalars(select(c[key]).where(c.library_id == into.id, c[key].in_(had)))) if into else set()
    if into is not None and (new := [one for one in had if one not in also]):
        session.execute(insert(table), [{key: one, "library_id": into.id} for one in new])
    session.execute(delete(table).where(c.library_id == library.id))
    session.expire_all()
    return [[one, one in also] for one in had]


def _move_back(  # noqa: PLR0917 - as ``_move``, and what it returned
    session: Session, table: Any, key: str, had: list[list[Any]], library: Library, into: Library | None
) -> None:
    """Those who still are there have the library again."""
    session.flush()
    c = table.c
    owner = next(iter(c[key].foreign_keys)).column
    there = set(session.scalars(select(owner).where(owner.in_([one for one, _ in had]))))
    again = set(session.scalars(select(c[key]).where(c.library_id == library.id)))
    if new := [one for one, _ in had if one in there and one not in again]:
        session.execute(insert(table), [{key: one, "library_id": library.id} for one in new])
    if into is not None:
        gained = [one for one, also in had if not also]
        session.execute(delete(table).where(c.library_id == into.id, c[key].in_(gained)))
    session.expire_all()


def _remove(session: Session, library: Library) -> None:
    """A library that was entered by mistake, unless somebody or something has it by now."""
    tables = (member_libraries, invite_libraries, consultation_libraries, event_libraries, registration_libraries)
    for column in (table.c.library_id for table in tables):
        if session.scalar(select(func.count()).where(column == library.id)):
            raise UserError(CANNOT_UNDO)
    into = select(DirectoryChange.id).where(
        DirectoryChange.kind == MERGED, DirectoryChange.undone_at.is_(None), DirectoryChange.object_kind == LIBRARY
    )
    merged = session.scalars(select(DirectoryChange).where(DirectoryChange.id.in_(into)))
    if any(one.after["into"] == library.id for one in merged):
        raise UserError(CANNOT_UNDO)
    session.delete(library)


def moved_members(session: Session, change: DirectoryChange) -> list[Member]:
    """Whose libraries a change has changed, as far as they are still there."""
    had = [one for one, _ in change.before.get("members", ())]
    return list(session.scalars(select(Member).where(Member.id.in_(had)).order_by(Member.id)))


def mark_told(session: Session, change: DirectoryChange, now: datetime) -> None:
    """Nobody has to be told of it any more."""
    session.execute(update(DirectoryChange).where(DirectoryChange.id == change.id).values(told_at=now))
