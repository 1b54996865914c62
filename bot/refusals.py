"""Why somebody may not do something, in one sentence of theirs: another role, not let in yet, muted for a time."""

from bot.context import Context
from bot.errors import MutedError, NotAllowedError
from bot.texts import Texts, cut
from storage.members import open_request
from storage.moderation import Mute, mute_of

REASON_SHOWN = 60
"""Characters of a reason that are shown here: the answer to a pressed button holds 200 in all."""


def why_not(ctx: Context, error: NotAllowedError) -> str:
    """The sentence, as plain text."""
    texts = ctx.texts
    if isinstance(error, MutedError) and ctx.member is not None:
        mute = mute_of(ctx.session, ctx.member.id)
        if mute is not None:
            return muted(ctx, mute)
    if ctx.role is not None:
        return texts.plain("This is for another role. Nothing was changed.")
    if ctx.member is not None and open_request(ctx.session, ctx.member) is not None:
        return texts.plain(
            "Your request is with the methodologists. As soon as it is decided, a message will arrive here."
        )
    return texts.plain("You have not been let in yet. Press /start to join.")


def muted(ctx: Context, mute: Mute) -> str:
    """Until when, why, and whom to ask."""
    texts = ctx.texts
    return "\n".join(
        [
            texts.plain("🔇 You cannot write to colleagues for now. {ends}", ends=ends(ctx, texts, mute)),
            texts.plain("Reason: {reason}", reason=cut(mute.reason, REASON_SHOWN)),
            texts.plain("To talk about it: /jautat (only the methodologists read it)."),
        ]
    )


def ends(ctx: Context, texts: Texts, mute: Mute) -> str:
    """When a mute ends, as a sentence."""
    if mute.until is None:
        return texts.plain("It ends when a methodologist lifts it.")
    return texts.plain("It ends: {moment}.", moment=texts.short(ctx.region.local(mute.until)))
