"""From updates to the actions of joining and belonging."""

from collections.abc import Sequence

from markupsafe import escape

from bot import guessing
from bot.access import GUEST
from bot.context import Context
from bot.dialogs.form import start
from bot.errors import NotAllowedError
from bot.features.members import accounts, actions, forms, requests, views
from bot.features.members.rules import codes_in
from bot.refusals import why_not
from bot.texts import LANGUAGES, join_lines
from bot.typed import Typed
from storage.account_moves import move_by_code
from storage.dialogs import dialog_of
from storage.guesses import INVITE
from storage.members import open_request

CODES_A_MESSAGE = 3
"""Words of a message that are looked at as codes."""


def begin(ctx: Context) -> None:
    """``/start``, with or without a code."""
    code = ctx.arguments.split(" ")[0] if ctx.arguments else ""
    if code:
        guessing.refuse_while_waiting(ctx, INVITE)
        if accounts.take(ctx, code):
            return
        guessing.note_wrong(ctx, INVITE, actions.unknown_codes(ctx, [code]))
    if ctx.role is not None:
        mine = actions.good_invite(ctx, code) if code else None
        if mine is not None:
            actions.accept_invitation(ctx, mine)
        actions.greet(ctx)
        return
    if ctx.member is not None and open_request(ctx.session, ctx.member) and not code:
        ctx.say(views.request_waits(ctx.texts))
        return
    if not code:
        requests.check_crowd(ctx)
        start(ctx, forms.JOIN)
        return
    invite = actions.good_invite(ctx, code)
    if invite is None:
        _say_invalid(ctx)
        return
    data: dict[str, object] = {"code": invite.code}
    if invite.name:
        data["name"] = invite.name
    if invite.libraries:
        data["libraries"] = [library.id for library in invite.libraries]
    before = [library.id for library in ctx.member.libraries] if ctx.member is not None else []
    start(ctx, forms.JOIN, data, prefilled={"libraries": before} if before and not invite.libraries else None)


def take_code(ctx: Context, typed: Typed) -> bool:
    """A code that somebody typed or pasted, alone or with the sentence that brought it, instead of following its link.

    A word that only looks like one may be a name: it is left to whatever is open.
    """
    codes = codes_in(typed.text[:500])[:CODES_A_MESSAGE]
    if not codes:
        return False
    guessing.refuse_while_waiting(ctx, INVITE)
    code = next((one for one in codes if actions.good_invite(ctx, one) or move_by_code(ctx.session, one)), None)
    if code is None:
        return _took_wrong(ctx, codes)
    ctx.arguments = code
    begin(ctx)
    return True


def _took_wrong(ctx: Context, codes: Sequence[str]) -> bool:
    """Wrong codes are counted, and answered here unless a form takes the text: an error would undo the counting."""
    guessing.note_wrong(ctx, INVITE, actions.unknown_codes(ctx, codes))
    dialog = dialog_of(ctx.session, ctx.chat_id, ctx.user_id)
    if dialog is not None and dialog.step > 0 and dialog.expires_at > ctx.now:
        return False
    if any(letter.isdigit() for code in codes for letter in code):
        _say_invalid(ctx)
    else:  # a word rather
        ctx.say(escape(why_not(ctx, NotAllowedError("speak"))))
    return True


def _say_invalid(ctx: Context) -> None:
    ctx.say(
        join_lines(
            [
                ctx.texts.t("This code is not valid: it has expired, was used up, or was mistyped."),
                ctx.texts.t("Ask your methodologist for a new one, or press /start to ask to be let in."),
            ]
        )
    )


def approve(ctx: Context) -> None:
    """*Approve* on a request's card."""
    actions.decide_request(ctx, int(ctx.match[0]), approve=True)
    ctx.toast = ctx.texts.plain("Approved")


def approve_guest(ctx: Context) -> None:
    """*Approve as a guest*: somebody from a municipality, say, who sees events and nothing else."""
    actions.decide_request(ctx, int(ctx.match[0]), approve=True, role=GUEST)
    ctx.toast = ctx.texts.plain("Approved")


def decline(ctx: Context) -> None:
    """*Decline* on a request's card."""
    actions.decide_request(ctx, int(ctx.match[0]), approve=False)
    ctx.toast = ctx.texts.plain("Declined")


def ask_to_decline(ctx: Context) -> None:
    """*Decline all…* on the card that stands for many requests."""
    requests.ask_to_decline(ctx)


def decline_all(ctx: Context) -> None:
    """*Yes, decline all*."""
    declined = actions.decline_all(ctx, int(ctx.match[0]))
    ctx.show(ctx.texts.t("✖ Requests declined: {n}", n=declined))


def decline_nobody(ctx: Context) -> None:
    """*No*: they wait on."""
    ctx.show(ctx.texts.t("Cancelled. The requests wait on."))


def profile(ctx: Context) -> None:
    """What is known of oneself."""
    forms.show_profile(ctx)


def change_name(ctx: Context) -> None:
    """*Change name* in the profile."""
    start(ctx, forms.RENAME)


def change_libraries(ctx: Context) -> None:
    """*Change libraries* in the profile: begins with the present ones."""
    chosen = [library.id for library in ctx.me.libraries]
    start(ctx, forms.SET_LIBRARIES, prefilled={"libraries": chosen})


def choose_language(ctx: Context) -> None:
    """A language was pressed."""
    actions.set_language(ctx, ctx.match[0])
    forms.show_profile(ctx)


def switch_language(ctx: Context) -> None:
    """``/valoda``: two languages, so the command switches."""
    other = LANGUAGES[(LANGUAGES.index(ctx.texts.language) + 1) % len(LANGUAGES)]
    actions.set_language(ctx, other)
