"""What a text says of its category and its deadline, and what is no news."""

from datetime import date

import pytest

from bot.features.news.rules import is_news, is_past, needs_reminder, proposed_category
from config import vocabulary

WORDS = {
    entry["key"]: (entry["lv"], entry["en"], *entry.get("aliases", ()))
    for entry in vocabulary()["news_category"]
    if entry["key"] != "other"
}

NAMED = {
    "Aicinām uz grāmatas atvēršanas svētkiem piektdien": "own_event",
    "Piektdien sarīkojums ar rakstnieku, nāciet ciemos!": "own_event",
    "Izstādes “Laiks” atklāšana, aicinam visus": "own_event",
    "Dalāmies pieredzē: kā lasīšanas pēcpusdienas iedzīvojās bibliotēkā": "experience",
    "Izmēģinājām galda spēļu vakaru jauniešiem": "experience",
    "Atdodam dubletus: 40 bērnu grāmatas labā stāvoklī": "books",
    "Nododam liekos eksemplārus, žurnāla komplekti 2015–2020": "books",
    "apmainam gramatas: latviesu dzeja": "books",
    "Vakance: bibliotekārs uz pilnu slodzi": "vacancy",
    "Meklējam bibliotekāru Alsungā, puse slodzes": "vacancy",
    "Izsludināts konkurss “Gada bibliotēka”": "contest",
    "Konkursa darbus gaidām līdz 4. decembrim": "contest",
}


@pytest.mark.parametrize("text", NAMED)
def test_the_words_name_the_category(text: str) -> None:
    assert proposed_category(text, WORDS) == NAMED[text]


@pytest.mark.parametrize("text", ["", "Mums ir jauns vilciens", "Labrīt!", "Vakance un konkurss"])
def test_what_names_none_or_two_is_asked(text: str) -> None:
    assert proposed_category(text, WORDS) is None


def test_the_title_weighs_more() -> None:
    assert proposed_category("Konkurss bērniem\nNoslēgumā sarīkojums.", WORDS) == "contest"


@pytest.mark.parametrize(
    ("text", "attachments", "expected"),
    [
        ("Paldies!", 0, False),
        ("Ļoti jauki", 0, False),
        ("Paldies!", 1, True),
        ("https://www.lnb.lv", 0, True),
        ("Rīt pie mums viesosies rakstniece", 0, True),
    ],
)
def test_a_word_of_thanks_is_no_news(text: str, attachments: int, expected: bool) -> None:
    assert is_news(text, attachments) is expected


def test_deadlines() -> None:
    day = date(2026, 12, 4)
    assert not is_past(day, day), "the last day counts"
    assert is_past(day, date(2026, 12, 5))
    assert not is_past(None, day)
    assert needs_reminder(date(2026, 11, 30), day)
    assert not needs_reminder(date(2026, 12, 1), day), "who reads of it so late needs no reminder"
