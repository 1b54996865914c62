"""The free times of a consultation day, for one person to choose from."""

from collections.abc import Sequence
from datetime import datetime

from markupsafe import Markup

from bot.context import Button, Context, Rows, button
from bot.features.events import cards, slot_words, slots, views
from bot.texts import bold, join_lines
from storage.events import EVENT, HOLDING, ON_SITE, ONLINE, WAITING, Event, Registration
from storage.outbox import About

IN_A_ROW = 4
MODES = {ON_SITE: "site", ONLINE: "online", None: "any"}
"""How a button says in which way somebody takes part."""


def show(ctx: Context, event: Event, registration: Registration | None, mode: str | None = None) -> None:
    """The times that this person can have, in place of their card; asked for in the group, in their own chat."""
    wanted = mode or (registration.mode if registration is not None else None)
    own = registration.slot if registration is not None and registration.state in HOLDING else None
    found = slots.open_to(ctx.session, event, registration)
    text, rows = _picker(ctx, event, [one for one in found if one != own], wanted, registration)
    about = About(cards.CARD, EVENT, event.number)
    if ctx.private:
        ctx.show(text, rows, about=about)
    else:
        ctx.say(text, rows, about=about)
        ctx.toast = ctx.texts.plain("The times to choose from are in your chat with Plaukts.")


def _picker(
    ctx: Context, event: Event, free: Sequence[datetime], mode: str | None, registration: Registration | None
) -> tuple[Markup, Rows]:
    texts, number = ctx.texts, event.number
    state = registration.state if registration is not None else None
    tail = f"{event.version}:{MODES[mode]}"
    holding = state in HOLDING
    says = texts.t("Choose a time. Nobody but the organisers sees who has which.")
    if not free and holding:
        says = texts.t("No other time is free now.")
    elif not free:
        says = texts.t("All times are taken. On the waiting list you are offered the first that becomes free.")
    lines = [
        views.head(texts, event, views.kind_name(ctx, event)),
        bold(event.title),
        "🕙 " + views.when(texts, event),
        slot_words.yours(texts, event, registration),
        "",
        says,
    ]
    rows = in_rows([button(texts.clock(one), f"ev:slot:{number}:{one.hour * 60 + one.minute}:{tail}") for one in free])
    queue = button(texts.plain("⏳ Waiting list"), f"ev:queue:{number}:{tail}")
    can_queue = not free and state != WAITING and (not holding or (registration and registration.slot is None))
    back = button(texts.plain("◀ Back"), f"ev:open:{number}")
    return join_lines(lines), [*rows, *([[queue]] if can_queue else []), [back]]


def in_rows(times: Sequence[Button]) -> list[Sequence[Button]]:
    """Buttons of times, some beside each other."""
    return [times[first : first + IN_A_ROW] for first in range(0, len(times), IN_A_ROW)]
