"""Dates as people write them: ``otrdien, 2026. gada 1. decembrī, plkst. 10.00``.

Babel's Latvian formats give the nominative only, and a sentence needs the other cases: so the Latvian
words stand here; English comes from Babel.
"""

import datetime as dt

from babel.dates import format_date, get_day_names

_MONTHS = (
    ("janvāris", "janvāra", "janvārī", "janvārim"),
    ("februāris", "februāra", "februārī", "februārim"),
    ("marts", "marta", "martā", "martam"),
    ("aprīlis", "aprīļa", "aprīlī", "aprīlim"),
    ("maijs", "maija", "maijā", "maijam"),
    ("jūnijs", "jūnija", "jūnijā", "jūnijam"),
    ("jūlijs", "jūlija", "jūlijā", "jūlijam"),
    ("augusts", "augusta", "augustā", "augustam"),
    ("septembris", "septembra", "septembrī", "septembrim"),
    ("oktobris", "oktobra", "oktobrī", "oktobrim"),
    ("novembris", "novembra", "novembrī", "novembrim"),
    ("decembris", "decembra", "decembrī", "decembrim"),
)
NOMINATIVE, GENITIVE, LOCATIVE, DATIVE = range(4)

WEEKDAYS = ("pirmdien", "otrdien", "trešdien", "ceturtdien", "piektdien", "sestdien", "svētdien")


def month_name(number: int, case: int = NOMINATIVE) -> str:
    """Latvian name of month 1–12 in one of the cases that dates need."""
    return _MONTHS[number - 1][case]


def date(day: dt.date, language: str) -> str:
    """The day as a name: ``2026. gada 1. decembris`` / ``1 December 2026``."""
    if language == "lv":
        return f"{day.year}. gada {day.day}. {month_name(day.month)}"
    return format_date(day, "d MMMM y", locale="en")


def of_date(day: dt.date, language: str) -> str:
    """The day in the genitive, as after *no*: ``2026. gada 1. decembra`` / ``1 December 2026``."""
    if language == "lv":
        return f"{day.year}. gada {day.day}. {month_name(day.month, GENITIVE)}"
    return date(day, language)


def until_date(day: dt.date, language: str) -> str:
    """The day in the dative, as after *līdz*: ``2026. gada 1. decembrim`` / ``1 December 2026``."""
    if language == "lv":
        return f"{day.year}. gada {day.day}. {month_name(day.month, DATIVE)}"
    return date(day, language)


def on_date(day: dt.date, language: str) -> str:
    """The day as an adverbial with the weekday: ``otrdien, 2026. gada 1. decembrī``."""
    if language == "lv":
        return f"{WEEKDAYS[day.weekday()]}, {day.year}. gada {day.day}. {month_name(day.month, LOCATIVE)}"
    return format_date(day, "'on' EEEE, d MMMM y", locale="en")


def near(day: dt.date, language: str) -> str:
    """The day without its year, where that is known: ``otrdien, 1. decembrī`` / ``Tuesday, 1 December``."""
    if language == "lv":
        return f"{WEEKDAYS[day.weekday()]}, {day.day}. {month_name(day.month, LOCATIVE)}"
    return format_date(day, "EEEE, d MMMM", locale="en")


def day_number(day: dt.date, language: str) -> str:
    """The day in the shortest form, for a list: ``01.12.`` / ``1 Dec``."""
    return f"{day:%d.%m.}" if language == "lv" else format_date(day, "d MMM", locale="en")


def at(moment: dt.datetime, language: str) -> str:
    """Day and time of a local moment: ``otrdien, 2026. gada 1. decembrī, plkst. 10.00``."""
    if language == "lv":
        return f"{on_date(moment, language)}, plkst. {moment:%H.%M}"
    return f"{on_date(moment, language)}, {moment:%H:%M}"


def span(begins: dt.datetime, ends: dt.datetime | None, language: str, *, whole_day: bool = False) -> str:
    """From a local moment to another: ``otrdien, 2026. gada 1. decembrī, plkst. 10.00–13.00``.

    Of whole days the days alone; of several days both ends.
    """
    several = ends is not None and ends.date() != begins.date()
    if whole_day:
        first = on_date(begins, language)
        return f"{first} – {on_date(ends, language)}" if several and ends is not None else first
    if several and ends is not None:
        return f"{at(begins, language)} – {at(ends, language)}"
    if ends is None:
        return at(begins, language)
    return f"{at(begins, language)}–{ends:%H.%M}" if language == "lv" else f"{at(begins, language)}–{ends:%H:%M}"


def short_span(begins: dt.datetime, ends: dt.datetime | None, language: str, *, whole_day: bool = False) -> str:
    """The same in the shortest form with its year, for a button: ``Ot 01.12.2026. 10.00–13.00``."""

    def day(moment: dt.datetime) -> str:
        name = weekday(moment.weekday(), language)
        return (
            f"{name} {moment:%d.%m.%Y}."
            if language == "lv"
            else f"{name} {format_date(moment, 'd MMM y', locale='en')}"
        )

    several = ends is not None and ends.date() != begins.date()
    first = day(begins) if whole_day else f"{day(begins)} {clock(begins, language)}"
    if ends is None or (whole_day and not several):
        return first
    if not several:
        return f"{first}–{clock(ends, language)}"
    return f"{first} – {day(ends) if whole_day else f'{day(ends)} {clock(ends, language)}'}"


def short(moment: dt.datetime, language: str) -> str:
    """Day and time in the shortest form: ``01.12. plkst. 10.00`` / ``1 Dec, 10:00``."""
    if language == "lv":
        return f"{moment:%d.%m.} plkst. {moment:%H.%M}"
    return f"{format_date(moment, 'd MMM', locale='en')}, {moment:%H:%M}"


def hour(number: int, language: str) -> str:
    """A full hour on a clock: ``9.00`` / ``9:00``."""
    return f"{number}.00" if language == "lv" else f"{number}:00"


def clock(moment: dt.datetime, language: str) -> str:
    """What a clock shows: ``09.30`` / ``09:30``."""
    return f"{moment:%H.%M}" if language == "lv" else f"{moment:%H:%M}"


def weekday(number: int, language: str) -> str:
    """A day of the week in the shortest form: ``Pr`` / ``Mon``."""
    if language == "lv":
        return str(get_day_names("short", "stand-alone", locale="lv")[number])
    return str(get_day_names("abbreviated", "stand-alone", locale="en")[number])


def weekly(number: int, language: str) -> str:
    """Every week on this day: ``pirmdienās`` / ``on Mondays``."""
    if language == "lv":
        return WEEKDAYS[number] + "ās"
    return f"on {get_day_names('wide', 'stand-alone', locale='en')[number]}s"


def month(day: dt.date, language: str) -> str:
    """The month as a name: ``2026. gada novembris`` / ``November 2026``."""
    if language == "lv":
        return f"{day.year}. gada {month_name(day.month)}"
    return format_date(day, "MMMM y", locale="en")


def month_alone(day: dt.date, language: str) -> str:
    """The month without its year: ``Novembris`` / ``November``."""
    return month_name(day.month).capitalize() if language == "lv" else format_date(day, "MMMM", locale="en")


def of_month(day: dt.date, language: str) -> str:
    """The month in the genitive: ``2026. gada novembra`` / ``November 2026``."""
    if language == "lv":
        return f"{day.year}. gada {month_name(day.month, GENITIVE)}"
    return format_date(day, "MMMM y", locale="en")


def in_month(day: dt.date, language: str) -> str:
    """The month as an adverbial: ``2026. gada novembrī`` / ``in November 2026``."""
    if language == "lv":
        return f"{day.year}. gada {month_name(day.month, LOCATIVE)}"
    return format_date(day, "'in' MMMM y", locale="en")
