"""What news look like: the copies that members get, the author's own card."""

import html
import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from markupsafe import Markup, escape

from bot.context import Button, Rows, button, link, message
from bot.features.news.rules import is_past
from bot.texts import Texts, bold, cut, italic, join_lines, length, split
from bot.texts.html import CAPTION_LIMIT, MESSAGE_LIMIT, PIECE
from storage.broadcasts import Content
from storage.news import NewsPost
from storage.outbox import ATTACHED
from storage.vocabulary import VocabularyEntry

TITLE = 70
WHOLE = 10**6
"""UTF-16 units, more than any text has: a letter is as long as it has to be."""
LINK = re.compile(r"https?://", re.IGNORECASE)
_TAG = re.compile(r"<[^>]+>")


def title_of(post: NewsPost, texts: Texts) -> str:
    """The first line, as lists show it."""
    first = next((line.strip() for line in post.text.splitlines() if line.strip()), "")
    return cut(first, TITLE) or texts.plain("(no text; see the attachment)")


def source(post: NewsPost) -> str:
    """Who it comes from: the author and their libraries of then."""
    return " · ".join([post.author.name, *(library.name for library in post.libraries)])


def copy(texts: Texts, post: NewsPost, category: str, today: date, limit: int) -> tuple[Markup, bool]:
    """The post as members read it, in at most ``limit`` UTF-16 units, and whether all of it is there."""
    before = [_head(texts, post, category), source(post), ""]
    after = [
        *(["", deadline_line(texts, post.deadline, today)] if post.deadline else []),
        *(["", italic(texts.plain("(edited)"))] if post.edited_at else []),
    ]
    room = limit - visible(join_lines([*before, *after])) - 1
    shown = cut(post.text, room)
    return join_lines([*before, shown or None, *after]), shown == post.text


def _head(texts: Texts, post: NewsPost, category: str) -> Markup:
    if not post.number:  # it is only looked at
        return Markup("📰 {}").format(bold(category))
    return texts.t("📰 <b>{category}</b> · No. {number}", category=category, number=post.number)


def deadline_line(texts: Texts, deadline: date, today: date) -> Markup:
    """Until when one can answer, or that this is over."""
    if is_past(deadline, today):
        return texts.t("⌛ The deadline has passed: {day}", day=texts.date(deadline))
    return texts.t("⏳ Deadline: {day}", day=texts.date(deadline))


def until(texts: Texts, post: NewsPost, today: date) -> str | None:
    """The same in a list's few words."""
    if post.deadline is None:
        return None
    if is_past(post.deadline, today):
        return texts.plain("⌛ past")
    return texts.plain("⏳ until {day}", day=texts.day_number(post.deadline))


def visible(text: Markup) -> int:
    """UTF-16 units of what is left of HTML when Telegram has read it."""
    return length(html.unescape(_TAG.sub("", text)))


def fits_caption(texts: Texts, post: NewsPost, category: str, today: date) -> bool:
    """Whether all of the text can stand under a photo."""
    return copy(texts, post, category, today, CAPTION_LIMIT)[1]


def content(texts: Texts, post: NewsPost, category: str, today: date, rows: Rows | None = None) -> Content:
    """The message that shows it, as it is sent to all: a text, or the only attachment with the text under it.

    ``rows`` are other buttons than those under members' copies.
    """
    text, whole = copy(texts, post, category, today, CAPTION_LIMIT if post.captioned else MESSAGE_LIMIT)
    return shown_as(post, text, copy_buttons(texts, post, whole=whole) if rows is None else rows)


def letter(texts: Texts, post: NewsPost, category: str, today: date) -> Content:
    """All of it as one letter, with what travels along."""
    text, _ = copy(texts, post, category, today, WHOLE)
    return Content("sendMessage", {**message(text), ATTACHED: list(post.attachments)})


def shown_as_text(post: NewsPost, text: Markup, rows: Rows) -> Content:
    """A text of its own; what links to a page shows it, where nothing else comes with it."""
    payload: dict[str, Any] = message(text, rows)
    payload["link_preview_options"] = {"is_disabled": bool(post.attachments) or not LINK.search(post.text)}
    return Content("sendMessage", payload)


def shown_as(post: NewsPost, text: Markup, rows: Rows) -> Content:
    """This text in the form that the post's copies have."""
    if not post.captioned:
        return shown_as_text(post, text, rows)
    payload: dict[str, Any] = message(text, rows)
    payload["caption"] = payload.pop("text")
    payload.pop("link_preview_options")
    (attachment,) = post.attachments[:1]
    return Content(method_of(attachment["kind"]), {attachment["kind"]: attachment["file_id"], **payload})


def method_of(kind: str) -> str:
    """The Bot API's method that sends one attachment."""
    return f"send{kind.capitalize()}"


def gone(texts: Texts, post: NewsPost) -> Markup:
    """In place of copies that Telegram deletes no more."""
    if post.author.erased_at is not None:
        return texts.t("🗑 News No. {number} was erased at its author's wish.", number=post.number)
    return (
        texts.t("✖ News No. {number} was hidden by the methodologists.", number=post.number)
        if post.withdrawn_at is None
        else texts.t("✖ News No. {number} was withdrawn by its author.", number=post.number)
    )


def thread_buttons(texts: Texts, ask: str, read: str | None) -> Rows:
    """Under what stands in the group: addresses that lead to the private chat."""
    asking = link(texts.plain("Ask the author"), ask)
    return [[asking]] if read is None else [[link(texts.plain("Read all"), read), asking]]


def copy_buttons(texts: Texts, post: NewsPost, *, whole: bool) -> Rows:
    """Under a member's copy."""
    ask = button(texts.plain("Ask the author"), f"n:ask:{post.number}")
    return [[ask]] if whole else [[button(texts.plain("Read all"), f"n:open:{post.number}"), ask]]


def opened(texts: Texts, post: NewsPost, category: str, today: date) -> list[Markup]:
    """The whole post, in as many messages as it needs."""
    if visible(copy(texts, post, category, today, 2 * MESSAGE_LIMIT)[0]) <= MESSAGE_LIMIT:
        return [copy(texts, post, category, today, MESSAGE_LIMIT)[0]]
    first, *others = split(post.text, PIECE)
    head = [_head(texts, post, category), source(post), ""]
    last = deadline_line(texts, post.deadline, today) if post.deadline else None
    pieces = [join_lines([*head, first]), *(escape(piece) for piece in others)]
    pieces[-1] = join_lines([pieces[-1], last])
    return pieces


# The author's own card -----------------------------------------------------------------------------------------------


def own(
    texts: Texts,
    post: NewsPost,
    category: str | None,
    today: date,
    *,
    sent_at: str | None,
    in_thread: bool,
) -> Markup:
    """What was published, for its author. ``sent_at``: when it goes to members, while it has not; ``category``: none
    while it has to be chosen."""
    if post.withdrawn_at is not None:
        stays = post.in_group and post.album is not None
        return join_lines(
            [
                texts.t("✖ News No. {number} was withdrawn; its copies are being deleted.", number=post.number),
                texts.t("Your album in the group stays; you can delete it there yourself.") if stays else None,
            ]
        )
    if post.hidden_at is not None:
        return texts.t("News No. {number} was hidden by the methodologists.", number=post.number)
    lines: list[str | None] = [
        texts.t("✅ <b>News No. {number} is published.</b>", number=post.number),
        texts.t("Category: {category}", category=category) if category else None,
        deadline_line(texts, post.deadline, today) if post.deadline else None,
        "",
        italic(cut(post.text, 700)) if post.text else None,
        "" if post.text else None,
        texts.t("It stands in the group's thread for news.") if in_thread else None,
        texts.t("To change it, edit your message in the group: everything follows.") if post.in_group else None,
        texts.t(
            "To those who want news at once it goes at {time} at the earliest; until then nobody is disturbed.",
            time=sent_at,
        )
        if sent_at
        else None,
        None if category else texts.t("<b>Which category is it?</b> Members choose by category what they want to get."),
    ]
    return join_lines(lines)


def own_buttons(texts: Texts, post: NewsPost, entries: Sequence[VocabularyEntry], *, decided: bool) -> Rows:
    """Correct it, say what it is, or take it back."""
    if post.withdrawn_at is not None or post.hidden_at is not None:
        return []
    number = post.number
    edit = (
        button(texts.plain("Not news"), f"n:nonews:{number}")
        if post.in_group
        else button(texts.plain("Edit"), f"n:edit:{number}")
    )
    back = button(texts.plain("Withdraw"), f"n:withdraw:{number}")
    if not decided:
        return [*category_rows(texts, number, entries), [edit, back]]
    more = [
        button(texts.plain("Category"), f"n:categories:{number}"),
        button(texts.plain("Deadline"), f"n:deadline:{number}"),
    ]
    return [[edit, back], more]


def category_rows(texts: Texts, number: int, entries: Sequence[VocabularyEntry]) -> list[list[Button]]:
    """A button for each category, two beside each other where both are short."""
    rows: list[list[Button]] = []
    for entry in entries:
        one = button(entry.name(texts.language), f"n:set:{number}:{entry.key}")
        fits = len(one.text) <= 18
        if fits and rows and len(rows[-1]) == 1 and len(rows[-1][0].text) <= 18:
            rows[-1].append(one)
        else:
            rows.append([one])
    return rows


# Reminders -----------------------------------------------------------------------------------------


def reminder(texts: Texts, post: NewsPost, category: str) -> Markup:
    """Two days before the deadline."""
    return join_lines(
        [
            texts.t("⏳ <b>The deadline is near: {day}</b>", day=texts.near_date(post.deadline or date.min)),
            texts.t("{category} · No. {number}", category=category, number=post.number),
            bold(title_of(post, texts)),
            source(post),
        ]
    )


def reminder_buttons(texts: Texts, post: NewsPost) -> Rows:
    """Under a reminder: the whole of it, or its author."""
    return [
        [
            button(texts.plain("Open"), f"n:open:{post.number}"),
            button(texts.plain("Ask the author"), f"n:ask:{post.number}"),
        ]
    ]
