"""Formatting is kept as Telegram tells of it, and no tag is ever broken."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from bot.sandbox.entities import parse_html
from bot.texts.formatted import fits, formatted, pieces, tail, visible
from bot.typed import typed_from

KINDS = ("bold", "italic", "underline", "strikethrough", "spoiler", "code", "blockquote")


def entity(kind: str, offset: int, size: int, **more: Any) -> dict[str, Any]:
    return {"type": kind, "offset": offset, "length": size, **more}


def test_what_was_marked_is_marked_again() -> None:
    assert formatted("a<b> 📚c", [entity("bold", 5, 2), entity("italic", 5, 3)]) == ("a&lt;b&gt; <i><b>📚</b>c</i>"), (
        "counted in UTF-16 units; the longer one is outside"
    )
    assert formatted("šeit", [entity("text_link", 0, 4, url='https://a.lv/?b="c"&d')]) == (
        '<a href="https://a.lv/?b=&#34;c&#34;&amp;d">šeit</a>'
    )
    assert formatted("ab", [entity("text_link", 0, 1, url="javascript:alert(1)")]) == "ab"
    assert formatted("a.lv @b", [entity("url", 0, 4), entity("mention", 5, 2)]) == "a.lv @b", "Telegram finds these"
    assert formatted("ab", [entity("bold", 0, 99)]) == "<b>ab</b>"
    assert formatted("", [entity("bold", 0, 1)]) == ""


def test_overlapping_marks_are_closed_and_opened_again() -> None:
    assert formatted("abc", [entity("bold", 0, 2), entity("italic", 1, 2)]) == "<b>a<i>b</i></b><i>c</i>"


@given(
    st.text(alphabet="ab <>&;\"'📚👩‍𝄞{\n", max_size=60),
    st.lists(st.tuples(st.sampled_from(KINDS), st.integers(-2, 70), st.integers(-1, 30)), max_size=6),
    st.integers(8, 30),
)
def test_pieces_are_whole_html_that_fits_and_together_say_everything(
    text: str, marks: list[tuple[str, int, int]], limit: int
) -> None:
    html = formatted(text, [entity(kind, at, size) for kind, at, size in marks])
    assert visible(html) == text, "wherever marks begin and end, also in the middle of a letter of two units"
    assert parse_html(str(html))[0] == text
    found = pieces(html, limit)
    assert all(fits(one, limit) and visible(one).strip() for one in found)
    said = "".join(parse_html(str(one))[0] for one in found)
    assert "".join(said.split()) == "".join(visible(html).split())


def test_a_piece_ends_with_a_paragraph_where_it_can() -> None:
    text = Markup("<b>{}</b>").format("vārds " * 10 + "\n\n" + "cits " * 6)
    assert pieces(text, 80) == [f"<b>{'vārds ' * 9}vārds</b>", f"<b>{'cits ' * 5}cits</b>"]
    assert pieces(Markup("abc"), 10, 2) == ["ab", "c"]
    assert pieces(Markup("  "), 10) == []


def test_the_text_after_a_command_keeps_its_formatting() -> None:
    message = {
        "chat": {"id": 1},
        "message_id": 1,
        "text": "/pazinot Svarīgi: skatīt",
        "entities": [
            entity("bot_command", 0, 8),
            entity("bold", 9, 8),
            entity("text_link", 18, 6, url="https://a.lv"),
        ],
    }
    typed = typed_from([message])
    assert typed.text == "/pazinot Svarīgi: skatīt (https://a.lv)"
    said = typed.with_text("Svarīgi: skatīt (https://a.lv)")
    assert said.formatted == '<b>Svarīgi:</b> <a href="https://a.lv">skatīt</a>'
    assert typed.with_text("Kas cits").formatted == "Kas cits"
    assert tail(Markup("<b>ab</b>"), 1) == "<b>b</b>"


@pytest.mark.parametrize("text", ["bez noformējuma", "a < b"])
def test_a_plain_text_has_no_html_of_its_own(text: str) -> None:
    typed = typed_from([{"chat": {"id": 1}, "message_id": 1, "text": text}])
    assert typed.html == ""
    assert visible(typed.formatted) == text


def test_messages_together_keep_the_formatting_of_each() -> None:
    first, second = (
        typed_from([{"chat": {"id": 1}, "message_id": 1, "text": text, "entities": marks}])
        for text, marks in (("a<", []), ("b", [entity("bold", 0, 1)]))
    )
    assert first.and_then(second).formatted == "a&lt;\n<b>b</b>"
