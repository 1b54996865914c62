"""Joining and belonging: invites, requests, profile. Every action checks, changes, notes."""

import json
from collections.abc import Collection
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.access import LIBRARIAN, ROLES
from bot.context import Context
from bot.delivery.telegram import SET_COMMANDS
from bot.errors import UserError
from bot.features.members import requests, views
from bot.features.members.rules import is_code_good, new_code
from bot.notice import version
from bot.texts import LANGUAGES, N_, texts_for
from storage import outbox
from storage.alphabet import latvian_order
from storage.libraries import Library
from storage.mail_codes import addresses_of, confirm_address, is_of_another, put_address
from storage.members import (
    EMAIL,
    PERSONAL,
    TELEGRAM,
    Address,
    Invite,
    JoinRequest,
    Member,
    open_request,
    telegram_chat_of,
    telegram_chats_after,
)
from storage.numbers import mark_once, marked_value, unmark
from storage.outbox import About, Lane

COMMANDS = "commands"
"""The mark that says which ``/`` lists the members have, and who got them last as long as not all have."""
COMMANDS_AT_A_TIME = 10
"""Every five seconds: of the thirty messages a second that Telegram takes two."""


def make_invite(session: Session, *, role: str, library: Library | None, uses: int, days: int, now: datetime) -> Invite:
    """A new code that lets ``uses`` people in with a role, for ``days`` days."""
    invite = Invite(
        code=new_code(),
        role=role,
        uses_left=uses,
        expires_at=now + timedelta(days=days),
        created_at=now,
        libraries=[library] if library else [],
    )
    session.add(invite)
    return invite


def good_invite(ctx: Context, code: str) -> Invite | None:
    """The invite of this code, if it still lets somebody in."""
    invite = ctx.session.get(Invite, code.strip().upper())
    return invite if invite and is_code_good(invite.uses_left, invite.expires_at, ctx.now) else None


def unknown_codes(ctx: Context, codes: Collection[str]) -> int:
    """How many of these there never were, as far as is known."""
    return sum(ctx.session.get(Invite, code.strip().upper()) is None for code in codes)


def join(ctx: Context, *, name: str, library_ids: list[int], code: str | None) -> None:
    """Let the person in by their code, or put their request before the methodologists."""
    invite = good_invite(ctx, code) if code else None
    if code and invite is None:
        raise UserError(N_("The code has expired or was used up meanwhile. Ask for a new one, or press /start."))
    libraries = _libraries(ctx, library_ids)
    member = ctx.member or _member_by_letter(ctx, invite) or _new_member(ctx, name)
    member.name, member.libraries = name, libraries
    member.notice_version, member.notice_at = version(ctx.region), ctx.now
    ctx.session.flush()
    ctx.member = member
    if invite is None:
        _request(ctx, member)
        return
    _use_up(ctx, invite, member)
    member.role = invite.role
    settle_request_of(ctx, member)
    ctx.note("join", "member", member.id, role=invite.role, by="code")
    if ctx.pressed_delivery is not None:  # no message can be turned into one that brings the menu
        ctx.take_back(ctx.pressed_delivery)
    welcome(ctx, member, ctx.chat_id)


def accept_invitation(ctx: Context, invite: Invite) -> None:
    """A member opened a personal link of theirs: the e-mail address that it was sent to is theirs."""
    if invite.purpose == PERSONAL:
        _use_up(ctx, invite, ctx.me)
        ctx.note("accept_invitation", "member", ctx.me.id)


def _use_up(ctx: Context, invite: Invite, member: Member) -> None:
    invite.uses_left -= 1
    if invite.purpose != PERSONAL:
        return
    invite.member_id = member.id
    ctx.session.flush()
    if invite.email is not None and not is_of_another(ctx.session, invite.email, member.id):
        used, _ = addresses_of(ctx.session, member.id)
        if used is None:  # the link came there
            confirm_address(ctx.session, put_address(ctx.session, member, invite.email), ctx.now)


def settle_request_of(ctx: Context, member: Member) -> None:
    """Who asked to be let in and then came by a code needs no decision any more."""
    request = open_request(ctx.session, member)
    if request is not None:
        request.decided_at, request.approved = ctx.now, True
        requests.show_decision(ctx, request)


def _member_by_letter(ctx: Context, invite: Invite | None) -> Member | None:
    """Who was a member by e-mail alone, and comes to Telegram by the link that was sent to that address."""
    if invite is None or invite.purpose != PERSONAL or invite.email is None:
        return None
    has_chat = select(Address.member_id).where(Address.channel == TELEGRAM)
    theirs = select(Address).where(
        Address.channel == EMAIL,
        Address.address == invite.email,
        Address.confirmed_at.is_not(None),
        Address.member_id.not_in(has_chat),
    )
    found = ctx.session.scalar(theirs)
    if found is None or found.member.is_outsider:  # reports go on to that address
        return None
    ctx.session.add(Address(member=found.member, channel=TELEGRAM, address=str(ctx.user_id)))
    return found.member


def _new_member(ctx: Context, name: str) -> Member:
    member = Member(name=name, role=None, language=ctx.texts.language, created_at=ctx.now)
    ctx.session.add(member)
    ctx.session.add(Address(member=member, channel=TELEGRAM, address=str(ctx.user_id)))
    return member


def _request(ctx: Context, member: Member) -> None:
    request = open_request(ctx.session, member)
    if request is None:
        requests.check_crowd(ctx)
        request = JoinRequest(member=member, asked_at=ctx.now)
        ctx.session.add(request)
        ctx.session.flush()
        ctx.note("request_to_join", "member", member.id)
    requests.show(ctx)
    ctx.show(views.request_sent(ctx.texts))


def decide_request(ctx: Context, request_id: int, *, approve: bool, role: str = LIBRARIAN) -> None:
    """Let somebody in, as a librarian or a guest, or not; all cards show who decided."""
    request = ctx.session.get(JoinRequest, request_id)
    if request is None:
        raise UserError(N_("This request no longer exists."))
    if request.decided_at is not None:
        raise UserError(N_("This request has been decided already."))
    request.decided_at, request.decided_by_id, request.approved = ctx.now, ctx.me.id, approve
    ctx.note("approve_request" if approve else "decline_request", "member", request.member_id)
    member = request.member
    if approve:
        member.role = role
    requests.show_decision(ctx, request)
    chat_id = telegram_chat_of(ctx.session, member.id)
    if chat_id is None:
        return
    with ctx.speaking_to(member) as speaking:
        if approve:
            welcome(speaking, member, chat_id)
        else:
            speaking.tell(member, chat_id, views.declined(speaking.texts), about=About("joining", "member", member.id))


def decline_all(ctx: Context, upto: int) -> int:
    """Let in nobody of those who wait, up to this request; returns how many they were."""
    declined = requests.undecided(ctx, upto)
    for request in declined:
        decide_request(ctx, request.id, approve=False)
    requests.look(ctx)
    return len(declined)


def welcome(ctx: Context, member: Member, chat_id: int) -> None:
    """Tell a member that they are in and what there is, with the menu of their role."""
    say_with_menu(ctx, member, chat_id, views.welcome(ctx.texts, member, ctx.region.name))


def greet(ctx: Context) -> None:
    """A member began anew: what there is, with the menu."""
    say_with_menu(ctx, ctx.me, ctx.user_id, views.greeting_member(ctx.texts, ctx.me, ctx.region.name))


def set_language(ctx: Context, language: str) -> None:
    """Speak another language to the member from now on."""
    if language not in LANGUAGES:
        raise UserError(N_("This button no longer works. The menu below shows what can be done."))
    ctx.me.language = language
    ctx.texts = texts_for(language)
    ctx.note("set_language", "member", ctx.me.id, language=language)
    say_with_menu(ctx, ctx.me, ctx.user_id, views.language_set(ctx.texts))


def rename(ctx: Context, name: str) -> None:
    """The member's own name."""
    ctx.me.name = name
    ctx.note("rename", "member", ctx.me.id)


def set_libraries(ctx: Context, library_ids: list[int]) -> None:
    """The libraries that the member works for."""
    ctx.me.libraries = _libraries(ctx, library_ids)
    ctx.note("set_libraries", "member", ctx.me.id)


def _libraries(ctx: Context, library_ids: list[int]) -> list[Library]:
    return sorted((ctx.session.get_one(Library, key) for key in library_ids), key=lambda one: latvian_order(one.name))


def say_with_menu(ctx: Context, member: Member, chat_id: int, text: Any) -> None:
    """Say something together with the menu and the ``/`` list of the member's role."""
    assert ctx.menu is not None  # noqa: S101 - every context of the running bot has one
    payload = {
        "text": str(text),
        "parse_mode": "HTML",
        "reply_markup": ctx.menu.keyboard(member.role, ctx.texts),
    }
    _enqueue(ctx, member, chat_id, "sendMessage", payload, lane=Lane.INTERACTIVE)
    _offer_commands(ctx, member, chat_id)


def offer_changed_commands(ctx: Context) -> None:
    """After an upgrade that changed the ``/`` lists every member gets the new one; once.

    A few at a time, in the order of joining, and none while something that all are told is going out: in a region of
    thousands they would hold it up.
    """
    assert ctx.menu is not None  # noqa: S101 - every context of the running bot has one
    shown = [ctx.menu.commands(role, texts_for(language)) for role in ROLES for language in LANGUAGES]
    lists = sha256(json.dumps(shown).encode()).hexdigest()
    offered, _, last = (marked_value(ctx.session, COMMANDS) or "").partition(" ")
    if (offered == lists and not last) or outbox.is_waiting(ctx.session, Lane.BROADCAST, ctx.now):
        return
    some = telegram_chats_after(ctx.session, int(last) if offered == lists else 0, COMMANDS_AT_A_TIME)
    for member, chat_id in some:
        with ctx.speaking_to(member) as speaking:
            _offer_commands(speaking, member, chat_id)
    unmark(ctx.session, COMMANDS)
    mark_once(ctx.session, COMMANDS, ctx.now, f"{lists} {some[-1][0].id}" if some else lists)


def _offer_commands(ctx: Context, member: Member, chat_id: int) -> None:
    assert ctx.menu is not None  # noqa: S101 - every context of the running bot has one
    commands = {
        "commands": ctx.menu.commands(member.role, ctx.texts),
        "scope": {"type": "chat", "chat_id": chat_id},
    }
    _enqueue(ctx, member, chat_id, SET_COMMANDS, commands, lane=Lane.REMINDER)


def _enqueue(ctx: Context, member: Member, chat_id: int, method: str, payload: dict[str, Any], *, lane: Lane) -> None:
    outbox.enqueue(
        ctx.session,
        chat_id=chat_id,
        method=method,
        payload=payload,
        about=About("joining", "member", member.id),
        lane=lane,
        now=ctx.now,
        recipient_id=member.id,
        update_id=ctx.update_id,
    )
