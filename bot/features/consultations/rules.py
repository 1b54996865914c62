"""Rules of questions and records, on plain values; the time is an argument."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from storage.consultations import ANSWERED, CLOSED, GOING_ON, OPEN
from storage.latvian import fold, words

REOPEN_TIME = timedelta(days=14)
"""A thread with a reopening within this time is one record (the consultation record's rule)."""
CARD_TEXT = 3000
"""UTF-16 units of a question that its card shows; the rest follows as messages of its own."""


def form_of(participants: int | None, libraries: int) -> str:
    """Whether a consultation was an individual one, or a group's: of several people or libraries."""
    return "group" if (participants or 1) > 1 or libraries > 1 else "individual"


def may_continue(status: str, closed_at: datetime | None, now: datetime) -> bool:
    """Whether the asker can add to the thread: while it is open, and for 14 days after it was closed."""
    if status in GOING_ON:
        return True
    return status == CLOSED and closed_at is not None and now - closed_at <= REOPEN_TIME


def status_after_reopening(answered_at: datetime | None) -> str:
    """An answered thread is answered again, another one waits for its first answer."""
    return ANSWERED if answered_at else OPEN


_COURTESIES = frozenset(
    (
        *("paldies", "liels", "milzigs", "mils", "mila", "mili", "milie", "prieks", "lieliski", "labi", "skaidrs"),
        *("sapratu", "super", "forsi", "vareni", "ok", "okei", "ja", "ne", "nu", "protams", "piekritu", "tiesi", "ta"),
        *("labdien", "labrit", "labvakar", "sveiki", "sveiks", "sveika", "cau", "ata", "visiem", "visam", "kolegi"),
        *("kolegas", "kolegiem", "jauku", "jauko", "dienu", "nedelu", "apsveicu", "apsveicam", "sirsnigs", "sirsnigi"),
        *("par", "atbildi", "atbildem", "palidzibu", "thanks", "thank", "you", "yes", "no", "great", "hello"),
    )
)
"""Folded words of which people make thanks, greetings and assent, and no question."""


def is_no_question(text: str) -> bool:
    """Whether a message of the group is safely no question: no word at all, or words of courtesy alone."""
    if "?" in text:
        return False
    return all(fold(word) in _COURTESIES for word in words(text))


def is_thanks(text: str) -> bool:
    """Whether a message is thanks alone, in words or by a few signs."""
    if len(text) > 60:
        return False
    said = {fold(word) for word in words(text)}
    return is_no_question(text) and (not said or not said.isdisjoint(("paldies", "thanks", "thank")))


MORNING, EVENING = time(8, 30), time(20, 0)
"""Between these times of the region's clocks the morning list comes: quiet hours are over, and not yet again."""


def overdue_from(asked: datetime, days: int, is_working_day: Callable[[date], bool]) -> datetime:
    """When a question that nobody has answered is to be nudged; local times.

    The working time runs from the moment of asking, or from the beginning of the next working day, and ends at the
    same time of day so many working days later: asked on Friday at 15.00, two days, is due on Tuesday at 15.00.
    """
    moment = asked
    while not is_working_day(moment.date()):
        moment = datetime.combine(moment.date() + timedelta(days=1), time.min, asked.tzinfo)
    for _ in range(days):
        moment += timedelta(days=1)
        while not is_working_day(moment.date()):
            moment += timedelta(days=1)
    return moment


def first_words(text: str, most: int) -> str:
    """The beginning of a text in one line, cut between words."""
    line = " ".join(text.split())
    if len(line) <= most:
        return line
    cut = line[:most].rpartition(" ")[0] or line[:most]
    return f"{cut.rstrip(' ,.;:–-')}…"
