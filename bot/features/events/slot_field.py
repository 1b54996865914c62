"""A time that somebody chooses for somebody else."""

from dataclasses import dataclass
from datetime import datetime

from bot.context import Context, button
from bot.dialogs.form import Data, Prompt, pick
from bot.errors import UserError
from bot.features.events import answering, slots
from bot.features.events.slot_views import in_rows
from bot.texts import N_
from bot.typed import Typed

LINE = "line"
"""The choice of waiting for one."""


@dataclass(frozen=True)
class SlotField:
    """One of the free times. Keeps it in ISO form, or nothing where all are taken and somebody is to wait."""

    name: str = "slot"

    def prompt(self, ctx: Context, data: Data) -> Prompt:
        free = self._free(ctx, data)
        if not free:
            queue = [button(ctx.texts.plain("⏳ Waiting list"), pick(LINE))]
            return Prompt(ctx.texts.t("All times are taken. Put this person on the waiting list?"), [queue])
        rows = in_rows([button(ctx.texts.clock(one), pick(f"{one:%H%M}")) for one in free])
        return Prompt(ctx.texts.t("Which time?"), rows)

    def typed(self, ctx: Context, data: Data, typed: Typed) -> bool:
        raise UserError(N_("A choice is needed here: press a button. What you wrote was not registered."))

    def pressed(self, ctx: Context, data: Data, key: str) -> bool:
        free = {f"{one:%H%M}": one for one in self._free(ctx, data)}
        if key == LINE and not free:
            data[self.name] = None
            return True
        if key not in free:
            raise UserError(slots.TAKEN)
        data[self.name] = free[key].isoformat()
        return True

    def _free(self, ctx: Context, data: Data) -> list[datetime]:
        return slots.open_to(ctx.session, answering.found(ctx, data["number"]))


def slot_of(data: Data) -> datetime | None:
    """The time that a filled form keeps."""
    return datetime.fromisoformat(data["slot"]) if data.get("slot") else None
