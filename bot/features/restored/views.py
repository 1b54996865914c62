"""What the administrators are asked after the database came from a backup."""

from collections.abc import Sequence
from datetime import datetime

from markupsafe import Markup

from bot.context import Context, Rows, button
from bot.texts import N_, Texts, join_lines
from storage.held import Asked, Kept, Restoring

SENT, DISCARDED = "sent", "discarded"
UPDATES = "updates"
"""What came in and was not handled."""
OTHER = "other"
_GROUPS = {
    "consultation": "consultation",
    "message": "consultation",
    "news": "news",
    "news_message": "news",
    "event": "event",
    "announcement": "announcement",
    "announcement_message": "announcement",
}
"""Kind of object, as deliveries name it → under which label it is counted."""
_LABELS = {
    "consultation": N_("questions and answers"),
    "news": N_("news"),
    "event": N_("events"),
    "announcement": N_("announcements"),
    OTHER: N_("other messages"),
    UPDATES: N_("received and not handled"),
}


def by_label(kept: Sequence[Kept]) -> list[tuple[str, int, datetime]]:
    """What is held, by what people call it: (label, how many, since when)."""
    found: dict[str, tuple[int, datetime]] = {}
    for one in kept:
        label = _GROUPS.get(one.object_kind or "", OTHER)
        count, oldest = found.get(label, (0, one.oldest))
        found[label] = count + one.count, min(oldest, one.oldest)
    return [(label, *found[label]) for label in _LABELS if label in found]


def question(
    ctx: Context, restoring: Restoring, number: int, shown: Sequence[Sequence[str | int]]
) -> tuple[Markup, Rows]:
    """What is held, and what can become of it."""
    texts = ctx.texts
    lines: list[Markup | str | None] = [_came_back(ctx, restoring) if number == 1 else None]
    if not shown:
        return join_lines([*lines, texts.t("No message waited to be sent then.")]), ()
    lines += [
        texts.t("These are held, for nobody can tell which of them have been sent since:"),
        *(_line(ctx, str(label), int(count), str(since)) for label, count, since in shown),
        texts.t(
            "If they are sent, somebody may get something twice; if they are discarded, somebody may miss something."
        ),
    ]
    buttons = [
        [
            button(texts.plain("Send"), f"held:send:{number}"),
            button(texts.plain("Discard"), f"held:drop:{number}"),
        ]
    ]
    return join_lines(lines), buttons


def standing(ctx: Context, restoring: Restoring, asked: Asked) -> tuple[Markup, Rows]:
    """The question as it stands: open, or decided."""
    if asked.decided is None:
        if not asked.shown:
            return join_lines([_came_back(ctx, restoring), ctx.texts.t("Nothing is held any more.")]), ()
        return question(ctx, restoring, asked.number, asked.shown)
    texts: Texts = ctx.texts
    count = sum(int(line[1]) for line in asked.shown)
    lines = [_came_back(ctx, restoring)]
    if asked.decided == SENT:
        return join_lines([*lines, texts.t("What was held is being sent: {n}.", n=count)]), ()
    undo = [[button(texts.plain("Undo"), f"held:undo:{asked.number}")]]
    return join_lines([*lines, texts.t("What was held was discarded: {n}.", n=count)]), undo


def _came_back(ctx: Context, restoring: Restoring) -> Markup:
    made = ctx.texts.short(ctx.region.local(restoring.made_at))
    return ctx.texts.t(
        "♻️ The data were restored from a backup of {when}. What was written later is not there. If somebody has had "
        "their data erased since, please erase them anew.",
        when=made,
    )


def _line(ctx: Context, label: str, count: int, since: str) -> Markup:
    what = ctx.texts.plain(_LABELS[label])
    if not since:
        return ctx.texts.t("• {what}: {n}", what=what, n=count)
    oldest = ctx.texts.short(ctx.region.local(datetime.fromisoformat(since)))
    return ctx.texts.t("• {what}: {n}, the oldest of {when}", what=what, n=count, when=oldest)
