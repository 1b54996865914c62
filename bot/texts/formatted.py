"""Formatted text: what people marked in Telegram as HTML, and HTML in pieces that are never broken inside a tag."""

import re
from collections.abc import Iterator, Mapping, Sequence
from html import unescape
from itertools import pairwise
from typing import Any

from markupsafe import Markup, escape

from bot.texts.html import length

Runs = Sequence[tuple[tuple[str, ...], str]]
"""Stretches of plain text, each with the tags that are open around it."""

_TAGS = {
    "bold": "b",
    "italic": "i",
    "underline": "u",
    "strikethrough": "s",
    "spoiler": "tg-spoiler",
    "blockquote": "blockquote",
    "expandable_blockquote": "blockquote expandable",
    "code": "code",
    "pre": "pre",
}
"""Kinds of entities → what stands in their tag (https://core.telegram.org/bots/api#formatting-options)."""
_OPENS = re.compile(r"(https?|tg|ton|mailto|tel):", re.IGNORECASE)
"""What a link may open: in letters and previews others' programs follow them, which know ``javascript:`` too."""
_TAG = re.compile(r"<([^>]*)>")


def formatted(text: str, entities: Sequence[Mapping[str, Any]]) -> Markup:
    """The text with the formatting that Telegram tells of beside it; what it finds by itself (links, say) is left.

    Offsets and lengths are UTF-16 units.
    """
    units = text.encode("utf-16-le", "surrogatepass")
    whole = len(units) // 2
    marks = [
        (_between(units, one["offset"]), _between(units, one["offset"] + one["length"]), tag)
        for one in entities
        if (tag := _tag(one)) != ""
    ]
    if not marks:
        return escape(units.decode("utf-16-le", "replace"))
    marks.sort(key=lambda mark: (mark[0], -mark[1]))
    bounds = sorted({0, whole, *(mark[0] for mark in marks if mark[0] < whole), *(mark[1] for mark in marks)})
    runs = [
        (
            tuple(tag for begin, end, tag in marks if begin <= first and last <= end),
            units[2 * first : 2 * last].decode("utf-16-le", "replace"),
        )
        for first, last in pairwise(bounds)
    ]
    return _joined(runs)


def _between(units: bytes, at: int) -> int:
    """The place between two letters where a mark begins or ends: behind the letter if it is in the middle of one."""
    whole = len(units) // 2
    in_pair = 0 < at < whole and 0xD8 <= units[2 * at - 1] < 0xDC <= units[2 * at + 1] < 0xE0
    return min(max(0, at + in_pair), whole)


def _tag(entity: Mapping[str, Any]) -> str:
    if entity["type"] == "text_link":
        return f'a href="{escape(entity["url"])}"' if _OPENS.match(entity["url"]) else ""
    return _TAGS.get(entity["type"], "")


def visible(text: Markup) -> str:
    """What is left of HTML when Telegram has read it."""
    return unescape(_TAG.sub("", text))


def tail(text: Markup, dropped: int) -> Markup:
    """The formatted text without its first so many characters."""
    return _part(_runs(text), dropped, len(visible(text)))


def pieces(text: Markup, limit: int, first: int | None = None) -> list[Markup]:
    """The formatted text in pieces of at most ``limit`` UTF-16 units each, the first one of at most ``first``.

    They end with a paragraph, a line or a word where they can. None of them is empty; of a text of nothing but space
    there is none.
    """
    runs, plain = _runs(text), visible(text)
    return [_part(runs, begin, end) for begin, end in _cuts(plain, limit, limit if first is None else first)]


def _cuts(plain: str, limit: int, room: int) -> Iterator[tuple[int, int]]:
    begin = len(plain) - len(plain.lstrip())
    while begin < len(plain):
        head = plain[begin:].encode("utf-16-le")[: 2 * room].decode("utf-16-le", "ignore")
        if begin + len(head) < len(plain):
            ends = (head.rfind(mark) for mark in ("\n\n", "\n", " "))
            head = head[: next((end for end in ends if end > len(head) // 2), len(head))]
        end = begin + len(head.rstrip())
        if end > begin:
            yield begin, end
        begin += len(head)
        begin += len(plain[begin:]) - len(plain[begin:].lstrip())
        room = limit


def _runs(text: Markup) -> Runs:
    found: list[tuple[tuple[str, ...], str]] = []
    open_tags: tuple[str, ...] = ()
    for number, part in enumerate(_TAG.split(str(text))):
        if number % 2 == 0:
            found += [(open_tags, unescape(part))] if part else []
        elif part.startswith("/"):
            open_tags = open_tags[:-1]
        else:
            open_tags = (*open_tags, part)
    return found


def _part(runs: Runs, begin: int, end: int) -> Markup:
    cut, at = [], 0
    for tags, text in runs:
        cut.append((tags, text[max(0, begin - at) : max(0, end - at)]))
        at += len(text)
    return _joined(cut)


def _joined(runs: Runs) -> Markup:
    written: list[str] = []
    open_tags: tuple[str, ...] = ()
    for tags, text in [*((tags, text) for tags, text in runs if text), ((), "")]:
        same = next((n for n, (old, new) in enumerate(zip(open_tags, tags, strict=False)) if old != new), None)
        same = min(len(open_tags), len(tags)) if same is None else same
        written += [f"</{tag.split()[0]}>" for tag in reversed(open_tags[same:])]
        written += [f"<{tag}>" for tag in tags[same:]]
        written.append(str(escape(text)))
        open_tags = tags
    return Markup("".join(written))  # noqa: S704 - every text is escaped above, every tag is one of ours


def fits(text: Markup, limit: int) -> bool:
    """Whether Telegram takes it: it counts what is visible, in UTF-16 units."""
    return length(visible(text)) <= limit
