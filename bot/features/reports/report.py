"""One report: everything that its workbook, CSV and JSON say, in no language yet."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy.orm import Session

from bot.features.reports.months import Earlier, MonthLine, entered_for, joined, month_lines
from bot.features.reports.quantities import Quantity
from bot.features.reports.rules import Period
from storage import reports as storage
from storage.alphabet import latvian_order
from storage.corrections import LateCorrection, late_corrections
from storage.directory import directory_on
from storage.event_figures import EventTotals, HeldEvent
from storage.event_reports import Held, event_totals, first_event_on, held_events
from storage.exchange import Exchange, exchange
from storage.news import NewsFigures, news_figures
from storage.vocabulary import CHANNEL, TOPIC


@dataclass(frozen=True, slots=True)
class Summary:
    """The figures of one column of the summary."""

    totals: storage.Totals
    apart: storage.QuestionsApart
    exchange: Exchange
    news: NewsFigures
    libraries_all: int
    """Libraries that existed on some day of the column's period."""
    entered: int = 0
    """Consultations of earlier months of which only monthly totals were entered."""
    recorded: bool = True
    """Whether consultations were registered one by one; else no more than their number is known."""

    @property
    def in_all(self) -> int:
        """Those registered one by one and those entered as totals."""
        return self.totals.records + self.entered

    @property
    def share_by_peers(self) -> float | None:
        """0–1; nothing where there is nothing to share."""
        return self.totals.by_peers / self.totals.records if self.totals.records else None

    @property
    def share_served(self) -> float | None:
        """0–1; nothing where there are no libraries."""
        return self.totals.libraries_served / self.libraries_all if self.libraries_all else None


@dataclass(frozen=True, slots=True)
class EventColumns:
    """The events of the columns of the summary; ``None`` as in ``Report``, except that their own entries count."""

    current: EventTotals | None
    year_to_date: EventTotals | None
    year_earlier: EventTotals | None


@dataclass(frozen=True)
class Report:
    """One period of one region.

    ``records`` and ``events`` read from the session, which has to stay open until the report is written.
    """

    period: Period
    region: str
    exported_at: datetime
    """Local time, aware."""
    start_of_use: date | None
    """The first day for which a missing record means that nothing happened; ``None``: nothing is registered at all."""
    academic_hour: int
    """Its minutes."""
    current: Summary | None
    """``None`` if the period ended before the start of use and nothing was entered for it."""
    year_to_date: Summary | None
    """From 1 January to the period's last day; ``None`` also for a whole year, which needs no such column."""
    year_earlier: Summary | None
    """The same period a year earlier; ``None`` unless each month of it was counted, or has totals that were entered."""
    event_columns: EventColumns
    event_totals: EventTotals
    """The period's own, zeros included."""
    vocabulary: dict[str, tuple[storage.Entry, ...]]
    topics: tuple[storage.TopicCount, ...]
    """By topic and channel, totals that were entered included; in no order."""
    second_topics: Mapping[str, int]
    """How many consultations name a topic as their second one."""
    months: tuple[MonthLine, ...]
    """The twelve of the period's year."""
    earlier: Earlier
    """What was entered of this year and of the one before."""
    late: tuple[LateCorrection, ...]
    """What was changed after the first report of a month was made, oldest first."""
    libraries: tuple[storage.LibraryContacts, ...]
    """By municipality, then by name, in Latvian order."""
    _held: Held
    _session: Session = field(repr=False, compare=False)
    hidden: frozenset[Quantity] | None = None
    """Of a report for publication, the figures that it must not show; ``None``: it shows everything."""

    @property
    def totals(self) -> storage.Totals:
        """The period's own sums, zeros included."""
        return self.current.totals if self.current is not None else NO_TOTALS

    @property
    def in_all(self) -> int:
        """The period's consultations, those entered as totals included."""
        return self.current.in_all if self.current is not None else 0

    @property
    def public(self) -> bool:
        """Whether it is made for publication."""
        return self.hidden is not None

    @property
    def reaches(self) -> date:
        """The last day of which something can be known: the period's, or that of the export."""
        return min(self.period.last, self.exported_at.date())

    @property
    def days_to_come(self) -> bool:
        """Whether the period is not over yet on the day of the export."""
        return self.exported_at.date() <= self.period.last

    def name_of(self, list_name: str, key: str | None, language: str) -> str:
        """What people read for a key; the key itself if its list has no such value, nothing for nothing."""
        if key is None:
            return ""
        found = (entry.name(language) for entry in self.vocabulary.get(list_name, ()) if entry.key == key)
        return next(found, key)

    def topics_shown(self) -> list[str | None]:
        """The topics to list: those in use, retired or unknown ones that occur, ``None`` if needed.

        For publication all, so that from what is missing nobody knows that there was none of it.
        """
        return self._keys_shown(TOPIC, {count.topic for count in self.topics} | self.second_topics.keys())

    def channels_shown(self, *, of_year: bool = False) -> list[str | None]:
        """The same of channels in the period, or in all months of its year."""
        used = {count.channel for count in self.topics}
        if of_year:
            used |= {channel for line in self.months for channel in line.by_channel or ()}
        return self._keys_shown(CHANNEL, used)

    def _keys_shown(self, list_name: str, used: set[str | None]) -> list[str | None]:
        known = self.vocabulary.get(list_name, ())
        shown: list[str | None] = [entry.key for entry in known if self.lists(entry, used)]
        unknown = used - {entry.key for entry in known} - {None}
        return [*shown, *sorted(key for key in unknown if key), *([None] if None in used or self.public else [])]

    def lists(self, entry: storage.Entry, used: Collection[str | None]) -> bool:
        """Whether a value of the region's lists has a place where all are listed."""
        return not entry.retired or entry.key in used or self.public

    def records(self) -> Iterator[storage.Record]:
        """The period's records by day and number, their libraries in Latvian order."""
        return storage.records(self._session, self.period.first, self.period.last)

    def events(self) -> Iterator[HeldEvent]:
        """The period's events: seminars and the like, then other forms of work; each by day and number."""
        return held_events(self._session, self._held, directory_on(self._session, self.period.last))


NO_TOTALS = storage.Totals(0, 0, 0, 0, 0, 0, 0, 0, 0)


def build_report(
    session: Session,
    period: Period,
    *,
    region: str,
    now_local: datetime,
    start_of_use: date | None = None,
    academic_hour: int = 45,
) -> Report:
    """Count a period.

    ``session`` should be fresh, so that all is counted at one moment; ``now_local`` is aware, in the region's zone;
    ``academic_hour`` is in minutes. Without a ``start_of_use`` the month of the first record, or of the first event
    that was announced, is taken for it: no figure may stand where nobody counted.
    """
    started = counted_since(session, start_of_use, now_local)
    begun = _begun(started, period.last)
    year = Period("year", period.first.replace(month=1, day=1), period.last)
    before = period.a_year_earlier()
    compared = _begun(started, before.first)
    earlier = entered_for(session, period)

    def held(of: Period) -> Held:
        return Held(of.first, of.last, now_local, academic_hour)

    def contacts(of: Period, events: EventTotals) -> list[storage.LibraryContacts]:
        return storage.library_contacts(session, of.first, of.last, events.by_library)

    def summary(of: Period, libraries: list[storage.LibraryContacts], *, recorded: bool) -> Summary:
        return replace(_summary(session, of, now_local, libraries), entered=earlier.number(of), recorded=recorded)

    events = event_totals(session, held(period))
    libraries = contacts(period, events)
    topics = storage.topic_counts(session, period.first, period.last)
    recorded = begun or bool(topics)
    counted = recorded or earlier.number(period) > 0
    events_counted = begun or events.all.events > 0
    of_year = event_totals(session, held(year)) if period.kind != "year" else None
    of_before = event_totals(session, held(before)) if compared or earlier.covers(before, started) else None
    return Report(
        period=period,
        region=region,
        exported_at=now_local,
        start_of_use=started,
        academic_hour=academic_hour,
        current=summary(period, libraries, recorded=recorded) if counted else None,
        year_to_date=(
            summary(year, contacts(year, of_year), recorded=recorded) if counted and of_year is not None else None
        ),
        year_earlier=(
            summary(before, contacts(before, of_before), recorded=compared) if of_before is not None else None
        ),
        event_columns=EventColumns(
            events if events_counted else None,
            of_year if events_counted else None,
            of_before if compared else None,
        ),
        event_totals=events,
        vocabulary=storage.vocabulary_lists(session, period.last, now_local.tzinfo or UTC),
        topics=joined([*topics, *earlier.topics(period)]),
        second_topics=storage.second_topics(session, period.first, period.last),
        months=month_lines(session, period, today=now_local.date(), started=started, earlier=earlier),
        earlier=earlier,
        late=tuple(late_corrections(session, period.first, period.last)),
        libraries=tuple(
            sorted(
                libraries, key=lambda row: (latvian_order(row.library.municipality), latvian_order(row.library.name))
            )
        ),
        _held=held(period),
        _session=session,
    )


def counted_since(session: Session, start_of_use: date | None, now: datetime) -> date | None:
    """The first day for which a missing record means that nothing happened.

    That is ``start_of_use``, else the first of the month of the first record, or of the first event that had begun
    by ``now`` (aware); nothing where there is neither.
    """
    firsts = [storage.first_record_on(session), first_event_on(session, now)]
    return start_of_use or _month_of(min((day for day in firsts if day is not None), default=None))


def _summary(
    session: Session, period: Period, now_local: datetime, libraries: list[storage.LibraryContacts]
) -> Summary:
    from_moment = datetime.combine(period.first, time.min, now_local.tzinfo)
    to_moment = datetime.combine(period.last + timedelta(days=1), time.min, now_local.tzinfo)
    return Summary(
        totals=storage.totals(session, period.first, period.last),
        apart=storage.questions_apart(session, from_moment=from_moment, to_moment=to_moment, last=period.last),
        exchange=exchange(session, from_moment, to_moment),
        news=news_figures(session, from_moment, to_moment),
        libraries_all=len(libraries),
    )


def _begun(started: date | None, day: date) -> bool:
    return started is not None and started <= day


def _month_of(day: date | None) -> date | None:
    return day.replace(day=1) if day is not None else None
