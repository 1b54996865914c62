"""How the hours of a consultation day are divided into times: asked while it is made, and changed from its card."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from markupsafe import Markup

from bot.context import Context, button
from bot.dialogs.form import EARLIER_STEP, Data, Prompt, number_in, pick
from bot.dialogs.pickers import EntryField
from bot.errors import UserError
from bot.features.events import slot_rules
from bot.features.events.making_fields import WhereField
from bot.features.events.slots import losing_by, slots_of
from bot.texts import N_, join_lines
from bot.texts.moments import Span
from bot.typed import Typed
from storage.events import CONSULTATION_DAY, Event, event_numbered
from storage.slots import SlotPlan

SLOTS, BREAKS, AT_ONCE, SURE = "slots", "breaks", "at_once", "sure"
_NO_LENGTH = N_("Write how long a time is, from 5 to 240 minutes, for example: 25 min.")
_NO_BREAKS = N_("Write the break like this: 12-13 or 12.00–12.30, 15.00–15.15.")
_NO_NUMBER = N_("Write a number from 1 to 9.")


def usual_plan(kind: str | None, when: Span) -> dict[str, Any] | None:
    """The times that an event has of which nobody said: those of a consultation day whose hours are known."""
    return SlotPlan(slot_rules.USUAL).to_json() if kind == CONSULTATION_DAY and not when.whole_day else None


def _ask(data: Data, *names: str, asked: bool) -> None:
    """Of the fields that follow these are asked, or are not."""
    given = set(data.get("_given", ()))
    data["_given"] = sorted(given - set(names) if asked else given | set(names))


@dataclass(frozen=True)
class KindField(EntryField):
    """The kind; of a consultation day it is asked later how long a time is."""

    def typed(self, ctx: Context, data: Data, typed: Typed) -> bool:
        return super().typed(ctx, data, typed) and self._settled(data)

    def pressed(self, ctx: Context, data: Data, key: str) -> bool:
        return super().pressed(ctx, data, key) and self._settled(data)

    def _settled(self, data: Data) -> bool:
        if data.get(SLOTS) is None:  # a line has said nothing of it
            _ask(data, SLOTS, asked=data[self.name] == CONSULTATION_DAY)
        return True


@dataclass(frozen=True)
class LastField(WhereField):
    """Where it is; with that it is known whether there are hours to be divided."""

    def typed(self, ctx: Context, data: Data, typed: Typed) -> bool:
        return super().typed(ctx, data, typed) and self._settled(ctx, data)

    def pressed(self, ctx: Context, data: Data, key: str) -> bool:
        return super().pressed(ctx, data, key) and self._settled(ctx, data)

    def _settled(self, ctx: Context, data: Data) -> bool:
        when = Span.from_json(data["when"])
        if when.whole_day or when.begins <= ctx.local.replace(tzinfo=None):
            _ask(data, SLOTS, asked=False)
        return True


@dataclass(frozen=True)
class SlotsField:
    """How long a time is, or that there are none. Keeps ``SlotPlan.to_json`` under its name, or nothing.

    Breaks and how many come at once may be typed along; then they are asked no more.
    """

    name: str = SLOTS

    def prompt(self, ctx: Context, data: Data) -> Prompt:
        texts = ctx.texts
        lengths = [button(texts.minutes(one), pick(one)) for one in slot_rules.LENGTHS]
        text = join_lines(
            [
                texts.t("How long is one time? Librarians choose theirs from the free ones."),
                texts.t("Everything at once can be written, too: 20 min, break 12-13, 2 at once."),
            ]
        )
        return Prompt(text, [lengths[:3], lengths[3:], [button(texts.plain("Without times"), pick("none"))]])

    def typed(self, ctx: Context, data: Data, typed: Typed) -> bool:
        minutes = slot_rules.read_minutes(typed.text)
        rest, plan, without = slot_rules.take_plan(f"ik pa {typed.text.strip()}")
        if minutes is not None:
            data[self.name] = SlotPlan(minutes).to_json()
        elif without:
            self._without(data)
        elif plan is not None and not rest.strip(" ,;."):
            data[self.name] = plan.to_json()
            _ask(data, BREAKS, AT_ONCE, asked=False)
        else:
            raise UserError(_NO_LENGTH)
        _look_ahead(ctx, data)
        return True

    def pressed(self, ctx: Context, data: Data, key: str) -> bool:
        if key == "none":
            self._without(data)
            _look_ahead(ctx, data)
        elif number_in(key) in slot_rules.LENGTHS:
            data[self.name] = SlotPlan(int(key)).to_json()
            _ask(data, BREAKS, AT_ONCE, asked=True)
        else:
            raise UserError(_NO_LENGTH)
        return True

    def _without(self, data: Data) -> None:
        data[self.name] = None
        _ask(data, BREAKS, AT_ONCE, asked=False)


@dataclass(frozen=True)
class BreaksField:
    """When nobody can come. Kept in the plan."""

    name: str = BREAKS

    def prompt(self, ctx: Context, data: Data) -> Prompt:
        text = ctx.texts.t("Is there a break? Write it like this: 12-13 or 12.00–12.30, 15.00–15.15.")
        rows = [[button("12–13", pick("12")), button("13–14", pick("13"))]]
        return Prompt(text, [*rows, [button(ctx.texts.plain("Without a break"), pick("none"))]])

    def typed(self, ctx: Context, data: Data, typed: Typed) -> bool:
        found = slot_rules.read_breaks(typed.text)
        if found is None:
            raise UserError(_NO_BREAKS)
        return _keep(data, self.name, lambda plan: replace(plan, breaks=found))

    def pressed(self, ctx: Context, data: Data, key: str) -> bool:
        offered = {"none": (), "12": slot_rules.read_breaks("12-13"), "13": slot_rules.read_breaks("13-14")}
        if key not in offered:
            raise UserError(_NO_BREAKS)
        return _keep(data, self.name, lambda plan: replace(plan, breaks=offered[key] or ()))


@dataclass(frozen=True)
class AtOnceField:
    """How many people can have the same time. Kept in the plan."""

    name: str = AT_ONCE

    def prompt(self, ctx: Context, data: Data) -> Prompt:
        numbers = [button(str(one), pick(one)) for one in range(1, 6)]
        return Prompt(ctx.texts.t("How many people can come at the same time?"), [numbers])

    def typed(self, ctx: Context, data: Data, typed: Typed) -> bool:
        return self._take(ctx, data, typed.text.strip())

    def pressed(self, ctx: Context, data: Data, key: str) -> bool:
        return self._take(ctx, data, key)

    def _take(self, ctx: Context, data: Data, text: str) -> bool:
        number = number_in(text)
        if not number or number > slot_rules.MOST_AT_ONCE:
            raise UserError(_NO_NUMBER)
        done = _keep(data, self.name, lambda plan: replace(plan, at_once=number))
        _look_ahead(ctx, data)
        return done


@dataclass(frozen=True)
class LosersField:
    """Of a published day: says how many will have their time no more, and asks whether to go on."""

    name: str = SURE

    def prompt(self, ctx: Context, data: Data) -> Prompt:
        text = ctx.texts.tn(
            "{n} person will have their time no more. They are told, and choose another one.",
            "{n} people will have their times no more. They are told, and choose others.",
            _losers(ctx, data),
        )
        if data[SLOTS] is None:
            text = ctx.texts.t("All who have chosen a time are told that there are none any more.")
        return Prompt(text, [[button(ctx.texts.plain("Change the times"), pick(SURE))]])

    def typed(self, ctx: Context, data: Data, typed: Typed) -> bool:
        raise UserError(N_("Press the button above, or go back to change it. What you wrote now was not added."))

    def pressed(self, ctx: Context, data: Data, key: str) -> bool:
        if key != SURE:
            raise UserError(EARLIER_STEP)
        return True


def _losers(ctx: Context, data: Data) -> int:
    event = event_numbered(ctx.session, data["number"]) if "number" in data else None
    if event is None or event.slots is None:
        return 0
    return losing_by(ctx.session, event, SlotPlan.from_json(data[SLOTS]) if data[SLOTS] is not None else None)


def _look_ahead(ctx: Context, data: Data) -> None:
    """What is to be changed is known: it is asked about if somebody loses their time by it."""
    _ask(data, SURE, asked=_losers(ctx, data) > 0)


def _keep(data: Data, name: str, change: Callable[[SlotPlan], SlotPlan]) -> bool:
    data[SLOTS] = change(SlotPlan.from_json(data[SLOTS])).to_json()
    data[name] = True
    return True


def missing(ctx: Context, event: Event) -> Markup | None:
    """What stands on the card of a draft whose times come to nothing; nothing where all is well."""
    if event.slots is None or slots_of(event):
        return None
    if event.whole_day:
        return ctx.texts.t("⚠️ To choose times the day needs hours: press “Time”.")
    return ctx.texts.t("⚠️ No time fits into these hours: press “Times”.")
