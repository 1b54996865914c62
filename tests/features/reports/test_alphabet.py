"""Names stand where a Latvian reader looks for them."""

from random import Random

from storage.alphabet import latvian_order


def test_names_are_in_latvian_order() -> None:
    names = [
        "2. pamatskolas bibliotēka",
        "Alsungas pagasta bibliotēka",
        "Cēsu Centrālā bibliotēka",
        "Cīravas pagasta bibliotēka",
        "Čornajas pagasta bibliotēka",
        "Edoles pagasta bibliotēka",
        "Ēdoles pagasta bibliotēka",
        "Ezeres pagasta bibliotēka",
        "Īvandes pagasta bibliotēka",
        "Kuldīgas Galvenā bibliotēka",
        "Kuldīgas pilsētas skolas bibliotēka",
        "Kurmāles pagasta bibliotēka",
        "Ķekavas bibliotēka",
        "Skrundas pagasta bibliotēka",
        "Skrundas vidusskolas bibliotēka",
        "Šķēdes pagasta bibliotēka",
        "Zirņu pagasta bibliotēka",
        "Žīguru pagasta bibliotēka",
    ]
    shuffled = list(names)
    Random(1).shuffle(shuffled)  # noqa: S311
    assert sorted(shuffled, key=latvian_order) == names


def test_decomposed_letters_and_capitals_sort_alike() -> None:
    assert latvian_order("E\u0304DOLE") == latvian_order("ēdole")
