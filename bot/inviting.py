"""``plaukts invite``: codes that let people in are made, looked through and withdrawn."""

from collections.abc import Iterator
from enum import StrEnum
from functools import partial
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.access import ROLES
from bot.app import bot_username, real_now
from bot.command_line import WRONG_USE, fail, note_act, opened, read_settings, spoken, url_of
from bot.features.members.accounts import make_move
from bot.features.members.actions import make_invite
from bot.features.members.rules import is_code_good
from bot.features.members.views import role_name
from bot.texts import Texts
from storage.account_moves import REPLACED, usable_moves
from storage.audit import record_act
from storage.database import Database
from storage.libraries import Library
from storage.members import Invite, Member, good_invites

Role = StrEnum("Role", {role: role for role in ROLES})  # type: ignore[misc]


def invite(  # noqa: PLR0917 - what can be said on the command line
    role: Annotated[Role | None, typer.Option(help="librarian, methodologist, guest or admin.")] = None,
    library: Annotated[str | None, typer.Option(help="The library of whoever comes with it.")] = None,
    uses: Annotated[int, typer.Option(help="How many people it lets in.", min=1, max=1000)] = 1,
    days: Annotated[int, typer.Option(help="For how many days it is good.", min=1, max=365)] = 14,
    member: Annotated[
        int | None, typer.Option(help="The number of a member who goes on with another Telegram account.", min=1)
    ] = None,
    listed: Annotated[bool, typer.Option("--list", help="Print the codes that let somebody in now.")] = False,
    withdraw: Annotated[str | None, typer.Option(help="A code by which nobody is let in any more.")] = None,
) -> None:
    """Make an invite code; prints the code, then the link. Or list the codes that are good, or withdraw one."""
    settings, texts = read_settings()
    if sum((role is not None, member is not None, listed, withdraw is not None)) != 1:
        fail(
            texts.plain(
                "Say for whom: --role librarian, or --member 17 for another Telegram account; or else --list, or "
                "--withdraw with a code."
            ),
            WRONG_USE,
        )
    with spoken(url_of(settings), texts), opened(settings, texts) as database:
        if listed:
            with database.read() as session:
                lines = list(_good_codes(session, texts, settings.zone))
            typer.echo("\n".join(lines) or texts.plain("No code lets anybody in now."))
            return
        if withdraw is not None:
            _withdraw(database, texts, withdraw.strip().upper())
            return
        if member is not None:
            code = _code_for_account(database, texts, member)
        else:
            code = _code(database, texts, role, library, uses, days)
        if role is not None:
            database.submit(partial(note_act, action="invite", role=role.value, uses=uses, days=days)).result()
        typer.echo(code)
        username = bot_username(database)
        if username is not None:
            typer.echo(f"https://t.me/{username}?start={code}")
        else:
            typer.echo(
                texts.plain("The link is known once `plaukts run` has run. Until then: /start {code}", code=code)
            )


def _code(  # noqa: PLR0917 - what can be said on the command line
    database: Database, texts: Texts, role: Role | None, library: str | None, uses: int, days: int
) -> str:
    found = None
    if library is not None:
        with database.read() as session:
            found = session.scalar(select(Library).where(Library.name == library))
        if found is None:
            fail(texts.plain("There is no library “{name}” in the directory.", name=library))
    now, given = real_now(), role.value if role is not None else ""
    return database.submit(
        lambda session: make_invite(session, role=given, library=found, uses=uses, days=days, now=now).code
    ).result()


def _code_for_account(database: Database, texts: Texts, number: int) -> str:
    with database.read() as session:
        member = session.get(Member, number)
        if member is None or member.role is None:
            fail(texts.plain("There is no member with the number {number}.", number=number))

    def job(session: Session) -> str:
        record_act(session, at=now, actor_id=None, action="invite_account", object_kind="member", object_id=number)
        return make_move(session, number, None, now).code

    now = real_now()
    return database.submit(job).result()


def _good_codes(session: Session, texts: Texts, zone: ZoneInfo) -> Iterator[str]:
    """A line each: the code, what it gives, how often, until when, and to whom if that is known."""
    now = real_now()
    for one in good_invites(session, now):
        line = texts.plain(
            "{code}: {role}, uses left: {uses}, good until: {day}",
            code=one.code,
            role=role_name(texts, one.role),
            uses=one.uses_left,
            day=texts.date(one.expires_at.astimezone(zone).date()),
        )
        yield ", ".join([line, *filter(None, [one.name]), *(library.name for library in one.libraries)])
    for move in usable_moves(session, now):
        yield texts.plain(
            "{code}: another Telegram account of {name} ({number}), good until: {day}",
            code=move.code,
            name=move.member.name,
            number=move.member_id,
            day=texts.date(move.expires_at.astimezone(zone).date()),
        )


def _withdraw(database: Database, texts: Texts, code: str) -> None:
    def job(session: Session) -> bool:
        found = session.get(Invite, code)
        if found is not None and is_code_good(found.uses_left, found.expires_at, now):
            found.expires_at = now
            note_act(session, "withdraw_invite", role=found.role, uses=found.uses_left)
            return True
        move = next((one for one in usable_moves(session, now) if one.code == code), None)
        if move is None:
            return False
        move.settled_at, move.outcome = now, REPLACED
        note_act(session, "call_back_account", object_kind="member", object_id=move.member_id)
        return True

    now = real_now()
    if not database.submit(job).result():
        fail(
            texts.plain(
                "The code {code} lets nobody in. Those that do are listed by `plaukts invite --list`.", code=code
            )
        )
    typer.echo(texts.plain("Withdrawn: the code {code} lets nobody in any more.", code=code))
