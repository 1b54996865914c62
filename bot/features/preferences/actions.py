"""What a member chooses for themselves. Every action checks, changes, notes."""

from bot.access import Act, may
from bot.context import Context
from bot.dialogs.form import EARLIER_STEP
from bot.errors import UserError
from bot.features.preferences.rules import (
    DEFAULT_QUIET,
    DIGEST_HOURS,
    QUIET_FROM,
    QUIET_UNTIL,
    digest_hour,
    is_quiet_hour,
)
from bot.manifest import Subscription
from storage.preferences import ANY, ASKED, AT_ONCE, COUNTED, OFF, REMINDED, choices_of, choose, chosen, turned_off
from storage.vocabulary import TOPIC, VocabularyEntry, entries_of


def subscriptions_of(ctx: Context) -> list[Subscription[Context]]:
    """What the acting member's role can have told."""
    return [one for one in ctx.subscriptions if may(ctx.role, one.act)]


def subscription_of(ctx: Context, kind: str) -> Subscription[Context]:
    """The subscription of this kind; raises UserError where the role has none."""
    found = next((one for one in subscriptions_of(ctx) if one.kind == kind), None)
    if found is None:
        raise UserError(EARLIER_STEP)
    return found


def subjects_of(ctx: Context, subscription: Subscription[Context]) -> list[VocabularyEntry]:
    """The subjects of which one can choose, in their order."""
    return entries_of(ctx.session, subscription.list_name) if subscription.list_name else []


def entry_of(entries: list[VocabularyEntry], key: str) -> VocabularyEntry:
    """The entry with this key; raises UserError where it is gone."""
    found = next((one for one in entries if one.key == key), None)
    if found is None:
        raise UserError(EARLIER_STEP)
    return found


def choose_cadence(ctx: Context, kind: str, subject: str, cadence: str) -> None:
    """How soon the member wants to hear of a subject, or of all (``ANY``)."""
    choose(ctx.session, ctx.me.id, kind, subject, cadence)
    ctx.note("choose_cadence", "member", ctx.me.id, kind=kind, subject=subject, cadence=cadence)


def asked_topics(ctx: Context, topics: list[VocabularyEntry]) -> set[str]:
    """The topics on which colleagues may ask the member."""
    choices = choices_of(ctx.session, ctx.me.id)
    return {one.key for one in topics if chosen(choices, ASKED, one.key, OFF) == AT_ONCE}


def may_be_asked(ctx: Context, subject: str, *, yes: bool) -> None:
    """Whether colleagues may ask the member on a topic, or on all (``ANY``)."""
    choose(ctx.session, ctx.me.id, ASKED, subject, AT_ONCE if yes else OFF)
    ctx.note("may_be_asked", "member", ctx.me.id, topic=subject, yes=yes)


def toggle_asked(ctx: Context, key: str) -> None:
    """The topic's other answer."""
    topics = entries_of(ctx.session, TOPIC)
    entry_of(topics, key)
    may_be_asked(ctx, key, yes=key not in asked_topics(ctx, topics))


def no_reminders(ctx: Context) -> set[str]:
    """What of the reminders of events, and of the question afterwards, the member has turned down."""
    return {subject for _, subject in turned_off(ctx.session, [ctx.me.id], REMINDED)}


def toggle_reminder(ctx: Context, subject: str) -> None:
    """Turn such reminders down, or have them again."""
    cadence = AT_ONCE if subject in no_reminders(ctx) else OFF
    choose(ctx.session, ctx.me.id, REMINDED, subject, cadence)
    ctx.note("choose_reminders", "member", ctx.me.id, subject=subject, cadence=cadence)


def counts_in_the_evening(ctx: Context) -> bool | None:
    """Whether the member is told in the evening how many consultations they registered; nothing for who has none."""
    if not ctx.may(Act.REGISTER):
        return None
    return not turned_off(ctx.session, [ctx.me.id], COUNTED)


def toggle_evening(ctx: Context) -> bool:
    """Be told so, or no longer; tells which."""
    yes = not counts_in_the_evening(ctx)
    choose(ctx.session, ctx.me.id, COUNTED, ANY, AT_ONCE if yes else OFF)
    ctx.note("choose_evening", "member", ctx.me.id, yes=yes)
    return yes


def set_quiet(ctx: Context, *, begin: int | None = None, end: int | None = None) -> bool:
    """Change where quiet hours begin or end; tells whether the digest had to move out of them."""
    if not (begin is None or begin in QUIET_FROM) or not (end is None or end in QUIET_UNTIL):
        raise UserError(EARLIER_STEP)
    was_from, was_until = (ctx.me.quiet_from, ctx.me.quiet_until) if has_quiet(ctx) else DEFAULT_QUIET
    ctx.me.quiet_from, ctx.me.quiet_until = (
        was_from if begin is None else begin,
        was_until if end is None else end,
    )
    moved = digest_hour(ctx.me.digest_hour, ctx.me.quiet_from, ctx.me.quiet_until)
    has_moved, ctx.me.digest_hour = moved != ctx.me.digest_hour, moved
    ctx.note("set_quiet", "member", ctx.me.id, begin=ctx.me.quiet_from, end=ctx.me.quiet_until)
    return has_moved


def end_quiet(ctx: Context) -> None:
    """No quiet hours."""
    ctx.me.quiet_from = ctx.me.quiet_until = 0
    ctx.note("end_quiet", "member", ctx.me.id)


def has_quiet(ctx: Context) -> bool:
    """Whether the member has quiet hours."""
    return ctx.me.quiet_from != ctx.me.quiet_until


def set_digest(ctx: Context, *, hour: int | None = None, weekday: int | None = None) -> None:
    """When the digest comes, and on which day what is wanted once a week is in it."""
    if hour is not None:
        if hour not in DIGEST_HOURS or is_quiet_hour(hour, ctx.me.quiet_from, ctx.me.quiet_until):
            raise UserError(EARLIER_STEP)
        ctx.me.digest_hour = hour
    if weekday is not None:
        if weekday not in range(7):
            raise UserError(EARLIER_STEP)
        ctx.me.digest_weekday = weekday
    ctx.note("set_digest", "member", ctx.me.id, hour=ctx.me.digest_hour, weekday=ctx.me.digest_weekday)


def set_profession(ctx: Context, year: int | None) -> None:
    """The year of entering the profession, or that one does not say."""
    ctx.me.in_profession_since = year
    ctx.note("set_profession", "member", ctx.me.id)
