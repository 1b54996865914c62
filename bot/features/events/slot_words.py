"""How times of a consultation day are said, and the buttons by which people choose theirs."""

from datetime import datetime

from markupsafe import Markup

from bot.context import Button, button
from bot.features.events import slots
from bot.texts import N_, Texts, italic
from storage.events import DECLINED, GOING, HOLDING, MAYBE, OFFERED, ON_SITE, ONLINE, WAITING, Event, Registration


def hours(texts: Texts, event: Event, slot: datetime) -> str:
    """From when until when: ``10.30–11.00``."""
    return f"{texts.clock(slot)}–{texts.clock(slots.end_of(event, slot))}"


def of(texts: Texts, event: Event, registration: Registration | None) -> str | None:
    """The time that somebody has or is kept; nothing where they have none."""
    if registration is None or registration.slot is None or registration.state not in HOLDING:
        return None
    return hours(texts, event, registration.slot)


def at(texts: Texts, event: Event, registration: Registration) -> Markup | None:
    """The time that somebody has, as others are told; nothing where they have none."""
    own = of(texts, event, registration)
    return texts.t("🕐 Time: <b>{time}</b>", time=own) if own is not None else None


def yours(texts: Texts, event: Event, registration: Registration | None) -> Markup | None:
    """A person's own time, or that they have to choose one; nothing where that does not concern them."""
    own = of(texts, event, registration)
    if own is not None:
        return texts.t("🕐 Your time: <b>{time}</b>", time=own)
    if registration is not None and registration.state == GOING and slots.slots_of(event):
        return texts.t("❗ You have no time yet. Please choose one.")
    return None


def own_lines(texts: Texts, event: Event, registration: Registration) -> list[str | Markup | None]:
    """Under what became of somebody's answer: their time, and what they want to ask about."""
    if registration.state != GOING or not slots.slots_of(event):
        return []
    asked = registration.question
    return [
        yours(texts, event, registration),
        texts.t("💬 Your question: {question}", question=italic(asked)) if asked else None,
    ]


def plan(texts: Texts, event: Event) -> str | None:
    """How the day is divided: ``11 laiki pa 30 min, pārtraukums 12.00–13.00``; nothing where it is not."""
    said, there = slots.plan_of(event), slots.slots_of(event)
    if said is None or not there:
        return None

    def clock(one: datetime) -> str:
        return texts.clock(one)

    breaks = ", ".join(
        f"{clock(datetime.combine(event.begins, first))}–{clock(datetime.combine(event.begins, last))}"
        for first, last in said.breaks
    )
    parts = [
        texts.plain_n("{n} time of {length}", "{n} times of {length}", len(there), length=texts.minutes(said.minutes)),
        texts.plain("break {hours}", hours=breaks) if breaks else None,
        texts.plain("{n} people at once", n=said.at_once) if said.at_once > 1 else None,
    ]
    return ", ".join(part for part in parts if part)


def answers(
    texts: Texts, event: Event, registration: Registration | None, *, closed: bool, anew: bool
) -> list[list[Button]]:
    """The buttons with which a person chooses a time, another one, or none."""
    state = registration.state if registration is not None else None
    has_time = state in HOLDING and registration is not None and registration.slot is not None
    number, version = event.number, event.version

    def verb(name: str, label: str) -> Button:
        return button(texts.plain(label), f"ev:{name}:{number}:{version}")

    another = verb("times", N_("🕐 Another time"))
    if state == OFFERED:
        confirm = button(texts.plain("Confirm"), f"ev:confirm:{number}")
        return [[confirm, verb("no", N_("Give it up"))], [another]]
    mode = registration.mode if registration is not None and has_time and not anew else None
    joining: list[list[Button]] = []
    if has_time and not event.hybrid:
        joining = [[*([verb("go", N_("I take part"))] if anew else []), another]]
    elif has_time:
        other = [verb("site", N_("On site"))] if mode != ON_SITE else []
        joining = [[*other, *([verb("online", N_("Online"))] if mode != ONLINE else [])], [another]]
    elif (state == GOING or not closed) and state != WAITING:
        joining = [[verb("times", N_("🕐 Choose a time"))]]
        if event.hybrid and state != GOING:
            joining = [[verb("site", N_("🕐 A time on site")), verb("online", N_("🕐 A time online"))]]
    asking = [[button(texts.plain("💬 What I will ask about"), f"ev:ask:{number}")]] if has_time else []
    others = [
        *([verb("maybe", N_("Maybe"))] if state != MAYBE or anew else []),
        *([verb("no", N_("I cannot come"))] if state != DECLINED else []),
    ]
    return [row for row in (*joining, *asking, others) if row]
