"""A digest as it is read: by kind and subject, a line and a link for each thing."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from html import unescape

from markupsafe import Markup, escape

from bot.context import Context, Rows, button
from bot.manifest import DigestItem, Subscription
from bot.texts import Texts, bold, cut, italic, join_lines, length
from bot.texts.html import MESSAGE_LIMIT
from storage.vocabulary import VocabularyEntry

TITLE, DETAIL = 120, 80
"""UTF-16 units of a line's two parts: together about three lines on a phone."""
MOST_LINES = 45
"""Of one message: each has a link, and Telegram shows a hundred entities (https://limits.tginfo.me/en)."""
_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True)
class Group:
    """What is new of one kind."""

    subscription: Subscription[Context]
    entries: Mapping[str, VocabularyEntry]
    """Its subjects by their keys, in their order."""
    items: Sequence[DigestItem]

    def by_subject(self) -> Iterator[tuple[VocabularyEntry | None, list[DigestItem]]]:
        """Subject by subject, the oldest first; what has none comes before."""
        for key in (None, *self.entries):
            found = [one for one in self.items if (one.subject if one.subject in self.entries else None) == key]
            if found:
                yield (None if key is None else self.entries[key]), sorted(found, key=lambda one: one.at)


def digest(texts: Texts, day: date, groups: Sequence[Group]) -> list[Markup]:
    """The messages of one digest: one, or as many as Telegram's limits make of it.

    No line is broken, and what goes on in the next message stands under its headings again.
    """
    messages: list[Markup] = []
    lines = [texts.t("🗞 <b>Digest</b> · {day}", day=texts.date(day))]
    open_headings: Sequence[Markup] = ()
    for headings, line in _lines(texts, groups):
        added = [*_opened(open_headings, headings), line]
        if len(lines) + len(added) > MOST_LINES or _units([*lines, *added]) > MESSAGE_LIMIT:
            messages.append(join_lines(lines))
            lines, added = [], [*headings, line]
        lines += added
        open_headings = headings
    return [*messages, join_lines(lines)]


def letter(texts: Texts, day: date, groups: Sequence[Group], *, linked: bool) -> Markup:
    """All of it as one letter, each thing with its whole text. ``linked``: whether the reader can open links to us."""
    lines = [texts.t("🗞 <b>Digest</b> · {day}", day=texts.date(day))]
    open_headings: Sequence[Markup] = ()
    for headings, item in _items(texts, groups):
        lines += _opened(open_headings, headings)
        lines += _whole(item, linked=linked)
        open_headings = headings
    return join_lines(lines)


def _lines(texts: Texts, groups: Sequence[Group]) -> Iterator[tuple[Sequence[Markup], Markup]]:
    return ((headings, _line(item)) for headings, item in _items(texts, groups))


def _items(texts: Texts, groups: Sequence[Group]) -> Iterator[tuple[Sequence[Markup], DigestItem]]:
    """Each thing, with the headings of its kind and its subject."""
    for group in groups:
        kind = bold(f"{group.subscription.sign} {texts.plain(group.subscription.label)}".strip())
        for entry, items in group.by_subject():
            headings = [kind] if entry is None else [kind, italic(entry.name(texts.language))]
            yield from ((headings, item) for item in items)


def _opened(before: Sequence[Markup], now: Sequence[Markup]) -> list[Markup]:
    """The headings that have to be said, a kind's after an empty line."""
    if before[:1] != now[:1]:
        return [Markup(), *now]
    return [] if before == now else list(now[1:])


def _line(item: DigestItem) -> Markup:
    title: Markup = escape(cut(_on_one_line(item.title), TITLE))
    if item.url is not None:
        title = Markup('<a href="{}">{}</a>').format(item.url, title)
    detail = cut(_on_one_line(item.detail), DETAIL)
    return Markup("• {} – {}").format(title, detail) if detail else Markup("• {}").format(title)


def _whole(item: DigestItem, *, linked: bool) -> list[Markup]:
    first, _, rest = item.text.strip().partition("\n")
    title: Markup = bold(_on_one_line(first or item.title))
    if item.url is not None and linked:
        title = Markup('<a href="{}">{}</a>').format(item.url, title)
    detail = _on_one_line(item.detail)
    line = Markup("• {} – {}").format(title, detail) if detail else Markup("• {}").format(title)
    return [line, escape(rest.strip()), Markup()] if rest.strip() else [line]


def _on_one_line(text: str) -> str:
    return " ".join(text.split())


def _units(lines: Sequence[Markup]) -> int:
    """How Telegram counts the message: without tags, entities as the characters they stand for."""
    return length(unescape(_TAG.sub("", "\n".join(lines))))


def digest_buttons(texts: Texts) -> Rows:
    """Under its last message."""
    return [[button(texts.plain("🔔 Choose what to receive"), "p:open")]]
