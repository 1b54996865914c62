"""The list of the times that took place, by which each is saved as a consultation."""

from collections.abc import Sequence

from markupsafe import Markup

from bot.access import Act
from bot.context import Button as Shown
from bot.context import Context, Rows, button
from bot.errors import UserError
from bot.features.events import attending_desk, organising, timetable, views
from bot.features.events.slot_records import Held, held, save
from bot.manifest import Button
from bot.texts import N_, bold, cut, join_lines
from storage.consultations import consultation_numbered
from storage.events import EVENT, Event, Registration
from storage.libraries import Library
from storage.outbox import About

LIST = "slot_records"
"""Part of an event in the outbox: the times that took place, each to be saved."""


def _show(ctx: Context, event: Event, found: Sequence[Held], said: Markup | None = None) -> None:
    texts = ctx.texts
    several = {one.registration.id for one in found if len(one.registration.libraries) > 1}
    lines: views.Lines = [
        said,
        "" if said is not None else None,
        texts.t("📝 <b>Consultations of the day</b> · No. {number}", number=event.number),
        bold(event.title),
        "",
        texts.t(
            "Who came at their time can be saved as a consultation: with the library, how it took place, the minutes "
            "and the question. Press a name to save it, a number to look at it and correct it."
        )
        if found
        else texts.t("Nobody who had a time is noted as come yet."),
        texts.t("Of somebody with several libraries press the one that was consulted.") if several else None,
    ]
    rows = [_row(ctx, one, by_library=one.registration.id in several) for one in found]
    unsaved = {one.registration.id for one in found if one.number is None} - several
    every = button(texts.plain("Save all ({n})", n=len(unsaved)), f"ev:slotsall:{event.number}")
    back = button(texts.plain("Organiser's card"), f"ev:org:{event.number}")
    everything: Rows = [*([[every]] if len(unsaved) > 1 else []), *(row for row in rows if row), [back]]
    ctx.show(join_lines(lines), everything, about=About(LIST, EVENT, event.number))


def _row(ctx: Context, one: Held, *, by_library: bool) -> list[Shown]:
    registration = one.registration
    clock = ctx.texts.clock(registration.slot) if registration.slot is not None else ""
    who = f"{registration.name} · {one.library.name}" if by_library else timetable.who(registration)
    label = cut(f"{clock} {who}", 60)
    if one.number is None:
        return [button(label, f"ev:slotsave:{registration.id}:{one.library.id}")]
    saved = consultation_numbered(ctx.session, one.number)
    if saved is None or one.library not in saved.libraries:
        return []
    number = ctx.texts.plain("No. {number}", number=one.number)
    return [button(cut(f"✅ {number} · {label}", 60), f"lg:card:{one.number}")]


def _open(ctx: Context) -> None:
    """*Save the consultations*."""
    event = attending_desk.found(ctx, int(ctx.match[0]))
    _show(ctx, event, held(ctx, event))


def _save_one(ctx: Context) -> None:
    """A name."""
    one, library = ctx.session.get(Registration, int(ctx.match[0])), ctx.session.get(Library, int(ctx.match[1]))
    if one is None or library is None:
        raise UserError(N_("This person is no longer on the list."))
    event = attending_desk.found(ctx, one.event.number)
    record = save(ctx, one, library)
    said = ctx.texts.t("✅ Consultation No. {number} is saved.", number=record.number) if record is not None else None
    organising.refresh(ctx, event)
    _show(ctx, event, held(ctx, event), said)


def _save_all(ctx: Context) -> None:
    """*Save all*: of everybody who came for one library."""
    event = attending_desk.found(ctx, int(ctx.match[0]))
    saved = [
        record
        for one in held(ctx, event)
        if one.number is None and len(one.registration.libraries) == 1
        if (record := save(ctx, one.registration, one.library)) is not None
    ]
    organising.refresh(ctx, event)
    said = (
        ctx.texts.tn("✅ {n} consultation is saved.", "✅ {n} consultations are saved.", len(saved)) if saved else None
    )
    _show(ctx, event, held(ctx, event), said)


_NUMBER = r"(\d{1,9})"
BUTTONS: tuple[Button, ...] = (
    Button(rf"ev:slots:{_NUMBER}", _open, Act.EVENTS),
    Button(rf"ev:slotsave:{_NUMBER}:{_NUMBER}", _save_one, Act.REGISTER),
    Button(rf"ev:slotsall:{_NUMBER}", _save_all, Act.REGISTER),
)
