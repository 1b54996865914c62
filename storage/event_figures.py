"""The figures of events in a report, as plain values: of one, and summed over many."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from math import floor

from storage.events import OTHER_FORMS

HYBRID = "hybrid"
"""How an event was held, beside ``ON_SITE`` and ``ONLINE``."""


@dataclass(frozen=True, slots=True)
class HeldEvent:
    """One event; what nobody entered is ``None``."""

    number: int
    kind: str
    """Key in the list ``event_kind``."""
    title: str
    first_day: date
    last_day: date
    form: str | None
    """``on_site``, ``online`` or ``hybrid``."""
    lecturers: str | None
    place: str | None
    participants: int | None
    """How many came."""
    persons: int | None
    """Different people among them, as far as they are known by name."""
    libraries: int | None
    """Different libraries that they came from or that it was about; nothing where nobody has noted who came."""
    minutes: int | None
    academic_hours: float | None
    representatives_invited: int
    """Municipality representatives."""
    representatives_present: int | None

    @property
    def person_hours(self) -> float | None:
        """Participants × academic hours."""
        if self.participants is None or self.academic_hours is None:
            return None
        return self.participants * self.academic_hours


@dataclass(frozen=True, slots=True)
class Sums:
    """Sums over events; what is not known of one adds nothing."""

    events: int = 0
    participants: int = 0
    minutes: int = 0
    academic_hours: float = 0.0
    person_hours: float = 0.0
    representatives_invited: int = 0
    representatives_present: int = 0
    without_participants: int = 0
    """Events of which nobody has entered who or how many came."""

    def plus(self, other: "Sums") -> "Sums":
        """Both together."""
        return Sums(
            self.events + other.events,
            self.participants + other.participants,
            self.minutes + other.minutes,
            round(self.academic_hours + other.academic_hours, 6),
            round(self.person_hours + other.person_hours, 6),
            self.representatives_invited + other.representatives_invited,
            self.representatives_present + other.representatives_present,
            self.without_participants + other.without_participants,
        )


def sums_of(event: HeldEvent) -> Sums:
    """What one event adds."""
    return Sums(
        events=1,
        participants=event.participants or 0,
        minutes=event.minutes or 0,
        academic_hours=event.academic_hours or 0.0,
        person_hours=event.person_hours or 0.0,
        representatives_invited=event.representatives_invited,
        representatives_present=event.representatives_present or 0,
        without_participants=int(event.participants is None),
    )


def sum_of(several: Iterable[Sums]) -> Sums:
    """All of them together."""
    total = Sums()
    for sums in several:
        total = total.plus(sums)
    return total


@dataclass(frozen=True, slots=True)
class Distinct:
    """How many different ones: at seminars and other events, in other forms of work, in all."""

    events: int
    other_forms: int
    all: int


@dataclass(frozen=True, slots=True)
class LibraryEvents:
    """One library in the events of a period."""

    visits: int = 0
    """Visits to it."""
    attended: int = 0
    """All other events in which it took part."""
    participants: int = 0
    """Its people who came to events, each time they came."""


@dataclass(frozen=True, slots=True)
class EventTotals:
    """Everything that is summed over the events of a period."""

    by_kind: Mapping[str, Sums]
    """Kinds of which there was an event."""
    libraries_by_kind: Mapping[str, int]
    """Different libraries."""
    persons: Distinct
    libraries: Distinct
    by_library: Mapping[int, LibraryEvents]
    """Libraries (by id) that took part or were visited."""
    participants_of_libraries: int
    """Participants whose library is known, each once, also those of two libraries."""

    @property
    def events(self) -> Sums:
        """Seminars and all other kinds that are no other form of work."""
        return sum_of(sums for kind, sums in self.by_kind.items() if kind not in OTHER_FORMS)

    @property
    def other_forms(self) -> Sums:
        """Visits, method days, consultation days, contests, trips."""
        return sum_of(sums for kind, sums in self.by_kind.items() if kind in OTHER_FORMS)

    @property
    def all(self) -> Sums:
        """All kinds together."""
        return sum_of(self.by_kind.values())

    def of_kind(self, kind: str) -> Sums:
        """The sums of one kind, zeros where there was none."""
        return self.by_kind.get(kind, Sums())


def hours_of(minutes: int | None, said: float | None, academic_hour: int) -> float | None:
    """Academic hours: as the methodologist said, else from the minutes, to a tenth of an hour; nothing if unknown."""
    if said is not None:
        return said
    return floor(minutes * 10 / academic_hour + 0.5) / 10 if minutes is not None else None
