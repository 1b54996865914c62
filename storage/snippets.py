"""What of a found text is shown: the fragment with most of the words that were looked for, and these marked."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")


@dataclass(frozen=True)
class Part:
    """A piece of text as it was written, not escaped; a hit is to be set in bold."""

    text: str
    hit: bool = False


def marked(text: str, is_hit: Callable[[str], bool]) -> list[Part]:
    """The text in parts, one line, the words that are hits apart from the others."""
    text = " ".join(text.split())
    parts, end = [], 0
    for found in _WORD.finditer(text):
        if is_hit(found[0]):
            if found.start() > end:
                parts.append(Part(text[end : found.start()]))
            parts.append(Part(found[0], hit=True))
            end = found.end()
    if end < len(text):
        parts.append(Part(text[end:]))
    return parts


def fragment(text: str, is_hit: Callable[[str], bool], width: int) -> list[Part]:
    """About ``width`` characters of the text where most different hits stand together, with … where it is cut."""
    text = " ".join(text.split())
    spans = [(found.start(), found.end(), is_hit(found[0]), found[0]) for found in _WORD.finditer(text)]
    begin = _best(spans, width, len(text))
    end = min(len(text), begin + width)
    if begin > 0:  # from a word's beginning to a word's end
        begin = min((start for start, *_ in spans if start >= begin), default=begin)
    if end < len(text):
        end = max((stop for _, stop, *_ in spans if begin < stop <= end), default=end)
    parts = marked(text[begin:end], is_hit)
    if begin > 0:
        parts.insert(0, Part("… "))
    if end < len(text):
        parts.append(Part(" …"))
    return parts


def _best(spans: Sequence[tuple[int, int, bool, str]], width: int, length: int) -> int:
    """Where the fragment begins: a third before the first hit of the stretch that has most of them."""
    hits = [(start, stop, word.casefold()) for start, stop, hit, word in spans if hit]
    best, most = 0, 0
    for start, _, _ in hits:
        begin = max(0, min(start - width // 3, length - width))
        inside = len({word for at, stop, word in hits if begin <= at and stop <= begin + width})
        if inside > most:
            best, most = begin, inside
    return best
