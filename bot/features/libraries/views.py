"""What the directory looks like in chat."""

from collections.abc import Sequence
from datetime import timedelta

from markupsafe import Markup

from bot.context import Context, Rows, button
from bot.texts import Texts, bold, join_lines
from storage.directory import (
    CLOSED,
    MERGED,
    MOVED,
    RENAMED,
    DirectoryChange,
)
from storage.libraries import Library, Municipality
from storage.vocabulary import LIBRARY_KIND, entries_of

SHOWN = 30
"""Municipalities that fit under each other; a region has a handful."""


def libraries(texts: Texts, count: int, planned: Sequence[Markup]) -> Markup:
    """The place of the libraries."""
    return join_lines(
        [
            texts.t("🏛 <b>Libraries</b>"),
            texts.tn("There is {n} library in the region.", "There are {n} libraries in the region.", count),
            texts.t("What is changed here holds from its day on; the reports of earlier months stay as they were."),
            *(["", texts.t("<b>Planned:</b>"), *planned] if planned else []),
        ]
    )


def libraries_buttons(texts: Texts) -> Rows:
    """What can be done there."""
    return [
        [button(texts.plain("Choose a library"), "lib:pick")],
        [button(texts.plain("New library"), "lib:new"), button(texts.plain("Municipalities"), "lib:places")],
        [button(texts.plain("◀ Settings"), "set")],
    ]


def library(ctx: Context, one: Library, *, members: int, planned: Markup | None) -> Markup:
    """A library's card."""
    texts = ctx.texts
    kinds = {entry.key: entry.name(texts.language) for entry in entries_of(ctx.session, LIBRARY_KIND)}
    lines: list[str | None] = [
        Markup("🏛 ") + bold(one.name),
        texts.t("{municipality} · {kind}", municipality=one.municipality.name, kind=kinds.get(one.kind, one.kind)),
        texts.t("The region's main library") if one.main else None,
        texts.t("Since {day}", day=texts.of_date(one.valid_from)) if one.valid_from else None,
        texts.t("Earlier: {names}", names=", ".join(one.former_names)) if one.former_names else None,
        texts.t("Also called: {names}", names=", ".join(one.aliases)) if one.aliases else None,
        texts.t("Members in Plaukts: {n}", n=members),
        join_lines(["", texts.t("<b>Planned:</b>"), planned]) if planned else None,
    ]
    return join_lines(lines)


def library_buttons(texts: Texts, one: Library, planned: int | None) -> Rows:
    """What can be done with a library; while something is planned, only that can be taken back."""
    rows = [
        [
            button(texts.plain("Rename"), f"lib:rename:{one.id}"),
            button(texts.plain("Other names"), f"lib:names:{one.id}"),
        ],
        [button(texts.plain("Merge"), f"lib:merge:{one.id}"), button(texts.plain("Close"), f"lib:close:{one.id}")],
    ]
    if one.main:
        rows = rows[:1]
    if planned is not None:
        rows = [
            [button(texts.plain("Take the planned change back"), f"lib:undo:{planned}")],
            [button(texts.plain("Other names"), f"lib:names:{one.id}")],
        ]
    return [*rows, [button(texts.plain("◀ Libraries"), "set:libraries")]]


def municipalities(texts: Texts, found: Sequence[tuple[Municipality, int]]) -> Markup:
    """The list of municipalities."""
    return join_lines(
        [
            texts.t("🗺 <b>Municipalities</b>"),
            *(texts.t("{name}: {n}", name=one.name, n=count) for one, count in found[:SHOWN]),
            "",
            texts.t("Beside each is the number of its libraries. Choose one to rename it."),
        ]
    )


def municipality_buttons(texts: Texts, found: Sequence[tuple[Municipality, int]]) -> Rows:
    """A button for each."""
    rows = [[button(one.name, f"lib:place:{one.id}")] for one, _ in found[:SHOWN]]
    return [*rows, [button(texts.plain("◀ Libraries"), "set:libraries")]]


def change_line(texts: Texts, change: DirectoryChange, name: str, other: str) -> Markup:
    """A change in one line: what becomes of whom, and from when."""
    day, last = texts.of_date(change.day), texts.date(change.day - timedelta(days=1))
    match change.kind:
        case "renamed":
            return texts.t("{name} → {other}, from {day}", name=name, other=other, day=day)
        case "merged":
            return texts.t("{name} goes into {other}, from {day}", name=name, other=other, day=day)
        case "closed":
            return texts.t("{name} closes; last day: {day}", name=name, day=last)
        case "opened":
            return texts.t("{name}: new, from {day}", name=name, day=day)
        case "moved":
            return texts.t("{name}: another municipality or kind, from {day}", name=name, day=day)
    return texts.t("{name} → {other}, a mistake corrected everywhere", name=name, other=other)


def changed(texts: Texts, change: DirectoryChange, line: Markup, moved: int) -> Markup:
    """It is done, or planned."""
    if change.done_at is None:
        return join_lines(
            [
                texts.t("🗓 <b>Planned</b>"),
                line,
                "",
                texts.t("It will happen by itself on that day. Until then it can be taken back here."),
            ]
        )
    told = None
    if moved and change.kind == MERGED:
        told = texts.tn(
            "{n} member now has the new library and will be told in ten minutes or in the morning.",
            "{n} members now have the new library and will be told in ten minutes or in the morning.",
            moved,
        )
    elif moved:
        told = texts.tn(
            "{n} member has lost the library and will be told in ten minutes or in the morning.",
            "{n} members have lost the library and will be told in ten minutes or in the morning.",
            moved,
        )
    keeps = None
    if change.kind in (RENAMED, MERGED, CLOSED, MOVED):
        keeps = texts.t("The reports of earlier months stay as they were.")
    return join_lines([_done(texts, change.kind), line, "", told, keeps])


def _done(texts: Texts, kind: str) -> Markup:
    match kind:
        case "renamed":
            return texts.t("✅ <b>Renamed</b>")
        case "merged":
            return texts.t("✅ <b>Merged</b>")
        case "closed":
            return texts.t("✅ <b>Closed</b>")
        case "opened":
            return texts.t("✅ <b>Entered</b>")
    return texts.t("✅ <b>Changed</b>")


def changed_buttons(texts: Texts, change: DirectoryChange) -> Rows:
    """A way back, and on."""
    undo = texts.plain("Take the planned change back") if change.done_at is None else texts.plain("Undo")
    return [[button(undo, f"lib:undo:{change.id}")], *back_button(texts)]


def back_button(texts: Texts) -> Rows:
    """To the place of the libraries."""
    return [[button(texts.plain("◀ Libraries"), "set:libraries")]]


def taken_back(texts: Texts, line: Markup) -> Markup:
    """A change does not hold any more."""
    return join_lines([texts.t("↩️ <b>Taken back</b>"), Markup("<s>{}</s>").format(line)])


def impossible(texts: Texts, line: Markup) -> Markup:
    """For who planned a change whose day has come."""
    return join_lines(
        [
            texts.t("⚠️ <b>A planned change could not be made</b>"),
            line,
            "",
            texts.t("Something else was changed meanwhile, and it does not fit any more. It has been taken back."),
        ]
    )


def told(texts: Texts, change: DirectoryChange, name: str, into: str) -> Markup:
    """For a member whose libraries have changed by it."""
    if change.kind == MERGED:
        return join_lines(
            [
                texts.t("🏛 <b>{name}</b> is now part of <b>{into}</b>.", name=name, into=into),
                texts.t("Your profile has the new library. If that is not right, change it with /profils."),
            ]
        )
    return join_lines(
        [
            texts.t("🏛 <b>{name}</b> has been closed and is no longer in your profile.", name=name),
            texts.t("If you work in another library now, choose it with /profils."),
        ]
    )
