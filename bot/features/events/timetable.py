"""A consultation day as those who organise it see it: who comes when, what they want to ask about, what is free."""

from collections.abc import Callable, Sequence
from datetime import datetime

from markupsafe import Markup

from bot.context import Context
from bot.features.events import slots
from bot.texts import Texts, cut, italic, join_lines, length
from storage.events import HOLDING, OFFERED, Event, Registration, registrations

ROOM = 2400
"""UTF-16 units that the whole day may take up on a card: where it would take more, what people ask is left out, and
then who they are."""
QUESTION, WHO = 120, 80


def lines(ctx: Context, event: Event) -> list[str | Markup]:
    """One line for each time, and one for those who have still to choose theirs; nothing where there are no times."""
    there = slots.slots_of(event)
    if not there:
        return []
    people = registrations(ctx.session, event, *HOLDING)
    day = [(ctx.texts.clock(slot), at(people, slot)) for slot in there]
    said = list[str | Markup]()
    for show in (_in_full, _named, _counted):
        said = [_line(ctx.texts, clock, having, show) for clock, having in day]
        if length(join_lines(said)) <= ROOM:
            break
    late = ", ".join(cut(who(one), WHO) for one in people if one.slot is None)
    return [*said, *([ctx.texts.t("❗ Still to choose a time: {names}", names=cut(late, 300))] if late else [])]


def at(people: Sequence[Registration], slot: datetime) -> list[Registration]:
    """Who has this time."""
    return [one for one in people if one.slot == slot]


_Show = Callable[[Texts, Sequence[Registration]], Markup]


def _line(texts: Texts, clock: str, people: Sequence[Registration], show: _Show) -> Markup:
    if not people:
        return texts.t("{time} – free", time=clock)
    return Markup("<b>{}</b> {}").format(clock, show(texts, people))


def _in_full(texts: Texts, people: Sequence[Registration]) -> Markup:
    asked = [" – " + italic(cut(one.question, QUESTION)) if one.question else "" for one in people]
    each = (_named(texts, [one]) + what for one, what in zip(people, asked, strict=True))
    return Markup("; ").join(each)


def _named(texts: Texts, people: Sequence[Registration]) -> Markup:
    offered = texts.plain("(not confirmed yet)")
    return Markup("; ").join(
        f"{cut(who(one), WHO)} {offered}" if one.state == OFFERED else cut(who(one), WHO) for one in people
    )


def _counted(_texts: Texts, people: Sequence[Registration]) -> Markup:
    return Markup("👤 {}").format(len(people))


def who(one: Registration) -> str:
    """A name and where from."""
    where = one.guest_of or ", ".join(library.name for library in one.libraries)
    return f"{one.name}, {where}" if where else one.name
