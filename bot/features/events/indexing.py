"""What the search finds of events: what was announced, also when it is long over."""

from bot.context import Context
from bot.features.events.views import kind_name
from bot.texts import LANGUAGES, texts_for
from storage.events import CANCELLED, EVENT, PUBLISHED, Event
from storage.search import Entry, put_entry, remove_entry


def index(ctx: Context, event: Event) -> None:
    """The search finds the event as it is now, or no more."""
    if event.status not in (PUBLISHED, CANCELLED):
        remove_entry(ctx.session, EVENT, event.number)
        return
    kinds = [kind_name(ctx, event, texts_for(language)) for language in LANGUAGES]
    words = (*kinds, event.place, event.lecturers, event.text)
    put_entry(
        ctx.session,
        Entry(
            kind=EVENT,
            object_id=event.number,
            title=event.title,
            text="\n".join(word for word in words if word),
            topic=None,
            at=ctx.region.local(event.starts_at),
        ),
    )
