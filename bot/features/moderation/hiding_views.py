"""What hiding looks like, for who hides and for the author."""

from markupsafe import Markup

from bot.context import Rows, button
from bot.hiding import Written
from bot.originals import LEFT_IN_GROUP
from bot.texts import Texts, cut, italic, join_lines
from storage.members import Member
from storage.moderation import Hiding

EXCERPT = 200
"""UTF-16 units of what was hidden that are quoted."""


def hidden(texts: Texts, hiding: Hiding, written: Written) -> Markup:
    """For who hid it."""
    return join_lines(
        [
            texts.t("🙈 <b>Hidden: {title}</b>", title=written.title),
            italic(cut(written.text, EXCERPT)) if written.text else None,
            texts.t("Reason: {reason}", reason=hiding.reason),
            "",
            texts.t("The author has been told why. It can be read and found no more, and counts as before."),
            texts.t("⚠️ In the group the author's own message remains: the bot may not delete there. Please delete it.")
            if (hiding.kept or {}).get(LEFT_IN_GROUP)
            else None,
        ]
    )


def hidden_buttons(texts: Texts, hiding: Hiding, author: Member | None) -> Rows:
    """Undo it; or more than hiding is needed."""
    rows = [[button(texts.plain("Undo"), f"mo:show:{hiding.id}")]]
    if author is not None:
        rows.append([button(texts.plain("Mute the author"), f"mo:mute:{author.id}")])
    return rows


def shown_again(texts: Texts, written: Written) -> Markup:
    """For who undid it."""
    return texts.t("✅ Can be read again: {title}. The author has been told.", title=written.title)


def notice(texts: Texts, hiding: Hiding, title: str, text: str) -> Markup:
    """For the author: it was hidden, or can be read again."""
    if hiding.undone_at is not None:
        return texts.t("✅ Can be read again by all: {title}.", title=title)
    return join_lines(
        [
            texts.t("🙈 <b>Hidden from all: {title}</b>", title=title),
            italic(cut(text, EXCERPT)) if text else None,
            texts.t("Reason: {reason}", reason=hiding.reason),
            texts.t("Decided by: {name}", name=hiding.by.name) if hiding.by else None,
            "",
            texts.t("To talk about it: /jautat (only the methodologists read it)."),
        ]
    )
