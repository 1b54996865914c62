"""Fitting text into Telegram's messages, which count UTF-16 units after the entities are parsed."""

from collections.abc import Iterable

from markupsafe import Markup

MESSAGE_LIMIT = 4096
CAPTION_LIMIT = 1024
PIECE = 3600
"""UTF-16 units of a person's text in one message, leaving room for the heading."""


def length(text: str) -> int:
    """Length of plain text in UTF-16 code units, as Telegram counts it."""
    return len(text.encode("utf-16-le")) // 2


def cut(text: str, limit: int) -> str:
    """The text if it fits into ``limit`` UTF-16 units, else its beginning up to a word's end and an ellipsis."""
    if length(text) <= limit:
        return text
    head = _head(text, limit - 1)
    word_end = head.rfind(" ")
    return (head[:word_end] if word_end > len(head) * 2 // 3 else head).rstrip() + "…"


def capital(text: str) -> str:
    """The text with a capital letter at its beginning."""
    return text[:1].upper() + text[1:]


def split(text: str, limit: int = MESSAGE_LIMIT) -> list[str]:
    """The text in pieces of at most ``limit`` UTF-16 units, broken at paragraphs, lines or words where it can be.

    No piece is empty, for Telegram takes no empty message; a text of nothing but space has none.
    """
    pieces = []
    while length(text) > limit:
        head = _head(text, limit)
        at = max(head.rfind("\n\n"), head.rfind("\n"), head.rfind(" "))
        at = at if at > len(head) // 2 else len(head)
        pieces.append(text[:at].rstrip())
        text = text[at:].lstrip()
    return [piece for piece in (*pieces, text) if piece.strip()]


def _head(text: str, limit: int) -> str:
    raw = text.encode("utf-16-le")[: limit * 2]
    return raw.decode("utf-16-le", errors="ignore")


def bold(text: str) -> Markup:
    """A person's or a thing's name, escaped, in bold."""
    return Markup("<b>{}</b>").format(text)


def italic(text: str) -> Markup:
    """What a person wrote, escaped, quoted in italics."""
    return Markup("<i>{}</i>").format(text)


def join_lines(lines: Iterable[str | None]) -> Markup:
    """Lines of HTML or plain text (escaped) under each other; ``None`` is left out, an empty one is kept."""
    return Markup("\n").join(line for line in lines if line is not None)
