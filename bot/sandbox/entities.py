"""Formatted text: Telegram's HTML style, and the entities that Telegram finds in plain text by itself.

Offsets and lengths are counted in UTF-16 units. The refusals are worded as TDLib's parser words them.
Source: https://core.telegram.org/bots/api#formatting-options
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from bot.sandbox.errors import ApiError, Json, bad

_TAGS: Final = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "tg-emoji": "custom_emoji",
    "a": "text_link",
    "pre": "pre",
    "code": "code",
    "blockquote": "blockquote",
}
_NAMED: Final = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_CHARACTER: Final = re.compile(r"&(?:#[xX]([0-9a-fA-F]+)|#([0-9]+)|([a-zA-Z]+));?")
_ATTRIBUTE: Final = re.compile(r"""\s*([^\s=>/"']+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([A-Za-z0-9.\-]+)(?=[\s>])))?""")
_FOUND: Final = re.compile(
    r"(?P<url>https?://[^\s<>\"]+[^\s<>\".,;:!?)\]'»”]|(?<![\w@.])(?:[\w-]+\.)+(?:com|org|net|lv|eu|me|io)\b(?:/[^\s<>\"]*[^\s<>\".,;:!?)\]])?)"
    r"|(?P<email>(?<![\w@.])[\w.+-]+@(?:[\w-]+\.)+[a-z]{2,})"
    r"|(?P<mention>(?<![\w@/])@[A-Za-z0-9_]{3,32}\b)"
    r"|(?P<bot_command>(?<![\w/@<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/@]))"
    r"|(?P<hashtag>(?<![\w#])#(?=\w*[^\W\d])\w{1,256})"
)
_HINTS: Final = re.compile(r"[/@#.]")


def units(text: str) -> int:
    """The length of a text in UTF-16 units, the way Telegram counts."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


def slice_units(text: str, offset: int, length: int) -> str:
    """The part of a text that an entity covers."""
    return text.encode("utf-16-le")[2 * offset : 2 * (offset + length)].decode("utf-16-le", "replace")


def _character(match: re.Match[str]) -> str:
    hexadecimal, decimal, name = match.groups()
    if name is not None:
        return _NAMED.get(name.lower(), match.group())
    code = int(hexadecimal, 16) if hexadecimal else int(decimal)
    return chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else match.group()


def _at(source: str, index: int) -> str:
    return f"at byte offset {len(source[:index].encode())}"


def _start_tag(source: str, start: int) -> tuple[str, str, int]:
    """The name, the argument and the end of the tag that begins at `start`."""
    name_end = re.compile(r"[\s>]|$").search(source, start + 1)
    end = name_end.start() if name_end else len(source)
    if end >= len(source):
        raise _broken(f"Unclosed start tag {_at(source, start)}")
    name = source[start + 1 : end].lower()
    if name not in _TAGS:
        raise _broken(f'Unsupported start tag "{name}" {_at(source, start)}')
    argument = ""
    while True:
        while end < len(source) and source[end].isspace():
            end += 1
        if end >= len(source):
            raise _broken(f'Unclosed start tag "{name}" {_at(source, start)}')
        if source[end] == ">":
            break
        match = _ATTRIBUTE.match(source, end)
        if match is None:
            raise _broken(f'Empty attribute name in the tag "{name}" {_at(source, start)}')
        key = match.group(1).lower()
        value = _CHARACTER.sub(_character, next((part for part in match.groups()[1:] if part is not None), ""))
        argument = _argument(name, key, value) or argument
        end = match.end()
        if end < len(source) and source[end] == "=":
            raise _broken(f"Unexpected end of name token {_at(source, end)}")
    if name == "span" and argument != "spoiler":
        raise _broken(f'Tag "span" must have class "tg-spoiler" {_at(source, start)}')
    if name == "tg-emoji" and not argument.isdigit():
        raise _broken("Invalid custom emoji identifier specified")
    return name, argument, end + 1


def _argument(tag: str, key: str, value: str) -> str:
    if (tag, key) in {("a", "href"), ("tg-emoji", "emoji-id")}:
        return value
    if tag == "code" and key == "class" and value.startswith("language-"):
        return value[9:]
    if tag == "span" and key == "class" and value.startswith("tg-"):
        return value[3:]
    return "1" if tag == "blockquote" and key == "expandable" else ""


def _broken(problem: str) -> ApiError:
    return bad(f"can't parse entities: {problem}")


class _Open(NamedTuple):
    """A tag that waits for its end; `place` is where its entity goes among those found."""

    name: str
    argument: str
    offset: int
    place: int


def parse_html(source: str) -> tuple[str, list[Json]]:
    """Text and entities of a message in HTML style; ApiError 400 "can't parse entities: …" if it is broken."""
    if "<" not in source:
        return (_CHARACTER.sub(_character, source) if "&" in source else source), []
    parts: list[str] = []
    length = 0
    entities: list[Json] = []
    nested: list[_Open] = []
    position = 0
    while (start := source.find("<", position)) >= 0:
        piece = _CHARACTER.sub(_character, source[position:start])
        parts.append(piece)
        length += units(piece)
        if source[start + 1 : start + 2] != "/":
            name, argument, position = _start_tag(source, start)
            nested.append(_Open(name, argument, length, len(entities)))
            continue
        if not nested:
            raise _broken(f"Unexpected end tag {_at(source, start)}")
        end = source.find(">", start)
        if end < 0:
            raise _broken(f"Unclosed end tag {_at(source, start)}")
        found = source[start + 2 : end].strip()
        tag = nested.pop()
        if found and found.lower() != tag.name:
            raise _broken(f'Unmatched end tag {_at(source, start)}, expected "</{tag.name}>", found "</{found}>"')
        position = end + 1
        if length > tag.offset:
            size = length - tag.offset
            _close(entities, tag, size, slice_units("".join(parts), tag.offset, size))
    if nested:
        raise _broken(f'Can\'t find end tag corresponding to start tag "{nested[-1][0]}"')
    parts.append(_CHARACTER.sub(_character, source[position:]))
    return "".join(parts), entities


def _close(entities: list[Json], tag: _Open, length: int, text: str) -> None:
    """Insert the entity before those that lie inside it, so that they stay sorted."""
    name, argument, offset, place = tag
    entity: Json = {"type": _TAGS[name], "offset": offset, "length": length}
    if name == "a":
        url = argument or text
        if url.startswith("tg://user?id="):
            entity |= {
                "type": "text_mention",
                "user": {"id": int(url.partition("=")[2]), "is_bot": False, "first_name": text},
            }
        elif re.match(r"(https?|tg|ton|mailto|tel):", url) or "." in url:
            entity["url"] = url
        else:
            return  # Telegram silently drops a link that leads nowhere
    elif name == "tg-emoji":
        entity["custom_emoji_id"] = argument
    elif name == "blockquote" and argument:
        entity["type"] = "expandable_blockquote"
    elif name == "pre" and len(entities) > place and entities[place]["type"] == "code":
        inner = entities[place]
        if (inner["offset"], inner["length"]) == (offset, length):
            language = inner.get("language")
            del entities[place]
            if language:
                entity["language"] = language
    elif name == "code" and argument:
        entity["language"] = argument
    entities.insert(place, entity)


def find_entities(text: str, known: list[Json]) -> list[Json]:
    """`known` and what Telegram finds by itself: commands, mentions, links, addresses, hashtags."""
    if not _HINTS.search(text):
        return known
    taken = [(e["offset"], e["offset"] + e["length"]) for e in known if e["type"] in _CLOSED]
    found = list(known)
    for match in _FOUND.finditer(text):
        offset = units(text[: match.start()])
        length = units(match.group())
        if all(offset + length <= low or offset >= high for low, high in taken):
            found.append({"type": match.lastgroup, "offset": offset, "length": length})
    found.sort(key=lambda e: (e["offset"], -e["length"]))
    return found


_CLOSED: Final = {"pre", "code", "text_link", "text_mention", "url", "mention", "bot_command"}


def trim(text: str, entities: list[Json]) -> tuple[str, list[Json]]:
    """Without the white space at both ends, which Telegram cuts off."""
    stripped = text.strip()
    if stripped == text:
        return text, entities
    cut = units(text[: len(text) - len(text.lstrip())])
    size = units(stripped)
    kept = []
    for entity in entities:
        low = max(entity["offset"] - cut, 0)
        high = min(entity["offset"] + entity["length"] - cut, size)
        if high > low:
            kept.append({**entity, "offset": low, "length": high - low})
    return stripped, kept
