"""The cards of an event: each member's own, and the one in the group; that they show how things stand now.

Members' copies of the invitation share one content as long as they say the same to everybody. As soon as one says
something of one person it is a card of theirs (``event_card``), so that what is said to all never overwrites it.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from markupsafe import Markup
from sqlalchemy import select

from bot.access import Act, may
from bot.context import Button, Context, Rows, button, link, message
from bot.features.events import rules, views
from bot.texts import LANGUAGES, join_lines, texts_for
from storage import outbox
from storage.broadcasts import Content
from storage.editing import edit_each
from storage.event_cards import has_card
from storage.events import (
    CANCELLED,
    EVENT,
    GOING,
    OFFERED,
    PUBLISHED,
    WAITING,
    Event,
    Registration,
    answer_counts,
    registration_of,
    registrations,
)
from storage.materials import readable
from storage.members import Member
from storage.outbox import About
from storage.registrations import place_in_line

INVITATION, CARD, PLACE, IN_THREAD = "invitation", "event_card", "place", "event_in_thread"
"""Parts of an event in the outbox: copies of the invitation, a person's own card, that a place became free, the
group's card."""
MINE = (INVITATION, CARD, PLACE)
"""What becomes a person's own card when they have answered."""
JOINED = (GOING, WAITING, OFFERED)
"""Who has or waits for a place can still give it back when registration is over."""


def is_open(event: Event, ctx: Context) -> bool:
    """Whether people can still answer."""
    return event.status == PUBLISHED and ctx.now < event.starts_at


def is_closed(event: Event, ctx: Context) -> bool:
    """Whether registering is over, though it has not begun."""
    return not rules.may_still_register(event.register_until, event.starts_at, ctx.today, ctx.now)


def of_person(
    ctx: Context, event: Event, member: Member, registration: Registration | None, *, above: Markup | None = None
) -> tuple[Markup, Rows]:
    """The card of one person, in the language of ``ctx``; ``above`` it, what has just happened."""
    texts, first = ctx.texts, _facts(ctx, event)
    if above is not None:
        first = join_lines([above, "", first])
    if event.status == CANCELLED:
        return views.card(first, "", views.cancelled(texts, event)), ()
    line, until = standing_of(ctx, registration)
    still_open = is_open(event, ctx)
    answered = views.own_lines(texts, event, registration, line, until, is_open=still_open)
    offer = views.offer(texts, event, registration, until)
    undecided = still_open and not (answered or offer)
    rest = [*views.details(texts, event, ctx.region.academic_hour, counted=undecided, is_open=still_open)]
    if undecided and event.places is not None:
        rest += [*([] if rest else [""]), views.free_places(texts, event, answer_counts(ctx.session, event))]
    rest += [*answered, *_closed(ctx, event, registration)]
    rows: list[Sequence[Button | None]] = [
        views.more(texts, event, still_open=still_open),
        [_materials(ctx, event, member, registration)],
    ]
    if still_open:
        closed = is_closed(event, ctx)
        rows = [*views.answers(texts, event, registration, closed=closed), *rows]
        rows.append(views.for_others(texts, event, member.role, closed=closed))
    elif may(member.role, Act.EVENTS):
        rows.append([views.organisers_button(texts, event)])
    return views.card(join_lines([offer, first]), event.text, rest), views.rows_of(*rows)


def _materials(ctx: Context, event: Event, member: Member, registration: Registration | None) -> Button | None:
    """What was handed out to this person, once more; staff get at it from the organiser's card."""
    there = not may(member.role, Act.EVENTS) and readable(ctx.session, event, registration, staff=False)
    return button(ctx.texts.plain("📎 Materials"), f"ev:materials:{event.number}") if there else None


def of_everyone(ctx: Context, event: Event) -> Content:
    """The copy of the invitation that says the same to everybody, in the language of ``ctx``.

    Without a count of places: that would be an edit for everyone at each registration.
    """
    if event.status == CANCELLED:
        text, rows = views.card(_facts(ctx, event), "", views.cancelled(ctx.texts, event)), views.rows_of()
    else:
        details = views.details(ctx.texts, event, ctx.region.academic_hour)
        text = views.card(_facts(ctx, event), event.text, details)
        to_come = ctx.now < event.starts_at  # a draft's preview shows the buttons, too
        rows = views.rows_of(*(views.answers(ctx.texts, event, None) if to_come else ()))
    return Content("sendMessage", message(text, rows))


def by_language(ctx: Context, event: Event) -> dict[str, Content]:
    """The invitation in every language, the region's first."""
    languages = sorted(LANGUAGES, key=lambda language: language != ctx.region.language)
    return {one: of_everyone(replace(ctx, texts=texts_for(one)), event) for one in languages}


def of_group(ctx: Context, event: Event) -> tuple[Markup, Rows]:
    """The card in the group: counts and no names."""
    texts = ctx.texts
    first = views.facts(texts, event, views.kind_name(ctx, event), for_all=True)
    if event.status == CANCELLED:
        return views.card(first, "", views.cancelled(texts, event)), ()
    counts = answer_counts(ctx.session, event)
    still_open = is_open(event, ctx)
    details = views.details(texts, event, ctx.region.academic_hour, counted=True, is_open=still_open)
    rest = [*details, "", *views.turnout(texts, event, counts, is_open=still_open)]
    if not still_open:
        return views.card(first, event.text, [*rest, *_closed(ctx, event, None)], views.TEXT_IN_GROUP), ()
    rows: Rows = [*views.answers(texts, event, None), [link(texts.plain("Open"), ctx.deep_link(f"e{event.number}"))]]
    return views.card(first, event.text, rest, views.TEXT_IN_GROUP), rows


def _facts(ctx: Context, event: Event) -> Markup:
    return views.facts(ctx.texts, event, views.kind_name(ctx, event))


def standing_of(ctx: Context, registration: Registration | None) -> tuple[int, str | None]:
    """Which in line they are, and until when a place is kept for them, as far as it is so."""
    if registration is None:
        return 0, None
    line = place_in_line(ctx.session, registration) if registration.state == WAITING else 0
    until = registration.offered_until if registration.state == OFFERED else None
    return line, ctx.texts.at(ctx.region.local(until)) if until is not None else None


def _closed(ctx: Context, event: Event, registration: Registration | None) -> views.Lines:
    if event.status != PUBLISHED:
        return []
    if ctx.now >= event.ends_at:
        return ["", ctx.texts.t("The event is over.")]
    if ctx.now >= event.starts_at:
        return ["", ctx.texts.t("The event has begun; answers can no longer be changed.")]
    if is_closed(event, ctx) and (registration is None or registration.state not in JOINED):
        return ["", ctx.texts.t("Registration is over.")]
    return []


# Showing and following ------------------------------------------------------------------------------------------------


def show_own(ctx: Context, event: Event) -> None:
    """The acting person's card, in place of what was pressed in their private chat or as a new message."""
    registration = registration_of(ctx.session, event, ctx.me.id)
    text, rows = of_person(ctx, event, ctx.me, registration)
    pressed = ctx.pressed_delivery
    if ctx.private and pressed is not None and outbox.method_of(ctx.session, pressed) == "sendMessage":
        ctx.show(text, rows, about=About(CARD, EVENT, event.number))
    else:
        ctx.say(text, rows, about=About(CARD, EVENT, event.number))


def has_own(ctx: Context, event: Event) -> bool:
    """Whether the acting person has a card of their own in private, which follows what they answer in the group."""
    ctx.session.flush()
    return has_card(ctx.session, event, CARD, ctx.me.id)


def refresh_one(ctx: Context, registration: Registration) -> None:
    """The cards of one person show what became of their answer; copies of the invitation become cards of theirs."""
    if registration.member is not None:
        refresh_member(ctx, registration.event, registration.member, registration)


def refresh_member(ctx: Context, event: Event, member: Member, registration: Registration | None = None) -> None:
    """The same for a member who may have no answer (any more)."""
    ctx.session.flush()
    with ctx.speaking_to(member) as speaking:
        text, rows = of_person(speaking, event, member, registration)
        for kind in MINE:
            about = About(kind, EVENT, event.number)
            for delivery, _ in outbox.deliveries_about(ctx.session, about, recipient_id=member.id):
                outbox.set_about(ctx.session, delivery, About(CARD, EVENT, event.number))
                speaking.edit(delivery, text, rows)


def refresh_all(ctx: Context, event: Event, *, states: Sequence[str] = ()) -> None:
    """The cards of everyone who has one of their own show the event as it is; what says the same is made once.

    ``states``: of those alone who answered so.
    """
    ctx.session.flush()
    found = registrations(ctx.session, event, *states)
    answered = {one.member_id: one for one in found if one.member_id is not None}
    about = [About(kind, EVENT, event.number) for kind in (CARD, PLACE)]
    there = [one for part in about for one in outbox.deliveries_about(ctx.session, part) if one[1] is not None]
    if states:
        there = [one for one in there if one[1] in answered]
    query = select(Member).where(Member.id.in_({member_id for _, member_id in there}))
    members = {one.id: one for one in ctx.session.scalars(query)} if there else {}
    made: dict[tuple[object, ...], dict[str, Any]] = {}
    shown: dict[int, dict[str, Any]] = {}
    for delivery, member_id in there:
        if (member := members.get(member_id or 0)) is not None:
            registration = answered.get(member.id)
            look = _look(event, member, registration)
            if look not in made:
                with ctx.speaking_to(member) as speaking:
                    made[look] = message(*of_person(speaking, event, member, registration))
            shown[delivery] = made[look]
    edit_each(ctx.session, shown, now=ctx.now, update_id=ctx.update_id)


def _look(event: Event, member: Member, registration: Registration | None) -> tuple[object, ...]:
    """Everything about a person that their card depends on (``of_person``)."""
    if registration is None:
        return member.language, member.role
    alone = registration.id if registration.state in (WAITING, OFFERED) else None
    by_others = registration.registered_by_id not in (None, registration.member_id)
    is_asked_anew = registration.version < event.version
    answer = (registration.state, registration.mode, is_asked_anew, by_others, registration.attended)
    return member.language, member.role, alone, *answer, registration.slot, registration.question


def refresh_group(ctx: Context, event: Event) -> None:
    """The group's card shows who comes and the places left."""
    ctx.session.flush()
    for delivery, _ in outbox.deliveries_about(ctx.session, About(IN_THREAD, EVENT, event.number))[-1:]:
        with ctx.for_group() as speaking:
            speaking.edit(delivery, *of_group(speaking, event))
