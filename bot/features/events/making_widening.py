"""A published event is for more people than before, or more comes along with it: whom that concerns is told."""

from collections.abc import Sequence

from bot.context import Context
from bot.features.events import cards, inviting
from bot.features.events.rules import DEFAULT_CADENCE
from storage.audience import Audience, newly_meant
from storage.broadcasts import Content
from storage.events import EVENT, Event
from storage.preferences import Wanting, wanting_at_once
from storage.revisions import broadcast_kinds


def newcomers(ctx: Context, event: Event, before: Audience, after: Audience) -> list[int]:
    """Whom it was not for until now and is to be invited: who wants to be told at once, and who is named."""
    meant = newly_meant(ctx.session, before, after, ctx.today.year)
    wanting = Wanting(EVENT, event.kind, DEFAULT_CADENCE)
    invited = {*wanting_at_once(ctx.session, meant, wanting), *after.member_ids}
    return [one for one in meant if one in invited and one != event.organiser_id]


def invite_more(ctx: Context, event: Event, before: Audience) -> None:
    """Whom it was not for until now is invited."""
    found = newcomers(ctx, event, before, inviting.audience_of(event))
    inviting.put_down_named(ctx, event)
    if found:
        only = Audience(only_named=True, member_ids=tuple(found))
        _invite(ctx, event, cards.INVITATION, cards.by_language(ctx, event), only)
        _send(ctx, event, event.attachments, only)


def send_files(ctx: Context, event: Event, files: Sequence[dict[str, str]]) -> None:
    """What was added follows to everybody whom it is for, and into the group's thread."""
    _send(ctx, event, files, inviting.audience_of(event))
    inviting.add_to_group(ctx, event, files)


def _send(ctx: Context, event: Event, files: Sequence[dict[str, str]], audience: Audience) -> None:
    taken = broadcast_kinds(ctx.session, EVENT, event.number)
    numbers = (f"{inviting.FILES}{n}" for n in range(1000))
    free = (kind for kind in numbers if kind not in taken)
    for kind, content in zip(free, inviting.along(files), strict=False):
        _invite(ctx, event, kind, {ctx.region.language: content}, audience)


def _invite(ctx: Context, event: Event, kind: str, contents: dict[str, Content], audience: Audience) -> None:
    inviting.invite(ctx, event, kind, contents, audience=audience, occurrence=f"more{ctx.update_id}")
