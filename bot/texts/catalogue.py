"""The gettext catalogues, read from their .po files when the first text is asked for."""

import datetime as dt
import gettext
from functools import cache
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from markupsafe import Markup

from bot.texts import dates

LANGUAGES = ("lv", "en")
"""Languages with a complete catalogue; the first one is the fallback for people whose language we lack."""

DOMAIN = "plaukts"
LOCALE = Path(__file__).with_name("locale")


def N_(msgid: str) -> str:  # noqa: N802 - the name that gettext's tools know
    """Mark a text that is declared here and translated where it is shown."""
    return msgid


class Texts:
    """The product's voice in one language."""

    def __init__(self, language: str, translations: gettext.NullTranslations) -> None:
        self.language = language
        self._translations = translations

    def t(self, msgid: str, /, **values: object) -> Markup:
        """The sentence as HTML; what stands in braces is escaped unless it is Markup already."""
        return Markup(self._translations.gettext(msgid)).format(**values)  # noqa: S704 - our own catalogue

    def tn(self, singular: str, plural: str, n: int, /, **values: object) -> Markup:
        """The sentence in the plural form for ``n`` (which is the value ``{n}``) as HTML."""
        found = self._translations.ngettext(singular, plural, n)
        return Markup(found).format(n=n, **values)  # noqa: S704 - our own catalogue

    def plain(self, msgid: str, /, **values: object) -> str:
        """The sentence as plain text, nothing escaped."""
        return self._translations.gettext(msgid).format(**values)

    def plain_n(self, singular: str, plural: str, n: int, /, **values: object) -> str:
        """The sentence in the plural form for ``n`` as plain text."""
        return self._translations.ngettext(singular, plural, n).format(n=n, **values)

    def minutes(self, minutes: int) -> str:
        """``45 min``, ``3 h``, ``1 h 30 min``: how long something is."""
        hours, rest = divmod(minutes, 60)
        if not hours:
            return self.plain("{n} min", n=rest)
        return self.plain("{hours} h {n} min", hours=hours, n=rest) if rest else self.plain("{hours} h", hours=hours)

    def date(self, day: dt.date) -> str:
        """``2026. gada 1. decembris`` / ``1 December 2026``, as a name of the day."""
        return dates.date(day, self.language)

    def of_date(self, day: dt.date) -> str:
        """``2026. gada 1. decembra`` (genitive, as after *no*) / ``1 December 2026``."""
        return dates.of_date(day, self.language)

    def until_date(self, day: dt.date) -> str:
        """``2026. gada 1. decembrim`` (dative, as after *līdz*) / ``1 December 2026``."""
        return dates.until_date(day, self.language)

    def on_date(self, day: dt.date) -> str:
        """``otrdien, 2026. gada 1. decembrī`` / ``on Tuesday, 1 December 2026``, as an adverbial."""
        return dates.on_date(day, self.language)

    def near_date(self, day: dt.date) -> str:
        """``otrdien, 1. decembrī`` / ``Tuesday, 1 December``, without the year."""
        return dates.near(day, self.language)

    def day_number(self, day: dt.date) -> str:
        """``01.12.`` / ``1 Dec``, for a list."""
        return dates.day_number(day, self.language)

    def at(self, moment: dt.datetime) -> str:
        """``otrdien, 2026. gada 1. decembrī, plkst. 10.00``; the moment is local time already."""
        return dates.at(moment, self.language)

    def span(self, begins: dt.datetime, ends: dt.datetime | None, *, whole_day: bool = False) -> str:
        """``otrdien, 2026. gada 1. decembrī, plkst. 10.00–13.00``; both are local time already."""
        return dates.span(begins, ends, self.language, whole_day=whole_day)

    def short_span(self, begins: dt.datetime, ends: dt.datetime | None, *, whole_day: bool = False) -> str:
        """``Ot 01.12.2026. 10.00–13.00`` for a button; both are local time already."""
        return dates.short_span(begins, ends, self.language, whole_day=whole_day)

    def short(self, moment: dt.datetime) -> str:
        """``01.12. plkst. 10.00`` for a line in a card."""
        return dates.short(moment, self.language)

    def clock(self, moment: dt.datetime) -> str:
        """``10.00`` / ``10:00``; the moment is local time already."""
        return dates.clock(moment, self.language)

    def hour(self, hour: int) -> str:
        """``9.00`` / ``9:00``: a full hour (0–23) on a clock."""
        return dates.hour(hour, self.language)

    def weekday(self, number: int) -> str:
        """``Pr`` / ``Mon``: a day of the week in the shortest form, Monday is 0."""
        return dates.weekday(number, self.language)

    def weekly(self, number: int) -> str:
        """``pirmdienās`` / ``on Mondays``: every week on this day, Monday is 0."""
        return dates.weekly(number, self.language)

    def month(self, day: dt.date) -> str:
        """``2026. gada novembris`` / ``November 2026``."""
        return dates.month(day, self.language)

    def month_alone(self, day: dt.date) -> str:
        """``Novembris`` / ``November``: the month without its year."""
        return dates.month_alone(day, self.language)

    def of_month(self, day: dt.date) -> str:
        """``2026. gada novembra`` (genitive) / ``November 2026``."""
        return dates.of_month(day, self.language)

    def in_month(self, day: dt.date) -> str:
        """``2026. gada novembrī`` / ``in November 2026``, as an adverbial."""
        return dates.in_month(day, self.language)


@cache
def texts_for(language: str | None) -> Texts:
    """The texts of a language; of Latvian where there is no catalogue for it."""
    chosen = language if language in LANGUAGES else LANGUAGES[0]
    with (LOCALE / chosen / "LC_MESSAGES" / f"{DOMAIN}.po").open("rb") as source:
        catalogue = read_po(source, locale=chosen)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Texts(chosen, gettext.GNUTranslations(compiled))
