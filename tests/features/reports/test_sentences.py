"""The five sentences: their numbers' cases, what is zero or one, and what has no sentence."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from unittest.mock import sentinel
from zoneinfo import ZoneInfo

import pytest

from bot.features.reports.months import Earlier
from bot.features.reports.report import NO_TOTALS, EventColumns, Report, Summary
from bot.features.reports.rules import Period
from bot.features.reports.sentences import academic_hours, sentences
from bot.texts import texts_for
from storage.event_figures import Distinct, EventTotals, Sums
from storage.reports import Entry, TopicCount, Totals

RIGA = ZoneInfo("Europe/Riga")
LISTS = {
    "topic": (
        Entry("alise", "BIS ALISE", "ALISE"),
        Entry("stock", "Krājums un inventarizācija", "Collection"),
        Entry("ict", "IKT un telpas", "ICT"),
        Entry("plans", "Plāni un pārskati", "Plans"),
        Entry("other", "Cits", "Other"),
    ),
    "channel": (
        Entry("in_person", "Klātienē", "In person"),
        Entry("phone", "Pa tālruni", "By phone"),
        Entry("email", "E-pastā", "By e-mail"),
        Entry("telegram", "Telegram", "Telegram"),
        Entry("x1", "WhatsApp", "WhatsApp"),
    ),
}


def summary(records: int, served: int = 0, of_all: int = 25) -> Summary:
    figures = {**vars_of(NO_TOTALS), "records": records, "libraries_served": served}
    return Summary(Totals(**figures), sentinel.apart, sentinel.exchange, sentinel.news, of_all)


def vars_of(totals: Totals) -> dict[str, int]:
    return {name: getattr(totals, name) for name in Totals.__slots__}


def events_of(**by_kind: Sums) -> EventTotals:
    return EventTotals(by_kind, {}, Distinct(0, 0, 0), Distinct(0, 0, 0), {}, 0)


def said(
    records: int = 0,
    served: int = 0,
    of_all: int = 25,
    *,
    then: int | None = None,
    topics: Sequence[tuple[str | None, str | None, int]] = (),
    events: Mapping[str, Sums] | None = None,
    period: str = "2026-10",
    language: str = "lv",
    **changed: Any,
) -> list[str]:
    """What is said of a period with these figures."""
    totals = events_of(**(events or {}))
    values: dict[str, Any] = {
        "period": Period.parse(period),
        "region": "Kuldīgas reģions",
        "exported_at": datetime(2027, 1, 4, 9, tzinfo=RIGA),
        "start_of_use": date(2025, 1, 1),
        "academic_hour": 45,
        "current": summary(records, served, of_all),
        "year_to_date": None,
        "year_earlier": None if then is None else summary(then),
        "event_columns": EventColumns(totals, None, None),
        "event_totals": totals,
        "vocabulary": LISTS,
        "topics": tuple(TopicCount(topic, channel, count, 0, 0) for topic, channel, count in topics),
        "libraries": (),
        "second_topics": {},
        "months": (),
        "earlier": Earlier(),
        "late": (),
        "_held": sentinel.held,
        "_session": sentinel.session,
        **changed,
    }
    return sentences(Report(**values), texts_for(language))


@pytest.mark.parametrize(
    ("records", "served", "of_all", "sentence"),
    [
        (0, 0, 25, "2026. gada oktobrī nav reģistrēta neviena konsultācija."),
        (1, 1, 25, "2026. gada oktobrī sniegta 1 konsultācija vienai no 25 reģiona bibliotēkām."),
        (2, 1, 21, "2026. gada oktobrī sniegtas 2 konsultācijas vienai no 21 reģiona bibliotēkas."),
        (11, 10, 20, "2026. gada oktobrī sniegtas 11 konsultācijas 10 no 20 reģiona bibliotēkām."),
        (21, 17, 31, "2026. gada oktobrī sniegta 21 konsultācija 17 no 31 reģiona bibliotēkas."),
        (101, 25, 25, "2026. gada oktobrī sniegta 101 konsultācija visām reģiona bibliotēkām (25)."),
        (111, 2, 111, "2026. gada oktobrī sniegtas 111 konsultācijas 2 no 111 reģiona bibliotēkām."),
        (42, 0, 25, "2026. gada oktobrī sniegtas 42 konsultācijas."),
        (10, 1, 1, "2026. gada oktobrī sniegtas 10 konsultācijas."),
    ],
)
def test_consultations_and_libraries(records: int, served: int, of_all: int, sentence: str) -> None:
    assert said(records, served, of_all)[0] == sentence


def test_it_is_said_in_english_too() -> None:
    figures = {"seminar": Sums(events=2, participants=1, academic_hours=1.0), "visit": Sums(events=1)}
    assert said(42, 17, then=1, topics=[("alise", "phone", 42)], events=figures, language="en") == [
        "42 consultations were given to 17 of the region's 25 libraries in October 2026.",
        "A year earlier, in October 2025, there was 1 consultation: 41 fewer.",
        "The topic of all consultations was “ALISE”.",
        "The channel of all consultations: by phone.",
        "There were 3 events in October 2026, among them 1 library visit, "
        "with 1 participant and 1 academic hour in all.",
    ]
    assert said(0, then=0, language="en") == [
        "No consultations were registered in October 2026.",
        "There were none a year earlier, in October 2025, either.",
        "No events took place in October 2026.",
    ]


@pytest.mark.parametrize(
    ("now", "then", "sentence"),
    [
        (0, 0, "Arī gadu iepriekš, 2025. gada oktobrī, konsultāciju nebija."),
        (5, 0, "Gadu iepriekš, 2025. gada oktobrī, konsultāciju nebija."),
        (5, 5, "Gadu iepriekš, 2025. gada oktobrī, konsultāciju bija tikpat daudz."),
        (42, 21, "Gadu iepriekš, 2025. gada oktobrī, sniegta 21 konsultācija – par 21 mazāk."),
        (0, 1, "Gadu iepriekš, 2025. gada oktobrī, sniegta 1 konsultācija – par 1 vairāk."),
        (2, 11, "Gadu iepriekš, 2025. gada oktobrī, sniegtas 11 konsultācijas – par 9 vairāk."),
    ],
)
def test_the_year_before(now: int, then: int, sentence: str) -> None:
    assert said(now, then=then)[1] == sentence


def test_nothing_is_compared_with_what_nobody_counted() -> None:
    assert not any("iepriekš" in one for one in said(5))
    half_over = datetime(2026, 10, 12, 9, tzinfo=RIGA)
    assert said(5, then=50, exported_at=half_over) == [
        "2026. gada oktobrī līdz šim sniegtas 5 konsultācijas.",
        "2026. gada oktobrī līdz šim pasākumu nebija.",
    ]


def test_before_the_start_of_use_that_is_said() -> None:
    nothing = EventColumns(None, None, None)
    assert said(current=None, event_columns=nothing) == [
        "2026. gada oktobrī Plaukts vēl netika lietots, tāpēc skaitļu nav."
    ]


@pytest.mark.parametrize(
    ("period", "when"),
    [
        ("2026-01", "2026. gada janvārī"),
        ("2026-04", "2026. gada aprīlī"),
        ("2026-06", "2026. gada jūnijā"),
        ("2026-Q3", "2026. gada 3. ceturksnī"),
        ("2026", "2026. gadā"),
    ],
)
def test_when_stands_in_the_locative(period: str, when: str) -> None:
    assert said(2, period=period)[0] == f"{when} sniegtas 2 konsultācijas."


@pytest.mark.parametrize(
    ("topics", "sentence"),
    [
        (
            [("alise", None, 12), ("stock", None, 7), ("ict", None, 7), ("plans", None, 1), ("other", None, 30)],
            "Biežākie konsultāciju temati bija „BIS ALISE” (12), „Krājums un inventarizācija” (7) "
            "un „IKT un telpas” (7).",
        ),
        # None is picked out of several that are as frequent.
        (
            [("alise", None, 4), ("stock", None, 2), ("law", None, 1), ("ict", None, 1)],
            "Biežākie konsultāciju temati bija „BIS ALISE” (4) un „Krājums un inventarizācija” (2).",
        ),
        ([("alise", None, 3), ("other", None, 4)], "Biežākais konsultāciju temats bija „BIS ALISE” (3)."),
        ([("alise", None, 2), (None, None, 1)], "Biežākais konsultāciju temats bija „BIS ALISE” (2)."),
        ([("alise", None, 2)], "Visu konsultāciju temats bija „BIS ALISE”."),
        ([("other", None, 2)], "Visu konsultāciju temats bija „Cits”."),
        ([("alise", None, 1)], "Konsultācijas temats bija „BIS ALISE”."),
    ],
)
def test_topics(topics: list[tuple[str | None, str | None, int]], sentence: str) -> None:
    assert said(sum(count for *_, count in topics), topics=topics)[1] == sentence


@pytest.mark.parametrize(
    ("channels", "sentence"),
    [
        (
            {"telegram": 2, "phone": 20, "email": 10, "x1": 1, None: 3},
            "Konsultāciju sadalījums pēc saziņas kanāla: pa tālruni – 20, e-pastā – 10, Telegram – 2, WhatsApp – 1 "
            "un kanāls nav norādīts – 3.",
        ),
        ({"phone": 5}, "Visu konsultāciju saziņas kanāls: pa tālruni."),
        ({"telegram": 1}, "Konsultācijas saziņas kanāls: Telegram."),
    ],
)
def test_channels(channels: dict[str | None, int], sentence: str) -> None:
    counts = [(None, channel, count) for channel, count in channels.items()]
    assert said(sum(channels.values()), topics=counts)[1] == sentence


def test_what_is_not_known_of_topics_and_channels_has_no_sentence() -> None:
    assert said(3, topics=[(None, None, 3)])[1:] == ["2026. gada oktobrī pasākumu nebija."]
    equal = [(topic, None, 1) for topic in ("alise", "stock", "law", "ict")]
    assert said(4, topics=equal)[1:] == ["2026. gada oktobrī pasākumu nebija."]


@pytest.mark.parametrize(
    ("events", "sentence"),
    [
        ({}, "2026. gada oktobrī pasākumu nebija."),
        (
            {"seminar": Sums(events=1, participants=1, academic_hours=4.0)},
            "2026. gada oktobrī notika 1 pasākums: 1 dalībnieks un 4 akadēmiskās stundas.",
        ),
        (
            {
                "seminar": Sums(events=3, participants=40, academic_hours=12.5),
                "visit": Sums(events=4, participants=5, academic_hours=0.0),
            },
            "2026. gada oktobrī notika 7 pasākumi, tostarp 4 vizītes bibliotēkās; "
            "kopā 45 dalībnieki un 12,5 akadēmiskās stundas.",
        ),
        ({"visit": Sums(events=21)}, "2026. gada oktobrī notika 21 vizīte bibliotēkā."),
        ({"course": Sums(events=11, participants=20)}, "2026. gada oktobrī notika 11 pasākumi; kopā 20 dalībnieku."),
        (
            {"course": Sums(events=2, participants=1), "visit": Sums(events=1)},
            "2026. gada oktobrī notika 3 pasākumi, tostarp 1 vizīte bibliotēkā; kopā 1 dalībnieks.",
        ),
    ],
)
def test_events(events: Mapping[str, Sums], sentence: str) -> None:
    assert said(events=events)[-1] == sentence


@pytest.mark.parametrize(
    ("hours", "shown"),
    [
        (1.0, "1 akadēmiskā stunda"),
        (4.5, "4,5 akadēmiskās stundas"),
        (2.1, "2,1 akadēmiskā stunda"),
        (10.0, "10 akadēmisko stundu"),
        (21.0, "21 akadēmiskā stunda"),
        (112.0, "112 akadēmisko stundu"),
        (0.3, "0,3 akadēmiskās stundas"),
    ],
)
def test_academic_hours_have_a_comma_and_the_form_of_their_number(hours: float, shown: str) -> None:
    assert academic_hours(hours, texts_for("lv")) == shown


def test_totals_that_were_entered_are_counted_but_nothing_is_said_of_their_libraries() -> None:
    entered = replace(summary(2, 1), entered=40)
    found = said(current=entered, year_earlier=replace(summary(0), entered=41, recorded=False))
    assert found[:2] == [
        "2026. gada oktobrī sniegtas 42 konsultācijas.",
        "Gadu iepriekš, 2025. gada oktobrī, sniegta 41 konsultācija – par 1 mazāk.",
    ]
