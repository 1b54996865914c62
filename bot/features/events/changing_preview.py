"""Before an event is changed: who will be told what, who has to be phoned, what follows by itself."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import accumulate

from markupsafe import Markup
from sqlalchemy import select

from bot.context import Context
from bot.features.events import changing_views, slots, views
from bot.features.events.cards import IN_THREAD, INVITATION
from bot.features.events.changing_rules import ANSWERED, CALLED_OFF, PLACE, differences
from bot.texts import Texts, cut, join_lines, length
from bot.ways import mailboxes_of, reachable_chats_of
from storage import event_letters, groups
from storage.event_changes import Plan, chats_of, plan_of, silent
from storage.events import EVENT, GOING, INVITED, MAYBE, OFFERED, WAITING, Event, registrations
from storage.mailing import INVITATIONS
from storage.members import Member
from storage.outbox import About, deliveries_about
from storage.uninviting import not_gone_to

ROOM_FOR_NAMES = 1200
"""UTF-16 units: more names of people to be phoned would crowd out the message; the participants' list has them all."""


@dataclass(frozen=True)
class Reach:
    """Whom a change concerns."""

    states: Counter[str]
    """State → how many who are told by a message of their own; of those who have not answered, who have a letter."""
    silent: int
    """Invited and have not answered: their invitation changes, or has not gone."""
    unseen: int
    """How many of these have not had it yet."""
    to_phone: Sequence[str]
    """Who counts on it, and neither Telegram nor letters reach them."""
    in_group: bool
    """Whether the group has a card of it."""

    @property
    def told(self) -> int:
        """How many get a message."""
        return self.states.total()


def reach(ctx: Context, event: Event) -> Reach:
    """Whom a change of this event concerns now."""
    answered = registrations(ctx.session, event, *ANSWERED)
    chats = chats_of(ctx.session, [one.member_id for one in answered if one.member_id is not None])
    boxes = mailboxes_of(ctx, [one.member for one in answered if one.member is not None], INVITATIONS)
    states: Counter[str] = Counter()
    to_phone = []
    for one in answered:
        chat = chats.get(one.member_id) if one.member_id is not None else None
        reached = (chat is not None and chat.unreachable_since is None) or boxes.get(one.member_id or 0)
        if not reached:
            to_phone.append(changing_views.name(one))
        elif ctx.member is None or one.member_id != ctx.member.id:
            states[one.state] += 1
    in_group = groups.region_group(ctx.session) is not None and bool(
        deliveries_about(ctx.session, About(IN_THREAD, EVENT, event.number))
    )
    answered_ids = {one.member_id for one in answered}
    unseen = not_gone_to(ctx.session, About(INVITATION, EVENT, event.number)) - answered_ids
    states[INVITED] = len(_told_by_letter(ctx, event))
    return Reach(states, silent(ctx.session, event) - states[INVITED], len(unseen), sorted(to_phone), in_group)


def _told_by_letter(ctx: Context, event: Event) -> Collection[int]:
    """Who was invited by a letter that has gone, and has not answered."""
    letters = event_letters.unanswered(ctx.session, event) if ctx.region.mails else ()
    if not letters:
        return ()
    members = ctx.session.scalars(select(Member).where(Member.id.in_(letters), Member.role.is_not(None))).all()
    return [one for one in reachable_chats_of(ctx, members, INVITATIONS) if ctx.member is None or one != ctx.member.id]


@dataclass(frozen=True)
class Wanted:
    """A change as it was asked for."""

    plan: Plan
    register_until: date | None
    minutes: int | None
    """How long it is, breaks left out."""
    reason: str | None = None
    """Why it is called off."""
    libraries: Sequence[int] | None = None
    """The libraries that it is about; nothing where that stays."""


def preview(ctx: Context, event: Event, wanted: Wanted, *, tells_from: datetime | None) -> Markup:
    """All that a change will cause. ``tells_from``: when people begin to be told; nobody is if it is nothing."""
    texts, before = ctx.texts, plan_of(event)
    if tells_from is None:
        return join_lines(
            [
                *_head(ctx, event),
                *changing_views.was_and_is(texts, before, wanted.plan),
                "",
                texts.t("This only corrects the record: nobody is told."),
            ]
        )
    different, whom = differences(before, wanted.plan), reach(ctx, event)
    lines = [
        *_head(ctx, event),
        *_told(texts, whom),
        *_follows(ctx, event, wanted, different, whom),
        *to_phone(texts, whom.to_phone),
    ]
    return join_lines([*lines, "", texts.t("The message:"), _message(ctx, event, wanted)])


def _head(ctx: Context, event: Event) -> list[Markup | str]:
    return [views.head(ctx.texts, event, views.kind_name(ctx, event)), cut(event.title, 100), ""]


def _told(texts: Texts, whom: Reach) -> list[Markup | str]:
    if not whom.told:
        return [texts.t("Nobody gets a message: nobody has registered yet.")]
    labels = {
        GOING: texts.plain("going"),
        OFFERED: texts.plain("are offered a place"),
        WAITING: texts.plain("waiting"),
        MAYBE: texts.plain("perhaps"),
        INVITED: texts.plain("invited by letter, not answered yet"),
    }
    numbers = ", ".join(f"{label} – {whom.states[state]}" for state, label in labels.items() if whom.states[state])
    return [
        texts.tn("<b>{n} person will get a message</b>", "<b>{n} people will get a message</b>", whom.told),
        texts.t("Of them: {numbers}.", numbers=numbers),
    ]


def _follows(ctx: Context, event: Event, wanted: Wanted, different: frozenset[str], whom: Reach) -> list[Markup | None]:
    texts, off = ctx.texts, CALLED_OFF in different
    lost = slots.would_lose(ctx.session, event, wanted.plan, wanted.minutes)
    silent = whom.silent - (whom.unseen if off else 0)
    return [
        texts.tn(
            "✉️ Invited, not answered yet: {n}. The invitation changes without a message.",
            "✉️ Invited, not answered yet: {n}. Their invitations change without a message.",
            silent,
        )
        if silent > 0
        else None,
        texts.t("✉️ Invited, but the invitation has not gone yet: {n}. They get nothing.", n=whom.unseen)
        if off and whom.unseen
        else None,
        texts.t("📌 The card in the group changes, too.") if whom.in_group else None,
        texts.t("⏰ Nobody is reminded any more.") if off else _reminders(texts, event, different),
        texts.t("🗓 Those who take part get a file that takes it out of the calendar.")
        if off and whom.states[GOING]
        else texts.t("🗓 Those who take part get the new calendar file, and all are asked to answer anew.")
        if whom.states[GOING]
        else None,
        texts.t("⏳ The new deadline for registering: {day}", day=texts.date(wanted.register_until))
        if wanted.register_until != event.register_until and wanted.register_until is not None and not off
        else None,
        texts.t("🕐 Their time will not be there any more, and they choose another one: {n}", n=lost) if lost else None,
    ]


def _reminders(texts: Texts, event: Event, different: frozenset[str]) -> Markup | None:
    if not event.reminders:
        return None
    if different == {PLACE}:
        return texts.t("⏰ Reminders name the new place.")
    return texts.t("⏰ Reminders go by the new time.")


def to_phone(texts: Texts, names: Sequence[str]) -> list[Markup]:
    """Who has to be told by phone; nothing where there is nobody."""
    if not names:
        return []
    room = accumulate(length(name) + 2 for name in names)
    named = sum(end <= ROOM_FOR_NAMES for end in room)
    more = len(names) - named
    shown = "; ".join(names[:named]) + (f" … (+{more})" if more else "")
    return [texts.t("☎️ <b>Please phone</b>, as Telegram does not reach them: {names}.", names=shown)]


def _message(ctx: Context, event: Event, wanted: Wanted) -> Markup:
    """The message as who is going gets it."""
    text = changing_views.told(
        ctx.texts,
        event,
        views.kind_name(ctx, event),
        plan_of(event),
        wanted.plan,
        state=GOING,
        mode=None,
        reason=wanted.reason,
        file=True,
    )
    return Markup("<blockquote>{}</blockquote>").format(text)
