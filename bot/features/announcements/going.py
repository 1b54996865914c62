"""While an announcement goes: the group gets it, its sender's card shows how far it is; who joins gets it, too."""

from datetime import timedelta

from bot.context import Context
from bot.features.announcements import cards, copies
from storage import halting
from storage.announcement_progress import newcomers, progress
from storage.announcements import ANNOUNCEMENT, changed_since, confirmations, current, on_their_way
from storage.uncorrected import count_uncorrected

FOLLOWED_FOR = timedelta(days=2)
"""For so long after a change the card is kept up to date by itself: an edit is given up after a day."""
UNCORRECTED = "uncorrected"


def look(ctx: Context) -> None:
    """Cards of what is on its way show where it is, as soon as that is somewhere else."""
    for announcement in on_their_way(ctx.session, ctx.now):
        if announcement.posted_at is None:
            copies.post_in_thread(ctx, announcement)
        stands = progress(ctx.session, announcement, ctx.now, ctx.today.year)
        spreading = halting.is_spreading(ctx.session, ANNOUNCEMENT, announcement.number)
        if stands.finished and not spreading:
            announcement.finished_at = ctx.now
        now_shown = {
            **stands.to_json(),
            "read": confirmations(ctx.session, announcement),
            UNCORRECTED: count_uncorrected(ctx.session, ANNOUNCEMENT, announcement.number),
        }
        if announcement.shown != now_shown or announcement.finished_at is not None:
            announcement.shown = now_shown
            cards.refresh(ctx, announcement, stands)


def look_at_corrections(ctx: Context) -> None:
    """Cards of what was changed of late show how many copies have not followed, as soon as these are others."""
    for announcement in changed_since(ctx.session, ctx.now - FOLLOWED_FOR):
        behind = count_uncorrected(ctx.session, ANNOUNCEMENT, announcement.number)
        shown = announcement.shown or {}
        if shown.get(UNCORRECTED, 0) != behind:
            announcement.shown = {**shown, UNCORRECTED: behind}
            cards.refresh(ctx, announcement)


def welcome(ctx: Context) -> None:
    """What is current goes to members for whom it is and who have not got it: they joined, or can be reached again."""
    for announcement in current(ctx.session, ctx.now, ctx.today):
        if newcomers(ctx.session, announcement, ctx.today.year):
            kinds = copies.parts(ctx, announcement)
            halting.reopen(ctx.session, ANNOUNCEMENT, announcement.number, kinds)
            announcement.finished_at = None
