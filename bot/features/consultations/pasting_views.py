"""What several lines look like before and after they are saved."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from markupsafe import Markup

from bot.context import Button, Context, Rows, button
from bot.dialogs.form import Prompt, pick
from bot.dialogs.pickers import entry_rows
from bot.features.consultations.words import likely_topics
from bot.texts import N_, Texts, cut, italic, join_lines
from storage.consultations import Consultation, names_of_lists
from storage.libraries import Library
from storage.vocabulary import CHANNEL, DURATION_BAND, TOPIC, entries_of

TABLE = 2700
"""Characters of all lines in a table together; a message holds 4096 with its heading and buttons' numbers."""
IN_A_ROW = 6
"""Buttons with numbers beside each other."""
_LACKS = {
    "libraries": N_("which library?"),
    CHANNEL: N_("how did it happen?"),
    TOPIC: N_("what was it about?"),
}
_ASKS = {
    "libraries": N_("Which library was consulted? Press a button, or type a few letters of its name."),
    CHANNEL: N_("How did it happen?"),
    TOPIC: N_("What was it about?"),
}


def table(ctx: Context, rows: Sequence[Mapping[str, Any]], lacking: Sequence[str | None]) -> Prompt:
    """What each line was read as; what is not clear is marked."""
    texts, most = ctx.texts, TABLE // max(1, len(rows))
    lines: list[Markup | str] = [texts.t("Each line becomes a record. Nothing is saved yet."), ""]
    for number, (row, lacks) in enumerate(zip(rows, lacking, strict=True), start=1):
        if lacks is None:
            lines.append(f"{number}. {cut(_facts(ctx, row), most)}")
        else:
            lines.append(f"❓ {number}. {cut(row['line'], most)} — {texts.plain(_LACKS[lacks])}")
    clear = sum(lacks is None for lacks in lacking)
    if clear < len(rows):
        lines += ["", texts.t("Press the number of a line marked with ❓ to complete it.")]
    numbers = [
        button(f"❓ {number}" if lacks else str(number), pick(f"row={number}"))
        for number, lacks in enumerate(lacking, start=1)
    ]
    buttons: list[list[Button]] = [numbers[at : at + IN_A_ROW] for at in range(0, len(numbers), IN_A_ROW)]
    if clear == len(rows):
        buttons.append([button(texts.plain("✅ Save all ({n})", n=clear), pick("save="))])
    elif clear:
        buttons.append([button(texts.plain("✅ Save the clear ones ({n})", n=clear), pick("save="))])
    return Prompt(join_lines(lines), buttons)


def opened(ctx: Context, row: Mapping[str, Any], number: int, lacks: str | None) -> Prompt:
    """One line, what is still to be said of it, or that it can be typed anew."""
    texts = ctx.texts
    lines: list[Markup | str] = [f"{number}. {cut(_facts(ctx, row), 500)}", italic(cut(row["line"], 500)), ""]
    buttons: list[list[Button]] = []
    if lacks is None:
        lines.append(texts.t("If it is not right, type the whole line anew."))
    else:
        lines += [texts.t(_ASKS[lacks]), texts.t("Or type the whole line anew.")]
        if lacks == "libraries":
            libraries = [ctx.session.get_one(Library, key) for key in row.get("_libraries", ())]
            buttons = [[button(one.name, pick(f"libraries={one.id}"))] for one in libraries]
        else:
            entries = entries_of(ctx.session, lacks)
            likely = likely_topics(ctx.session, row["text"], ctx.today) if lacks == TOPIC else []
            meant = row.get(f"_{lacks}") or likely
            entries.sort(key=lambda entry: meant.index(entry.key) if entry.key in meant else len(meant))
            buttons = entry_rows(ctx, entries, lambda key: pick(f"{lacks}={key}"))
    buttons.append(
        [button(texts.plain("Leave it out"), pick("drop=")), button(texts.plain("◀ All lines"), pick("table="))]
    )
    return Prompt(join_lines(lines), buttons)


def saved(ctx: Context, records: Sequence[Consultation]) -> Markup:
    """All that was saved together, with numbers."""
    texts, most = ctx.texts, TABLE // len(records)
    names = names_of_lists(ctx.session, (CHANNEL, TOPIC), texts.language)
    lines = [
        texts.plain("No. {number}", number=one.number)
        + " · "
        + " · ".join(
            [
                ", ".join(library.name for library in one.libraries),
                names[CHANNEL].get(one.channel or "", ""),
                names[TOPIC].get(one.topic or "", ""),
            ]
        )
        for one in records
    ]
    head = texts.tn("📝 {n} consultation is registered.", "📝 {n} consultations are registered.", len(records))
    return join_lines([head, "", *(cut(line, most) for line in lines)])


def saved_buttons(texts: Texts, first: int) -> Rows:
    """Take back all of them."""
    return [[button(texts.plain("Undo all"), f"c:unlines:{first}")]]


def undone(texts: Texts, count: int) -> Markup:
    """They were taken back together."""
    return texts.tn(
        "✖ {n} consultation was taken back; it is not counted.",
        "✖ {n} consultations were taken back; they are not counted.",
        count,
    )


def _facts(ctx: Context, row: Mapping[str, Any]) -> str:
    """What a line was read as, in the order of a record's card."""
    texts = ctx.texts
    names = names_of_lists(ctx.session, (CHANNEL, TOPIC, DURATION_BAND), texts.language)
    facts = [
        ", ".join(ctx.session.get_one(Library, key).name for key in row.get("libraries") or ()),
        names[CHANNEL].get(row.get(CHANNEL) or "", ""),
        names[TOPIC].get(row.get(TOPIC) or "", ""),
        names[TOPIC].get(row.get("second_topic") or "", ""),
        texts.plain("{n} min", n=row["minutes"]) if row["minutes"] else names[DURATION_BAND].get(row["band"] or "", ""),
        texts.plain_n("{n} participant", "{n} participants", row["participants"]) if row["participants"] else "",
        texts.date(date.fromisoformat(row["day"])) if row["day"] else "",
        row["text"],
    ]
    return " · ".join(fact for fact in facts if fact)
