"""The region's group: what the bot may do there, as Telegram says now, and its threads, as far as they are known."""

import asyncio
from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from bot.delivery.api import NO_ANSWER, ApiError, TelegramApi
from bot.doctor.findings import Finding, Sign
from bot.texts import N_, Texts
from storage import groups
from storage.groups import Group

SECONDS = 10
"""How long Telegram's answer is waited for."""
RIGHTS = {
    groups.ADMINISTRATOR: N_("be an administrator"),
    groups.DELETE_MESSAGES: N_("“Delete messages”"),
    groups.PIN_MESSAGES: N_("“Pin messages”"),
    groups.MANAGE_TOPICS: N_("“Manage topics”"),
}
"""The rights as Telegram calls them (msgids)."""


def check(texts: Texts, session: Session, api_url: str, token: str | None, bot_id: int | None) -> list[Finding]:
    """Look at the region's group; nothing is changed there."""
    name = texts.plain("Group")
    group = groups.region_group(session)
    if group is None:
        return [Finding(Sign.GOOD, name, texts.plain("none is attached; /grupa attaches one"))]
    status, rights = group.status, group.rights
    if token is not None and bot_id is not None:
        asked = asyncio.run(_ask(api_url, token, group.chat_id, bot_id))
        if asked is not None:
            status, rights = str(asked["status"]), groups.granted(asked)
    if status in groups.OUTSIDE:
        says = texts.plain("the bot is not in “{title}” any more", title=group.title)
        return [Finding(Sign.WRONG, name, says, texts.plain("Add it to the group again, as its administrator."))]
    missing = groups.missing_rights(status, rights, forum=group.forum)
    if missing:
        lacking = ", ".join(texts.plain(RIGHTS[right]) for right in missing)
        says = texts.plain("in “{title}” the bot lacks: {rights}", title=group.title, rights=lacking)
        remedy = texts.plain("Give it that in Telegram: the group's name → “Edit” → “Administrators” → the bot.")
        return [Finding(Sign.WRONG, name, says, remedy)]
    says = texts.plain("“{title}”: the bot has all the rights that it needs", title=group.title)
    return [Finding(Sign.GOOD, name, says), _threads(texts, session, group)]


def _threads(texts: Texts, session: Session, group: Group) -> Finding:
    name = texts.plain("Threads")
    if not group.forum:
        return Finding(Sign.GOOD, name, texts.plain("none: the group has no “Topics”"))
    found = [groups.thread_of(session, group, kind) for kind in groups.KINDS]
    there = [thread.name for thread in found if thread is not None and thread.thread_id is not None]
    says = ", ".join(there) or texts.plain("none")
    if len(there) < len(groups.KINDS):
        remedy = texts.plain("What is missing is made when something is to be said there, or by /grupa in the group.")
        return Finding(Sign.WARNING, name, says, remedy)
    return Finding(Sign.GOOD, name, says)


async def _ask(api_url: str, token: str, chat_id: int, bot_id: int) -> Mapping[str, Any] | None:
    """The bot's membership; nothing where Telegram cannot be asked, which is said elsewhere."""
    async with TelegramApi(api_url, token) as api:
        try:
            member: Mapping[str, Any] = await api.call(
                "getChatMember", {"chat_id": chat_id, "user_id": bot_id}, seconds=SECONDS
            )
        except ApiError as error:
            return {"status": groups.KICKED} if error.status == 403 else None
        except NO_ANSWER:
            return None
    return member
