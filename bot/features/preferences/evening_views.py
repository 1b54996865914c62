"""The line in which a methodologist reads in the evening how many consultations they registered: to have it or not."""

from markupsafe import Markup

from bot.context import Rows, button
from bot.texts import Texts

HOUR = 18
"""When it comes, unless quiet hours begin before."""


def line(texts: Texts, yes: bool | None) -> Markup | None:
    """What is chosen; nothing for who registers none."""
    if yes is None:
        return None
    if yes:
        return texts.t("📝 In the evening, how many consultations you registered: at {hour}", hour=texts.hour(HOUR))
    return texts.t("📝 In the evening, how many consultations you registered: not at all")


def to_toggle(texts: Texts, yes: bool | None) -> Rows:
    """The other choice."""
    if yes is None:
        return []
    label = texts.plain("📝 Registered consultations in the evening")
    return [[button(f"✅ {label}" if yes else label, "p:evening")]]


def chosen(texts: Texts, yes: bool) -> str:
    """Short notice on top."""
    if yes:
        return texts.plain("You will be told on working days at {hour}, if you registered any.", hour=texts.hour(HOUR))
    return texts.plain("You will not be told any more.")
