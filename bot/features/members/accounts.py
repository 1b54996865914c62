"""A member goes on with another Telegram account: by a personal code, which the account of before can object to."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot import guessing
from bot.access import ADMIN
from bot.context import Context
from bot.delivery.telegram import SET_COMMANDS
from bot.errors import UserError
from bot.features.members import account_views as views
from bot.features.members import actions
from bot.features.members.rules import may_move_account, new_code
from bot.texts import N_, texts_for
from storage import outbox
from storage.account_moves import (
    MOVED,
    OBJECTED,
    REPLACED,
    AccountMove,
    due_moves,
    move_account,
    move_by_code,
    open_moves_of,
)
from storage.guesses import INVITE
from storage.members import Member, is_reachable, member_by_telegram, telegram_chat_of, telegram_chats
from storage.outbox import About, Lane

GOOD_FOR = timedelta(days=1)
"""How long a code can be used."""
OBJECTION = timedelta(days=1)
"""How long the account of before is waited for: it may be lost, and yet not look so."""
NO_LONGER = N_("This code is not valid any more. Ask for a new one.")
ACCOUNT = "account"


def make_move(session: Session, member_id: int, made_by_id: int | None, now: datetime) -> AccountMove:
    """A new code for this member; earlier ones that were not used are good no more."""
    for earlier in open_moves_of(session, member_id):
        earlier.settled_at, earlier.outcome = now, REPLACED
    move = AccountMove(
        code=new_code(), member_id=member_id, made_at=now, expires_at=now + GOOD_FOR, made_by_id=made_by_id
    )
    session.add(move)
    session.flush()
    return move


# Whoever lets somebody change ----------------------------------------------------------------------------------------


def ask_to_make(ctx: Context) -> None:
    """*Another Telegram account* under a member's card: what it is."""
    member = _movable(ctx, int(ctx.match[0]))
    ctx.show(views.explained(ctx.texts, member), views.explained_buttons(ctx.texts, member))


def make(ctx: Context) -> None:
    """*Make the code*: it is shown once, to be handed on."""
    member = _movable(ctx, int(ctx.match[0]))
    move = make_move(ctx.session, member.id, ctx.me.id, ctx.now)
    ctx.note("invite_account", "member", member.id)
    until = ctx.texts.at(ctx.region.local(move.expires_at))
    link = ctx.deep_link(move.code)
    ctx.show(views.made(ctx.texts, member, link, until), views.made_buttons(ctx.texts, move))


def call_back(ctx: Context) -> None:
    """*Undo*: the code is good no more."""
    move = ctx.session.get(AccountMove, int(ctx.match[0]))
    if move is None or move.settled_at is not None:
        raise UserError(NO_LONGER)
    _movable(ctx, move.member_id)
    move.settled_at, move.outcome = ctx.now, REPLACED
    ctx.note("call_back_account", "member", move.member_id)
    ctx.show(ctx.texts.t("✖ The code is not valid any more."))


def _movable(ctx: Context, member_id: int) -> Member:
    member = ctx.session.get(Member, member_id)
    if member is None or member.role is None:
        raise UserError(N_("There is no such member any more."))
    if not may_move_account(ctx.role, member.role):
        raise UserError(N_("Only an administrator can do this for a methodologist or an administrator."))
    return member


# The new account -----------------------------------------------------------------------------------------------------


def take(ctx: Context, code: str) -> bool:
    """Somebody came with a code: if it is one of these, they are asked whether it is theirs; tells whether it is."""
    move = move_by_code(ctx.session, code)
    if move is None:
        return False
    if move.user_id is not None and move.user_id == ctx.user_id and move.settled_at is None:
        ctx.say(views.waits(ctx.texts, _until(ctx, move)))
        return True
    _check(ctx, move)
    ctx.say(views.is_it_you(ctx.texts, move.member), views.is_it_you_buttons(ctx.texts, move))
    return True


def confirm(ctx: Context) -> None:
    """*Yes, go on here*: the account of before is told, and can object; where it is not to be reached, it is done."""
    guessing.refuse_while_waiting(ctx, INVITE)
    move = move_by_code(ctx.session, ctx.match[0])
    if move is None:
        guessing.note_wrong(ctx, INVITE)
        ctx.toast = ctx.texts.plain(NO_LONGER)
        return
    _check(ctx, move)
    move.user_id, move.language = ctx.user_id, ctx.texts.language
    ctx.note("ask_for_account", "member", move.member_id)
    old = telegram_chat_of(ctx.session, move.member_id)
    if old is None or not is_reachable(ctx.session, move.member_id):
        ctx.show(ctx.texts.t("✅ Confirmed."))
        _move(ctx, move)
        return
    move.due_at = ctx.now + OBJECTION
    ctx.show(views.waits(ctx.texts, _until(ctx, move)))
    with ctx.speaking_to(move.member) as speaking:
        text = views.asked(speaking.texts, _until(speaking, move))
        about = About("question", ACCOUNT, move.id)
        speaking.tell(move.member, old, text, views.asked_buttons(speaking.texts, move), about=about)


def _check(ctx: Context, move: AccountMove) -> None:
    """Raise UserError unless the acting account can be the member's by this code."""
    taken = move.user_id is not None and move.user_id != ctx.user_id
    if move.settled_at is not None or move.expires_at <= ctx.now or taken or move.member.role is None:
        raise UserError(NO_LONGER)
    if ctx.member is not None and ctx.member.id == move.member_id:
        raise UserError(N_("This code is for another Telegram account: open its link there."))
    if ctx.role is not None:
        raise UserError(
            N_(
                "This Telegram account already belongs to a member: {name}. To use it for another membership, leave "
                "with it first (/profils)."
            ),
            name=ctx.me.name,
        )


def _until(ctx: Context, move: AccountMove) -> str:
    return ctx.texts.at(ctx.region.local(move.due_at or ctx.now))


# The account of before -----------------------------------------------------------------------------------------------


def agree(ctx: Context) -> None:
    """*Agree*: it is done at once."""
    move = _mine(ctx)
    ctx.show(ctx.texts.t("✅ Confirmed."))
    _move(ctx, move)


def object_to(ctx: Context) -> None:
    """*Object*: nothing changes, and those who run Plaukts hear of it."""
    move = _mine(ctx)
    move.settled_at, move.outcome = ctx.now, OBJECTED
    ctx.note("object_to_account", "member", ctx.me.id)
    ctx.show(ctx.texts.t("✅ Nothing has changed: your membership stays with this account."))
    if move.user_id is not None:
        _say_to_stranger(ctx, move.user_id, move.language, N_("The account of before has objected: nothing changes."))
    for administrator, chat_id in telegram_chats(ctx.session, ADMIN):
        with ctx.speaking_to(administrator) as speaking:
            text = views.objected(speaking.texts, ctx.me)
            speaking.tell(administrator, chat_id, text, about=About("objection", ACCOUNT, move.id))


def _mine(ctx: Context) -> AccountMove:
    move = ctx.session.get(AccountMove, int(ctx.match[0]))
    if move is None or move.member_id != ctx.me.id or move.user_id is None or move.settled_at is not None:
        raise UserError(N_("There is nothing any more to decide here."))
    return move


# The move ------------------------------------------------------------------------------------------------------------


def move_due(ctx: Context) -> None:
    """Nobody has objected in time."""
    for move in due_moves(ctx.session, ctx.now):
        _move(ctx, move)


def _move(ctx: Context, move: AccountMove) -> None:
    """The new account has everything from now on; the old one is told one sentence."""
    assert move.user_id is not None  # noqa: S101 - somebody has said that it is theirs
    member, now_there = move.member, member_by_telegram(ctx.session, move.user_id)[0]
    move.settled_at = ctx.now
    if member.role is None or (now_there is not None and now_there.role is not None):
        move.outcome = REPLACED
        return
    if now_there is not None:
        actions.settle_request_of(ctx, now_there)
    move.outcome = MOVED
    was_reachable = is_reachable(ctx.session, member.id)
    old = move_account(ctx.session, member, move.user_id, ctx.now)
    ctx.note("move_account", "member", member.id)
    with ctx.speaking_to(member) as speaking:
        if old is not None and was_reachable:
            _say_farewell(speaking, old)
        text = views.moved(speaking.texts, member, ctx.region.name)
        actions.say_with_menu(speaking, member, move.user_id, text)
    by = move.made_by
    chat_id = telegram_chat_of(ctx.session, by.id) if by is not None and by.role is not None else None
    if by is not None and chat_id is not None and by.id != member.id:
        with ctx.speaking_to(by) as speaking:
            told = speaking.texts.t("✅ {name} now uses another Telegram account.", name=member.name)
            speaking.tell(by, chat_id, told, about=About("moved", ACCOUNT, move.id))


def _say_farewell(ctx: Context, chat_id: int) -> None:
    """One sentence, and neither menu nor commands of a member any more."""
    assert ctx.menu is not None  # noqa: S101 - every context of the running bot has one
    text = ctx.texts.t(
        "Your membership in Plaukts is now with another Telegram account; nothing will come here any more. If that was "
        "not you, tell your methodologist."
    )
    payload: dict[str, object] = {"text": str(text), "parse_mode": "HTML", "reply_markup": {"remove_keyboard": True}}
    _put(ctx, chat_id, "sendMessage", payload)
    scope: dict[str, object] = {"type": "chat", "chat_id": chat_id}
    commands: dict[str, object] = {"commands": ctx.menu.commands(None, ctx.texts), "scope": scope}
    _put(ctx, chat_id, SET_COMMANDS, commands)


def _say_to_stranger(ctx: Context, chat_id: int, language: str | None, msgid: str) -> None:
    text = texts_for(language or ctx.region.language).t(msgid)
    _put(ctx, chat_id, "sendMessage", {"text": str(text), "parse_mode": "HTML"})


def _put(ctx: Context, chat_id: int, method: str, payload: dict[str, object]) -> None:
    outbox.enqueue(
        ctx.session,
        chat_id=chat_id,
        method=method,
        payload=payload,
        about=About("farewell"),
        lane=Lane.INTERACTIVE,
        now=ctx.now,
        update_id=ctx.update_id,
    )
