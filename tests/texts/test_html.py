"""Texts fit Telegram's limits, which count UTF-16 units, and nothing of them is lost."""

from hypothesis import given
from hypothesis import strategies as st

from bot.texts import bold, cut, italic, join_lines, length, split

SIGNS = st.sampled_from("aā  \n\n\t.š😀👩‍👩‍👧𝄞<&")
TEXTS = st.one_of(st.text(), st.text(SIGNS, max_size=300))
LIMITS = st.integers(min_value=2, max_value=60)


def test_length_counts_as_telegram_does() -> None:
    assert [length(text) for text in ("", "ā", "😀", "a😀")] == [0, 1, 2, 3]


@given(TEXTS)
def test_length_is_that_of_the_encoded_text(text: str) -> None:
    assert length(text) == sum(2 if ord(sign) > 0xFFFF else 1 for sign in text)


@given(TEXTS, LIMITS)
def test_pieces_fit_and_hold_everything(text: str, limit: int) -> None:
    pieces = split(text, limit)
    assert all(length(piece) <= limit for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join(text.split()), "only space between pieces may go"


@given(TEXTS, LIMITS)
def test_no_piece_is_empty(text: str, limit: int) -> None:
    assert all(piece.strip() for piece in split(text, limit)), "Telegram takes no empty message"


@given(TEXTS.filter(str.strip), LIMITS)
def test_what_fits_stays_as_it_is(text: str, limit: int) -> None:
    if length(text) <= limit:
        assert split(text, limit) == [text]
        assert cut(text, limit) == text


@given(TEXTS, LIMITS)
def test_a_cut_text_fits_and_begins_like_the_whole(text: str, limit: int) -> None:
    shown = cut(text, limit)
    assert length(shown) <= limit
    assert text.startswith(shown) or (shown.endswith("…") and text.startswith(shown[:-1]))


def test_text_is_parted_where_a_reader_would() -> None:
    assert split("vārds " * 4 + "\n\n" + "cits " * 4, 30) == ["vārds vārds vārds vārds", "cits cits cits cits "]
    assert split("a" * 10, 4) == ["aaaa", "aaaa", "aa"]
    assert cut("garš teikums par bibliotēku", 20) == "garš teikums par…"
    assert cut("nepārtraukts", 5) == "nepā…"


def test_names_and_quotations_are_escaped() -> None:
    assert bold("A & B") == "<b>A &amp; B</b>"
    assert italic("<i>") == "<i>&lt;i&gt;</i>"
    assert join_lines(["a < b", None, bold("c"), ""]) == "a &lt; b\n<b>c</b>\n"
