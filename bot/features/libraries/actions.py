"""The directory in chat: every action checks, changes, notes, and shows what it did with a way back."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select

from bot.access import STAFF
from bot.context import Context
from bot.errors import UserError
from bot.features.libraries import changing, views
from bot.features.libraries.rules import may_tell
from bot.texts import N_
from bot.undoing import UNDO_TIME, check_undo
from storage.directory import (
    CORRECTED,
    LIBRARY,
    MUNICIPALITY,
    DirectoryChange,
    correct_everywhere,
    planned_changes,
    untold_changes,
)
from storage.libraries import Library, Municipality, libraries_on, municipalities, municipality_named
from storage.members import Member, member_libraries, telegram_chat_of
from storage.outbox import About, Lane
from storage.preferences import hold_until


def show_libraries(ctx: Context) -> None:
    """How many there are, what is planned, and what can be done."""
    planned = [views.change_line(ctx.texts, change, *_names(ctx, change)) for change in planned_changes(ctx.session)]
    ctx.show(
        views.libraries(ctx.texts, len(libraries_on(ctx.session, ctx.today)), planned),
        views.libraries_buttons(ctx.texts),
    )


def show_library(ctx: Context, library: Library) -> None:
    """One library's card."""
    planned = changing.planned_for(ctx.session, library)
    ctx.show(
        views.library(
            ctx,
            library,
            members=members_of(ctx, library),
            planned=views.change_line(ctx.texts, planned, *_names(ctx, planned)) if planned else None,
        ),
        views.library_buttons(ctx.texts, library, planned.id if planned else None),
    )


def show_municipalities(ctx: Context) -> None:
    """All of them, each with a button to rename it."""
    found = municipalities(ctx.session)
    ctx.show(views.municipalities(ctx.texts, found), views.municipality_buttons(ctx.texts, found))


def found_library(ctx: Context, key: int) -> Library:
    """A library of this id that exists today; raises UserError."""
    library = ctx.session.get(Library, key)
    if library is None or not library.exists_on(ctx.today):
        raise UserError(N_("There is no such library any more. Choose another one."))
    return library


def found_municipality(ctx: Context, key: int) -> Municipality:
    """A municipality of this id; raises UserError."""
    municipality = ctx.session.get(Municipality, key)
    if municipality is None:
        raise UserError(N_("There is no such municipality any more."))
    return municipality


def members_of(ctx: Context, library: Library) -> int:
    """How many members have the library."""
    counted = select(func.count()).where(member_libraries.c.library_id == library.id)
    return ctx.session.scalar(counted) or 0


def rename_library(ctx: Context, library: Library, name: str, day: date | None) -> None:
    """Another name from a day on; without one a mistake is mended, for all time."""
    if day is None:
        _correct(ctx, LIBRARY, library, name)
    else:
        _done(ctx, changing.rename_library(ctx.session, library, name, day, **_who(ctx)))


def rename_municipality(ctx: Context, municipality: Municipality, name: str, day: date | None) -> None:
    """Another name from a day on; without one a mistake is mended, for all time."""
    if day is None:
        _correct(ctx, MUNICIPALITY, municipality, name)
    else:
        _done(ctx, changing.rename_municipality(ctx.session, municipality, name, day, **_who(ctx)))


def merge_library(ctx: Context, library: Library, into: Library, day: date) -> None:
    """It is part of another one from that day on."""
    _done(ctx, changing.merge_library(ctx.session, library, into, day, **_who(ctx)))


def close_library(ctx: Context, library: Library, last_day: date) -> None:
    """There is no such library after that day."""
    _done(ctx, changing.close_library(ctx.session, library, last_day, **_who(ctx)))


def open_library(ctx: Context, name: str, municipality: str, kind: str, day: date) -> None:
    """A new library from that day on."""
    place = municipality_named(ctx.session, municipality)
    _done(ctx, changing.open_library(ctx.session, name, place, kind, day, **_who(ctx)))


def set_aliases(ctx: Context, library: Library, aliases: list[str]) -> None:
    """What else people call it."""
    library.aliases = aliases
    ctx.note("set_aliases", "library", library.id)
    show_library(ctx, library)


def undo_change(ctx: Context, key: int) -> None:
    """Take a change back: a planned one until its day, one that has been done for ten minutes."""
    change = ctx.session.get(DirectoryChange, key)
    if change is None or change.undone_at is not None:
        raise UserError(N_("That has been taken back already."))
    if change.done_at is not None:
        check_undo(change.done_at, ctx.now)
    line = views.change_line(ctx.texts, change, *_names(ctx, change))
    if change.kind == CORRECTED:
        correct_everywhere(
            ctx.session, change.object_kind, change.object_id, change.after["name"], change.before["name"]
        )
        _object(ctx, change).name = change.before["name"]
        change.undone_at = ctx.now
        ctx.session.flush()
    else:
        changing.undo_change(ctx.session, change, ctx.now)
    ctx.note("undo_change", change.object_kind, change.object_id, change=change.id, kind=change.kind)
    ctx.show(views.taken_back(ctx.texts, line), views.back_button(ctx.texts))


def do_due_changes(ctx: Context) -> None:
    """Planned changes whose day has come; those whose libraries changed are told once nobody can take it back."""
    for change in changing.do_due_changes(ctx.session, ctx.today, ctx.now):
        done = change.undone_at is None
        action = f"library_{change.kind}" if done else "undo_change"
        ctx.note(action, change.object_kind, change.object_id, change=change.id, planned=True)
        if not done:
            _tell_impossible(ctx, change)
    if not may_tell(ctx.local):
        return
    for change in untold_changes(ctx.session, ctx.now - UNDO_TIME):
        _tell(ctx, change)
        changing.mark_told(ctx.session, change, ctx.now)


def _tell_impossible(ctx: Context, change: DirectoryChange) -> None:
    """Who planned it learns that nothing came of it."""
    member = ctx.session.get(Member, change.made_by_id) if change.made_by_id is not None else None
    chat_id = telegram_chat_of(ctx.session, member.id) if member is not None else None
    if member is None or chat_id is None or member.role not in STAFF:
        return
    with ctx.speaking_to(member) as speaking:
        line = views.change_line(speaking.texts, change, *_names(ctx, change))
        speaking.tell(
            member,
            chat_id,
            views.impossible(speaking.texts, line),
            about=About("library_change", "library", change.object_id),
            lane=Lane.REMINDER,
            due_at=hold_until(member, ctx.now, ctx.region.zone),
        )


def _tell(ctx: Context, change: DirectoryChange) -> None:
    name, into = _names(ctx, change)
    for member in changing.moved_members(ctx.session, change):
        chat_id = telegram_chat_of(ctx.session, member.id)
        if chat_id is None or member.role is None:
            continue
        with ctx.speaking_to(member) as speaking:
            speaking.tell(
                member,
                chat_id,
                views.told(speaking.texts, change, name, into),
                about=About("library_change", "library", change.object_id),
                lane=Lane.REMINDER,
                key=f"library_change:{change.id}:{member.id}",
            )


def _correct(ctx: Context, object_kind: str, corrected: Library | Municipality, name: str) -> None:
    changing.refuse_taken(ctx.session, object_kind, corrected.id, name)
    before = corrected.name
    correct_everywhere(ctx.session, object_kind, corrected.id, before, name)
    corrected.name = name
    change = DirectoryChange(
        object_kind=object_kind,
        object_id=corrected.id,
        kind=CORRECTED,
        day=ctx.today,
        after={"name": name},
        before={"name": before},
        made_at=ctx.now,
        made_by_id=ctx.me.id,
        done_at=ctx.now,
        told_at=ctx.now,
    )
    ctx.session.add(change)
    ctx.session.flush()
    _done(ctx, change)


def _done(ctx: Context, change: DirectoryChange) -> None:
    ctx.note(f"library_{change.kind}", change.object_kind, change.object_id, change=change.id, day=str(change.day))
    line = views.change_line(ctx.texts, change, *_names(ctx, change))
    moved = len(changing.moved_members(ctx.session, change)) if change.done_at is not None else 0
    ctx.show(views.changed(ctx.texts, change, line, moved), views.changed_buttons(ctx.texts, change))


def _who(ctx: Context) -> dict[str, Any]:
    return {"now": ctx.now, "today": ctx.today, "by": ctx.me.id}


def _object(ctx: Context, change: DirectoryChange) -> Library | Municipality:
    if change.object_kind == LIBRARY:
        return ctx.session.get_one(Library, change.object_id)
    return ctx.session.get_one(Municipality, change.object_id)


def _names(ctx: Context, change: DirectoryChange) -> tuple[str, str]:
    """What is changed, as it was called before; and what it becomes or goes into, if anything."""
    name = change.before.get("name") or _object(ctx, change).name
    if "into" in change.after:
        return name, ctx.session.get_one(Library, change.after["into"]).name
    return name, str(change.after.get("name", ""))


def days_offered(today: date, *, last_days: bool = False) -> list[date]:
    """Today, the next month's first day and the next year's; of last days those before."""
    month = (today.replace(day=1) + timedelta(days=32)).replace(day=1)
    year = date(today.year + 1, 1, 1)
    days = sorted({month, year})
    if last_days:
        return sorted({today, *(day - timedelta(days=1) for day in days)})
    return sorted({today, *days})
