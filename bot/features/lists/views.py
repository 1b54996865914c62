"""What the lists look like in the chat."""

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup, escape

from bot.context import Rows, button
from bot.features.lists.rules import LISTS
from bot.texts import N_, Texts, join_lines
from storage.list_changes import ADDED, BROUGHT_BACK, CORRECTED, RENAMED, RETIRED, WORDS
from storage.vocabulary import LIBRARY_KIND, TOPIC, VocabularyEntry

_DONE = {
    ADDED: N_("✅ <b>Added</b>"),
    RENAMED: N_("✅ <b>Renamed</b>"),
    CORRECTED: N_("✅ <b>Corrected</b>"),
    WORDS: N_("✅ <b>Words saved</b>"),
    RETIRED: N_("✅ <b>Taken out of use</b>"),
    BROUGHT_BACK: N_("✅ <b>In use again</b>"),
}


def lists(texts: Texts) -> Markup:
    """What can be changed here."""
    return join_lines(
        [
            texts.t("🗂 <b>Lists</b>"),
            texts.t("What can be chosen where a consultation, an event, news or a library is entered."),
        ]
    )


def lists_buttons(texts: Texts) -> Rows:
    """A button for each list."""
    rows = [[button(texts.plain(label), f"voc:list:{name}")] for name, label in LISTS.items()]
    return [*rows, [button(texts.plain("◀ Settings"), "set")]]


def entries(texts: Texts, list_name: str, shown: Sequence[VocabularyEntry], *, retired: bool) -> Markup:
    """Above the buttons of the entries."""
    title = texts.t("🗂 <b>{list}</b>", list=texts.plain(LISTS[list_name]))
    if retired:
        if not shown:
            return join_lines([title, texts.t("Nothing is out of use.")])
        return join_lines([title, texts.t("Out of use: records that have these keep them.")])
    return join_lines([title, texts.t("In the order in which people choose. Press an entry to change it.")])


def entries_buttons(
    texts: Texts, list_name: str, shown: Sequence[VocabularyEntry], *, retired: bool, others: int
) -> Rows:
    """A button for each entry, and what else there is."""
    rows = [[button(one.name(texts.language), f"voc:entry:{one.id}")] for one in shown]
    if retired:
        return [*rows, *back_button(texts, list_name)]
    rows.append([button(texts.plain("➕ Add"), f"voc:add:{list_name}")])
    if others:
        rows.append([button(texts.plain("Out of use ({n})", n=others), f"voc:old:{list_name}")])
    return [*rows, [button(texts.plain("◀ Lists"), "set:lists")]]


def entry(texts: Texts, one: VocabularyEntry, place: tuple[int, int] | None, *, needed: bool) -> Markup:
    """One entry: its names, its place among how many, by what else it is known, and its state."""
    words = ", ".join(one.aliases)
    former = "; ".join(lv if texts.language == "lv" else en for _, lv, en in one.former)
    return join_lines(
        [
            texts.t("🗂 <b>{name}</b>", name=one.name(texts.language)),
            texts.t("List: {list}", list=texts.plain(LISTS[one.list_name])),
            texts.t("In English: {name}", name=one.en)
            if texts.language == "lv"
            else texts.t("In Latvian: {name}", name=one.lv),
            texts.t("Place in the list: {place} of {n}", place=place[0], n=place[1]) if place else None,
            texts.t("Earlier: {names}", names=former) if former else None,
            texts.t("Known by these words: {words}", words=words) if words else None,
            texts.t("Out of use: it cannot be chosen; records that have it keep it.") if one.retired_at else None,
            texts.t("Plaukts itself needs this entry: it can be renamed, but not taken out of use.")
            if needed
            else None,
        ]
    )


def entry_buttons(texts: Texts, one: VocabularyEntry, *, needed: bool) -> Rows:
    """What can be done with an entry."""
    words = texts.plain("Words that name it") if one.list_name == TOPIC else texts.plain("Other words")
    rows = [[button(texts.plain("Rename"), f"voc:rename:{one.id}")]]
    if one.list_name != LIBRARY_KIND:  # which nobody names in a line
        rows[0].append(button(words, f"voc:words:{one.id}"))
    if one.retired_at is not None:
        rows = [*rows, [button(texts.plain("Use again"), f"voc:back:{one.id}")]]
    else:
        rows.append(
            [button(texts.plain("⬆️ Up"), f"voc:up:{one.id}"), button(texts.plain("⬇️ Down"), f"voc:down:{one.id}")]
        )
        if not needed:
            rows.append([button(texts.plain("Take out of use"), f"voc:retire:{one.id}")])
    return [*rows, *back_button(texts, one.list_name)]


def back_button(texts: Texts, list_name: str) -> Rows:
    """To the list."""
    return [[button(texts.plain("◀ {list}", list=texts.plain(LISTS[list_name])), f"voc:list:{list_name}")]]


def changed(texts: Texts, one: VocabularyEntry, kind: str, before: Mapping[str, Any]) -> Markup:
    """It is done."""
    name, old = one.name(texts.language), before["lv" if texts.language == "lv" else "en"]
    what = escape(name)
    after = None
    if kind in {RENAMED, CORRECTED} and old != name:
        what = texts.t("{name} → {other}", name=old, other=name)
    if kind == RENAMED:
        after = texts.t("The reports of earlier months stay as they were.")
    elif kind == CORRECTED:
        after = texts.t("Old reports have the corrected name, too.")
    elif kind == WORDS:
        after = texts.t("Known by these words: {words}", words=", ".join(one.aliases) or "—")
    elif kind == RETIRED:
        after = texts.t("It can no longer be chosen; records that have it keep it.")
    elif kind == ADDED:
        after = texts.t("It can be chosen at once.")
    return join_lines([texts.t(_DONE[kind]), what, "" if after else None, after])


def changed_buttons(texts: Texts, one: VocabularyEntry, change: int) -> Rows:
    """A way back, and on."""
    return [
        [button(texts.plain("Undo"), f"voc:undo:{change}"), button(texts.plain("To the entry"), f"voc:entry:{one.id}")],
        *back_button(texts, one.list_name),
    ]


def taken_back(texts: Texts, one: VocabularyEntry) -> Markup:
    """A change does not hold any more."""
    return join_lines([texts.t("↩️ <b>Taken back</b>"), escape(one.name(texts.language))])
