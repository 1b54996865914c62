"""What is usual of a kind of event: proposed while one is made, and changed where this one is different."""

from dataclasses import dataclass

from bot.access import GUEST, LIBRARIAN
from storage.events import CONSULTATION_DAY, CONTEST, METHOD_DAY, TRIP, VISIT

HOUR, DAY = 60, 24 * 60
REMINDERS = (7 * DAY, DAY, 2 * HOUR)
"""Minutes before the beginning, the earliest first."""
OTHER = "other"


@dataclass(frozen=True)
class KindDefaults:
    """What is proposed for an event of a kind."""

    minutes: int | None = 2 * HOUR
    """From its beginning to its end; nothing for one that is not counted in hours."""
    whole_day: bool = False
    """Whether it usually has days and no hours."""
    reminders: tuple[int, ...] = REMINDERS
    roles: tuple[str, ...] = (LIBRARIAN,)
    """Whom it is for; nobody by role where only certain ones are meant (the visited library)."""
    places: int | None = None
    """How many can be there on site; nothing for no limit."""
    hybrid: bool = False
    """Whether one is usually there on site or online."""
    feedback: bool = False
    """Whether those who came are asked what they thought of it."""


_DEFAULTS = {
    "seminar": KindDefaults(4 * HOUR, feedback=True),
    "hybrid_seminar": KindDefaults(4 * HOUR, hybrid=True, feedback=True),
    "course": KindDefaults(6 * HOUR, places=15, feedback=True),
    "practical_class": KindDefaults(3 * HOUR, places=12, feedback=True),
    "meeting": KindDefaults(),
    "lecture": KindDefaults(90, feedback=True),
    "conference": KindDefaults(6 * HOUR, roles=(LIBRARIAN, GUEST), feedback=True),
    "discussion": KindDefaults(roles=(LIBRARIAN, GUEST)),
    METHOD_DAY: KindDefaults(6 * HOUR, feedback=True),
    VISIT: KindDefaults(reminders=(DAY, 2 * HOUR), roles=()),
    TRIP: KindDefaults(None, whole_day=True, reminders=(7 * DAY, DAY), places=45, feedback=True),
    CONTEST: KindDefaults(None, whole_day=True, reminders=(7 * DAY, DAY)),
    CONSULTATION_DAY: KindDefaults(6 * HOUR, reminders=(7 * DAY, DAY)),
    OTHER: KindDefaults(),
}


def defaults(kind: str) -> KindDefaults:
    """What is usual of this kind (key in the list ``event_kind``); of a self-made one, what is of any other event."""
    return _DEFAULTS.get(kind, _DEFAULTS[OTHER])
