"""Who is told of an event, and that what they were told shows it as it is now."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from markupsafe import Markup

from bot.access import ADMIN, GUEST, LIBRARIAN, METHODOLOGIST, ROLES
from bot.context import Context, attachment_messages
from bot.errors import UserError
from bot.features.events import calendar_file, cards, indexing, offering, organising, reminding, rules
from bot.features.events.cards import refresh_group, refresh_one
from bot.texts import N_
from bot.ways import if_mailed
from storage import event_letters, groups, outbox
from storage.audience import Audience, includes
from storage.broadcasts import Content, announce, with_attached
from storage.event_cards import card_in, without_card
from storage.event_files import ATTACHMENT, FILES
from storage.events import DRAFT, EVENT, INVITED, PUBLISHED, Event, Registration, begun_or_over, registration_of
from storage.mailing import INVITATIONS
from storage.members import Member
from storage.numbers import mark_once
from storage.outbox import About, Lane
from storage.revisions import broadcast_kinds, revise
from storage.uninviting import Parts

__all__ = ["FILES", "INVITED_ROLES", "audience_of", "is_invited", "publish", "refresh", "refresh_group", "refresh_one"]

INVITED_ROLES = (LIBRARIAN, METHODOLOGIST, ADMIN)
"""Who is invited where nothing else was said: guests only by name, or where they are named as a role."""
CARDS_AT_ONCE = 3
"""Cards that a group which is new to the region gets in a minute: it has other things to talk about, too."""
LOOKED_BACK = timedelta(days=2)
"""For how long after its beginning or end an event's cards are looked after, if the bot did not run then."""


def audience_of(event: Event) -> Audience:
    """For whom it is, said completely."""
    return audience_said(event.audience)


def audience_said(kept: Mapping[str, Any]) -> Audience:
    """What is kept of an event's audience, said completely."""
    audience = Audience.from_json(kept)
    return replace(audience, roles=audience.roles or INVITED_ROLES)


def is_invited(ctx: Context, event: Event, member: Member) -> bool:
    """Whether it is for this member: by what they are, by name, or because somebody put them down."""
    if registration_of(ctx.session, event, member.id) is not None:
        return True
    return includes(ctx.session, audience_of(event), member, ctx.today.year)


def publish(ctx: Context, event: Event) -> None:
    """Announce a draft: invitations to its audience, the card in the group's thread.

    It shows nothing to who does it; ``organising.show`` does. Raises UserError where it is no draft (any more).
    """
    if event.status != DRAFT:
        raise UserError(N_("Event No. {number} is published already."), number=event.number)
    if event.ends_at <= ctx.now:
        raise UserError(N_("This event is over: nobody can be invited to it. Enter another time first."))
    # What was taken back is invited to once more: what is said twice needs names of its own.
    again = f"again{ctx.update_id}" if broadcast_kinds(ctx.session, EVENT, event.number) else ""
    event.status, event.published_at = PUBLISHED, ctx.now
    ctx.session.flush()
    put_down_named(ctx, event)
    ctx.note("publish", EVENT, event.number, kind=event.kind)
    invite(ctx, event, cards.INVITATION, cards.by_language(ctx, event), occurrence=again)
    for number, content in enumerate(along(event.attachments)):
        invite(ctx, event, f"{FILES}{number}", {ctx.region.language: content}, occurrence=again)
    _post_in_group(ctx, event, again)
    reminding.plan(ctx, event)
    indexing.index(ctx, event)


def invitation_parts(ctx: Context, event: Event) -> Parts:
    """What was announced as its invitation: the card, and what travels along."""
    kinds = broadcast_kinds(ctx.session, EVENT, event.number)
    return Parts(EVENT, event.number, [one for one in kinds if one == cards.INVITATION or one.startswith(FILES)])


def along(attachments: Sequence[dict[str, str]]) -> list[Content]:
    """What travels along with an invitation; it makes no sound of its own."""
    return [
        Content(method, {**payload, "disable_notification": True})
        for method, payload in attachment_messages(attachments)
    ]


def put_down_named(ctx: Context, event: Event) -> None:
    """Whom the audience names is kept as invited, so that it is seen who has not answered."""
    for member_id in Audience.from_json(event.audience).member_ids:
        if member_id == event.organiser_id or registration_of(ctx.session, event, member_id) is not None:
            continue
        member = ctx.session.get(Member, member_id)
        if member is not None and member.role is not None:
            ctx.session.add(
                Registration(
                    event_id=event.id,
                    member_id=member.id,
                    state=INVITED,
                    at=ctx.now,
                    version=event.version,
                    representative=member.role == GUEST,
                    libraries=list(member.libraries),
                )
            )
    ctx.session.flush()


def invite(
    ctx: Context,
    event: Event,
    kind: str,
    contents: dict[str, Content],
    *,
    audience: Audience | None = None,
    occurrence: str = "",
) -> None:
    """Let those whom it is for (or this ``audience``) have the invitation, or a part of it that travels along.

    What could not go before the event was over does not go.
    """
    announce(
        ctx.session,
        About(kind, EVENT, event.number),
        contents,
        roles=ROLES,
        now=ctx.now,
        occurrence=occurrence,
        expires_at=event.ends_at,
        update_id=ctx.update_id,
        wanting=(EVENT, event.kind, rules.DEFAULT_CADENCE),
        author_id=event.organiser_id,
        audience=audience or audience_of(event),
        mail_kind=if_mailed(ctx, INVITATIONS),
        letters=with_attached(contents, event.attachments) if kind == cards.INVITATION else None,
        mail_file_id=calendar_file_for_letters(ctx, event) if kind == cards.INVITATION else None,
    )


def calendar_file_for_letters(ctx: Context, event: Event) -> int | None:
    """What is attached to invitations by e-mail, if there are any; in the region's language, as it is one for all."""
    if not ctx.region.mails:
        return None
    with ctx.for_group() as speaking:
        return calendar_file.order(speaking, event)


def _renew_file(ctx: Context, event: Event) -> None:
    """Invitations by e-mail that wait to go carry the calendar file of what the event is now."""
    carried = event_letters.file_of_invitation(ctx.session, event) if ctx.region.mails else None
    if carried is not None and carried.get("shows") != calendar_file.shows(event):
        with ctx.for_group() as speaking:
            event_letters.carry(ctx.session, event, calendar_file.order(speaking, event))


def catch_up_in_group(ctx: Context) -> None:
    """A tick: the region's group gets a card of what was published before it was the region's; a few at a time.

    A group with threads is waited for until its thread for events is there.
    """
    group = groups.region_group(ctx.session)
    if group is None or not group.present:
        return
    if group.forum and groups.thread_of(ctx.session, group, groups.EVENTS) is None:
        return
    for event in without_card(ctx.session, group.chat_id, cards.IN_THREAD, ctx.now, CARDS_AT_ONCE):
        _post_in_group(ctx, event, f"in{group.id}", silent=True)


def _post_in_group(ctx: Context, event: Event, occurrence: str, *, silent: bool = False) -> None:
    """One card in the group's thread, in the region's language; what comes with it replies to it."""
    about = About(cards.IN_THREAD, EVENT, event.number)
    with ctx.for_group() as speaking:
        text, rows = cards.of_group(speaking, event)
        key = f"{cards.IN_THREAD}:{event.number}:{occurrence}"
        card = speaking.post(groups.EVENTS, text, rows, about=about, key=key, silent=silent)
    if card is not None:
        _send_to_group(ctx, event, event.attachments, card)


def add_to_group(ctx: Context, event: Event, files: Sequence[dict[str, str]]) -> None:
    """Files that came later follow into the group's thread, if the event has a card there."""
    group = groups.region_group(ctx.session)
    card = card_in(ctx.session, event, cards.IN_THREAD, group.chat_id) if group is not None else None
    if card is not None:
        _send_to_group(ctx, event, files, card)


def _send_to_group(ctx: Context, event: Event, files: Sequence[dict[str, str]], card: int) -> None:
    """Files that come with an event reply to its card in the group."""
    place = groups.place(ctx.session, groups.EVENTS)
    if place is None:
        return
    for content in along(files):
        outbox.enqueue(
            ctx.session,
            chat_id=place.chat_id,
            method=content.method,
            payload=content.payload,
            about=About(ATTACHMENT, EVENT, event.number),
            lane=Lane.ANSWER,
            now=ctx.now,
            target_id=card,
            update_id=ctx.update_id,
        )


def refresh(ctx: Context, event: Event) -> None:
    """All invitations, cards of those who answered, the group's card and the organiser's show the event as it is.

    Where there are more places than before, those in line are kept them.
    """
    ctx.session.flush()
    if event.published_at is not None:
        offering.fit_to(ctx, event)
        offering.promote(ctx, event)
        about = About(cards.INVITATION, EVENT, event.number)
        now_said = cards.by_language(ctx, event)
        letters = with_attached(now_said, event.attachments)
        revise(ctx.session, about, now_said, ctx.now, letters=letters, update_id=ctx.update_id)
        _renew_file(ctx, event)
        cards.refresh_all(ctx, event)
        refresh_group(ctx, event)
    organising.refresh(ctx, event)


def follow_clock(ctx: Context) -> None:
    """A tick: an event has begun, or is over: the group can answer no more, organisers can do other things."""
    for event in begun_or_over(ctx.session, ctx.now - LOOKED_BACK, ctx.now):
        turn = "over" if ctx.now >= event.ends_at else "begun"
        if mark_once(ctx.session, f"event {event.number} v{event.version} {turn}", ctx.now):
            refresh_group(ctx, event)
            organising.refresh(ctx, event)


def undelivered(ctx: Context, about: About, reason: str) -> Markup | None:
    """For who caused it: a part of an event was not delivered."""
    if about.kind == cards.IN_THREAD:
        return ctx.texts.t(
            "⚠️ The card of event No. {number} did not get into the group: {reason}.",
            number=about.object_id,
            reason=reason,
        )
    return ctx.texts.t(
        "⚠️ A message about event No. {number} was not delivered: {reason}.", number=about.object_id, reason=reason
    )
