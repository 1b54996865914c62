"""A field that asks for a day that is still to come."""

from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from bot.context import Context, button
from bot.dialogs.form import Data, Prompt, pick
from bot.errors import UserError
from bot.texts import N_, join_lines
from bot.texts.days import FARTHEST, coming_day
from bot.typed import Typed


@dataclass(frozen=True)
class DayField:
    """Type a day that is still to come, or press a near one. Keeps it in ISO form under its name."""

    name: str
    question: Callable[[Context, Data], str]
    """What is asked, as HTML in the person's language."""
    proposed: Callable[[Context, Data], date | None] = lambda _ctx, _data: None
    """A day that is offered first (one that a text names)."""

    def prompt(self, ctx: Context, data: Data) -> Prompt:
        hint = ctx.texts.t("Type a date, for example “15 January” or “next Friday”, or press a button.")
        rows = [[button(ctx.texts.near_date(day), pick(day.isoformat()))] for day in self._offered(ctx, data)]
        return Prompt(join_lines([self.question(ctx, data), hint]), rows)

    def typed(self, ctx: Context, data: Data, typed: Typed) -> bool:
        day = coming_day(typed.text, ctx.today)
        if day is None:
            raise UserError(N_("This date could not be read. Write it like “15.01.” or “15 January”."))
        self._take(ctx, data, day)
        return True

    def pressed(self, ctx: Context, data: Data, key: str) -> bool:
        try:
            day = date.fromisoformat(key)
        except ValueError:
            raise UserError(N_("This date could not be read. Write it like “15.01.” or “15 January”.")) from None
        self._take(ctx, data, day)
        return True

    def _take(self, ctx: Context, data: Data, day: date) -> None:
        if day < ctx.today:
            raise UserError(N_("This day has passed already: {day}. Write a later one."), day=ctx.texts.date(day))
        if day > ctx.today + FARTHEST:
            raise UserError(N_("This day is too far ahead: {day}. Write an earlier one."), day=ctx.texts.date(day))
        data[self.name] = day.isoformat()

    def _offered(self, ctx: Context, data: Data) -> list[date]:
        today = ctx.today
        friday = today + timedelta(days=(4 - today.weekday() - 1) % 7 + 1)
        end = today.replace(day=monthrange(today.year, today.month)[1])
        near = [friday, friday + timedelta(days=7), *([end] if end > today else [])]
        first = self.proposed(ctx, data)
        return list(dict.fromkeys([*([first] if first else []), *sorted(near)]))[:4]
