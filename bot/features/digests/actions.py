"""Making the digests that are due: a few members in each tick, each of them once a day."""

from collections.abc import Sequence
from datetime import timedelta

from bot.access import may
from bot.context import Context
from bot.features.digests import views
from bot.features.digests.views import Group
from bot.manifest import DigestItem, Subscription
from bot.ways import if_mailed
from storage.digests import Due, due_digests, set_told
from storage.mail_chats import is_mailbox
from storage.mailing import DIGESTS
from storage.members import Member, is_reachable
from storage.outbox import About, Lane
from storage.preferences import ANY, DAILY, WEEKLY, Choices, choices_of, chosen
from storage.seen import mark_all_seen, seen_of
from storage.vocabulary import VocabularyEntry, entries_of

PORTION = 5
"""Digests that are made in one transaction: each takes the writer about 7 ms, and nobody's answer is to wait for long.
Three thousand members are told within ten minutes."""
LONGEST_AGO = timedelta(days=8)
"""A digest reaches back no further: a week, and a day on which nothing ran."""
OVERLAP = timedelta(minutes=5)
"""What was written before the last digest was made may have been stored after it; what was in it was seen."""


def make_due(ctx: Context) -> None:
    """The digests of the next members whose hour has come."""
    subjects: dict[str, list[VocabularyEntry]] = {}
    by_mail = if_mailed(ctx, DIGESTS)
    for due in due_digests(ctx.session, ctx.now, ctx.region.zone, PORTION, by_mail):
        _make(ctx, due, subjects)
        set_told(ctx.session, due, ctx.now)


def _make(ctx: Context, due: Due, subjects: dict[str, list[VocabularyEntry]]) -> None:
    with ctx.speaking_to(due.member) as speaking:
        choices = choices_of(ctx.session, due.member.id)
        found = (_group(speaking, due, one, choices, subjects) for one in speaking.subscriptions)
        groups = [group for group in found if group is not None]
        if not groups:
            return
        day = due.occurrence.date()
        texts = views.digest(speaking.texts, day, groups)
        chats = [chat_id for chat_id in due.chats if not is_mailbox(chat_id)]
        for box in filter(is_mailbox, due.chats):
            in_telegram = is_reachable(ctx.session, due.member.id)
            speaking.tell(
                due.member,
                box,
                views.letter(speaking.texts, day, groups, linked=in_telegram),
                about=About("digest"),
                lane=Lane.REMINDER,
                key=f"digest:{due.member.id}:{day}:mail",
            )
        for number, text in enumerate(texts, start=1):
            is_last = number == len(texts)
            for chat_id in chats:
                speaking.tell(
                    due.member,
                    chat_id,
                    text,
                    views.digest_buttons(speaking.texts) if is_last else (),
                    about=About("digest"),
                    lane=Lane.REMINDER,
                    key=f"digest:{due.member.id}:{day}:{number}",
                )
    told = [(item.object_kind, item.object_id) for group in groups for item in group.items]
    mark_all_seen(ctx.session, due.member.id, told, ctx.now)
    ctx.acts.append(f"digest {due.member.id}")


def _group(
    ctx: Context,
    due: Due,
    subscription: Subscription[Context],
    choices: Choices,
    subjects: dict[str, list[VocabularyEntry]],
) -> Group | None:
    """What is new of one kind and was not seen, in the order of its subjects; nothing where there is nothing."""
    if not may(due.member.role, subscription.act):
        return None
    entries = _entries(ctx, subscription, subjects)
    cadences = (DAILY, WEEKLY) if due.weekly else (DAILY,)
    keys = [ANY, *(one.key for one in entries)]  # what has no subject (yet) is wanted as whatever was not chosen singly
    wanted = [one for one in keys if chosen(choices, subscription.kind, one, subscription.default) in cadences]
    if not wanted:
        return None
    since = max(due.since, ctx.now - LONGEST_AGO) - OVERLAP
    found = subscription.digest(ctx, due.member, wanted, since)
    items = _unseen(ctx, due.member, found)
    return Group(subscription, {one.key: one for one in entries}, items) if items else None


def _entries(
    ctx: Context, subscription: Subscription[Context], known: dict[str, list[VocabularyEntry]]
) -> list[VocabularyEntry]:
    """The subjects, those of things from before a subject was retired included; read once a tick."""
    if subscription.list_name is None:
        return []
    if subscription.list_name not in known:
        known[subscription.list_name] = entries_of(ctx.session, subscription.list_name, retired=True)
    return known[subscription.list_name]


def _unseen(ctx: Context, member: Member, items: Sequence[DigestItem]) -> list[DigestItem]:
    kinds = {item.object_kind for item in items}
    seen = {
        kind: seen_of(ctx.session, member.id, kind, {one.object_id for one in items if one.object_kind == kind})
        for kind in kinds
    }
    return [item for item in items if item.object_id not in seen[item.object_kind]]
