"""The fields by which a record is corrected: each asks for one value, typed or pressed."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from bot.context import Button, Context, button
from bot.dialogs.fields import AnyDayField
from bot.dialogs.form import Data, Field, Prompt, number_in, pick
from bot.dialogs.pickers import EntryField, LibraryField
from bot.errors import UserError
from bot.features.consultations.log import fields
from bot.features.consultations.log.card import found_entry
from bot.features.consultations.log.pages import SEVERAL
from bot.features.consultations.oneline_numbers import BAND, MINUTES, numbers_in
from bot.texts import N_, italic, join_lines
from bot.typed import Typed
from storage import corrections
from storage.corrections import snapshot
from storage.vocabulary import CHANNEL, DURATION_BAND, GIVEN_BY, TOPIC, entries_of

VALUE = "value"
"""What every field calls what it learns."""
NOTHING = "none"
"""The choice that empties the field."""
MINUTES_OFFERED = (10, 20, 30, 45, 60)
PARTICIPANTS_OFFERED = (2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 25, 30)
MOST_MINUTES, MOST_PARTICIPANTS = 8 * 60, 500
DAYS_OFFERED = 5
LONGEST_TEXT = 3000
EARLIEST = timedelta(days=2 * 366)
"""A day further back is a slip of the finger: the year before last is reported and over."""
_BARE = re.compile(r"\d{1,3}")


def current(ctx: Context, data: Data) -> Any:
    """What stands in the field now."""
    return snapshot(found_entry(ctx, data["number"]))[data["field"]]


def _emptying(ctx: Context, data: Data, label: str) -> list[list[Button]]:
    return [[button(ctx.texts.plain(label), pick(NOTHING))]] if current(ctx, data) is not None else []


def read_duration(text: str, today: date) -> int | str | None:
    """Minutes of one consultation (``25``, ``25 min``, ``1 h 20 min``, ``pusstunda``), or the band of an estimate."""
    said = text.strip()
    if _BARE.fullmatch(said):
        return int(said) if 0 < int(said) <= MOST_MINUTES else None
    found = [one for one in numbers_in(said, today) if (one.start, one.end) == (0, len(said))]
    if len(found) != 1 or found[0].kind not in (MINUTES, BAND) or isinstance(found[0].value, date):
        return None
    return found[0].value


@dataclass(frozen=True)
class DurationField:
    """Minutes, a band, or not known."""

    name: str = VALUE

    def prompt(self, ctx: Context, data: Data) -> Prompt:
        minutes = [button(ctx.texts.plain("{n} min", n=one), pick(one)) for one in MINUTES_OFFERED]
        bands = [
            button(band.name(ctx.texts.language), pick(band.key)) for band in entries_of(ctx.session, DURATION_BAND)
        ]
        text = join_lines(
            [
                ctx.texts.t("How long did it take?"),
                ctx.texts.t(
                    "Choose or type it, for example “25” or “1 h 20 min”. Only minutes are added up, no ranges."
                ),
            ]
        )
        in_twos = [bands[at : at + 2] for at in range(0, len(bands), 2)]
        return Prompt(text, [minutes, *in_twos, *_emptying(ctx, data, N_("Not known"))])

    def typed(self, ctx: Context, data: Data, typed: Typed) -> bool:
        duration = read_duration(typed.text, ctx.today)
        if duration is None:
            raise UserError(N_("This is no length of up to 8 hours. Write it like “25” or “1 h 20 min”."))
        data[self.name] = duration
        return True

    def pressed(self, ctx: Context, data: Data, key: str) -> bool:
        minutes = number_in(key)
        if (
            minutes is None
            and key != NOTHING
            and key not in {one.key for one in entries_of(ctx.session, DURATION_BAND)}
        ):
            raise UserError(N_("This entry is no longer in the list. Choose another one."))
        data[self.name] = minutes if minutes in MINUTES_OFFERED else None if key == NOTHING else key
        return True


@dataclass(frozen=True)
class ParticipantsField:
    """How many people were consulted together."""

    name: str = VALUE

    def prompt(self, ctx: Context, data: Data) -> Prompt:
        numbers = [button(str(one), pick(one)) for one in PARTICIPANTS_OFFERED]
        rows = [numbers[at : at + 6] for at in range(0, len(numbers), 6)]
        if current(ctx, data) > 1:
            rows.append([button(ctx.texts.plain("One person"), pick(1))])
        question = ctx.texts.t("How many people were consulted together? Choose or type the number.")
        return Prompt(question, rows)

    def typed(self, ctx: Context, data: Data, typed: Typed) -> bool:
        return self.pressed(ctx, data, typed.text.strip())

    def pressed(self, ctx: Context, data: Data, key: str) -> bool:
        number = number_in(key)
        if number is None or not 0 < number <= MOST_PARTICIPANTS:
            raise UserError(N_("Write a number, for example 24."))
        data[self.name] = number
        return True


@dataclass(frozen=True)
class PastDayField(AnyDayField):
    """A day that has come already."""

    def typed(self, ctx: Context, data: Data, typed: Typed) -> bool:
        return super().typed(ctx, data, typed) and self._check(ctx, data)

    def pressed(self, ctx: Context, data: Data, key: str) -> bool:
        return super().pressed(ctx, data, key) and self._check(ctx, data)

    def _check(self, ctx: Context, data: Data) -> bool:
        day = date.fromisoformat(data[self.name])
        if day > ctx.today:
            raise UserError(N_("This day is still to come: {day}. Write an earlier one."), day=ctx.texts.date(day))
        if day < ctx.today - EARLIEST:
            raise UserError(N_("This day is too long ago: {day}. Write a later one."), day=ctx.texts.date(day))
        return True


def _last_days(ctx: Context, data: Data) -> Sequence[date]:
    days = (ctx.today - timedelta(days=back) for back in range(DAYS_OFFERED + 1))
    return [day for day in days if day.isoformat() != current(ctx, data)][:DAYS_OFFERED]


@dataclass(frozen=True)
class EffortField:
    """A level of the READ scale."""

    name: str = VALUE

    def prompt(self, ctx: Context, data: Data) -> Prompt:
        levels = [f"{level} – {ctx.texts.plain(what)}" for level, what in fields.EFFORTS.items()]
        question = ctx.texts.t("How much skill did it take? The number of minutes does not matter (READ scale).")
        numbers = [button(str(level), pick(level)) for level in fields.EFFORTS]
        return Prompt(join_lines([question, *levels]), [numbers, *_emptying(ctx, data, N_("Do not state"))])

    def typed(self, ctx: Context, data: Data, typed: Typed) -> bool:
        return self.pressed(ctx, data, typed.text.strip())

    def pressed(self, ctx: Context, data: Data, key: str) -> bool:
        level = number_in(key)
        if key != NOTHING and level not in fields.EFFORTS:
            raise UserError(N_("Choose a number from 1 to 6."))
        data[self.name] = level
        return True


@dataclass(frozen=True)
class WordsField:
    """A text of the methodologist's, without attachments."""

    question: Callable[[Context], Any]
    name: str = VALUE

    def prompt(self, ctx: Context, data: Data) -> Prompt:
        now = current(ctx, data)
        lines = [self.question(ctx), ctx.texts.t("Please do not name readers."), italic(now) if now else None]
        return Prompt(join_lines(lines), _emptying(ctx, data, N_("Empty this field")))

    def typed(self, ctx: Context, data: Data, typed: Typed) -> bool:
        text = typed.text.strip()
        if typed.attachments or not text:
            raise UserError(N_("Only text can be kept here. Please write it in words."))
        if len(text) > LONGEST_TEXT:
            raise UserError(N_("This text is too long: at most 3000 characters."))
        data[self.name] = text
        return True

    def pressed(self, ctx: Context, data: Data, key: str) -> bool:
        if key != NOTHING:
            raise UserError(N_("Please write a message."))
        data[self.name] = None
        return True


@dataclass(frozen=True)
class SecondTopicField(EntryField):
    """One more topic, or none."""

    def prompt(self, ctx: Context, data: Data) -> Prompt:
        asked = super().prompt(ctx, data)
        return Prompt(asked.text, [*asked.buttons, *_emptying(ctx, data, N_("No second topic"))])

    def pressed(self, ctx: Context, data: Data, key: str) -> bool:
        if key == NOTHING:
            data[self.name] = None
            return True
        return super().pressed(ctx, data, key)


def _its_day(ctx: Context, data: Data) -> date:
    """The record's: a library that is closed by now may have been consulted then."""
    return found_entry(ctx, data["number"]).happened_on or ctx.today


FIELDS: dict[str, Field] = {
    corrections.DURATION: DurationField(),
    corrections.SECOND_TOPIC: SecondTopicField(VALUE, TOPIC, N_("What else was it about?")),
    corrections.PARTICIPANTS: ParticipantsField(),
    corrections.LIBRARIES: LibraryField(VALUE, N_("Which library was consulted?"), day=_its_day),
    SEVERAL: LibraryField(
        VALUE,
        N_("Which libraries were consulted together? Mark all of them."),
        several=lambda _data: True,
        day=_its_day,
    ),
    corrections.NOTE: WordsField(
        lambda ctx: ctx.texts.t("Write a note. Only the methodologists see it; it stands in no report.")
    ),
    corrections.DAY: PastDayField(
        VALUE, lambda ctx, _data: ctx.texts.t("On which day was it? Choose it or type a date."), _last_days
    ),
    corrections.QUESTION_TEXT: WordsField(lambda ctx: ctx.texts.t("Write what the question was.")),
    corrections.ANSWER_TEXT: WordsField(lambda ctx: ctx.texts.t("Write what was answered.")),
    corrections.CHANNEL: EntryField(VALUE, CHANNEL, N_("How did it happen?")),
    corrections.TOPIC: EntryField(VALUE, TOPIC, N_("What was it mainly about?")),
    corrections.GIVEN_BY: EntryField(VALUE, GIVEN_BY, N_("Who gave the consultation?")),
    corrections.EFFORT: EffortField(),
}
