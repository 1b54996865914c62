"""The question to the administrators, what they decide, and that it can be taken back where nothing has gone."""

from bot.access import ADMIN
from bot.context import Context
from bot.errors import UserError
from bot.features.restored import views
from bot.features.restored.views import DISCARDED, SENT
from bot.texts import N_
from bot.undoing import check_undo, may_undo
from storage import held
from storage.held import NOTICE, Asked, Restoring
from storage.members import Member, telegram_chats
from storage.outbox import About, deliveries_about

QUESTION = "restoring"
"""The object that the question is about: each of them has a number."""


def look_after(ctx: Context) -> None:
    """Ask once, let the question follow what is held, and ask again about what came after it was decided."""
    restoring = held.restoring(ctx.session)
    if restoring is None:
        return
    held.lapse(ctx.session, ctx.now)
    shown = _shown(ctx)
    before = held.asked(ctx.session)
    if before is None or (before.decided is not None and any(shown)):
        _ask(ctx, restoring, 1 if before is None else before.number + 1, shown)
    elif before.decided is None and before.shown != shown:
        held.note_asked(ctx.session, Asked(before.number, shown, None, ctx.now))
        _show_all(ctx, before.number)
    elif before.decided == DISCARDED and not may_undo(before.at, ctx.now):
        held.forget_updates(ctx.session, ctx.now)


def let_go(ctx: Context) -> None:
    """*Send*: all of it, though somebody may get something twice."""
    number = _undecided(ctx)
    count = held.let_go(ctx.session, ctx.now, ctx.region.zone)
    _decide(ctx, number, SENT, count)
    ctx.toast = ctx.texts.plain("It is being sent.")


def discard(ctx: Context) -> None:
    """*Discard*: none of it."""
    number = _undecided(ctx)
    count = held.discard(ctx.session)
    _decide(ctx, number, DISCARDED, count)
    ctx.toast = ctx.texts.plain("Nothing of it will be sent.")


def bring_back(ctx: Context) -> None:
    """*Undo* of discarding: all of it is held again."""
    before = held.asked(ctx.session)
    if before is None or str(before.number) != ctx.match[0] or before.decided != DISCARDED:
        raise UserError(N_("There is nothing to be taken back any more."))
    check_undo(before.at, ctx.now)
    count = held.bring_back(ctx.session)
    held.note_asked(ctx.session, Asked(before.number, _shown(ctx), None, ctx.now))
    ctx.note("hold_restored", QUESTION, before.number, count=count)
    _show_all(ctx, before.number)


def _undecided(ctx: Context) -> int:
    """The number of the question under which the button stands; raises UserError where it was decided."""
    before = held.asked(ctx.session)
    if before is None or str(before.number) != ctx.match[0] or before.decided is not None or not any(_shown(ctx)):
        raise UserError(N_("This has been decided already. What became of it is said in the message."))
    return before.number


def _decide(ctx: Context, number: int, decision: str, count: int) -> None:
    before = held.asked(ctx.session)
    held.note_asked(ctx.session, Asked(number, before.shown if before is not None else [], decision, ctx.now))
    ctx.note("send_restored" if decision == SENT else "discard_restored", QUESTION, number, count=count)
    _show_all(ctx, number)


def _shown(ctx: Context) -> list[list[str | int]]:
    """What is held, as it is shown: [what it is about, how many, since when], and the updates at the end."""
    kept = views.by_label(held.kept(ctx.session))
    found: list[list[str | int]] = [[label, count, oldest.isoformat()] for label, count, oldest in kept]
    if updates := held.updates_kept(ctx.session):
        found.append([views.UPDATES, updates, ""])
    return found


def _ask(ctx: Context, restoring: Restoring, number: int, shown: list[list[str | int]]) -> None:
    administrators = telegram_chats(ctx.session, ADMIN)
    if not administrators:
        return
    held.note_asked(ctx.session, Asked(number, shown, None if shown else SENT, ctx.now))
    for administrator, chat_id in administrators:
        with ctx.speaking_to(administrator) as speaking:
            speaking.tell(
                administrator,
                chat_id,
                *views.question(speaking, restoring, number, shown),
                about=About(NOTICE, QUESTION, number),
            )


def _show_all(ctx: Context, number: int) -> None:
    """Every administrator's question says how it stands."""
    asked, restoring = held.asked(ctx.session), held.restoring(ctx.session)
    assert asked is not None  # noqa: S101 - only after it was asked
    assert restoring is not None  # noqa: S101 - as well
    for delivery, recipient_id in deliveries_about(ctx.session, About(NOTICE, QUESTION, number)):
        recipient = ctx.session.get(Member, recipient_id) if recipient_id is not None else None
        if recipient is not None:
            with ctx.speaking_to(recipient) as speaking:
                speaking.edit(delivery, *views.standing(speaking, restoring, asked))
