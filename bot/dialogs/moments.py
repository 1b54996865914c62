"""A field that asks when something takes place: typed as people type it, or taken from a calendar of buttons.

What is doubtful is asked about. Everything happens within the form's one message.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from bot.context import Context
from bot.dialogs import calendar
from bot.dialogs import moment_questions as questions
from bot.dialogs.form import Data, Prompt
from bot.dialogs.moment_questions import ASK, DAY, END, HOUR, LAST
from bot.errors import UserError
from bot.texts import N_
from bot.texts.days import FARTHEST
from bot.texts.moments import (
    BACKWARDS,
    NO_DAY,
    NO_HOUR,
    PAST,
    SEVERAL,
    Reading,
    Span,
    is_past,
    judged,
    read_span,
)
from bot.typed import Typed

UNREADABLE = N_(
    "This time could not be read. Write it like “12 March at 10:00”, “tomorrow 10–13” or “12.03.2027 10:00”, or press "
    "a button."
)
_ENDS_BEFORE = N_("It would end before it begins. Write the time once more.")
_PASSED = N_("This time has passed already: {when}. Choose a later one.")
_TOO_FAR = N_("This time is too far ahead: {when}. Choose an earlier one.")
_NO_SUCH = N_("This choice is not there any more. Choose another one.")


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
    """How long it usually is: that end is offered first; nothing where it usually takes whole days, or nobody knows."""
    before: Callable[[Context, Data], Span | None] = lambda _ctx, _data: None
    """When it was until now, or the last time: its month is opened, if that is to come, its hours come first, and it is
    usually as long as it was."""

    def prompt(self, ctx: Context, data: Data) -> Prompt:
        state = self._state(data)
        match state.get("stage"):
            case "last":
                return questions.last_day(ctx, state)
            case "hour":
                return questions.hour(
                    ctx, state, self._usual(ctx, data), self.before(ctx, data), ends=self.ends, past=self.past
                )
            case "end":
                return questions.end(ctx, state, self._usual(ctx, data))
            case "ask":
                return questions.which(ctx, state)
        kept = Span.from_json(data[self.name]) if data.get(self.name) else None
        before = kept or self.before(ctx, data)
        return questions.day(ctx, self.question(ctx, data), state, kept, before, past=self.past)

    def typed(self, ctx: Context, data: Data, typed: Typed) -> bool:
        state = self._state(data)
        reading = self._read(ctx, state, typed.text)
        if state.get("stage") == LAST and reading.clear and reading.spans[0].whole_day:
            self._keep(data, stage=HOUR, last=reading.spans[0].to_json()["ends"][:10])
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
            raise UserError(_PASSED, when=questions.in_full(ctx, reading.spans[0]))
        if any(one.begins.date() > ctx.today + FARTHEST for one in spans):
            raise UserError(_TOO_FAR, when=questions.in_full(ctx, spans[-1]))
        confirmed = len(reading.spans) == 1 and reading.doubt in state.get("sure", ())
        if reading.doubt in (None, NO_HOUR) or confirmed:
            return self._chosen(data, spans[0])
        doubt = SEVERAL if reading.doubt == PAST and len(reading.spans) > 1 else reading.doubt
        choices = [one.to_json() for one in spans]
        self._keep(data, stage=ASK, doubt=doubt, choices=choices, words=words if doubt == NO_DAY else "")
        return False

    def _chosen(self, data: Data, span: Span) -> bool:
        """What is meant is known; what is missing of it is asked."""
        if span.whole_day and (span.ends is None or not self.ends):
            self._keep(data, stage=HOUR, first=span.begins.date().isoformat(), last=None)
            return False
        open_end = span.ends is None or (_is_midnight(span.ends) and span.ends.date() > span.begins.date())
        if self.ends and not span.whole_day and open_end:
            last = span.ends.date().isoformat() if span.ends else None
            self._keep(data, stage=END, begins=span.begins.isoformat(), first=span.begins.date().isoformat(), last=last)
            return False
        return self._settle(data, span)

    def _settle(self, data: Data, span: Span) -> bool:
        data[self.name] = (span if self.ends else Span(span.begins)).to_json()
        data.pop(f"_{self.name}", None)
        return True

    def _read(self, ctx: Context, state: Data, text: str) -> Reading:
        """What is typed, to be understood after what is known already."""
        reading, stage = read_span(text, ctx.local), state.get("stage", DAY)
        if stage == LAST or reading.doubt == NO_DAY or not reading.spans:
            wholes = [f"{before}{text}" for before in self._said_before(state, stage)]
        else:
            wholes = [f"{text} {state['words']}"] if reading.doubt == NO_HOUR and state.get("words") else []
        found = (read_span(whole, ctx.local) for whole in wholes)
        return next((whole for whole in found if whole.spans), reading)

    def _said_before(self, state: Data, stage: str) -> list[str]:
        """What a typed hour, end or last day can be the continuation of."""
        last = _numbers(state["last"]) if state.get("last") else ""
        if stage == LAST:
            return [f"{_numbers(state['first'])} - "]
        if stage == HOUR:
            return [f"{_numbers(state['first'])}-{last} " if last else f"{_numbers(state['first'])} "]
        if stage == END:
            said = f"{datetime.fromisoformat(state['begins']):%d.%m.%Y %H:%M}"
            return [f"{said} - {last} "] if last else [f"{said} ", f"{said} - "]
        days = {one["begins"][:10] for one in state.get("choices", ())} if stage == ASK else set()
        return [f"{_numbers(day)} " for day in days if len(days) == 1]

    def _turned(self, ctx: Context, data: Data, key: str) -> bool:
        """Another question is shown, or another month; tells whether the choice was one of these."""
        match key[:1], key[1:]:
            case "m", month:
                self._keep(data, month=_month(ctx, month, self.past).isoformat())
            case "s", "" if self.ends:
                self._keep(data, stage=LAST, month=self._state(data)["first"])
            case "b", ("day" | "hour") as stage:
                self._keep(data, stage=stage, **({"last": None, "sure": []} if stage == DAY else {}))
            case _:
                return False
        return True

    def _left_as_is(self, data: Data, key: str) -> bool:
        """What is known is enough: there is no end, or it is as it was settled before."""
        state = self._state(data)
        if key == "n" and state.get("stage") == END:
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
                last = questions.last_of(state) or first
                return self.take(ctx, data, judged(questions.whole_days(first, last), ctx.local))
            case "h", "" if state.get("stage") == HOUR:
                same = questions.same_hours(self.before(ctx, data), date.fromisoformat(state["first"]))
                return same is not None and self.take(ctx, data, judged(same, ctx.local))
            case calendar.USUAL, "" if state.get("stage") == END and (usual := self._usual(ctx, data)):
                begins = datetime.fromisoformat(state["begins"])
                return self.take(ctx, data, judged(Span(begins, begins + timedelta(minutes=usual)), ctx.local))
        raise ValueError(key)

    def _day_pressed(self, ctx: Context, data: Data, state: Data, day: date) -> bool:
        first, last = questions.bounds(ctx, past=self.past)
        if not first <= day <= last:
            raise ValueError(day)
        if state.get("stage") == LAST:
            self._keep(data, stage=HOUR, last=max(day, date.fromisoformat(state["first"])).isoformat())
            return False
        if state.get("words"):
            return self.take(ctx, data, read_span(f"{day:%d.%m.%Y} {state['words']}", ctx.local))
        return self.take(ctx, data, judged(Span(datetime.combine(day, time()), whole_day=True), ctx.local))

    def _hour_pressed(self, ctx: Context, data: Data, state: Data, hour: time) -> bool:
        last = questions.last_of(state)
        if state["stage"] == END:
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

    def _usual(self, ctx: Context, data: Data) -> int | None:
        before = self.before(ctx, data)
        same = questions.same_hours(before, before.begins.date()) if before else None
        if same is None or same.ends is None:
            return self.minutes(ctx, data)
        return (same.ends - same.begins) // timedelta(minutes=1)

    def _state(self, data: Data) -> Data:
        return dict(data.get(f"_{self.name}") or {})

    def _keep(self, data: Data, **known: Any) -> None:
        data[f"_{self.name}"] = self._state(data) | known


def _month(ctx: Context, text: str, past: bool) -> date:
    """The month that is turned to, as one of its days; raises ValueError for one that is not offered."""
    month = date.fromisoformat(f"{text}-01")
    first, last = questions.bounds(ctx, past=past)
    if not first.replace(day=1) <= month <= last:
        raise ValueError(text)
    return month


def _is_midnight(moment: datetime) -> bool:
    return moment.time() == time()


def _numbers(day: str) -> str:
    return f"{date.fromisoformat(day):%d.%m.%Y}"
