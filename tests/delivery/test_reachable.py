"""Who blocked the bot is written to no longer, and again as soon as they let it."""

import asyncio
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.context import Region
from bot.inbox import Poller, Pump
from bot.router import Router
from storage import outbox
from storage.members import TELEGRAM, Address, Member, telegram_chats
from tests.delivery.post import START, Post, said


def join(session: Session, user_id: int) -> None:
    member = Member(name="Bibliotekāre", role="librarian", language="lv", created_at=START)
    session.add(Address(member=member, channel=TELEGRAM, address=str(user_id)))


def reachable(session: Session) -> list[int]:
    return [chat_id for _, chat_id in telegram_chats(session, "librarian")]


async def test_blocking_makes_unreachable_and_unblocking_reachable_again(post: Post) -> None:
    """Noticed at the first message that is refused, and by what Telegram tells of the person's change of mind."""
    chat = post.chat()
    user_id = chat.user.id
    await post.database.write(lambda session: join(session, user_id))
    post.start()
    post.bot.updates.allow(["message"])  # so that the bot is not told of the block itself
    chat.block()
    refused = await post.put(user_id)
    await post.becomes(refused, outbox.BLOCKED)
    assert await post.database.write(reachable) == []

    post.bot.updates.allow([])
    router = Router([], Region("Reģions", ZoneInfo("Europe/Riga"), "lv"))
    now = post.sandbox.clock.now
    pump = Pump(post.database, router, now, handled=post.courier.wake, answer=print)
    poller = Poller(post.api, post.database, now, stored=pump.wake)
    loops = [asyncio.create_task(poller.run()), asyncio.create_task(pump.run())]
    try:
        chat.unblock()
        async with asyncio.timeout(10):
            while await post.database.write(reachable) != [user_id]:
                await asyncio.sleep(0)
        chat.block()
        async with asyncio.timeout(10):
            while not isinstance(await post.database.write(_unreachable_since), datetime):
                await asyncio.sleep(0)
        chat.unblock()
        async with asyncio.timeout(10):
            while await post.database.write(reachable) != [user_id]:
                await asyncio.sleep(0)
    finally:
        for loop in loops:
            loop.cancel()
        await asyncio.gather(*loops, return_exceptions=True)
    await post.becomes(await post.put(user_id, "beta"), outbox.SENT)
    assert said(chat) == ["alpha", "beta"], "the answer that was missed comes too, once"


def _unreachable_since(session: Session) -> datetime | None:
    return session.scalar(select(Address.unreachable_since))
