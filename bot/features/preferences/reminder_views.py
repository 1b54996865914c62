"""The page on which a member says which reminders of events to have."""

from collections.abc import Collection

from markupsafe import Markup

from bot.context import Rows, button
from bot.texts import N_, Texts, capital, join_lines
from storage.feedback import FEEDBACK
from storage.reminders import DAY, DAYS, HOURS, SUBJECTS

NAMES = {
    DAYS: N_("several days before"),
    DAY: N_("the day before"),
    HOURS: N_("hours before"),
    FEEDBACK: N_("afterwards (how it was)"),
}
CHOICES = (*SUBJECTS, FEEDBACK)
"""What can be had or not: reminders before, and the question afterwards."""
EVENING = 18
"""The hour at which the evening's reminders go."""


def line(texts: Texts, off: Collection[str]) -> Markup:
    """What is chosen, in a line."""
    return texts.t("⏰ Reminders of events: {which}", which=_chosen(texts, off))


def page(texts: Texts, off: Collection[str]) -> Markup:
    """What is chosen, and when they come."""
    return join_lines(
        [
            texts.t("⏰ <b>Reminders of events</b>"),
            "",
            texts.t("You are reminded of events in which you take part, at the times that the organiser has set."),
            texts.t(
                "A reminder that would fall into your quiet hours comes the evening before at {hour}.",
                hour=texts.hour(EVENING),
            ),
            "",
            texts.t("Now: {topics}.", topics=_chosen(texts, off)),
        ]
    )


def buttons(texts: Texts, off: Collection[str]) -> Rows:
    """Each kind of them to have or not; back."""
    each = [
        [button(("" if one in off else "✅ ") + capital(texts.plain(NAMES[one])), f"p:remind:{one}")] for one in CHOICES
    ]
    return [*each, [button(texts.plain("◀ Back"), "p:kinds")]]


def to_page(texts: Texts) -> Rows:
    """The way to the page."""
    return [[button(texts.plain("⏰ Reminders of events"), "p:remind")]]


def _chosen(texts: Texts, off: Collection[str]) -> str:
    if not off:
        return texts.plain("all of them")
    wanted = [texts.plain(NAMES[one]) for one in CHOICES if one not in off]
    return ", ".join(wanted) or texts.plain("not at all")
