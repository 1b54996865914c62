"""Telling people of a change: a portion at a time, each once, and nobody an outdated thing after a newer one.

Everybody reads what is different from what they know: from the plan that they answered to, or that they were told of
since. What an earlier change has put into the outbox and what has not arrived is stopped; what has arrived is marked as
outdated.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

from sqlalchemy import select

from bot.context import Context
from bot.features.events import calendar_file, changing_rules, changing_views, slot_words, views
from bot.features.events.calendar_file_copies import FILE, OLD_FILE
from bot.features.events.changing_preview import to_phone
from bot.features.events.changing_rules import LOOK_AFTER
from bot.payloads import fits_caption
from bot.texts import join_lines
from bot.ways import mailboxes_of, reachable_chats_of
from storage import event_letters
from storage.alphabet import latvian_order
from storage.event_changes import (
    CHANGE,
    INVITED_CHANGE,
    EventChange,
    Plan,
    Told,
    change_to_look_at,
    change_to_tell,
    chats_of,
    key_of,
    plan_of,
    plans,
    portion,
    told_before,
    unreached,
)
from storage.events import EVENT, GOING, INVITED, Event, Registration, registrations
from storage.failures import mark_told
from storage.mail_chats import channel_of, is_mailbox
from storage.mailing import INVITATIONS
from storage.members import Member
from storage.outbox import SENDING, SENT, UNKNOWN, About, deliveries_about
from storage.preferences import hold_until

PORTION = 50
"""People who are looked at in one unit of work: each takes the writer about a millisecond, and nobody's answer is to
wait for long."""
_MAY_BE_READ = (SENT, SENDING, UNKNOWN)
"""States in which somebody may know what a delivery says."""


@dataclass
class _Telling:
    """What is the same for everybody who is told of a change."""

    ctx: Context
    event: Event
    version: int
    plan: Plan
    plans: Mapping[int, Plan]
    undoes: bool
    urgent: bool
    """Whether quiet hours hold nothing."""
    expires_at: datetime
    with_file: Collection[int]
    """Members who have a calendar file of it."""
    files: dict[tuple[str, str, datetime | None], int] = field(default_factory=dict)
    """(language, channel, their time if they have one) → the calendar file."""
    kinds: dict[str, str] = field(default_factory=dict)
    """Language → what kind of event it is."""
    last_due: datetime | None = None
    """When the last of those goes who are told in this portion."""


@dataclass(frozen=True)
class _Person:
    """Somebody who may have to be told."""

    member: Member
    registration: Registration | None
    version: int
    """Which they answered to, or read of in the letter that invites them."""
    ways: Sequence[int]
    earlier: Sequence[Told]
    by_letter: bool = False
    """Whether they were invited by letter and have not answered."""

    @property
    def state(self) -> str:
        """What they answered, if anything."""
        return self.registration.state if self.registration is not None else INVITED


def begin(ctx: Context, change: EventChange) -> None:
    """It has just been changed: who is to be told at once is."""
    if change.due_at <= ctx.now:
        _tell_portion(ctx, change)


def tell(ctx: Context) -> None:
    """Tell the next portion of people of the change that has waited longest."""
    change = change_to_tell(ctx.session, ctx.now)
    if change is not None:
        _tell_portion(replace(ctx, update_id=change.update_id), change)


def _tell_portion(ctx: Context, change: EventChange) -> None:
    telling = _telling(ctx, change)
    if change.reached_id == 0 and change.actor_id != change.event.organiser_id:
        _tell_organiser(telling, change)
    people = portion(ctx.session, change, PORTION)
    member_ids = [one.member_id for one in people if one.member_id is not None and one.member_id != change.actor_id]
    chats = chats_of(ctx.session, member_ids)
    earlier = _told_before(telling, member_ids)
    boxes = mailboxes_of(ctx, [one.member for one in people if one.member_id in member_ids and one.member], INVITATIONS)
    for one in people:
        ways = [chats[one.member_id].id] if one.member_id in chats else []
        ways += boxes.get(one.member_id or 0, [])
        if one.member is not None and one.member.role is not None and ways:
            _see_to(telling, _Person(one.member, one, one.version, ways, earlier.get(one.member.id, ())))
    if people:
        change.reached_id = people[-1].id
    all_told = len(people) < PORTION and _tell_invited(telling, change)
    if telling.last_due is not None:
        change.look_at = max(change.look_at or telling.last_due, telling.last_due + LOOK_AFTER)
    if all_told:
        change.done_at = ctx.now


def _tell_invited(telling: _Telling, change: EventChange) -> bool:
    """Tell the next of those who were invited by letter and have not answered; returns whether all have been looked at.

    An invitation in Telegram shows the event as it is now; a letter that has gone does not.
    """
    ctx, event = telling.ctx, telling.event
    letters = event_letters.unanswered(ctx.session, event, after=change.letters_reached_id, size=PORTION)
    if not letters:
        return True
    since = event_letters.changed_at(ctx.session, event)
    invited = {one.member_id: one for one in registrations(ctx.session, event, INVITED)}
    found = ctx.session.scalars(select(Member).where(Member.id.in_(letters), Member.role.is_not(None))).all()
    chats, earlier = reachable_chats_of(ctx, found, INVITATIONS), _told_before(telling, letters)
    for member in found:
        if member.id == change.actor_id or member.id not in chats:
            continue
        said = changing_rules.version_at(since, letters[member.id])
        way = next(filter(is_mailbox, chats[member.id]), chats[member.id][0])
        _see_to(
            telling, _Person(member, invited.get(member.id), said, [way], earlier.get(member.id, ()), by_letter=True)
        )
    change.letters_reached_id = max(letters)
    return len(letters) < PORTION


def _told_before(telling: _Telling, member_ids: Collection[int]) -> Mapping[int, Sequence[Told]]:
    versions = [v + 1 for v in telling.plans if v + 1 < telling.version]
    return told_before(telling.ctx.session, telling.event, versions, member_ids)


def _telling(ctx: Context, change: EventChange) -> _Telling:
    event, zone = change.event, ZoneInfo(change.event.zone)
    before = changing_rules.starts_at(Plan.from_json(change.plan_before), zone)
    return _Telling(
        ctx,
        event,
        change.version,
        plan_of(event),
        plans(ctx.session, event),
        undoes=change.undoes,
        urgent=changing_rules.is_urgent(before, event.starts_at, ctx.now),
        expires_at=max(before, event.ends_at),
        with_file={
            member_id
            for kind in (FILE, OLD_FILE)
            for _, member_id in deliveries_about(ctx.session, About(kind, EVENT, event.number))
            if member_id is not None
        },
    )


def _tell_organiser(telling: _Telling, change: EventChange) -> None:
    """Whose event was changed by somebody else."""
    ctx, event, organiser = telling.ctx, telling.event, telling.event.organiser
    chat = chats_of(ctx.session, [organiser.id]).get(organiser.id)
    if chat is None:
        return
    with ctx.speaking_to(organiser) as speaking:
        text = changing_views.changed_by(speaking.texts, event, Plan.from_json(change.plan_before), change.actor.name)
        speaking.tell(
            organiser,
            chat.id,
            text,
            [[views.organisers_button(speaking.texts, event)]],
            about=About("changed_by", EVENT, event.number),
            key=f"changed_by:{event.number}:{change.version}",
            due_at=ctx.now if telling.urgent else hold_until(organiser, ctx.now, ctx.region.zone),
        )


def _see_to(telling: _Telling, person: _Person) -> None:
    """Tell one person, in Telegram and by letter, if there is something that they do not know."""
    ctx, one = telling.ctx, person.registration
    everywhere = [told for told in person.earlier if told.state in _MAY_BE_READ and not told.file]
    for told in person.earlier:
        if told.state != SENT:
            ctx.take_back(told.delivery_id)
    stays = telling.undoes and one is not None and one.version == telling.version
    with ctx.speaking_to(person.member) as speaking:
        for chat_id in person.ways:
            read = [told for told in everywhere if told.by_mail == is_mailbox(chat_id)] or everywhere
            told_last = max((told.version for told in read), default=None)
            version = changing_rules.heard_of(person.version, told_last, stays=stays and not person.by_letter)
            known = changing_rules.plan_at(telling.plans, version)
            if not changing_rules.is_to_be_told(
                person.state, known, telling.plan, told=bool(read), by_letter=person.by_letter
            ):
                continue
            for told in read:
                if told.state == SENT and told.stands and not told.by_mail:
                    speaking.edit(told.delivery_id, changing_views.outdated(speaking.texts, telling.event))
            _tell(telling, speaking, person, chat_id, known)


def _tell(telling: _Telling, ctx: Context, person: _Person, chat_id: int, known: Plan) -> None:
    """In one message where that is never answered in: a card cannot take the place of a file."""
    event, member, one, off = telling.event, person.member, person.registration, telling.plan.cancelled
    language = ctx.texts.language
    due_at = ctx.now if telling.urgent else hold_until(member, ctx.now, ctx.region.zone)
    telling.last_due = max(telling.last_due or due_at, due_at)
    if language not in telling.kinds:
        telling.kinds[language] = views.kind_name(ctx, event)
    file = None
    if person.state == GOING or person.by_letter or member.id in telling.with_file:
        # Telegram keeps the file, and it is thrown away here.
        by = (language, channel_of(chat_id), calendar_file.slot_of(one))
        if by not in telling.files:
            telling.files[by] = calendar_file.order(ctx, event, one)
        file = telling.files[by]
    text = changing_views.told(
        ctx.texts,
        event,
        telling.kinds[language],
        known,
        telling.plan,
        state=person.state,
        mode=one.mode if one is not None else None,
        reason=event.cancel_reason,
        answer_stays=one is not None and one.version == event.version,
        file=file is not None,
        time=slot_words.yours(ctx.texts, event, one),
    )
    buttons = () if off else views.rows_of(*views.answers(ctx.texts, event, one))
    along = file if is_mailbox(chat_id) or (off and fits_caption(text)) else None
    say = partial(ctx.tell, member, chat_id, due_at=due_at, expires_at=telling.expires_at)
    kind = INVITED_CHANGE if person.by_letter and not off else CHANGE
    about, key = About(kind, EVENT, event.number), key_of(event, telling.version, member.id)
    said = say(text, buttons, about=about, key=key, document=along)
    if file is not None and along is None:
        text = changing_views.about_file(ctx.texts, event, cancelled=off)
        about, key = About(FILE, EVENT, event.number), key_of(event, telling.version, member.id, file=True)
        say(text, about=about, key=key, document=file, target=said, silent=True)


def look(ctx: Context) -> None:
    """Whoever changed an event is told whom that has not reached, for them to phone."""
    change = change_to_look_at(ctx.session, ctx.now)
    if change is None:
        return
    change.look_at = None
    missed = dict(unreached(ctx.session, change.event, change.version))
    chats = chats_of(ctx.session, missed.values())
    # Who could not be reached before stood in the preview already.
    new = {member for member, chat in chats.items() if (chat.unreachable_since or ctx.now) >= change.at}
    mark_told(ctx.session, [delivery for delivery, member in missed.items() if member in new], ctx.now)
    chat = chats_of(ctx.session, [change.actor_id]).get(change.actor_id)
    people = (ctx.session.get(Member, one) for one in new)
    names = sorted((member.name for member in people if member is not None), key=latvian_order)
    if not names or chat is None:
        return
    with ctx.speaking_to(change.actor) as speaking:
        text = join_lines(
            [
                speaking.texts.t(
                    "The change of event No. {number} has not reached everybody.", number=change.event.number
                ),
                *to_phone(speaking.texts, names),
            ]
        )
        speaking.tell(change.actor, chat.id, text, about=About("unreached", EVENT, change.event.number))
