"""The period in five sentences that can be pasted into the text report.

Consultations, the year before, topics, channels, events; what nobody counted has no sentence.
"""

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal

from babel import Locale
from babel.lists import format_list
from babel.numbers import format_decimal

from bot.features.reports.report import Report
from bot.features.reports.rules import Period
from bot.features.reports.wording import in_period
from bot.texts import Texts
from storage.events import VISIT
from storage.vocabulary import CHANNEL, IN_CHAT, OTHER, TOPIC

TOPICS_NAMED = 3
_STANDING_FOR = {"one": 1, "two": 2, "zero": 0}
"""A whole number that has the same plural form as a fraction of CLDR's category."""


def sentences(report: Report, texts: Texts) -> list[str]:
    """The sentences, plain text; ``report`` may be of a period that is not over yet."""
    when = in_period(report.period, texts)
    if report.days_to_come:
        when = texts.plain("{when} so far", when=when)
    found: list[str | None] = []
    if report.current is not None:
        found.append(_consultations(report, when, texts))
        if report.year_earlier is not None and not report.days_to_come:
            then = report.year_earlier.in_all
            found.append(_year_before(report.in_all, then, report.period.a_year_earlier(), texts))
        found += [_topics(report, texts), _channels(report, texts)]
    if report.event_columns.current is not None:
        found.append(_events(report, when, texts))
    if report.current is None and report.event_columns.current is None:
        found.append(texts.plain("Plaukts was not in use {when}, so there are no figures.", when=when))
    return [one for one in found if one]


def _consultations(report: Report, when: str, texts: Texts) -> str:
    n, libraries = report.in_all, _libraries(report, texts)
    if n == 0:
        return texts.plain("No consultations were registered {when}.", when=when)
    if libraries is None:
        return texts.plain_n("{n} consultation was given {when}.", "{n} consultations were given {when}.", n, when=when)
    return texts.plain_n(
        "{n} consultation was given to {libraries} {when}.",
        "{n} consultations were given to {libraries} {when}.",
        n,
        libraries=libraries,
        when=when,
    )


def _libraries(report: Report, texts: Texts) -> str | None:
    """To how many libraries of all; nothing where that is not known of each record, or where there is only one."""
    served = report.totals.libraries_served
    of_all = report.current.libraries_all if report.current is not None else 0
    if served == 0 or of_all < 2 or report.in_all > report.totals.records:
        return None
    if served == of_all:
        return texts.plain("all {n} libraries of the region", n=of_all)
    if served == 1:
        return texts.plain_n("one of the region's {n} library", "one of the region's {n} libraries", of_all)
    return texts.plain_n(
        "{served} of the region's {n} library", "{served} of the region's {n} libraries", of_all, served=served
    )


def _year_before(now: int, then: int, earlier: Period, texts: Texts) -> str:
    when = in_period(earlier, texts)
    if then == 0:
        if now == 0:
            return texts.plain("There were none a year earlier, {when}, either.", when=when)
        return texts.plain("A year earlier, {when}, there were no consultations.", when=when)
    if now == then:
        return texts.plain("A year earlier, {when}, there were as many consultations.", when=when)
    if now > then:
        return texts.plain_n(
            "A year earlier, {when}, there was {n} consultation: {difference} fewer.",
            "A year earlier, {when}, there were {n} consultations: {difference} fewer.",
            then,
            when=when,
            difference=now - then,
        )
    return texts.plain_n(
        "A year earlier, {when}, there was {n} consultation: {difference} more.",
        "A year earlier, {when}, there were {n} consultations: {difference} more.",
        then,
        when=when,
        difference=then - now,
    )


def _topics(report: Report, texts: Texts) -> str | None:
    """The most frequent ones; *other* says nothing, unless there is nothing else.

    Of several that are as frequent none is picked out: either all of them find room, or none is named.
    """
    counts = counted(report, TOPIC)
    telling = [one for one in counts if one[0] not in {None, OTHER}] or [one for one in counts if one[0] is not None]
    if not telling:
        return None
    named = [(texts.plain("“{topic}”", topic=report.name_of(TOPIC, key, texts.language)), n) for key, n in telling]
    (first, n), *_ = named
    if n == report.in_all:
        if n == 1:
            return texts.plain("The topic of the consultation was {topic}.", topic=first)
        return texts.plain("The topic of all consultations was {topic}.", topic=first)
    left_out = named[TOPICS_NAMED][1] if len(named) > TOPICS_NAMED else 0
    most = [(name, count) for name, count in named if count > left_out]
    if not most:
        return None
    return texts.plain_n(
        "The most frequent topic of consultations was {topics}.",
        "The most frequent topics of consultations were {topics}.",
        len(most),
        topics=_listed([f"{name} ({count})" for name, count in most], texts),
    )


def _channels(report: Report, texts: Texts) -> str | None:
    counts = counted(report, CHANNEL)
    if all(key is None for key, _ in counts):
        return None
    named = [(_inside(report.name_of(CHANNEL, key, texts.language), key, texts), n) for key, n in counts]
    if len(named) == 1:
        ((channel, n),) = named
        if n == 1:
            return texts.plain("The channel of the consultation: {channel}.", channel=channel)
        return texts.plain("The channel of all consultations: {channel}.", channel=channel)
    listed = _listed([f"{channel} – {n}" for channel, n in named], texts)
    return texts.plain("The consultations by channel: {channels}.", channels=listed)


def counted(report: Report, list_name: str) -> list[tuple[str | None, int]]:
    """How many records have each topic or channel (a key, or nothing): the most frequent first, then as in the list."""
    counts: Counter[str | None] = Counter()
    for one in report.topics:
        counts[one.topic if list_name == TOPIC else one.channel] += one.records
    shown = report.topics_shown() if list_name == TOPIC else report.channels_shown()
    order = {key: place for place, key in enumerate(shown)}
    return sorted(counts.items(), key=lambda found: (found[0] is None, -found[1], order.get(found[0], len(order))))


def _inside(name: str, key: str | None, texts: Texts) -> str:
    """A channel's name as it stands inside a sentence: *pa tālruni*, but *Telegram* and *WhatsApp*."""
    if key is None:
        return texts.plain("channel not given")
    first = name.split(maxsplit=1)[0] if name.strip() else ""
    is_name = key == IN_CHAT or first[1:] != first[1:].lower()
    return name if is_name else name[:1].lower() + name[1:]


def _events(report: Report, when: str, texts: Texts) -> str:
    sums, visits = report.event_totals.all, report.event_totals.of_kind(VISIT).events
    n = sums.events
    if n == 0:
        return texts.plain("No events took place {when}.", when=when)
    if visits == n:
        what = texts.plain_n("There was {n} library visit {when}", "There were {n} library visits {when}", n, when=when)
    else:
        what = texts.plain_n("There was {n} event {when}", "There were {n} events {when}", n, when=when)
        if visits:
            what += texts.plain_n(", among them {n} library visit", ", among them {n} library visits", visits)
    figures = []
    if sums.participants:
        figures.append(texts.plain_n("{n} participant", "{n} participants", sums.participants))
    if sums.academic_hours:
        figures.append(academic_hours(sums.academic_hours, texts))
    if not figures:
        return texts.plain("{events}.", events=what)
    listed = _listed(figures, texts)
    if n == 1:
        return texts.plain("{events}: {figures}.", events=what, figures=listed)
    return texts.plain("{events}, with {figures} in all.", events=what, figures=listed)


def academic_hours(hours: float, texts: Texts) -> str:
    """``12,5 akadēmiskās stundas``, in the plural form that a fraction has."""
    exact = Decimal(str(round(hours, 1))).normalize()
    category = Locale(texts.language).plural_form(exact)
    stands_for = int(exact) if exact == int(exact) else _STANDING_FOR.get(category, 2)
    shown = format_decimal(exact, format="0.#", locale=texts.language)
    return texts.plain_n("{hours} academic hour", "{hours} academic hours", stands_for, hours=shown)


def _listed(parts: Iterable[str], texts: Texts) -> str:
    return format_list(list(parts), locale="en_GB" if texts.language == "en" else texts.language)
