"""A field that asks when something takes place: typed as people type it, or taken from a calendar of buttons.

What is doubtful is asked about. Everything happens within the form's one message.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from bot.context import Button, Context, button
from bot.dialogs import calendar
from bot.dialogs.form import Data, Prompt, pick
from bot.errors import UserError
from bot.texts import N_, bold, join_lines
from bot.texts.days import FARTHEST
from bot.texts.moments import (
    BACKWARDS,
    NO_DAY,
    NO_HOUR,
    PAST,
    SEVERAL,
    SKIPPED,
    TWICE,
    Reading,
    Span,
    is_past,
    judged,
    read_span,
)
from bot.typed import Typed

_DAY, _LAST, _HOUR, _END, _ASK = "day", "last", "hour", "end", "ask"
"""What is asked: the day, the last of several, the hour of the beginning, of the end; which reading is meant."""

UNREADABLE = N_(
    "This time could not be read. Write it like “12 March at 10:00”, “tomorrow 10–13” or “12.03.2027 10:00”, or press "
    "a button."
)
_ENDS_BEFORE = N_("It would end before it begins. Write the time once more.")
_PASSED = N_("This time has passed already: {when}. Choose a later one.")
_TOO_FAR = N_("This time is too far ahead: {when}. Choose an earlier one.")
_NO_SUCH = N_("This choice is no longer offered. Choose from the buttons below the question.")
_QUESTIONS = {
    SEVERAL: N_("This can be read in more than one way. Which one is meant?"),
    PAST: N_("This time has passed already. Is it right?"),
    NO_DAY: N_("On which day?"),
    SKIPPED: N_("The clocks are put forward that night and never show this time. Is this one meant?"),
    TWICE: N_("The clocks are put back that night and show this time twice. Is the first time meant?"),
}
"""What is asked about a doubt (msgid)."""


@dataclass(frozen=True)
class MomentField:
    """When something is. Keeps ``Span.to_json`` under its name: ``begins``, ``ends``, ``whole_day``."""

    name: str
    question: Callable[[Context, Data], Any]
    """What is asked, as HTML in the person's language."""
    past: bool = False
    """Whether it may have been already, which is then asked about."""
    ends: bool = True
    """Whether its end is asked for, and it can take whole days and several ones; else only a moment is kept."""
    minutes: Callable[[Context, Data], int | None] = lambda _ctx, _data: None
    """How long it usually is: that end is offered first."""

    def prompt(self, ctx: Context, data: Data) -> Prompt:
        state = self._state(data)
        match state.get("stage", _DAY):
            case "last":
                first = date.fromisoformat(state["first"])
                said = ctx.texts.t("From {day}. Until which day?", day=ctx.texts.of_date(first))
                return Prompt(join_lines([said, *self._about_month(ctx, state)]), self._month(ctx, state))
            case "hour":
                return self._asks_hour(ctx, state)
            case "end":
                return self._asks_end(ctx, data, state)
            case "ask":
                return self._asks_which(ctx, state)
            case _:
                return self._asks_day(ctx, data, state)

    def typed(self, ctx: Context, data: Data, typed: Typed) -> bool:
        state = self._state(data)
        reading = self._read(ctx, state, typed.text)
        if state.get("stage") == _LAST and reading.clear and reading.spans[0].whole_day:
            self._keep(data, stage=_HOUR, last=reading.spans[0].to_json()["ends"][:10])
            return False
        return self.take(ctx, data, reading, typed.text)

    def pressed(self, ctx: Context, data: Data, key: str) -> bool:
        if key.startswith(calendar.NOTHING):
            return False
        try:
            if self._turned(ctx, data, key):
                return False
            return self._left_as_is(data, key) or self._pressed(ctx, data, key)
        except (KeyError, ValueError, IndexError, OverflowError):
            raise UserError(_NO_SUCH) from None

    def take(self, ctx: Context, data: Data, reading: Reading, words: str = "") -> bool:
        """Keep what was read, or note what has to be asked about it; tells whether nothing has.

        ``words`` are what was typed, in which a day may be missing. A form opened with ``prefilled=data`` then begins
        with the question. Raises UserError for what cannot be taken.
        """
        state = self._state(data)
        if not reading.spans:
            raise UserError(_ENDS_BEFORE if reading.doubt == BACKWARDS else UNREADABLE)
        spans = [one for one in reading.spans if self.past or not is_past(one, ctx.local)]
        if not spans:
            raise UserError(_PASSED, when=_said(ctx, reading.spans[0]))
        if any(one.begins.date() > ctx.today + FARTHEST for one in spans):
            raise UserError(_TOO_FAR, when=_said(ctx, spans[-1]))
        confirmed = len(reading.spans) == 1 and reading.doubt in state.get("sure", ())
        if reading.doubt in (None, NO_HOUR) or confirmed:
            return self._chosen(data, spans[0])
        doubt = SEVERAL if reading.doubt == PAST and len(reading.spans) > 1 else reading.doubt
        choices = [one.to_json() for one in spans]
        self._keep(data, stage=_ASK, doubt=doubt, choices=choices, words=words if doubt == NO_DAY else "")
        return False

    def _chosen(self, data: Data, span: Span) -> bool:
        """What is meant is known; what is missing of it is asked."""
        if span.whole_day and (span.ends is None or not self.ends):
            self._keep(data, stage=_HOUR, first=span.begins.date().isoformat(), last=None)
            return False
        open_end = span.ends is None or (_is_midnight(span.ends) and span.ends.date() > span.begins.date())
        if self.ends and not span.whole_day and open_end:
            last = span.ends.date().isoformat() if span.ends else None
            self._keep(
                data, stage=_END, begins=span.begins.isoformat(), first=span.begins.date().isoformat(), last=last
            )
            return False
        return self._settle(data, span)

    def _settle(self, data: Data, span: Span) -> bool:
        data[self.name] = (span if self.ends else Span(span.begins)).to_json()
        data.pop(f"_{self.name}", None)
        return True

    def _read(self, ctx: Context, state: Data, text: str) -> Reading:
        """What is typed, to be understood after what is known already."""
        reading, stage = read_span(text, ctx.local), state.get("stage", _DAY)
        if stage == _LAST or reading.doubt == NO_DAY or not reading.spans:
            wholes = [f"{before}{text}" for before in self._said_before(state, stage)]
        else:
            wholes = [f"{text} {state['words']}"] if reading.doubt == NO_HOUR and state.get("words") else []
        found = (read_span(whole, ctx.local) for whole in wholes)
        return next((whole for whole in found if whole.spans), reading)

    def _said_before(self, state: Data, stage: str) -> list[str]:
        """What a typed hour, end or last day can be the continuation of."""
        last = _numbers(state["last"]) if state.get("last") else ""
        if stage == _LAST:
            return [f"{_numbers(state['first'])} - "]
        if stage == _HOUR:
            return [f"{_numbers(state['first'])}-{last} " if last else f"{_numbers(state['first'])} "]
        if stage == _END:
            said = f"{datetime.fromisoformat(state['begins']):%d.%m.%Y %H:%M}"
            return [f"{said} - {last} "] if last else [f"{said} ", f"{said} - "]
        days = {one["begins"][:10] for one in state.get("choices", ())} if stage == _ASK else set()
        return [f"{_numbers(day)} " for day in days if len(days) == 1]

    def _turned(self, ctx: Context, data: Data, key: str) -> bool:
        """Another question is shown, or another month; tells whether the choice was one of these."""
        match key[:1], key[1:]:
            case "m", month:
                self._keep(data, month=_month(ctx, month, self.past).isoformat())
            case "s", "" if self.ends:
                self._keep(data, stage=_LAST, month=self._state(data)["first"])
            case "b", ("day" | "hour") as stage:
                self._keep(data, stage=stage, **({"last": None, "sure": []} if stage == _DAY else {}))
            case _:
                return False
        return True

    def _left_as_is(self, data: Data, key: str) -> bool:
        """What is known is enough: there is no end, or it is as it was settled before."""
        state = self._state(data)
        if key == "n" and state.get("stage") == _END:
            return self._settle(data, Span(datetime.fromisoformat(state["begins"])))
        if key == "k" and data.get(self.name):
            data.pop(f"_{self.name}", None)
            return True
        return False

    def _pressed(self, ctx: Context, data: Data, key: str) -> bool:
        state = self._state(data)
        match key[:1], key[1:]:
            case "d", day:
                return self._day_pressed(ctx, data, state, date.fromisoformat(day))
            case "t", hour:
                return self._hour_pressed(ctx, data, state, time.fromisoformat(hour))
            case "c", number:
                return self._choice_pressed(ctx, data, state, Span.from_json(state["choices"][int(number)]))
            case "w", "" if self.ends:
                first = date.fromisoformat(state["first"])
                last = date.fromisoformat(state["last"]) if state.get("last") else first
                return self.take(ctx, data, judged(_days(first, last), ctx.local))
            case calendar.USUAL, "" if state.get("stage") == _END and (usual := self.minutes(ctx, data)):
                begins = datetime.fromisoformat(state["begins"])
                return self.take(ctx, data, judged(Span(begins, begins + timedelta(minutes=usual)), ctx.local))
        raise ValueError(key)

    def _day_pressed(self, ctx: Context, data: Data, state: Data, day: date) -> bool:
        first, last = _bounds(ctx, self.past)
        if not first <= day <= last:
            raise ValueError(day)
        if state.get("stage") == _LAST:
            self._keep(data, stage=_HOUR, last=max(day, date.fromisoformat(state["first"])).isoformat())
            return False
        if state.get("words"):
            return self.take(ctx, data, read_span(f"{day:%d.%m.%Y} {state['words']}", ctx.local))
        return self.take(ctx, data, judged(Span(datetime.combine(day, time()), whole_day=True), ctx.local))

    def _hour_pressed(self, ctx: Context, data: Data, state: Data, hour: time) -> bool:
        last = date.fromisoformat(state["last"]) if state.get("last") else None
        if state["stage"] == _END:
            begins = datetime.fromisoformat(state["begins"])
            span = Span(begins, datetime.combine(last or begins.date(), hour))
            if span.ends is not None and span.ends <= begins:
                raise UserError(_ENDS_BEFORE)
        else:
            begins = datetime.combine(date.fromisoformat(state["first"]), hour)
            span = Span(begins, datetime.combine(last, time()) if last else None)
        return self.take(ctx, data, judged(span, ctx.local))

    def _choice_pressed(self, ctx: Context, data: Data, state: Data, span: Span) -> bool:
        reading = judged(span, ctx.local)
        if reading.doubt in {state["doubt"], PAST} - {NO_HOUR} and (self.past or reading.doubt != PAST):
            self._keep(data, sure=[*state.get("sure", ()), reading.doubt])
            return self._chosen(data, span)
        return self.take(ctx, data, reading)

    def _asks_day(self, ctx: Context, data: Data, state: Data) -> Prompt:
        hint = ctx.texts.t("Write it like “12 March at 10:00” or “tomorrow 10–13”, or choose a day.")
        rows = self._month(ctx, state)
        now = None
        if kept := data.get(self.name):
            now = ctx.texts.t("Now: {when}", when=_said(ctx, Span.from_json(kept)))
            rows.append([button(ctx.texts.plain("Leave it so"), pick("k"))])
        return Prompt(join_lines([self.question(ctx, data), now, hint, *self._about_month(ctx, state)]), rows)

    def _asks_hour(self, ctx: Context, state: Data) -> Prompt:
        first = date.fromisoformat(state["first"])
        last = date.fromisoformat(state["last"]) if state.get("last") else None
        texts = ctx.texts
        said = _said(ctx, _days(first, last or first))
        rows = calendar.hour_rows(ctx, first)
        if self.ends:
            whole = texts.plain("Whole days") if last else texts.plain("The whole day")
            rows.append([button(whole, pick("w"))])
            if last is None:
                rows[-1].append(button(texts.plain("Several days"), pick("s")))
        rows.append([_back(ctx, N_("◀ Another day"), _DAY)])
        hint = texts.t("At what time? Press a button, or write another one, for example 9:15.")
        return Prompt(join_lines([_upper(said), hint]), rows)

    def _asks_end(self, ctx: Context, data: Data, state: Data) -> Prompt:
        texts, begins = ctx.texts, datetime.fromisoformat(state["begins"])
        last = date.fromisoformat(state["last"]) if state.get("last") else None
        if last is not None and last > begins.date():
            rows = calendar.hour_rows(ctx, last)
            asked = texts.t("When does it end {day}? Press a button, or write another time.", day=texts.on_date(last))
        else:
            rows = calendar.end_rows(ctx, begins, self.minutes(ctx, data))
            asked = texts.t("When does it end? Press a button, or write the time or the length, for example “2 hours”.")
            rows.append([button(texts.plain("Without an end"), pick("n"))])
        rows.append([_back(ctx, N_("◀ Another time"), _HOUR)])
        return Prompt(join_lines([_upper(texts.at(begins)), asked]), rows)

    def _asks_which(self, ctx: Context, state: Data) -> Prompt:
        spans = [Span.from_json(one) for one in state["choices"]]
        rows = [[button(_in_short(ctx, span), pick(f"c{number}"))] for number, span in enumerate(spans)]
        rows.append([_back(ctx, N_("◀ Another day"), _DAY)])
        asked = ctx.texts.t(_QUESTIONS.get(state["doubt"], _QUESTIONS[SEVERAL]))
        return Prompt(join_lines([*(f"• {_said(ctx, span)}" for span in spans), "", asked]), rows)

    def _month(self, ctx: Context, state: Data) -> list[list[Button]]:
        first, last = _bounds(ctx, self.past)
        if state.get("stage") == _LAST:
            first = date.fromisoformat(state["first"]) + timedelta(days=1)
        return calendar.month_rows(ctx, _shown(ctx, state), first, last)

    def _about_month(self, ctx: Context, state: Data) -> list[Any]:
        """What stands last above a month's days: its name, and what the star says, if there is one."""
        month = _shown(ctx, state)
        starred = calendar.has_day_off(month)
        return [
            "",
            bold(_upper(ctx.texts.month(month))),
            ctx.texts.t("* public holiday or day off") if starred else None,
        ]

    def _state(self, data: Data) -> Data:
        return dict(data.get(f"_{self.name}") or {})

    def _keep(self, data: Data, **known: Any) -> None:
        data[f"_{self.name}"] = self._state(data) | known


def _bounds(ctx: Context, past: bool) -> tuple[date, date]:
    """The first and the last day that can be chosen."""
    return ctx.today - FARTHEST if past else ctx.today, ctx.today + FARTHEST


def _shown(ctx: Context, state: Data) -> date:
    return date.fromisoformat(state["month"]) if state.get("month") else ctx.today


def _month(ctx: Context, text: str, past: bool) -> date:
    """The month that is turned to, as one of its days; raises ValueError for one that is not offered."""
    month = date.fromisoformat(f"{text}-01")
    first, last = _bounds(ctx, past)
    if not first.replace(day=1) <= month <= last:
        raise ValueError(text)
    return month


def _days(first: date, last: date) -> Span:
    return Span(datetime.combine(first, time()), datetime.combine(last, time()), whole_day=True)


def _is_midnight(moment: datetime) -> bool:
    return moment.time() == time()


def _numbers(day: str) -> str:
    return f"{date.fromisoformat(day):%d.%m.%Y}"


def _said(ctx: Context, span: Span) -> str:
    return ctx.texts.span(span.begins, span.ends, whole_day=span.whole_day)


def _in_short(ctx: Context, span: Span) -> str:
    """For a button, which shows a line of some thirty letters on a phone."""
    return ctx.texts.short_span(span.begins, span.ends, whole_day=span.whole_day)


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def _back(ctx: Context, label: str, stage: str) -> Button:
    return button(ctx.texts.plain(label), pick(f"b{stage}"))
