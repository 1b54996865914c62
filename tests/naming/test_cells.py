"""Libraries as they stand in a table's cell."""

import pytest

from bot.naming.cells import LibraryCells
from bot.naming.words import Choice

NAMES = (
    "Rendas pagasta bibliotēka",
    "Laidu pagasta bibliotēka",
    "Nīkrāces pagasta bibliotēka",
    "Pelču pagasta bibliotēka",
    "Turlavas pagasta bibliotēka",
    "Turlavas pamatskolas bibliotēka",
    "Kuldīgas Galvenā bibliotēka",
)
RENDA, LAIDI, NIKRACE, PELCI, TURLAVA, SCHOOL, MAIN = range(1, 8)
CELLS = LibraryCells([Choice(at, (name,), ("KGB",) if at == MAIN else ()) for at, name in enumerate(NAMES, start=1)])


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("Rendas pagasta bibliotēka", [RENDA]),
        ("RENDAS PAGASTA BIBLIOTEKA", [RENDA]),
        ("Renda", [RENDA]),
        ("Rendas pag. bibl.", [RENDA]),
        ("Rendas b-ka", [RENDA]),
        ("Laidi", [LAIDI]),
        ("Laidu bibliotēkā", [LAIDI]),
        ("nikrace", [NIKRACE]),
        ("Turlavas pamatskola", [SCHOOL]),
        ("Turlavas psk. bibl.", [SCHOOL]),
        ("KGB", [MAIN]),
        ("Rendas un Laidu pagasta bibliotēkas", [RENDA, LAIDI]),
        ("Renda; Laidi", [RENDA, LAIDI]),
        ("Renda/Nīkrāce", [RENDA, NIKRACE]),
        ("Rendas bibl. Laidu bibl.", [RENDA, LAIDI]),
        ("Turlavas pagasta bibl., Turlavas pamatsk.", [TURLAVA, SCHOOL]),
        ("Renda, Rendas pagasta bibliotēka", [RENDA]),
        ("", []),
    ],
)
def test_libraries_are_found_by_everyday_names(cell: str, found: list[int]) -> None:
    assert CELLS.read(cell) == (found, [])


@pytest.mark.parametrize(
    ("cell", "part", "candidates", "several"),
    [
        ("Turlava", "Turlava", ("Turlavas pagasta bibliotēka", "Turlavas pamatskolas bibliotēka"), True),
        ("Pečlu pagasta bibliotēka", "Pečlu pagasta bibliotēka", ("Pelču pagasta bibliotēka",), False),
        ("Renda un Mežābele", "Mežābele", (), False),
    ],
)
def test_what_is_unclear_is_told_with_what_is_like_it(
    cell: str, part: str, candidates: tuple[str, ...], several: bool
) -> None:
    _, (unclear,) = CELLS.read(cell)
    assert (unclear.part, unclear.several) == (part, several)
    assert unclear.candidates[: len(candidates)] == candidates
    assert bool(unclear.candidates) == bool(candidates)
