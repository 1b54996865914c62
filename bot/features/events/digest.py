"""What the digest tells of events: new ones that the member is invited to, and those that are near."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.access import Act
from bot.context import Context
from bot.features.events.rules import DEFAULT_CADENCE
from bot.subscriptions import DigestItem, Subscription
from bot.texts import N_
from storage.calendar import Line, Looker, announced
from storage.events import DECLINED, EVENT, GOING, OFFERED, WAITING
from storage.members import Member
from storage.vocabulary import EVENT_KIND

EVENT_NEAR = "event_near"
"""That an event is near is told once, whether its invitation was seen or not."""
NEAR = timedelta(days=7)
"""So that who reads a digest once a week hears of it before it begins, or before its registration ends."""
DECIDED = (GOING, WAITING, OFFERED, DECLINED)
"""Who has answered so is reminded by the reminders, or not at all."""


def digest(ctx: Context, member: Member, subjects: Sequence[str], since: datetime) -> list[DigestItem]:
    """Events of others that were announced since then, and those of the next week that were not answered to."""
    looker = Looker(member.id, ctx.today.year)
    found = announced(ctx.session, looker, since=since, until=ctx.now + NEAR, kinds=subjects, now=ctx.now)
    new = [line for line in found if line.published_at and line.published_at >= since]
    near = [line for line in found if line not in new and line.state not in DECIDED and _is_near(ctx, line)]
    return [*(_item(ctx, line, EVENT) for line in new), *(_item(ctx, line, EVENT_NEAR) for line in near)]


def _is_near(ctx: Context, line: Line) -> bool:
    """Whether one has still a week at most to register; who heard of it so late anyway is not told again."""
    published = line.published_at is not None and line.published_at <= ctx.now - NEAR
    return published and (line.register_until is None or line.register_until >= ctx.today)


def _item(ctx: Context, line: Line, kind: str) -> DigestItem:
    texts = ctx.texts
    until = line.register_until and texts.plain("⏳ until {day}", day=texts.day_number(line.register_until))
    where = line.place or (texts.plain("online") if line.link else None)
    return DigestItem(
        object_kind=kind,
        object_id=line.number,
        at=line.published_at if kind == EVENT and line.published_at else ctx.now,
        title=line.title,
        url=ctx.deep_link(f"e{line.number}"),
        subject=line.kind,
        detail=" · ".join(
            fact for fact in (texts.span(line.begins, line.ends, whole_day=line.whole_day), where, until) if fact
        ),
    )


SUBSCRIPTION = Subscription[Context](
    kind=EVENT,
    label=N_("Events"),
    act=Act.ATTEND,
    default=DEFAULT_CADENCE,
    digest=digest,
    list_name=EVENT_KIND,
    sign="📅",
    position=15,
)
