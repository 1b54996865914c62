"""What an event looks like: the lines that say what, when and where, and the card that people answer."""

from markupsafe import Markup

from bot.context import Context
from bot.texts import Texts, bold, join_lines
from storage.consultations import entry_names
from storage.events import CANCELLED, Event
from storage.vocabulary import EVENT_KIND


def kind_name(ctx: Context, event: Event, texts: Texts | None = None) -> str:
    """The kind's name in the person's language."""
    return entry_names(ctx.session, EVENT_KIND, (texts or ctx.texts).language).get(event.kind, event.kind)


def when(texts: Texts, event: Event) -> str:
    """Day and hours: ``otrdien, 2026. gada 1. decembrī, plkst. 10.00–13.00``."""
    return texts.span(event.begins, event.ends, whole_day=event.whole_day)


def head(texts: Texts, event: Event, kind: str) -> Markup:
    """The first line of everything about an event."""
    sign = "✖" if event.status == CANCELLED else "📅"
    return texts.t("{sign} <b>{kind}</b> · No. {number}", sign=sign, kind=kind, number=event.number)


def facts(texts: Texts, event: Event, kind: str) -> Markup:
    """What it is, when and where, who speaks: the same lines for everybody."""
    return join_lines(
        [
            head(texts, event, kind),
            bold(event.title),
            "🕙 " + when(texts, event),
            "📍 " + event.place if event.place else None,
            "🔗 " + event.link if event.link else None,
            "🎤 " + event.lecturers if event.lecturers else None,
        ]
    )
