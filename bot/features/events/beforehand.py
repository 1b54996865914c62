"""Shortly before an event whoever organises it has at hand what they need at the door."""

from markupsafe import Markup

from bot.context import Context, Rows, button
from bot.features.events import views
from bot.features.events.afterwards import tell_organiser
from bot.features.events.attending_rules import OPENS
from bot.manifest import Tick
from bot.texts import bold, join_lines
from storage.attendance import mark_name
from storage.events import EVENT, Event, about_to_begin, answer_counts
from storage.numbers import mark_once

AT_THE_DOOR = "at_the_door"


def open_doors(ctx: Context) -> None:
    """An hour before it begins people can be marked: the organiser is told once how many come, with the buttons."""
    for event in about_to_begin(ctx.session, ctx.now, ctx.now + OPENS):
        if not event.whole_day and mark_once(ctx.session, mark_name(AT_THE_DOOR, event), ctx.now):
            tell_organiser(ctx, event, AT_THE_DOOR, _soon, expires_at=event.starts_at)
            ctx.note("open_doors", EVENT, event.number)


def _soon(ctx: Context, event: Event) -> tuple[Markup, Rows]:
    texts, number = ctx.texts, event.number
    text = join_lines(
        [
            texts.t("🚪 <b>It begins soon</b> · No. {number}", number=number),
            bold(event.title),
            "🕙 " + views.when(texts, event),
            "📍 " + event.place if event.place else None,
            "🔗 " + event.link if event.link else None,
            "",
            *views.turnout(texts, event, answer_counts(ctx.session, event), is_open=False),
        ]
    )
    door = button(texts.plain("🚪 Note who came"), f"ev:door:{number}")
    sheet = button(texts.plain("🖨 List to sign"), f"ev:sheet:{number}")
    return text, [[door, sheet], [views.organisers_button(texts, event)]]


TICKS: tuple[Tick, ...] = (Tick("open the doors of events", 60, open_doors),)
