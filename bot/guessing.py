"""Codes are not found by trying: after a few wrong ones an account waits longer and longer before the next.

An invite code is one of 2^50 and a code in a letter one of a million that is good for five tries; what is slowed here
is noticed, too. A code that is known but used up or expired counts for nothing: its link may have been forwarded.
"""

from datetime import datetime, timedelta

from bot.access import ADMIN
from bot.context import Context
from bot.errors import UserError
from bot.texts import N_, join_lines
from storage.guesses import count_guesses, forget_guesses, guessed_since, guesses_of
from storage.members import telegram_chats
from storage.numbers import mark_once, marked_at, unmark
from storage.outbox import About

FREE = 4
"""Wrong codes after which nobody waits yet."""
FIRST, LONGEST = timedelta(minutes=1), timedelta(hours=6)
"""The first pause; each further wrong code doubles it up to the longest."""
FORGOTTEN_AFTER = timedelta(days=1)
"""Without another wrong code."""
MANY = 20
"""Wrong codes of a day, from all accounts together, of which the administrators are told."""
TOLD = "guessing told"
GUESSING = "guessing"


def pause(wrong: int) -> timedelta:
    """How long an account waits after so many wrong codes."""
    return min(FIRST * 2 ** min(wrong - FREE - 1, 20), LONGEST) if wrong > FREE else timedelta(0)


def waits_until(ctx: Context, kind: str) -> datetime | None:
    """When the acting person can try another code of this kind (``storage.guesses``); nothing where they can now."""
    found = guesses_of(ctx.session, ctx.user_id, kind)
    until = found.last_at + pause(found.wrong) if found is not None else ctx.now
    return until if until > ctx.now else None


def refuse_while_waiting(ctx: Context, kind: str) -> None:
    """Raise UserError where another code cannot be tried yet: a right one is no exception."""
    until = waits_until(ctx, kind)
    if until is not None:
        moment = ctx.texts.short(ctx.region.local(until + timedelta(seconds=59)))
        raise UserError(N_("Several codes were not right. The next one can be tried later: {moment}."), moment=moment)


def note_wrong(ctx: Context, kind: str, codes: int = 1) -> None:
    """Codes from the acting person were wrong."""
    count_guesses(ctx.session, ctx.user_id, kind, codes, ctx.now)


def look_at_guessing(ctx: Context) -> None:
    """The administrators are told of many wrong codes, once a day; who has stopped is forgotten."""
    wrong, accounts = guessed_since(ctx.session, ctx.now - FORGOTTEN_AFTER)
    told_at = marked_at(ctx.session, TOLD)
    if wrong >= MANY and (told_at is None or told_at <= ctx.now - FORGOTTEN_AFTER):
        unmark(ctx.session, TOLD)
        mark_once(ctx.session, TOLD, ctx.now)
        ctx.note(GUESSING, codes=wrong, accounts=accounts)
        for member, chat_id in telegram_chats(ctx.session, ADMIN):
            with ctx.speaking_to(member) as speaking:
                text = join_lines(
                    [
                        speaking.texts.t("🔐 <b>Many wrong codes</b>"),
                        speaking.texts.t(
                            "Wrong codes in the last 24 hours: {n}; Telegram accounts they came from: {accounts}.",
                            n=wrong,
                            accounts=accounts,
                        ),
                        speaking.texts.t(
                            "After each wrong code an account waits longer, so that no code is found by trying. If a "
                            "code was printed or sent with a mistake, whoever got it needs a new one."
                        ),
                    ]
                )
                speaking.tell(member, chat_id, text, about=About(GUESSING))
    forget_guesses(ctx.session, ctx.now - FORGOTTEN_AFTER)
