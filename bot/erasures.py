"""``plaukts erase``: somebody asked for it by another way than the chat."""

from typing import Annotated

import typer
from sqlalchemy import String, cast, func, or_, select
from sqlalchemy.orm import Session

from bot.app import bot_username, real_now
from bot.command_line import fail, opened, read_settings, spoken, url_of
from bot.errors import UserError
from bot.features.privacy.erasing import erase_for
from bot.manifest import discover
from bot.region import Region
from bot.router import Router
from storage.members import Address, Member


def erase(
    who: Annotated[str, typer.Argument(help="Name, e-mail address or Telegram number, as it is stored.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Erase a member who has asked for it: all that is theirs goes, figures stay; it cannot be undone."""
    settings, texts = read_settings()
    with spoken(url_of(settings), texts), opened(settings, texts) as database:
        with database.read() as session:
            found = _named(session, who)
        if not found:
            fail(texts.plain("There is no member called “{who}”.", who=who))
        if len(found) > 1:
            fail(
                texts.plain(
                    "Several members are called “{who}”. Say the e-mail address or the Telegram number.", who=who
                )
            )
        ((key, name),) = found
        if not yes and not typer.confirm(texts.plain("Erase all data of {name}? It cannot be undone.", name=name)):
            fail(texts.plain("Cancelled. Nothing was erased."))
        region = Region(settings.region, settings.zone, settings.language, bot_username(database) or "")
        router = Router(discover(), region)

        def job(session: Session) -> None:
            erase_for(router.tick_context(session, real_now()), session.get_one(Member, key))

        try:
            database.submit(job).result()
        except UserError as error:
            fail(texts.plain(error.msgid, **error.values))
        typer.echo(texts.plain("Erased. What others have in their chats is changed as soon as `plaukts run` runs."))


def _named(session: Session, who: str) -> list[tuple[int, str]]:
    """Members with this name or address."""
    asked = who.strip()
    here = select(Address.member_id).where(func.lower(cast(Address.address, String)) == asked.lower())
    query = select(Member.id, Member.name).where(
        Member.erased_at.is_(None), or_(Member.name == asked, Member.id.in_(here))
    )
    return [(row.id, row.name) for row in session.execute(query.order_by(Member.id))]
