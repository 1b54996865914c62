"""When people are marked, whoever organises is reminded of it, and those who came are asked, on plain values."""

from datetime import date, datetime, time, timedelta

from bot.workdays import is_working_day

OPENS = timedelta(hours=1)
"""How long before its beginning people can be marked."""
MORNING, EVENING = 9, 18
"""The hours (local) between which somebody at work is reminded of something to do."""
ASK_AFTER = timedelta(hours=3)
"""How long after its end those who came are asked what they thought of an event: they are home by then."""
ASK_WITHIN = timedelta(days=2)
"""After so long nobody is asked any more."""
SUM_UP_AFTER = timedelta(days=3)
"""How long after its end the organiser gets what was said, if nobody wanted to see it earlier: most have answered."""
ANSWERED_FOR = timedelta(days=30)
"""For so long one can say what one thought of it."""
LOOKING_BACK = timedelta(days=14)
"""What ended earlier is left alone by the clock."""


def opens_at(starts_at: datetime) -> datetime:
    """From when on people can be marked."""
    return starts_at - OPENS


def may_mark(starts_at: datetime, now: datetime) -> bool:
    """Whether people can be marked; there is no end to it, for lists are corrected later."""
    return now >= opens_at(starts_at)


def is_at_work(local: datetime) -> bool:
    """Whether somebody can be reminded of work now."""
    return MORNING <= local.hour < EVENING and is_working_day(local.date())


def due_on(ended: datetime) -> date:
    """The next working day after an end (local)."""
    day = ended.date() + timedelta(days=1)
    while not is_working_day(day):
        day += timedelta(days=1)
    return day


def is_to_mark(ended: datetime, local: datetime) -> bool:
    """Whether it is time to remind of marking who came; both are local."""
    return is_at_work(local) and local >= datetime.combine(due_on(ended), time(MORNING), local.tzinfo)


def may_answer(ended_at: datetime, now: datetime) -> bool:
    """Whether one can (still) say what one thought of it."""
    return ended_at <= now <= ended_at + ANSWERED_FOR
