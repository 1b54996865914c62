"""Names that several parts of a report use: of its period, its sheets, its columns."""

from bot.features.reports.disclosure import LEAST
from bot.features.reports.report import Report
from bot.features.reports.rules import Period
from bot.texts import N_, Texts
from storage.event_figures import HYBRID
from storage.events import ON_SITE, ONLINE

NOT_COUNTED = "—"
"""Stands where nobody counted; 0 stands where somebody counted and nothing had happened."""


HIDDEN = "…"
"""Stands in a report for publication for what must not be shown."""


ONCE = N_(
    "Publish only workbooks whose periods do not overlap (either the months, or the quarters, or the year), and each "
    "of them once: from two about the same days together, hidden figures could be computed."
)
"""Said with a workbook for publication when it is made."""


def hidden_remark(texts: Texts) -> str:
    """What that mark means, below a table."""
    return texts.plain(
        "“…”: fewer than {least}, or left out so that such a number cannot be computed from the others.", least=LEAST
    )


def period_name(period: Period, texts: Texts) -> str:
    """``2026. gada oktobris``, ``2026. gada 4. ceturksnis``, ``2026. gads``."""
    if period.kind == "month":
        return texts.month(period.first)
    if period.kind == "quarter":
        return texts.plain("Quarter {quarter} of {year}", quarter=period.quarter_number, year=period.first.year)
    return texts.plain("The year {year}", year=period.first.year)


def in_period(period: Period, texts: Texts) -> str:
    """The period as an adverbial: ``2026. gada oktobrī``, ``2026. gada 4. ceturksnī``, ``2026. gadā``."""
    if period.kind == "month":
        return texts.in_month(period.first)
    if period.kind == "quarter":
        return texts.plain("in quarter {quarter} of {year}", quarter=period.quarter_number, year=period.first.year)
    return texts.plain("in the year {year}", year=period.first.year)


def day(value: object, texts: Texts) -> str:
    """A day in digits, ``31.10.2026.`` as Latvian writes it in tables."""
    return f"{value:%d.%m.%Y.}" if texts.language == "lv" else f"{value:%Y-%m-%d}"


def moment(report: Report, texts: Texts) -> str:
    """When the report was made: day, time and zone."""
    clock = "plkst. %H.%M" if texts.language == "lv" else "%H:%M"
    return f"{day(report.exported_at, texts)} {report.exported_at:{clock}} ({report.exported_at:%Z})"


def name_or_not_given(report: Report, list_name: str, key: str | None, texts: Texts) -> str:
    """The name of a list's value for a row or a column of its own."""
    return report.name_of(list_name, key, texts.language) if key is not None else texts.plain("Not given")


def form_name(form: str | None, texts: Texts) -> str:
    """How an event was held; nothing where that is not known."""
    names = {ON_SITE: texts.plain("On site"), ONLINE: texts.plain("Online"), HYBRID: texts.plain("Hybrid")}
    return names[form] if form is not None else ""
