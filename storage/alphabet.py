"""The order of names in a Latvian list."""

import unicodedata

# The rules of the Unicode CLDR for Latvian (common/collation/lv.xml), as in Excel and in library catalogues: č ģ ķ ļ ņ
# ŗ š ž are letters of their own after the plain ones; a long vowel differs from its short one only where all else is
# equal, and so does y from i. Written out, because the library with all the world's rules (PyICU) has to be compiled.
_ALPHABET = {letter: place for place, letter in enumerate("abcčdefgģhijkķlļmnņopqrŗsštuvwxzž", start=1000)}


def latvian_order(name: str) -> tuple[list[int], str]:
    """The key to sort by: ``Edole, Ēdole, Ezere``, not ``Edole, Ezere, …, Zante, Ēdole``."""
    folded = unicodedata.normalize("NFC", name).casefold()
    return [_weight(letter) for letter in folded], folded


def _weight(letter: str) -> int:
    if letter == "y":
        letter = "i"
    if letter not in _ALPHABET:
        letter = unicodedata.normalize("NFD", letter)[0]
    # Spaces, signs and digits come before all letters; those of other alphabets come after.
    return _ALPHABET.get(letter, ord(letter) if ord(letter) < 128 else 10_000 + ord(letter))
