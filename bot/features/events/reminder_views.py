"""What a reminder says, and what can be pressed under it."""

from collections.abc import Mapping
from datetime import date

from markupsafe import Markup

from bot.context import Context, Rows, button
from bot.features.events import cards, slot_words, slots, views
from bot.texts import Texts, bold, join_lines
from storage.events import MAYBE, ON_SITE, ONLINE, Event, Registration


def reminder(ctx: Context, registration: Registration, kinds: Mapping[str, str]) -> tuple[Markup, Rows]:
    """What is when, and how to get there: the address for those on site, the link for those online.

    ``kinds``: key → what that kind of events is called in the person's language.
    """
    texts, event = ctx.texts, registration.event
    mode, kind = registration.mode if event.hybrid else None, kinds.get(event.kind, event.kind)
    text = join_lines(
        [
            texts.t("⏰ <b>Reminder</b> · {kind} · No. {number}", kind=kind, number=event.number),
            bold(event.title),
            "🕙 " + _when(texts, event, ctx.today),
            slot_words.yours(texts, event, registration),
            "📍 " + event.place if event.place and mode != ONLINE else None,
            "🔗 " + event.link if event.link and mode != ON_SITE else None,
            *_question(texts, registration),
        ]
    )
    return text, _buttons(ctx, registration)


def _when(texts: Texts, event: Event, today: date) -> str:
    when, days = views.when(texts, event), (event.begins.date() - today).days
    if days == 0:
        return texts.plain("Today, {when}", when=when)
    return texts.plain("Tomorrow, {when}", when=when) if days == 1 else when


def _question(texts: Texts, registration: Registration) -> list[Markup | str]:
    if views.is_asked_anew(registration.event, registration):
        return ["", texts.t("❗ Time or place have changed since you answered. Do you still take part?")]
    if registration.state == MAYBE:
        return ["", texts.t("❔ Your answer: maybe. No place is kept for you.")]
    return []


def _buttons(ctx: Context, registration: Registration) -> Rows:
    """To decline, the calendar file, the card; who has not decided (anew) can answer everything."""
    texts, event = ctx.texts, registration.event
    answers = [[button(texts.plain("I cannot come"), f"ev:no:{event.number}:{event.version}")]]
    has_to_choose = slots.has_to_choose(event, registration)
    if registration.state == MAYBE or has_to_choose or views.is_asked_anew(event, registration):
        answers = views.answers(texts, event, registration, closed=cards.is_closed(event, ctx))
    return views.rows_of(
        *(answers if cards.is_open(event, ctx) else ()),
        [
            button(texts.plain("🗓 Calendar file"), f"ev:ics:{event.number}"),
            button(texts.plain("Open"), f"ev:open:{event.number}"),
        ],
    )
