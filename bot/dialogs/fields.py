"""Fields that are typed: a line of text, a day. Shared by the features' forms."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from markupsafe import Markup

from bot.context import Button, Context, button
from bot.dialogs.form import Data, Prompt, pick
from bot.errors import UserError
from bot.texts import N_, dates
from bot.texts.days import read_day
from bot.typed import Typed


def asking(msgid: str) -> Callable[[Context, Data], Markup]:
    """The question of a field that is the same whatever was answered before."""
    return lambda ctx, _data: ctx.texts.t(msgid)


@dataclass(frozen=True)
class TextField:
    """One line, checked. Keeps what ``read`` makes of it under its name."""

    name: str
    question: Callable[[Context, Data], Any]
    """What is asked, as HTML in the person's language."""
    read: Callable[[str], Any]
    """What is kept of the text; ``None`` where it is not what was asked."""
    wrong: str
    """The sentence for what is not (msgid)."""

    def prompt(self, ctx: Context, data: Data) -> Prompt:
        return Prompt(self.question(ctx, data))

    def typed(self, ctx: Context, data: Data, typed: Typed) -> bool:
        found = self.read(typed.text)
        if found is None:
            raise UserError(self.wrong)
        data[self.name] = found
        return True

    def pressed(self, ctx: Context, data: Data, key: str) -> bool:
        raise UserError(self.wrong)


@dataclass(frozen=True)
class AnyDayField:
    """A day, past or to come, typed or chosen of a few. Keeps it in ISO form, or the key of another choice."""

    name: str
    question: Callable[[Context, Data], Any]
    """What is asked, as HTML in the person's language."""
    days: Callable[[Context, Data], Sequence[date]]
    """Days that are offered as buttons."""
    others: Sequence[tuple[str, str]] = ()
    """Key and label (msgid) of choices that are no day."""

    def prompt(self, ctx: Context, data: Data) -> Prompt:
        rows: list[list[Button]] = [
            [button(dates.date(day, ctx.texts.language), pick(day.isoformat()))] for day in self.days(ctx, data)
        ]
        rows += [[button(ctx.texts.plain(label), pick(key))] for key, label in self.others]
        return Prompt(self.question(ctx, data), rows)

    def typed(self, ctx: Context, data: Data, typed: Typed) -> bool:
        day = read_day(typed.text, ctx.today)
        if day is None:
            raise UserError(N_("This is not a date. Write it like this: 31.12.2026, 1. janvārī, rīt."))
        data[self.name] = day.isoformat()
        return True

    def pressed(self, ctx: Context, data: Data, key: str) -> bool:
        offered = {day.isoformat() for day in self.days(ctx, data)} | {other for other, _ in self.others}
        if key not in offered:
            # A button of yesterday: the days that are offered have moved on.
            raise UserError(N_("This is not a date. Write it like this: 31.12.2026, 1. janvārī, rīt."))
        data[self.name] = key
        return True
