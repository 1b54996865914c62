"""Changing the lists: every action checks, changes, notes, and shows what it did with a way back."""

from collections.abc import Iterable
from datetime import date

from bot.context import Context
from bot.errors import UserError
from bot.features.lists import views
from bot.features.lists.rules import LISTS, is_needed, taken_by
from bot.texts import N_
from bot.undoing import check_undo
from storage import list_changes as changes
from storage.list_changes import ListChange
from storage.vocabulary import VocabularyEntry, entries_of

GONE = N_("There is no such entry any more.")


def show_lists(ctx: Context) -> None:
    """Which lists there are."""
    ctx.show(views.lists(ctx.texts), views.lists_buttons(ctx.texts))


def show_list(ctx: Context, list_name: str, *, retired: bool = False) -> None:
    """The entries of a list that are in use, or those that were retired."""
    entries = entries_of(ctx.session, _known(list_name), retired=True)
    shown = [entry for entry in entries if (entry.retired_at is not None) == retired]
    ctx.show(
        views.entries(ctx.texts, list_name, shown, retired=retired),
        views.entries_buttons(ctx.texts, list_name, shown, retired=retired, others=len(entries) - len(shown)),
    )


def show_entry(ctx: Context, entry: VocabularyEntry) -> None:
    """One entry's card."""
    needed = is_needed(entry.list_name, entry.key)
    in_use = [one.id for one in entries_of(ctx.session, entry.list_name)]
    place = (in_use.index(entry.id) + 1, len(in_use)) if entry.id in in_use else None
    ctx.show(views.entry(ctx.texts, entry, place, needed=needed), views.entry_buttons(ctx.texts, entry, needed=needed))


def found_entry(ctx: Context, key: int) -> VocabularyEntry:
    """An entry of this id in one of the lists; raises UserError."""
    entry = ctx.session.get(VocabularyEntry, key)
    if entry is None or entry.list_name not in LISTS:
        raise UserError(GONE)
    return entry


def add_entry(ctx: Context, list_name: str, lv: str, en: str) -> None:
    """A new entry; raises UserError where there is such a name."""
    _refuse_taken(ctx, _known(list_name), (lv, en))
    entry = changes.add_entry(ctx.session, list_name, lv, en, ctx.today)
    _done(ctx, entry, changes.ADDED, changes.state_of(entry))


def rename_entry(ctx: Context, entry: VocabularyEntry, lv: str, en: str, day: date | None) -> None:
    """Another name from a day on; without one a mistake is mended, for all time."""
    if (lv, en) == (entry.lv, entry.en):
        raise UserError(N_("It is called that already."))
    _refuse_taken(ctx, entry.list_name, (lv, en), besides=entry)
    before = changes.state_of(entry)
    changes.rename_entry(entry, lv, en, day)
    _done(ctx, entry, changes.CORRECTED if day is None else changes.RENAMED, before)


def set_words(ctx: Context, entry: VocabularyEntry, words: list[str]) -> None:
    """By which other words it is known; raises UserError where another entry has one of them."""
    new = [word for word in words if word not in entry.aliases]
    _refuse_taken(ctx, entry.list_name, new, besides=entry)
    before = changes.state_of(entry)
    entry.aliases = words
    _done(ctx, entry, changes.WORDS, before)


def retire_entry(ctx: Context, entry: VocabularyEntry) -> None:
    """It can be chosen no more; what has it keeps it."""
    if entry.retired_at is not None:
        raise UserError(N_("It is out of use already."))
    if is_needed(entry.list_name, entry.key):
        raise UserError(N_("Plaukts itself needs this entry: it can be renamed, but not taken out of use."))
    if len(entries_of(ctx.session, entry.list_name)) < 2:
        raise UserError(N_("This is the last entry of its list; without it nothing could be chosen."))
    before = changes.state_of(entry)
    entry.retired_at = ctx.now
    _done(ctx, entry, changes.RETIRED, before)


def bring_back_entry(ctx: Context, entry: VocabularyEntry) -> None:
    """It can be chosen again."""
    if entry.retired_at is None:
        raise UserError(N_("It is in use already."))
    before = changes.state_of(entry)
    entry.retired_at = None
    _done(ctx, entry, changes.BROUGHT_BACK, before)


def move_entry(ctx: Context, entry: VocabularyEntry, by: int) -> None:
    """One place up (-1) or down (1) in the order in which people choose."""
    if entry.retired_at is not None:
        raise UserError(N_("It is out of use already."))
    if changes.move_entry(ctx.session, entry, by):
        ctx.note("list_moved", "vocabulary", entry.id, by=by)
    else:
        ctx.toast = (
            ctx.texts.plain("It is the first already.") if by < 0 else ctx.texts.plain("It is the last already.")
        )
    show_entry(ctx, entry)


def undo_change(ctx: Context, key: int) -> None:
    """Take a change back, for ten minutes, while nothing else was changed of the entry after it."""
    change = ctx.session.get(ListChange, key)
    if change is None or change.undone_at is not None:
        raise UserError(N_("That has been taken back already."))
    check_undo(change.made_at, ctx.now)
    if not changes.is_latest(ctx.session, change):
        raise UserError(N_("The entry was changed again after that. Take the later change back first."))
    entry = found_entry(ctx, change.entry_id)
    kind, list_name = change.kind, entry.list_name
    if kind == changes.ADDED:
        if changes.is_used(ctx.session, entry):
            raise UserError(N_("It has been chosen somewhere meanwhile. It can only be taken out of use."))
        ctx.note("undo_list_change", "vocabulary", entry.id, kind=kind)
        changes.forget_entry(ctx.session, entry)
        ctx.show(views.taken_back(ctx.texts, entry), views.back_button(ctx.texts, list_name))
        return
    before = change.before
    if before["retired_at"] and len(entries_of(ctx.session, list_name)) < 2:
        raise UserError(N_("This is the last entry of its list; without it nothing could be chosen."))
    _refuse_taken(ctx, list_name, (before["lv"], before["en"]), besides=entry)
    changes.restore(entry, before)
    change.undone_at = ctx.now
    ctx.note("undo_list_change", "vocabulary", entry.id, kind=kind)
    ctx.show(views.taken_back(ctx.texts, entry), views.back_button(ctx.texts, list_name))


def _done(ctx: Context, entry: VocabularyEntry, kind: str, before: dict[str, object]) -> None:
    change = ListChange(entry_id=entry.id, kind=kind, before=before, made_by_id=ctx.me.id, made_at=ctx.now)
    ctx.session.add(change)
    ctx.session.flush()
    ctx.note(f"list_{kind}", "vocabulary", entry.id)
    ctx.show(views.changed(ctx.texts, entry, kind, before), views.changed_buttons(ctx.texts, entry, change.id))


def _known(list_name: str) -> str:
    if list_name not in LISTS:
        raise UserError(GONE)
    return list_name


def _refuse_taken(
    ctx: Context, list_name: str, words: Iterable[str], *, besides: VocabularyEntry | None = None
) -> None:
    others = [
        (one.name(ctx.texts.language), (one.lv, one.en, *one.aliases))
        for one in entries_of(ctx.session, list_name, retired=True)
        if one is not besides
    ]
    taken = taken_by(words, others)
    if taken is not None:
        word, name = taken
        raise UserError(N_("“{word}” already belongs to the entry “{name}” of this list."), word=word, name=name)
