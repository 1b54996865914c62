"""Handing out materials: for whom, what, the way back; and reading what was handed out."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from bot.access import Act
from bot.context import Context, Rows, button
from bot.dialogs.form import EARLIER_STEP, Data, Form, Prompt, pick, start
from bot.dialogs.pickers import MessageField
from bot.errors import UserError
from bot.features.events import answering, materials, organising
from bot.manifest import Button
from bot.texts import N_, bold, cut, join_lines
from bot.typed import Typed
from bot.undoing import check_undo
from storage.attendance import guests_without_telegram
from storage.events import EVENT, Event, registration_of
from storage.materials import EventMaterial, readable
from storage.outbox import About

CAME, ALL = "came", "all"
_FOR = {CAME: N_("Those who came ({n})"), ALL: N_("All who registered ({n})")}
SHOWN = 20
"""The newest of them are sent to who asks for them."""


@dataclass(frozen=True)
class ForWhomField:
    """For those who came, or for all who registered; only what there is somebody for."""

    name: str = "to"

    def prompt(self, ctx: Context, data: Data) -> Prompt:
        rows = [
            [button(ctx.texts.plain(_FOR[key], n=n), pick(key))]
            for key, n in _counts(ctx, organising.found(ctx, data["event"])).items()
            if n
        ]
        return Prompt(ctx.texts.t("For whom are the materials?"), rows)

    def typed(self, ctx: Context, data: Data, typed: Typed) -> bool:
        raise UserError(N_("A choice is needed here: press a button. What you wrote was not registered."))

    def pressed(self, ctx: Context, data: Data, key: str) -> bool:
        if key not in _FOR:
            raise UserError(EARLIER_STEP)
        data[self.name] = key
        return True


def _counts(ctx: Context, event: Event) -> dict[str, int]:
    return {key: len(materials.recipients(ctx, event, for_all=key == ALL)) for key in (CAME, ALL)}


def _ask_what(ctx: Context, _data: Data) -> Markup:
    return ctx.texts.t("Send the materials: a text or link, a file, or several files as one album.")


def _send(ctx: Context, data: Data) -> None:
    event = organising.found(ctx, data["event"])
    ctx.typed = Typed.from_json(data["message"])
    material, n = materials.send(ctx, event, ctx.typed, for_all=data["to"] == ALL)
    text = ctx.texts.tn(
        "📎 The materials of event No. {number} go to {n} person.",
        "📎 The materials of event No. {number} go to {n} people.",
        n,
        number=event.number,
    )
    guests = guests_without_telegram(ctx.session, event, for_all=material.for_all)
    others = ctx.texts.t("Guests who are not in Plaukts do not get them: {n}", n=guests) if guests else None
    text = join_lines([text, others])
    ctx.show(text, _after(ctx, material, undo=True), about=About("sent_materials", EVENT, event.number))


def _after(ctx: Context, material: EventMaterial, *, undo: bool) -> Rows:
    number = material.event.number
    more = button(ctx.texts.plain("Send more"), f"ev:handout:{number}")
    back = button(ctx.texts.plain("Undo"), f"ev:unhand:{material.id}")
    return [[more, *([back] if undo else [])], [button(ctx.texts.plain("Organiser's card"), f"ev:org:{number}")]]


SEND = Form(
    "event_materials",
    (ForWhomField(), MessageField("message", _ask_what)),
    _send,
    act=Act.EVENTS,
    title=N_("📎 Materials"),
    left=N_("Cancelled. Nothing was sent."),
)


def _begin(ctx: Context) -> None:
    """*Send more*."""
    _start(ctx, organising.found(ctx, int(ctx.match[0])))


def _start(ctx: Context, event: Event) -> None:
    counts = _counts(ctx, event)
    if not counts[ALL]:
        raise UserError(materials.NOBODY, number=event.number)
    ctx.pressed_delivery = None
    # Who came is among those who registered: where nobody else did, there is nothing to choose.
    settled = {} if counts[CAME] and counts[CAME] != counts[ALL] else {"to": ALL}
    start(ctx, SEND, {"event": event.number, **settled})


def _open(ctx: Context) -> None:
    """*📎 Materials*: for staff what was handed out and the way to more, for others what they got, once more."""
    event = answering.found(ctx, int(ctx.match[0]))
    staff = ctx.may(Act.EVENTS)
    found = readable(ctx.session, event, registration_of(ctx.session, event, ctx.me.id), staff=staff)
    if staff and not found:
        _start(ctx, event)
    elif staff:
        _list(ctx, event, found)
    elif not found:
        raise UserError(N_("There are no materials of event No. {number} for you."), number=event.number)
    else:
        _say_all(ctx, found)


def _list(ctx: Context, event: Event, found: Sequence[EventMaterial]) -> None:
    texts = ctx.texts
    lines = [texts.t("📎 <b>Materials</b> · No. {number}", number=event.number), bold(event.title), ""]
    for one in found[-SHOWN:]:
        day = texts.day_number(ctx.region.local(one.at).date())
        files = len(one.attachments)
        what = [
            cut(" ".join(one.text.split()), 80) if one.text else None,
            texts.plain_n("{n} file", "{n} files", files) if files else None,
            texts.plain("for all who registered") if one.for_all else texts.plain("for those who came"),
        ]
        lines.append(Markup("{} {}").format(day, " · ".join(filter(None, what))))
    rows = [
        [button(texts.plain("Send more"), f"ev:handout:{event.number}")],
        [button(texts.plain("Show them"), f"ev:handed:{event.number}")],
        [button(texts.plain("◀ Back"), f"ev:org:{event.number}")],
    ]
    ctx.show(join_lines(lines), rows, about=About("materials_list", EVENT, event.number))


def _show(ctx: Context) -> None:
    """*Show them*."""
    event = organising.found(ctx, int(ctx.match[0]))
    _say_all(ctx, readable(ctx.session, event, None, staff=True))


def _say_all(ctx: Context, found: Sequence[EventMaterial]) -> None:
    for material in found[-SHOWN:]:
        materials.say(ctx, material)


def _undo(ctx: Context) -> None:
    """*Undo* after sending."""
    material = ctx.session.get(EventMaterial, int(ctx.match[0]))
    if material is None or material.withdrawn_at is not None:
        raise UserError(N_("These materials are withdrawn already."))
    check_undo(material.at, ctx.now)
    materials.take_back(ctx, material)
    text = ctx.texts.t("✖ The materials of event No. {number} are withdrawn.", number=material.event.number)
    ctx.show(text, _after(ctx, material, undo=False))


_NUMBER = r"(\d{1,9})"
BUTTONS: tuple[Button, ...] = (
    Button(rf"ev:materials:{_NUMBER}", _open, Act.ATTEND),
    Button(rf"ev:handout:{_NUMBER}", _begin, Act.EVENTS),
    Button(rf"ev:handed:{_NUMBER}", _show, Act.EVENTS),
    Button(rf"ev:unhand:{_NUMBER}", _undo, Act.EVENTS),
)
FORMS: tuple[Form, ...] = (SEND,)
