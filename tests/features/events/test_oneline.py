# ruff: noqa: E501 - lines as they are typed
"""Events as methodologists type them in one line, over the demo region's libraries and the configured kinds."""

import csv
from datetime import date, datetime
from time import perf_counter
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.features.events.oneline import EventReader, Understood, read_length
from bot.naming.words import Choice
from config import DEMO_LIBRARIES, vocabulary

NOW = datetime(2026, 11, 20, 11, 0, tzinfo=ZoneInfo("Europe/Riga"))
"""A Friday."""

with DEMO_LIBRARIES.open(encoding="utf-8", newline="") as source:
    NAMES = [row["name"] for row in csv.DictReader(source)]
KINDS = [
    Choice(entry["key"], (entry["lv"], entry["en"]), tuple(entry.get("aliases", ())))
    for entry in vocabulary()["event_kind"]
]
READER = EventReader(lambda: [Choice(at, (name,)) for at, name in enumerate(NAMES)], KINDS)


def read(line: str) -> Understood:
    return READER.read(line, NOW)


def shown(found: Understood) -> list[str]:
    """Kind | title | when | place | the rest, as in the lines below."""
    spans = found.when.spans if found.when else ()
    when = " / ".join(
        f"{span.begins:%d.%m.%y}"
        if span.whole_day
        else f"{span.begins:%d.%m.%y %H:%M}" + (f"-{span.ends:%H:%M}" if span.ends else "")
        for span in spans
    )
    place = found.place or ""
    if found.libraries:
        names = [NAMES[key].removesuffix(" bibliotēka") for key in found.libraries]
        place = " / ".join(names) + (f" ({found.place})" if found.room else "")
    rest = [
        f"{found.number} {'came' if found.came else 'places'}" if found.number is not None else None,
        found.lecturers,
        found.link,
        "online" if found.online and not found.link else None,
        f"{found.minutes} min" if found.minutes else None,
        f"{found.academic_hours:g} ak" if found.academic_hours else None,
        f"until {found.register_until:%d.%m.}" if found.register_until else None,
    ]
    return [found.kind or "", found.title, when, place, " ".join(one for one in rest if one)]


# line | kind | title | when | place | number, lecturers, link, length, deadline
LINES = [
    [cell.strip() for cell in line.split("|")]
    for line in """
Seminārs Novadpētniecība bibliotēkā 12. martā plkst. 10-13 Kuldīgas Galvenajā bibliotēkā 30 vietas | seminar | Novadpētniecība bibliotēkā | 12.03.27 10:00-13:00 | Kuldīgas Galvenā | 30 places
seminārs „Novadpētniecība bibliotēkā” 2027. gada 12. martā plkst. 10.00, Kuldīgas Galvenā bibliotēka | seminar | Novadpētniecība bibliotēkā | 12.03.27 10:00 | Kuldīgas Galvenā |
Seminars Novadpetnieciba biblioteka 12. marta plkst. 10-13 Kuldigas galvenaja biblioteka 30 vietas | seminar | Novadpetnieciba biblioteka | 12.03.27 10:00-13:00 | Kuldīgas Galvenā | 30 places
Lekcija: Autortiesības bibliotēkā rīt no 10 līdz 12 tiešsaistē https://zoom.us/j/123?pwd=x | lecture | Autortiesības bibliotēkā | 21.11.26 10:00-12:00 | | https://zoom.us/j/123?pwd=x
vizīte Renda vakar 3 cilvēki | visit | | 19.11.26 | Rendas pagasta | 3 came
Vizīte Rendas bibliotēkā vakar | visit | | 19.11.26 | Rendas pagasta |
Metodiskā diena Kabilē 24.11. plkst. 9.30 | method_day | | 24.11.26 09:30 | Kabiles pagasta |
Pieredzes brauciens uz Valmieru 5. decembrī plkst. 8.00, 45 vietas, pieteikties līdz 30. novembrim | trip | Pieredzes brauciens uz Valmieru | 05.12.26 08:00 | | 45 places until 30.11.
Hibrīdseminārs Krājuma attīstība 3. decembrī plkst. 11 Skrundas pilsētas bibliotēkā https://teams.microsoft.com/l/1 | hybrid_seminar | Krājuma attīstība | 03.12.26 11:00 | Skrundas pilsētas | https://teams.microsoft.com/l/1
Kursi BIS ALISE iesācējiem 8. decembrī plkst. 10.00 Rumbas bibliotēkā, lektore Vārds Uzvārds, 4 akad. st. | course | BIS ALISE iesācējiem | 08.12.26 10:00 | Rumbas pagasta | Vārds Uzvārds 4 ak
Sanāksme 1. decembrī plkst. 14 Kuldīgas novada domē | meeting | | 01.12.26 14:00 | Kuldīgas novada domē |
Konference Lasīšana šodien un rīt 2027. gada 15. aprīlī plkst. 10.00 Kuldīgas kultūras namā | conference | Lasīšana šodien un rīt | 15.04.27 10:00 | Kuldīgas kultūras namā |
Hibrīdseminārs Datu bāzes bibliotēkās 3. decembrī plkst. 10-13 Kuldīgas Galvenajā bibliotēkā https://zoom.us/j/1 3 vietas klātienē | hybrid_seminar | Datu bāzes bibliotēkās | 03.12.26 10:00-13:00 | Kuldīgas Galvenā | 3 places https://zoom.us/j/1
Seminārs skolu bibliotekāriem 2. decembrī plkst. 12 vieta: Kuldīgas kultūras nams, 25 dalībniekiem | seminar | Seminārs skolu bibliotekāriem | 02.12.26 12:00 | Kuldīgas kultūras nams | 25 places
Novadpētniecības seminārs 12. martā plkst. 10 Ēdolē | seminar | Novadpētniecības seminārs | 12.03.27 10:00 | Ēdoles pagasta / Ēdoles pamatskolas |
Meistarklase „Grāmatu labošana” 9. decembrī 10.00-13.00 Vārmes bibliotēkas lasītavā 12 vietas | practical_class | Grāmatu labošana | 09.12.26 10:00-13:00 | Vārmes pagasta (Vārmes bibliotēkas lasītavā) | 12 places
Diskusija par lasīšanas veicināšanu 10. decembrī plkst. 15, 90 min | discussion | Par lasīšanas veicināšanu | 10.12.26 15:00-16:30 | |
Seminārs Dzeja 15.12.26. plkst. 10 Rendā, lektore Vārds Uzvārds | seminar | Dzeja | 15.12.26 10:00 | Rendas pagasta | Vārds Uzvārds
Seminārs Dzeja 15. decembrī plkst. 10, vada Vārds Uzvārds Rendā, līdz 20 cilvēkiem | seminar | Dzeja | 15.12.26 10:00 | Rendas pagasta | 20 places Vārds Uzvārds
Seminārs Dzeja 15. decembrī plkst. 10 Rendā (ne vairāk kā 20 dalībnieki) | seminar | Dzeja | 15.12.26 10:00 | Rendas pagasta | 20 places
Seminārs Dzeja 15. decembrī plkst. 10 ne tā kā | seminar | Dzeja ne tā kā | 15.12.26 10:00 | |
Seminārs Dzeja 12. martā plkst. 10 Rendā. Pieteikšanās līdz 05.03.2027. plkst. 17.00, vietu skaits 15 | seminar | Dzeja | 12.03.27 10:00 | Rendas pagasta | 15 places until 05.03.
Seminārs Dzeja 12. martā plkst. 10 Rendā, ilgums 3 stundas, pieteikties līdz 5. martam (ieskaitot) | seminar | Dzeja | 12.03.27 10:00 | Rendas pagasta | 180 min until 05.03.
Konkurss Bibliotekārs 2026 | contest | Bibliotekārs 2026 | | |
Krājuma pārbaude | | Krājuma pārbaude | | |
seminārs | seminar | | | |
""".strip().splitlines()
]


@pytest.mark.parametrize(
    ("line", "wanted"), [(line[0], line[1:]) for line in LINES], ids=[line[0][:60] for line in LINES]
)
def test_a_line_says_all_of_it(line: str, wanted: list[str]) -> None:
    assert shown(read(line)) == wanted


def test_a_title_keeps_what_names_no_place() -> None:
    assert read("Seminārs Rendas bibliotēkas pieredze 12. martā plkst. 10").title == "Rendas bibliotēkas pieredze"


def test_a_doubtful_time_is_not_decided() -> None:
    found = read("Seminārs Krājums 12.11. plkst. 10")
    assert found.when is not None
    assert not found.when.clear
    assert {span.begins.date() for span in found.when.spans} == {date(2026, 11, 12), date(2027, 11, 12)}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("180", (180, None)),
        ("3 h", (180, None)),
        ("1,5 h", (90, None)),
        ("1 h 30 min", (90, None)),
        ("2 stundas", (120, None)),
        ("4 akad. st.", (None, 4)),
        ("4 ak. st.", (None, 4)),
        ("180 min, 4 akadēmiskās stundas", (180, 4)),
        ("ilgi", None),
        ("0", None),
        ("0 h", None),
        ("0 min, 0 akad. st.", None),
    ],
)
def test_lengths(text: str, wanted: tuple[int | None, float | None] | None) -> None:
    assert read_length(text) == wanted


@pytest.mark.parametrize(
    ("text", "offers"),
    [
        ("Seminārs par krājumu", True),
        ("Tiekamies 12. martā plkst. 10.00 Kuldīgā", True),
        ("Kā norakstīt grāmatas?", False),
        ("Paldies!", False),
    ],
)
def test_what_may_announce_an_event(text: str, offers: bool) -> None:
    assert READER.names_kind_or_time(text, NOW) is offers


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(" ".join(line[0] for line in LINES).split()), max_size=14), st.text(max_size=30))
def test_no_line_is_too_odd(words: list[str], more: str) -> None:
    found = read(" ".join([*words, more]))
    assert len(found.title) <= 200
    assert "\ue000" not in found.title + (found.place or "")


def test_a_long_line_takes_no_time() -> None:
    began = perf_counter()
    read("Seminārs " + "lektore Vārds Uzvārds un " * 40 + "12. martā plkst. 10")
    assert perf_counter() - began < 0.5
