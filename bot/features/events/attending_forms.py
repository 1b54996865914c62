"""The forms at the door: somebody who had not registered, and only how many came."""

from dataclasses import dataclass
from typing import Any

from bot.access import GUEST as OUTSIDER
from bot.access import Act
from bot.context import Context, button
from bot.dialogs.fields import TextField, asking
from bot.dialogs.form import Data, Form, Prompt, pick
from bot.dialogs.people import NOBODY, Listed, MemberField, members_found
from bot.dialogs.pickers import LibraryField
from bot.errors import UserError
from bot.features.events.attending_desk import finish, found, mark, put_away, show
from bot.texts import N_
from bot.texts.names import NO_NAME, tidy_name
from bot.typed import Typed
from storage.attendance import at_door
from storage.events import EVENT, GOING, ON_SITE, ONLINE, Event, Registration, registration_of
from storage.libraries import Library
from storage.members import Member

MOST_DIGITS = 4
GUEST = "guest"
_GUEST_FIELDS = ("guest_name", "guest_of", "representative")


@dataclass(frozen=True)
class WhoField(MemberField):
    """A member, or a guest who is not in Plaukts: then their name and institution are asked.

    Whoever the list at the door names already is not offered, but found by their name.
    """

    def prompt(self, ctx: Context, data: Data) -> Prompt:
        prompt = super().prompt(ctx, data)
        guest = button(ctx.texts.plain("Somebody who is not in Plaukts"), pick(GUEST))
        return Prompt(prompt.text, [*prompt.buttons, [guest]])

    def typed(self, ctx: Context, data: Data, typed: Typed) -> bool:
        return super().typed(ctx, data, typed) and _ask(data)

    def pressed(self, ctx: Context, data: Data, key: str) -> bool:
        if key != GUEST:
            return super().pressed(ctx, data, key) and _ask(data)
        data[self.name] = None
        written = str(data.get("_letters") or "")
        if len(written.split()) < 2 or not written[0].isupper():
            return _ask(data, *_GUEST_FIELDS)
        data["guest_name"] = written  # to find somebody their whole name was typed
        return _ask(data, *_GUEST_FIELDS[1:])

    def _members(self, ctx: Context, data: Data, letters: str) -> list[Listed]:
        if letters:
            return super()._members(ctx, data, letters)
        named = at_door(ctx.session, found(ctx, data["event"]))
        return members_found(ctx, letters, {one.member_id for one in named if one.member_id is not None})


def _ask(data: Data, *fields: str) -> bool:
    """Of the fields about a guest these are asked."""
    data["_given"] = sorted({*data.get("_given", ()), *_GUEST_FIELDS}.difference(fields))
    return True


@dataclass(frozen=True)
class YesNoField:
    """Yes or no, by a button. Keeps a bool under its name."""

    name: str
    question: str
    """Msgid of what is asked."""

    def prompt(self, ctx: Context, data: Data) -> Prompt:
        yes, no = button(ctx.texts.plain("Yes"), pick("yes")), button(ctx.texts.plain("No"), pick("no"))
        return Prompt(ctx.texts.t(self.question), [[yes, no]])

    def typed(self, ctx: Context, data: Data, typed: Typed) -> bool:
        raise UserError(N_("A choice is needed here: press a button. What you wrote was not registered."))

    def pressed(self, ctx: Context, data: Data, key: str) -> bool:
        data[self.name] = key == "yes"
        return True


def _read_number(text: str) -> int | None:
    number = text.strip()
    return int(number) if number.isdecimal() and len(number) <= MOST_DIGITS else None


# Somebody who had not registered -------------------------------------------------------------------------------------


def _ask_whom(ctx: Context, _data: Data) -> str:
    return ctx.texts.t("Who came without having registered?")


def _add(ctx: Context, data: Data) -> None:
    event = found(ctx, data["event"])
    if data["member"] is None:
        registration = _walk_in(ctx, event, **{name: data.get(name) for name in _GUEST_FIELDS})
        ctx.session.add(registration)
    else:
        member = ctx.session.get(Member, data["member"])
        if member is None:
            raise UserError(NOBODY)
        known = registration_of(ctx.session, event, member.id)
        of_member = {"libraries": list(member.libraries), "representative": member.role == OUTSIDER}
        registration = known or _walk_in(ctx, event, member_id=member.id, **of_member)
        ctx.session.add(registration)
    ctx.session.flush()
    mark(ctx, event, [registration], came=True)
    if data["card"] is not None:
        put_away(ctx, event, data["card"])
    show(ctx, event, said=ctx.texts.t("➕ <b>Noted as come: {name}</b>", name=registration.name))


def _walk_in(ctx: Context, event: Event, **who: Any) -> Registration:
    return Registration(
        event_id=event.id,
        state=GOING,
        at=ctx.now,
        version=event.version,
        mode=ONLINE if event.only_online else ON_SITE,
        registered_by_id=ctx.me.id,
        walk_in=True,
        **who,
    )


WALK_IN = Form(
    "event_walk_in",
    (
        WhoField("member", _ask_whom),
        TextField("guest_name", asking(N_("Name and surname of the guest:")), tidy_name, NO_NAME),
        TextField("guest_of", asking(N_("From which institution?")), tidy_name, NO_NAME),
        YesNoField("representative", N_("Is the guest a municipality's representative or deputy?")),
    ),
    _add,
    act=Act.EVENTS,
    title=N_("➕ Add somebody"),
    left=N_("Cancelled. Nobody was added."),
    optional=frozenset({"guest_of"}),
)


# Only how many -------------------------------------------------------------------------------------------------------


def _count(ctx: Context, data: Data) -> None:
    event = found(ctx, data["event"])
    before, finished = event.headcount, event.attended_at is not None
    event.headcount = data["heads"]
    event.attended_at = event.attended_at or ctx.now
    if "libraries" in data:
        event.libraries = [one for key in data["libraries"] if (one := ctx.session.get(Library, key)) is not None]
    if "representatives" in data:
        event.representatives_present = data["representatives"]
    ctx.note("count_heads", EVENT, event.number, heads=event.headcount)
    if data["card"] is not None:
        put_away(ctx, event, data["card"])
    finish(ctx, event, f"ev:unheads:{event.number}:{'x' if before is None else before}:{int(finished)}")


_NUMBER_WRONG = N_("Write a number, for example 24.")
HEADS = Form(
    "event_heads",
    (
        TextField("heads", asking(N_("How many people came?")), _read_number, _NUMBER_WRONG),
        LibraryField("libraries", N_("From which libraries did they come?"), several=lambda _data: True),
        TextField(
            "representatives",
            asking(N_("How many municipality representatives or deputies were there?")),
            _read_number,
            _NUMBER_WRONG,
        ),
    ),
    _count,
    act=Act.EVENTS,
    title=N_("🔢 Only the number"),
    left=N_("Cancelled. Nothing was saved."),
    optional=frozenset({"libraries", "representatives"}),
)

FORMS: tuple[Form, ...] = (WALK_IN, HEADS)
