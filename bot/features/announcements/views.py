"""What recipients see of an announcement: its text in as many messages as it needs, its buttons."""

import re
from collections.abc import Sequence
from typing import Any

from markupsafe import Markup

from bot.context import Rows, button, link, message
from bot.texts import LANGUAGES, Texts, cut, italic, join_lines, length, texts_for
from bot.texts.formatted import pieces, visible
from bot.texts.html import CAPTION_LIMIT, MESSAGE_LIMIT
from storage.announcements import Announcement
from storage.broadcasts import Content
from storage.outbox import ATTACHED

TITLE = 70
QUOTED = 3000
"""UTF-16 units of what is quoted for changing it."""
_LINK = re.compile(r"https?://", re.IGNORECASE)


def title_of(announcement: Announcement, texts: Texts) -> str:
    """The first line, as lists show it."""
    first = next((line.strip() for line in announcement.text.splitlines() if line.strip()), "")
    return cut(first, TITLE) or texts.plain("(no text; see the attachment)")


def shortened(announcement: Announcement) -> Markup:
    """Its beginning as it is formatted, quoted."""
    found = pieces(Markup(announcement.html), QUOTED)  # noqa: S704 - what `formatted` made
    return Markup("{}{}").format(found[0], "…" if len(found) > 1 else "") if found else Markup("")


def source(announcement: Announcement) -> str:
    """Who it comes from."""
    author = announcement.author
    return " · ".join([author.name, *(library.name for library in author.libraries)])


def texts_of(
    texts: Texts, announcement: Announcement, *, captioned: bool | None = None, in_group: bool = False
) -> list[Markup]:
    """All of it, in as many messages as it needs; as many in every language. In the group no receipts are asked for."""
    captioned = announcement.captioned if captioned is None else captioned
    limit = CAPTION_LIMIT if captioned else MESSAGE_LIMIT
    heads, feet = zip(*(_around(texts_for(language), announcement, edited=True) for language in LANGUAGES), strict=True)
    foot_room = max(length(visible(foot)) for foot in feet) + 2
    head_room = max(length(visible(head)) for head in heads) + 2
    bodies = pieces(Markup(announcement.html), limit - foot_room, limit - foot_room - head_room) or [Markup("")]  # noqa: S704 - what `formatted` made
    head, foot = _around(texts, announcement, edited=announcement.edited_at is not None, in_group=in_group)
    last = len(bodies) - 1
    return [
        join_lines(
            [
                *([head, "" if body else None] if number == 0 else []),
                body or None,
                *(["", foot] if number == last and foot else []),
            ]
        )
        for number, body in enumerate(bodies)
    ]


def _around(texts: Texts, announcement: Announcement, *, edited: bool, in_group: bool = False) -> tuple[Markup, Markup]:
    """What stands above the text, and below it."""
    head = [texts.t("📣 <b>Announcement</b> · No. {number}", number=announcement.number), source(announcement)]
    receipts = texts.t("Please press “I have read it”: the sender sees who has done so.")
    foot = [
        italic(texts.plain("(corrected)")) if edited else None,
        Markup("<i>{}</i>").format(receipts) if announcement.receipts and not in_group else None,
    ]
    return join_lines(head), join_lines(foot)


def contents(texts: Texts, announcement: Announcement, rows: Rows) -> list[Content]:
    """The messages that show it, as they are sent to all; ``rows`` stand under the last one."""
    found = texts_of(texts, announcement)
    last = len(found) - 1
    return [
        shown_as(announcement, text, rows if number == last else (), first=number == 0)
        for number, text in enumerate(found)
    ]


def letter(texts: Texts, announcement: Announcement) -> Content:
    """All of it as one letter, with its files; what is pressed in Telegram is not asked for."""
    head, _ = _around(texts, announcement, edited=False)
    edited = italic(texts.plain("(corrected)")) if announcement.edited_at is not None else None
    body = Markup(announcement.html)  # noqa: S704 - made by ``bot.typed``
    text = join_lines([head, "", body or None, *(["", edited] if edited else [])])
    subject = texts.plain("Announcement: {title}", title=title_of(announcement, texts))
    return written(text, subject, _link_row(announcement), announcement.attachments)


def corrected(texts: Texts, announcement: Announcement) -> Content:
    """To who has a letter with an earlier text."""
    head = texts.t("✏️ <b>Correction of announcement No. {number}</b>", number=announcement.number)
    body = Markup(announcement.html)  # noqa: S704 - made by ``bot.typed``
    said = texts.plain("Earlier you got this letter with another text or another file. This one is right:")
    subject = texts.plain("Correction: {title}", title=title_of(announcement, texts))
    return written(
        join_lines([head, source(announcement), "", italic(said), "", body]),
        subject,
        _link_row(announcement),
        announcement.attachments,
    )


def withdrawn(texts: Texts, announcement: Announcement) -> Content:
    """To who has a letter with what holds no more."""
    title = title_of(announcement, texts)
    said = texts.t("You got it by e-mail. Please take no notice of that letter.")
    lines = [gone(texts, announcement), source(announcement), italic(title), "", said]
    return written(join_lines(lines), texts.plain("Withdrawn: {title}", title=title))


def written(text: Markup, subject: str, rows: Rows = (), attachments: Sequence[dict[str, str]] = ()) -> Content:
    """A letter of its own words, with what travels along."""
    payload = {**message(text, rows), "subject": subject}
    return Content("sendMessage", payload | ({ATTACHED: list(attachments)} if attachments else {}))


def shown_as(announcement: Announcement, text: Markup, rows: Rows, *, first: bool) -> Content:
    """This text in the form that a piece of it has."""
    payload: dict[str, Any] = message(text, rows)
    if not (announcement.captioned and first):
        hidden = bool(announcement.attachments) or not _LINK.search(announcement.html)
        payload["link_preview_options"] = {"is_disabled": hidden}
        return Content("sendMessage", payload)
    payload["caption"] = payload.pop("text")
    payload.pop("link_preview_options")
    (attachment,) = announcement.attachments[:1]
    kind = attachment["kind"]
    return Content(f"send{kind.capitalize()}", {kind: attachment["file_id"], **payload})


def copy_buttons(texts: Texts, announcement: Announcement, *, confirmed: bool = False) -> Rows:
    """Under a recipient's copy."""
    number = announcement.number
    reply = button(texts.plain("Reply"), f"an:reply:{number}")
    label = texts.plain("✅ Read") if confirmed else texts.plain("I have read it")
    asked = [button(label, f"an:read:{number}")] if announcement.receipts else []
    return [*_link_row(announcement), [*asked, reply]]


def thread_buttons(texts: Texts, announcement: Announcement, reply: str) -> Rows:
    """Under what stands in the group: addresses."""
    return [*_link_row(announcement), [link(texts.plain("Reply"), reply)]]


def _link_row(announcement: Announcement) -> Rows:
    if announcement.link_label is None or announcement.link_url is None:
        return []
    return [[link(announcement.link_label, announcement.link_url)]]


def gone(texts: Texts, announcement: Announcement) -> Markup:
    """In place of copies that Telegram deletes no more."""
    return texts.t("✖ Announcement No. {number} was withdrawn by its sender.", number=announcement.number)


def reminder(texts: Texts, announcement: Announcement) -> Markup:
    """To who has not said that they read it."""
    return join_lines(
        [
            texts.t(
                "🔔 <b>Please confirm that you have read announcement No. {number}</b>", number=announcement.number
            ),
            source(announcement),
            italic(title_of(announcement, texts)),
        ]
    )


def reminder_buttons(texts: Texts, announcement: Announcement) -> Rows:
    """Under a reminder."""
    number = announcement.number
    return [
        [
            button(texts.plain("I have read it"), f"an:read:{number}"),
            button(texts.plain("Open"), f"an:open:{number}"),
        ]
    ]
