"""Making, changing, publishing, recording and throwing away: checks who may, changes, notes it, lets all follow."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from zoneinfo import ZoneInfo

from bot.access import GUEST
from bot.context import Context
from bot.dialogs.audience import COLLEAGUES
from bot.errors import UserError
from bot.features.events import (
    drafts,
    files_removed,
    following,
    inviting,
    making_narrowing,
    making_widening,
    organising,
    slot_changing,
    slots,
)
from bot.features.events.kinds import defaults
from bot.texts import N_
from bot.texts.moments import Span
from bot.typed import Typed, in_order
from bot.undoing import check_undo
from storage.audience import Audience
from storage.events import (
    CANCELLED,
    DRAFT,
    DROPPED,
    EVENT,
    OTHER_FORMS,
    PUBLISHED,
    RECORDED,
    Event,
    event_numbered,
    new_draft,
    set_time,
)
from storage.libraries import Library
from storage.numbers import mark_once, marked_value
from storage.revisions import want_otherwise

PUBLISHED_ALREADY = N_("Event No. {number} is published already.")
NOT_THERE = N_("Event No. {number} is not there any more.")


@dataclass(frozen=True)
class Planned:
    """What a draft begins with."""

    kind: str
    title: str
    when: Span
    where: Mapping[str, Any] = field(default_factory=dict)
    """``{"place", "link", "library"}``."""
    more: Mapping[str, Any] = field(default_factory=dict)
    """Other columns of the event."""


def found(ctx: Context, number: int) -> Event:
    """The event of this number, for who makes events; raises UserError."""
    event = event_numbered(ctx.session, number)
    if event is None:
        raise UserError(NOT_THERE, number=number)
    return event


def found_changeable(ctx: Context, number: int) -> Event:
    """The same, if it can be changed; raises UserError."""
    event = found(ctx, number)
    if event.status == DROPPED:
        raise UserError(NOT_THERE, number=number)
    if event.status == CANCELLED:
        raise UserError(N_("Event No. {number} was cancelled; it cannot be changed."), number=number)
    return event


def found_draft(ctx: Context, number: int) -> Event:
    """The draft of this number; raises UserError."""
    event = found_changeable(ctx, number)
    if event.status == PUBLISHED:
        raise UserError(PUBLISHED_ALREADY, number=number)
    if event.status != DRAFT:
        raise UserError(N_("Event No. {number} is recorded already."), number=number)
    return event


def make(ctx: Context, planned: Planned) -> Event:
    """A draft with the defaults of its kind where nothing else was said."""
    usual = defaults(planned.kind)
    when = planned.when
    where, more = planned.where, dict(planned.more)
    minutes = more.get("minutes")
    if minutes is None and more.get("academic_hours"):
        minutes = round(more["academic_hours"] * ctx.region.academic_hour)
    is_past = when.begins <= ctx.local.replace(tzinfo=None)  # how long it was is not made up
    more["minutes"] = minutes or length_of(when) or (None if is_past else usual.minutes)
    library = ctx.session.get(Library, where["library"]) if where.get("library") else None
    more.setdefault("audience", usual_audience(usual.roles, library).to_json())
    more.setdefault("places", usual.places)
    if is_past or when.whole_day:
        more["slots"] = None
    more.setdefault("reminders", sorted(usual.reminders, reverse=True))
    event = new_draft(
        ctx.session,
        organiser_id=ctx.me.id,
        kind=planned.kind,
        title=planned.title,
        begins=when.begins,
        ends=when.ends,
        whole_day=when.whole_day,
        zone=ctx.region.zone,
        now=ctx.now,
        place=where.get("place"),
        link=where.get("link"),
        libraries=[library] if library is not None and planned.kind in OTHER_FORMS else [],
        **more,
    )
    slots.count_places(event)
    ctx.note("draft", EVENT, event.number, kind=event.kind)
    return event


def usual_audience(roles: Sequence[str], library: Library | None) -> Audience:
    """All colleagues, and guests where they usually come; of what concerns one library, those who work there."""
    if roles:
        return replace(COLLEAGUES, roles=(*COLLEAGUES.roles, *([GUEST] if GUEST in roles else [])))
    return replace(COLLEAGUES, library_ids=(library.id,)) if library is not None else Audience(only_named=True)


def length_of(when: Span) -> int | None:
    """The minutes of something that begins and ends on one day; nothing where no length is said."""
    if when.ends is None or when.whole_day or when.ends.date() != when.begins.date():
        return None
    return int((when.ends - when.begins).total_seconds() // 60) or None


def copy(ctx: Context, like: Event, when: Span) -> Event:
    """A draft of an earlier event at another time; its deadline is as long before it."""
    deadline = like.register_until
    if deadline is not None:
        deadline = when.begins.date() - (like.begins.date() - deadline)
        deadline = deadline if deadline >= ctx.today else None
    same = ("text", "lecturers", "minutes", "academic_hours", "places", "confirm_hours")
    more: dict[str, Any] = {name: getattr(like, name) for name in same}
    more["minutes"] = length_of(when) or like.minutes
    more |= {name: list(getattr(like, name)) for name in ("reminders", "attachments")}
    more |= {"audience": dict(like.audience), "register_until": deadline, "slots": like.slots}
    event = make(ctx, Planned(like.kind, like.title, when, {"place": like.place, "link": like.link}, more))
    event.libraries = list(like.libraries) if like.kind in OTHER_FORMS else []
    return event


def change(ctx: Context, event: Event, **values: Any) -> bool:
    """Set columns; whoever has seen the event sees it follow. Tells whether anything changed.

    Raises UserError for what is no small change of a published event: when and where it is.
    """
    changed = {name: value for name, value in values.items() if getattr(event, name) != value}
    if not changed:
        return False
    before, files, were = inviting.audience_of(event), list(event.attachments), slots.before(event)
    for name, value in changed.items():
        setattr(event, name, value)
    if "slots" in changed and event.slots is None:
        event.places = None
    if "minutes" in changed:
        set_time(event, event.begins, event.ends, event.whole_day, ZoneInfo(event.zone))
    ctx.note("edit", EVENT, event.number, what=sorted(changed))
    lost = slot_changing.fit(ctx, event, were) if changed.keys() & {"slots", "minutes"} else None
    _follow(ctx, event)
    if lost is not None:
        slot_changing.tell(ctx, event, were, lost)
    if event.status == PUBLISHED and event.ends_at > ctx.now:
        if "kind" in changed:
            want_otherwise(ctx.session, EVENT, event.number, event.kind)
        if "attachments" in changed:
            making_widening.send_files(ctx, event, [one for one in event.attachments if one not in files])
            if files and not event.attachments:
                files_removed.take_back(ctx, event)
                organising.refresh(ctx, event)
        if "audience" in changed:
            making_narrowing.uninvite(ctx, event, before)
            making_widening.invite_more(ctx, event, before)
    return True


def set_when(ctx: Context, event: Event, when: Span) -> None:
    """When it is; its length goes with an end that is said. Raises UserError where people were told of it already."""
    _require_untold(event)
    event.minutes = length_of(when) or event.minutes
    set_time(event, when.begins, when.ends, when.whole_day, ctx.region.zone)
    slots.count_places(event)
    ctx.note("edit", EVENT, event.number, what=["begins"])
    _follow(ctx, event)


def set_where(ctx: Context, event: Event, where: Mapping[str, Any]) -> None:
    """Where it is. Raises UserError where people were told of it already."""
    _require_untold(event)
    library = ctx.session.get(Library, where["library"]) if where.get("library") else None
    if library is not None and event.kind in OTHER_FORMS:
        event.libraries = [library]
    change(ctx, event, place=where.get("place"), link=where.get("link"))


def _require_untold(event: Event) -> None:
    """Somebody else may have published it while a form was open: what people know is moved so that they hear of it."""
    if event.status == PUBLISHED:
        raise UserError(PUBLISHED_ALREADY, number=event.number)


def _follow(ctx: Context, event: Event) -> None:
    ctx.session.flush()
    if event.status == PUBLISHED:
        following.follow(ctx, event)
    drafts.refresh(ctx, event)


def require_coming(ctx: Context, event: Event) -> None:
    """Raise UserError where nobody can be invited any more."""
    if drafts.is_past(event, ctx.now):
        raise UserError(N_("This time is past: nobody can be invited any more. Record it as held, or change the time."))


def publish(ctx: Context, event: Event) -> None:
    """Announce a draft; raises UserError where that is no good."""
    require_coming(ctx, event)
    inviting.publish(ctx, event)


def record(ctx: Context, event: Event, headcount: int | None) -> None:
    """A draft whose time is past was held: it counts in the report, and nobody is invited."""
    if event.starts_at > ctx.now:
        raise UserError(N_("It has not begun yet. Publish it, and say who came when it is over."))
    event.status, event.headcount, event.attended_at = RECORDED, headcount, ctx.now
    event.reminders, event.register_until = [], None
    ctx.session.flush()
    ctx.note("record", EVENT, event.number)
    drafts.refresh(ctx, event)


def drop(ctx: Context, event: Event) -> None:
    """Throw a draft or an entry away; raises UserError for what was published."""
    if event.status not in {DRAFT, RECORDED}:
        raise UserError(N_("A published event is not deleted but cancelled."))
    event.status, event.cancelled_at = DROPPED, ctx.now
    ctx.session.flush()
    ctx.note("drop", EVENT, event.number)
    drafts.refresh(ctx, event)


def bring_back(ctx: Context, event: Event) -> None:
    """Undo this, within ten minutes; raises UserError."""
    if event.status != DROPPED:
        return
    check_undo(event.cancelled_at, ctx.now)
    event.status, event.cancelled_at = RECORDED if event.attended_at else DRAFT, None
    ctx.session.flush()
    ctx.note("bring_back", EVENT, event.number)
    drafts.refresh(ctx, event)


# What a message brought along ----------------------------------------------------------------------------------------


def files_of(typed: Typed) -> list[dict[str, str]]:
    """What travels along with an invitation; stickers do not."""
    return [item for item in typed.attachments if item["kind"] != "sticker"]


LINE, ABOUT = "line", "about"
"""What a typed message is to an event: the line that it was made from, or what it is about."""


def remember_source(ctx: Context, event: Event, typed: Typed, what: str) -> None:
    """Edits of this message, and parts of its album that come late, belong to the event."""
    if typed.album:
        mark_once(ctx.session, f"event_album:{typed.chat_id}:{typed.album}", ctx.now, str(event.number))
    if typed.message_id:
        mark_once(ctx.session, f"event_{what}:{typed.chat_id}:{typed.message_id}", ctx.now, str(event.number))


def event_of_album(ctx: Context, typed: Typed) -> Event | None:
    """The event whose album this is a late part of."""
    return _marked(ctx, f"event_album:{typed.chat_id}:{typed.album}") if typed.album else None


def event_of_message(ctx: Context, typed: Typed, what: str) -> Event | None:
    """The event to which this message is that."""
    return _marked(ctx, f"event_{what}:{typed.chat_id}:{typed.message_id}")


def _marked(ctx: Context, name: str) -> Event | None:
    number = marked_value(ctx.session, name)
    return event_numbered(ctx.session, int(number)) if number is not None else None


def add_files(ctx: Context, event: Event, files: Sequence[dict[str, str]]) -> None:
    """More files come along."""
    change(ctx, event, attachments=in_order([*event.attachments, *files]))
