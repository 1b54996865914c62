"""A month, the hours of a day and the ends of an event as buttons."""

from calendar import Calendar
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from bot.context import Button, Context, button
from bot.dialogs.form import pick
from bot.workdays import is_working_day

NOTHING = "-"
"""How the choice of a button begins that is none: the name of a weekday, a day that has passed."""
USUAL = "u"
"""The choice of the usual end."""
FIRST_HOUR, LAST_HOUR = 8, 20
"""The hours at which an event begins; others are typed."""
STEP = timedelta(minutes=30)
LONGEST_OFFERED = 16 * STEP
_BLANK = "·"
_IN_ROW = 4
SATURDAY = 5

Rows = list[list[Button]]


def month_rows(ctx: Context, month: date, first: date, last: date) -> Rows:
    """The month of ``month`` with its days from ``first`` to ``last`` as choices ``d<day>``, and its neighbours.

    Today stands in brackets; a day off that is no weekend has a star. Weeks that have none of the days are left out.
    """
    before, after = _begin(month) - timedelta(days=1), _begin(_begin(month) + timedelta(days=31))
    turning = []
    if before >= first:
        turning.append(button(f"◀ {ctx.texts.month_alone(before)}", pick(f"m{before:%Y-%m}")))
    if after <= last:
        turning.append(button(f"{ctx.texts.month_alone(after)} ▶", pick(f"m{after:%Y-%m}")))
    weeks = [
        [_day(ctx, day) if day.month == month.month and first <= day <= last else _none(_BLANK, day) for day in week]
        for week in Calendar().monthdatescalendar(month.year, month.month)
        if week[-1] >= first and week[0] <= last
    ]
    return [[_none(ctx.texts.weekday(number), number) for number in range(7)], *weeks, turning]


def has_day_off(month: date) -> bool:
    """Whether a day of the month has a star."""
    days = Calendar().itermonthdates(month.year, month.month)
    return any(_is_day_off(day) for day in days if day.month == month.month)


def hour_rows(ctx: Context, day: date, after: datetime | None = None) -> Rows:
    """The hours of a day as choices ``t<hour>``; only those after a moment on the region's clocks, if one is given."""
    begin = datetime(day.year, day.month, day.day, FIRST_HOUR)  # noqa: DTZ001 - on the region's clocks
    count = (LAST_HOUR - FIRST_HOUR) * (timedelta(hours=1) // STEP)
    hours = [begin + n * STEP for n in range(count)]
    return _in_rows([_hour(ctx, one) for one in hours if after is None or one > after.replace(tzinfo=None)])


def end_rows(ctx: Context, begins: datetime, usual: int | None) -> Rows:
    """When what begins then can end on the same day, as choices ``t<hour>``; first by the usual length in minutes."""
    ends = [begins + n * STEP for n in range(1, LONGEST_OFFERED // STEP + 1)]
    rows = _in_rows([_hour(ctx, end) for end in ends if end.date() == begins.date()])
    likely = begins + timedelta(minutes=usual or 0)
    if not usual or likely.date() != begins.date():
        return rows
    label = f"{ctx.texts.clock(likely)} ({ctx.texts.minutes(usual)})"
    return [[button(label, pick(USUAL))], *rows]


def _begin(day: date) -> date:
    return day.replace(day=1)


def _day(ctx: Context, day: date) -> Button:
    label = f"[{day.day}]" if day == ctx.today else str(day.day)
    return button(label + ("*" if _is_day_off(day) else ""), pick(f"d{day.isoformat()}"))


def _is_day_off(day: date) -> bool:
    return day.weekday() < SATURDAY and not is_working_day(day)


def _hour(ctx: Context, moment: datetime) -> Button:
    return button(ctx.texts.clock(moment), pick(f"t{moment:%H%M}"))


def _none(label: str, which: object) -> Button:
    return button(
        label, pick(f"{NOTHING}{which}")
    )  # no two buttons say the same, so that it is known which was pressed


def _in_rows(buttons: Sequence[Button]) -> Rows:
    return [list(buttons[at : at + _IN_ROW]) for at in range(0, len(buttons), _IN_ROW)]
