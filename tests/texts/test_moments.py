"""When something is, as people type it: what is clear, what has to be asked about, what is refused."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.texts import LANGUAGES, texts_for
from bot.texts.moments import Reading, Span, find_span, judged, read_span

RIGA = ZoneInfo("Europe/Riga")
NOW = datetime(2026, 11, 25, 10, 0, tzinfo=RIGA)
"""A Wednesday."""

CLEAR = {
    # a day and an hour
    "12. martā plkst. 10": "2027-03-12 10:00",
    "12. marta plkst 10": "2027-03-12 10:00",
    "12. MARTĀ PLKST. 10.00": "2027-03-12 10:00",
    "12.martā plkst.10:00": "2027-03-12 10:00",
    "12 martā pl. 10": "2027-03-12 10:00",
    "12. martā 10": "2027-03-12 10:00",
    "1. decembrī 10": "2026-12-01 10:00",
    "12. marts, 10.00": "2027-03-12 10:00",
    "2027. gada 12. marts, plkst. 10": "2027-03-12 10:00",
    "2027. gada 12. martā plkst. 10.00": "2027-03-12 10:00",
    "2027.g. 12. martā 10:00": "2027-03-12 10:00",
    "12. marts 2027 10:00": "2027-03-12 10:00",
    "12.03.2027 10:00": "2027-03-12 10:00",
    "12.03.2027. plkst. 10.00": "2027-03-12 10:00",
    "12.03.2027.g. plkst.10.00": "2027-03-12 10:00",
    "12.03. 10:00": "2027-03-12 10:00",
    "12.03 10.00": "2027-03-12 10:00",
    "12.03.27 10.00": "2027-03-12 10:00",
    "12.3. plkst. 9.15": "2027-03-12 09:15",
    "2027-03-12 10:00": "2027-03-12 10:00",
    "2027-03-12T10:00:00": "2027-03-12 10:00",
    "Kad: 12. martā, laiks: 10.00": "2027-03-12 10:00",
    "12. martā, sākums plkst. 10.00!": "2027-03-12 10:00",
    "parīt 14.30": "2026-11-27 14:30",
    "parit 14:30": "2026-11-27 14:30",
    "Rīt 10": "2026-11-26 10:00",
    "ritdien plkst.10": "2026-11-26 10:00",
    "10.00 rīt": "2026-11-26 10:00",
    "plkst. 10 rīt": "2026-11-26 10:00",
    "rīt 10-00": "2026-11-26 10:00",
    "rīt plkst. 1430": "2026-11-26 14:30",
    "rīt 10h": "2026-11-26 10:00",
    "rīt pulksten desmitos": "2026-11-26 10:00",
    "rīt plkst. desmit": "2026-11-26 10:00",
    "rīt pusdesmitos": "2026-11-26 09:30",
    "rīt pusvienos": "2026-11-26 12:30",
    "rīt 03:00": "2026-11-26 03:00",
    "rīt 0:30": "2026-11-26 00:30",
    "rīt 7.30": "2026-11-26 07:30",
    "rīt 3 pēcpusdienā": "2026-11-26 15:00",
    "rīt pēc pusdienām 3": "2026-11-26 15:00",
    "rīt 2 dienā": "2026-11-26 14:00",
    "rīt 9 no rīta": "2026-11-26 09:00",
    "rīt no rīta 6": "2026-11-26 06:00",
    "rīt 6 vakarā": "2026-11-26 18:00",
    "šovakar 7": "2026-11-25 19:00",
    "šodien 15:00": "2026-11-25 15:00",
    "šorīt 11": "2026-11-25 11:00",
    "nākamajā otrdienā 9:00": "2026-12-01 09:00",
    "nakamas nedelas piektdiena 9:00": "2026-12-04 09:00",
    "šo piektdien 13.00": "2026-11-27 13:00",
    "pirmdien 9.00": "2026-11-30 09:00",
    "Pirmdiena, plkst. 9": "2026-11-30 09:00",
    "Pk 10.00": "2026-11-27 10:00",
    "Ot, 01.12. 10.00–13.00": "2026-12-01 10:00–13:00",
    "ceturtd. 13:00": "2026-11-26 13:00",
    "trešdien 9:00": "2026-12-02 09:00",
    "otrdien, 1. decembrī, 10.00": "2026-12-01 10:00",
    "3. decembris, ceturtdiena, 10:00": "2026-12-03 10:00",
    "3. decembrī (ceturtdien) plkst. 10": "2026-12-03 10:00",
    "pēc divām nedēļām 10:00": "2026-12-09 10:00",
    "pēc 10 dienām plkst. 12": "2026-12-05 12:00",
    "29.02.2028 10:00": "2028-02-29 10:00",
    # until an hour
    "12.03. 10-15": "2027-03-12 10:00–15:00",
    "12.03. 10.00–15.00": "2027-03-12 10:00–15:00",
    "12. martā 10-15:30": "2027-03-12 10:00–15:30",
    "1. decembrī 10-14": "2026-12-01 10:00–14:00",
    "rīt no 10 līdz 13": "2026-11-26 10:00–13:00",
    "no 10 līdz 13 rīt": "2026-11-26 10:00–13:00",
    "rīt no plkst. 10.00 līdz plkst. 13.00": "2026-11-26 10:00–13:00",
    "rīt plkst. no 10 līdz 13": "2026-11-26 10:00–13:00",
    "rīt no desmitiem līdz trijiem": "2026-11-26 10:00–15:00",
    "rit no 10 lidz 13": "2026-11-26 10:00–13:00",
    "pirmdien 9.00–12.30": "2026-11-30 09:00–12:30",
    "5. decembrī plkst. 13.00–16.00": "2026-12-05 13:00–16:00",
    "rīt 10-3": "2026-11-26 10:00–15:00",
    "rīt 9 no rīta līdz 3 pēcpusdienā": "2026-11-26 09:00–15:00",
    "rīt 9-11 vakarā": "2026-11-26 21:00–23:00",
    "5. decembrī 18-1": "2026-12-05 18:00–2026-12-06 01:00",
    "5. decembrī 22.00–24.00": "2026-12-05 22:00–23:59",
    "rīt 10.00, 2 stundas": "2026-11-26 10:00–12:00",
    "rīt plkst. 10, ilgums 90 min": "2026-11-26 10:00–11:30",
    "rīt 10.00 1,5 h": "2026-11-26 10:00–11:30",
    "rīt 10.00 pusotru stundu": "2026-11-26 10:00–11:30",
    "rīt 13.00, 2 h 30 min": "2026-11-26 13:00–15:30",
    # several days
    "12.–14. martā": "2027-03-12 … 2027-03-14",
    "12. - 14. marts": "2027-03-12 … 2027-03-14",
    "no 12. līdz 14. martam": "2027-03-12 … 2027-03-14",
    "no 12. marta līdz 14. martam": "2027-03-12 … 2027-03-14",
    "12. un 13. martā": "2027-03-12 … 2027-03-13",
    "12.03.-14.03.": "2027-03-12 … 2027-03-14",
    "12.-14.03.2027": "2027-03-12 … 2027-03-14",
    "12.03.–14.03.2028": "2028-03-12 … 2028-03-14",
    "2027. gada 12.–14. martā": "2027-03-12 … 2027-03-14",
    "28.12.–03.01.": "2026-12-28 … 2027-01-03",
    "no pirmdienas līdz trešdienai": "2026-11-30 … 2026-12-02",
    "12. martā visu dienu": "2027-03-12 … 2027-03-12",
    "12.–14. martā 10.00–15.00": "2027-03-12 10:00–2027-03-14 15:00",
    "12. martā 10.00 – 14. martā 15.00": "2027-03-12 10:00–2027-03-14 15:00",
    "no 12. marta plkst. 10 līdz 14. martam plkst. 15": "2027-03-12 10:00–2027-03-14 15:00",
    # English
    "dec 5 at 1pm": "2026-12-05 13:00",
    "Dec 5, 2026 1:00 PM": "2026-12-05 13:00",
    "5th of December, 9 a.m.": "2026-12-05 09:00",
    "12 March at 10": "2027-03-12 10:00",
    "March 12 10:00-12:00": "2027-03-12 10:00–12:00",
    "10:00 March 12": "2027-03-12 10:00",
    "March 12-14": "2027-03-12 … 2027-03-14",
    "12–14 March 2027": "2027-03-12 … 2027-03-14",
    "Friday at noon": "2026-11-27 12:00",
    "tomorrow from 10 to 13": "2026-11-26 10:00–13:00",
    "tomorrow 1-3pm": "2026-11-26 13:00–15:00",
    "tomorrow 10am-1pm": "2026-11-26 10:00–13:00",
    "tomorrow 10:00 for 2 hours": "2026-11-26 10:00–12:00",
    "the day after tomorrow at 2:30 pm": "2026-11-27 14:30",
    "in 2 weeks at 10:00": "2026-12-09 10:00",
    "tomorrow all day": "2026-11-26 … 2026-11-26",
}

TO_ASK = {
    # of two readings
    "rīt 3": "several: 2026-11-26 15:00 | 2026-11-26 03:00",
    "rīt 7": "several: 2026-11-26 19:00 | 2026-11-26 07:00",
    "rīt pustrijos": "several: 2026-11-26 14:30 | 2026-11-26 02:30",
    "rīt 3-5": "several: 2026-11-26 15:00–17:00 | 2026-11-26 03:00–05:00",
    "12/03/2027 10:00": "several: 2027-03-12 10:00 | 2027-12-03 10:00",
    "9.12 11.12": "several: 2026-12-09 11:12 | 2026-12-11 09:12",
    "trešdien 14:00": "several: 2026-11-25 14:00 | 2026-12-02 14:00",
    "nākamajā piektdienā 10": "several: 2026-11-27 10:00 | 2026-12-04 10:00",
    "next Friday 10:00": "several: 2026-11-27 10:00 | 2026-12-04 10:00",
    "pirmdien, 1. decembrī 10.00": "several: 2026-11-30 10:00 | 2026-12-01 10:00",
    # already past
    "24.11. 14.00": "past: 2027-11-24 14:00 | 2026-11-24 14:00",
    "20.–22. novembrī": "past: 2027-11-20 … 2027-11-22 | 2026-11-20 … 2026-11-22",
    "24.11.2026 14.00": "past: 2026-11-24 14:00",
    "vakar 10.00": "past: 2026-11-24 10:00",
    "šodien 8:00": "past: 2026-11-25 08:00",
    "pagājušajā otrdienā 14.00": "past: 2026-11-24 14:00",
    "no 1. septembra līdz 31. maijam": "past: 2026-09-01 … 2027-05-31",
    # something is missing
    "12. martā": "no_hour: 2027-03-12",
    "2027. gada 12. marts": "no_hour: 2027-03-12",
    "05.06.": "no_hour: 2027-06-05",
    "12.03": "no_hour: 2027-03-12",
    "rīt pēcpusdienā": "no_hour: 2026-11-26",
    "tomorrow morning": "no_hour: 2026-11-26",
    "12.–14. martā plkst. 10": "no_hour: 2027-03-12 10:00–2027-03-14 00:00",
    "plkst. 14": "no_day: 2026-11-25 14:00 | 2026-11-26 14:00",
    "pl. 9.30": "no_day: 2026-11-26 09:30 | 2026-11-27 09:30",
    "10-12": "no_day: 2026-11-25 10:00–12:00 | 2026-11-26 10:00–12:00",
    # the clocks are put forward, and back
    "28.03.2027 03:30": "skipped: 2027-03-28 04:30",
    "28.03.2027 00:00–03:30": "skipped: 2027-03-28 00:00–04:30",
    "31.10.2027 03:30": "twice: 2027-10-31 03:30",
    "30.10.2027 22.00–03.30": "twice: 2027-10-30 22:00–2027-10-31 03:30",
    # a slip of the finger
    "1. janvārī 2030 plkst. 10": "far: 2030-01-01 10:00",
    "rīt 15-13": "backwards:",
    "14.03.2027-12.03.2027": "backwards:",
}

REFUSED = [
    *("", "   ", "kaut kad", "drīz", "marts", "2027", "mēneša beigās", "nākamgad", "pirms Jāņiem"),
    *("31.02. 10:00", "32.01.", "30. februārī", "rīt 25:00", "rīt 10:75", "rīt 13pm", "rīt 15 no rīta"),
    *("līdz 15. martam", "rīt līdz 13", "12. martā vai 13. martā", "12. un 19. martā", "12., 14. martā 10 vai 11"),
    *(
        "rīt 10 un 14",
        "5 novadi",
        "5 mājas",
        "12. martā 10 vietas",
        "1. decembrī 1. decembrī",
        "1.1 1.1 1.1 1.1",
        "😀",
        "12. martā 10 :)",
    ),
]


def _said(span: Span) -> str:
    if span.whole_day:
        return f"{span.begins:%Y-%m-%d}" + (f" … {span.ends:%Y-%m-%d}" if span.ends else "")
    if span.ends is None:
        return f"{span.begins:%Y-%m-%d %H:%M}"
    same = span.ends.date() == span.begins.date()
    return f"{span.begins:%Y-%m-%d %H:%M}–" + (f"{span.ends:%H:%M}" if same else f"{span.ends:%Y-%m-%d %H:%M}")


def _all_said(reading: Reading) -> str:
    return f"{reading.doubt}: {' | '.join(map(_said, reading.spans))}".rstrip()


@pytest.mark.parametrize("typed", CLEAR)
def test_what_is_clear(typed: str) -> None:
    reading = read_span(typed, NOW)
    assert (reading.clear, " | ".join(map(_said, reading.spans))) == (True, CLEAR[typed]), reading


@pytest.mark.parametrize("typed", TO_ASK)
def test_what_has_to_be_asked_about(typed: str) -> None:
    assert _all_said(read_span(typed, NOW)) == TO_ASK[typed]


@pytest.mark.parametrize("typed", REFUSED)
def test_what_says_no_time_is_not_guessed(typed: str) -> None:
    assert read_span(typed, NOW) == Reading()


def test_a_day_of_the_week_tells_the_year() -> None:
    assert _all_said(read_span("otrdien, 24. novembrī, 14.00", NOW)) == "past: 2026-11-24 14:00"
    assert _all_said(read_span("trešdien, 24. novembrī, 14.00", NOW)) == "None: 2027-11-24 14:00"


@pytest.mark.parametrize(
    ("line", "said", "rest"),
    [
        (
            "Seminārs Krājuma uzskaite 12. martā plkst. 10 Kuldīgas galvenajā bibliotēkā, 30 vietas",
            "None: 2027-03-12 10:00",
            "Seminārs Krājuma uzskaite Kuldīgas galvenajā bibliotēkā, 30 vietas",
        ),
        (
            "Seminārs, 3. decembrī 10.00–13.00, Kalēju ielā 5, 24 vietas, 4 akad. st.",
            "None: 2026-12-03 10:00–13:00",
            "Seminārs, Kalēju ielā 5, 24 vietas, 4 akad. st.",
        ),
        ("rīt 10-12 sanāksme", "None: 2026-11-26 10:00–12:00", "sanāksme"),
        ("Sanāksme Rendā rīt 10", "None: 2026-11-26 10:00", "Sanāksme Rendā"),
        ("Seminārs rīt 10 Kuldīgā", "None: 2026-11-26 10:00", "Seminārs Kuldīgā"),
        ("Seminārs 12. martā 20 vietas", "no_hour: 2027-03-12", "Seminārs 20 vietas"),
        ("Seminārs 12. martā 10. nodarbība", "no_hour: 2027-03-12", "Seminārs 10. nodarbība"),
        ("BIS ALISE 5.1 jaunumi rīt", "no_hour: 2026-11-26", "BIS ALISE 5.1 jaunumi"),
        ("Lekcija (12.03. 14.00)", "None: 2027-03-12 14:00", "Lekcija"),
        ("Konkurss bērniem no 1. marta līdz 30. aprīlim", "None: 2027-03-01 … 2027-04-30", "Konkurss bērniem"),
        ("5 novadu seminārs 10:30", "no_day: 2026-11-25 10:30 | 2026-11-26 10:30", "5 novadu seminārs"),
        ("Brauciens\n12. martā 8.00\nuz Cēsīm", "None: 2027-03-12 08:00", "Brauciens\nuz Cēsīm"),
        ("Seminars par datu aizsardzibu", "None:", "Seminars par datu aizsardzibu"),
        ("Training on data, December 5 at 1pm, Renda", "None: 2026-12-05 13:00", "Training on data, Renda"),
    ],
)
def test_a_moment_within_a_longer_line(line: str, said: str, rest: str) -> None:
    reading, left = find_span(line, NOW)
    assert (_all_said(reading), left) == (said, rest)


def test_what_was_chosen_from_buttons_has_the_same_doubts() -> None:
    assert judged(Span(datetime(2027, 3, 28, 3, 30)), NOW).doubt == "skipped"  # noqa: DTZ001 - on the region's clocks
    assert judged(Span(datetime(2026, 11, 24, 9)), NOW).doubt == "past"  # noqa: DTZ001 - on the region's clocks
    assert judged(Span(datetime(2026, 11, 26, 9)), NOW).clear  # noqa: DTZ001 - on the region's clocks


_MINUTES = st.integers(1, 700 * 24 * 60)
_LATER = st.none() | st.integers(1, 20 * 24 * 60)
_LANGUAGE = st.sampled_from(LANGUAGES)


def _moment(minutes: int) -> datetime:
    return NOW.replace(tzinfo=None) + timedelta(minutes=minutes)


@given(_MINUTES, _LATER, _LANGUAGE)
def test_what_we_write_is_read_back(minutes: int, later: int | None, language: str) -> None:
    begins = _moment(minutes)
    ends = begins + timedelta(minutes=later) if later else None
    reading = read_span(texts_for(language).span(begins, ends), NOW)
    by_clocks = judged(Span(begins, ends), NOW)
    assert reading == by_clocks == read_span(texts_for(language).short_span(begins, ends), NOW)
    assert reading.doubt in (None, "skipped", "twice") or ends is not None


@given(_MINUTES, st.none() | st.integers(1, 60), _LANGUAGE)
def test_whole_days_that_we_write_are_read_back(minutes: int, later: int | None, language: str) -> None:
    begins = datetime.combine(_moment(minutes).date(), datetime.min.time())
    ends = begins + timedelta(days=later) if later else None
    reading = read_span(texts_for(language).span(begins, ends, whole_day=True), NOW)
    assert reading.spans == (Span(begins, ends, True),)
    assert reading == read_span(texts_for(language).short_span(begins, ends, whole_day=True), NOW)


@given(st.integers(1, 290 * 24 * 60), _LANGUAGE)
def test_the_shortest_that_we_write_is_read_back(minutes: int, language: str) -> None:
    begins = _moment(minutes)
    assert begins in {span.begins for span in read_span(texts_for(language).short(begins), NOW).spans} or (
        judged(Span(begins), NOW).doubt == "skipped"
    )


@given(st.text(max_size=60) | st.text(alphabet="0123456789.:-– līdzno.martā", max_size=40))
def test_nothing_that_is_typed_breaks_the_reader(text: str) -> None:
    reading = read_span(text, NOW)
    found, rest = find_span(text, NOW)
    assert len(set(reading.spans)) == len(reading.spans) <= 4
    assert found.spans or found.doubt or rest == text
    for span in (*reading.spans, *found.spans):
        assert span.ends is None or span.ends > span.begins or span.whole_day
        assert Span.from_json(span.to_json()) == span
        assert span.begins.date() > date(1899, 1, 1)
