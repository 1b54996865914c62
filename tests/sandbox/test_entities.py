"""HTML style: entities and their offsets in UTF-16 units."""

from typing import Any

import pytest

from bot.sandbox.entities import find_entities, parse_html, trim


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        ("<b>x</b>", "x", [("bold", 0, 1)]),
        ("😀<i>ā</i>", "😀ā", [("italic", 2, 1)]),
        ("<b>a<i>b</i></b>", "ab", [("bold", 0, 2), ("italic", 1, 1)]),
        ("<strong>a</strong><em>b</em>", "ab", [("bold", 0, 1), ("italic", 1, 1)]),
        ("<ins>a</ins><u>b</u>", "ab", [("underline", 0, 1), ("underline", 1, 1)]),
        ("<s>a</s><strike>b</strike><del>c</del>", "abc", [("strikethrough", i, 1) for i in range(3)]),
        ('<span class="tg-spoiler">a</span><tg-spoiler>b</tg-spoiler>', "ab", [("spoiler", 0, 1), ("spoiler", 1, 1)]),
        ("&lt;b&gt; &amp; &quot;ā&quot; &#256; &#x1F600; &nbsp;", '<b> & "ā" Ā 😀 &nbsp;', []),
        ("<blockquote>a</blockquote>", "a", [("blockquote", 0, 1)]),
        ("<blockquote expandable>a</blockquote>", "a", [("expandable_blockquote", 0, 1)]),
        ("<B>a</b>", "a", [("bold", 0, 1)]),
        ("<b></b>a", "a", []),
        ("plain", "plain", []),
    ],
)
def test_html(source: str, text: str, entities: list[tuple[str, int, int]]) -> None:
    found, marks = parse_html(source)
    assert found == text
    assert [(mark["type"], mark["offset"], mark["length"]) for mark in marks] == entities


@pytest.mark.parametrize(
    ("source", "field", "value"),
    [
        ('<a href="https://example.org/?a=1&amp;b=2">x</a>', "url", "https://example.org/?a=1&b=2"),
        ("<a href='https://example.org/'>x</a>", "url", "https://example.org/"),
        ('<pre><code class="language-python">x</code></pre>', "language", "python"),
        ('<tg-emoji emoji-id="53">👍</tg-emoji>', "custom_emoji_id", "53"),
    ],
)
def test_html_with_arguments(source: str, field: str, value: str) -> None:
    _, (mark,) = parse_html(source)
    assert mark[field] == value


def test_a_link_without_address_is_dropped() -> None:
    assert parse_html('<a href="">x</a>') == ("x", [])


def test_white_space_at_the_ends_goes_and_entities_follow() -> None:
    text, marks = trim(*parse_html("\n <b> x </b>\n<i> </i>"))
    assert (text, marks) == ("x", [{"type": "bold", "offset": 0, "length": 1}])


def test_nothing_is_found_inside_code() -> None:
    def kinds(source: str) -> list[Any]:
        return [mark["type"] for mark in find_entities(*parse_html(source))]

    assert kinds("<code>/jautat</code> /jautat") == ["code", "bot_command"]
    assert kinds("<b>/jautat</b>") == ["bold", "bot_command"]
