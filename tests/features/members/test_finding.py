"""Libraries are found by what people type of their names."""

import pytest

from bot.dialogs.pickers import matching
from storage.libraries import Library, Municipality

NAMES = (
    "Gudenieku pagasta bibliotēka",
    "Laidu pagasta bibliotēka",
    "Raņķu pagasta bibliotēka",
    "Skrundas pagasta bibliotēka",
    "Skrundas pilsētas bibliotēka",
    "Skrundas vidusskolas bibliotēka",
    "Ēdoles pagasta bibliotēka",
)


@pytest.fixture
def libraries() -> list[Library]:
    municipality = Municipality(name="Kuldīgas novads")
    return [Library(name=name, municipality=municipality, kind="public") for name in NAMES]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("gude", [0]),
        ("Gudenieki", [0]),
        ("gudeniekos", [0]),
        ("LAIDI", [1]),
        ("ranki", [2]),
        ("raņķ", [2]),
        ("Ēdole", [6]),
        ("edol", [6]),
        ("skrunda", [3, 4, 5]),
        ("skrundas pil", [4]),
        ("vidusskola", [5]),
        ("skola pilsēta", []),
        ("pagasta", [0, 1, 2, 3, 6]),
        ("gudeneki", [0]),
        ("gudneiekos", [0]),
        ("skrudna pilsetas", [4]),
        ("skrundae", [3, 4, 5]),
        ("raņi", []),
        ("xyz", []),
        ("...", []),
        ("🎉", []),
    ],
)
def test_by_beginnings_and_by_other_endings(libraries: list[Library], typed: str, found: list[int]) -> None:
    assert [NAMES.index(library.name) for library in matching(libraries, typed)] == found
