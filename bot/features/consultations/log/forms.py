"""The form that asks for another value of one field of a record."""

from dataclasses import dataclass

from bot.access import Act
from bot.context import Context
from bot.dialogs.form import EARLIER_STEP, Data, Form, Prompt, start
from bot.errors import UserError
from bot.features.consultations.log import changing, fields, pages
from bot.features.consultations.log.card import found_entry
from bot.features.consultations.log.pages import SEVERAL
from bot.features.consultations.log.values import FIELDS, VALUE
from bot.texts import N_
from bot.typed import Typed
from storage.corrections import LIBRARIES, TEXTS, snapshot


@dataclass(frozen=True)
class ChosenField:
    """Whichever field the data name: ``number`` of the record, ``field``, and ``way`` where there are two."""

    name: str = VALUE

    def prompt(self, ctx: Context, data: Data) -> Prompt:
        return FIELDS[data["way"]].prompt(ctx, data)

    def typed(self, ctx: Context, data: Data, typed: Typed) -> bool:
        done = FIELDS[data["way"]].typed(ctx, data, typed) and self._goes(ctx, data)
        if done and data["field"] in TEXTS:
            data["message"] = typed.message_id
        return done

    def pressed(self, ctx: Context, data: Data, key: str) -> bool:
        return FIELDS[data["way"]].pressed(ctx, data, key) and self._goes(ctx, data)

    def _goes(self, ctx: Context, data: Data) -> bool:
        fields.check(found_entry(ctx, data["number"]), data["field"], data[self.name])
        return True


def ask(ctx: Context, number: int, way: str) -> None:
    """Ask for another value, in place of the record's page."""
    record = found_entry(ctx, number)
    field = LIBRARIES if way == SEVERAL else way
    if way not in FIELDS or field not in fields.fields_of(record):
        raise UserError(EARLIER_STEP)
    present = {VALUE: snapshot(record)[field]} if field == LIBRARIES else {}
    pages.give_way(ctx)
    start(ctx, CORRECT, {"number": number, "field": field, "way": way}, prefilled=present)


def _known(ctx: Context, data: Data) -> str:
    name = fields.name(ctx, data["field"])
    return ctx.texts.plain("Consultation No. {number} · {field}", number=data["number"], field=name)


def _finish(ctx: Context, data: Data) -> None:
    changing.correct(ctx, data["number"], data["field"], data[VALUE], message_id=data.get("message"))


def _back(ctx: Context, data: Data) -> None:
    pages.show(ctx, found_entry(ctx, data["number"]))


CORRECT = Form(
    "correct_record",
    (ChosenField(),),
    _finish,
    act=Act.REGISTER,
    title=N_("✏️ Add or correct"),
    leave_label=N_("◀ Back"),
    known=_known,
    back_to=_back,
)
