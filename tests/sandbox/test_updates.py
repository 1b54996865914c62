"""Polling: confirmation, retention, order, waiting, two pollers."""

import asyncio
from datetime import timedelta

from bot.sandbox import Bot, Limits, PrivateChat, Sandbox, User
from tests.sandbox.conftest import Api


async def test_updates_stay_until_they_are_confirmed(api: Api, chat: PrivateChat) -> None:
    chat.start("KODS-1")
    chat.send("Labdien!")
    first, second = await api.ok("getUpdates")
    assert (first["message"]["text"], second["message"]["text"]) == ("/start KODS-1", "Labdien!")
    assert second["update_id"] == first["update_id"] + 1
    assert await api.ok("getUpdates", limit=1) == [first]
    assert await api.ok("getUpdates", offset=second["update_id"]) == [second]
    assert await api.ok("getUpdates") == [second]
    assert await api.ok("getUpdates", offset=second["update_id"] + 1) == []


async def test_a_negative_offset_counts_from_the_end(api: Api, chat: PrivateChat) -> None:
    chat.start()
    chat.send("1")
    chat.send("2")
    assert [u["message"]["text"] for u in await api.ok("getUpdates", offset=-1)] == ["2"]
    assert [u["message"]["text"] for u in await api.ok("getUpdates")] == ["2"]


async def test_unconfirmed_updates_are_kept_for_a_day(api: Api, chat: PrivateChat, sandbox: Sandbox) -> None:
    chat.start()
    sandbox.clock.move(timedelta(hours=23))
    chat.send("vēlāk")
    assert len(await api.ok("getUpdates")) == 2
    sandbox.clock.move(timedelta(hours=2))
    assert [u["message"]["text"] for u in await api.ok("getUpdates")] == ["vēlāk"]


async def test_a_long_poll_wakes_at_once(api: Api, chat: PrivateChat, sandbox: Sandbox, bot: Bot) -> None:
    poll = asyncio.create_task(api.ok("getUpdates", timeout=50))
    await sandbox.wait_for(lambda: bot.updates.polled)
    chat.start()
    (update,) = await asyncio.wait_for(poll, 2)
    assert update["message"]["text"] == "/start"


async def test_of_two_pollers_the_older_one_ends_with_409(api: Api, chat: PrivateChat, sandbox: Sandbox) -> None:
    older = asyncio.create_task(api("getUpdates", timeout=50))
    await sandbox.wait_for(lambda: chat.bot.updates.polled)
    newer = asyncio.create_task(api.ok("getUpdates", timeout=50))
    body = await asyncio.wait_for(older, 5)
    assert body["error_code"] == 409
    assert body["description"] == (
        "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
    )
    await sandbox.wait_for(lambda: chat.bot.updates.polled)
    chat.start()
    assert len(await newer) == 1


async def test_allowed_updates_last_until_they_are_set_anew(api: Api, chat: PrivateChat) -> None:
    assert await api.ok("getUpdates", allowed_updates=["message"]) == []
    chat.start()
    chat.edit(chat.messages[0], "/start again")
    chat.react(chat.messages[0], "👍")
    assert [list(u)[1] for u in await api.updates()] == ["message"]
    await api.ok("getUpdates", allowed_updates=["message_reaction"])
    chat.react(chat.messages[0], None)
    (update,) = await api.updates()
    assert update["message_reaction"]["old_reaction"] == [{"type": "emoji", "emoji": "👍"}]
    await api.ok("getUpdates", allowed_updates=[])
    chat.send("x")
    chat.react(chat.messages[0], "👍")
    assert [list(u)[1] for u in await api.updates()] == ["message"]


async def test_ids_may_begin_anew(api: Api, chat: PrivateChat, bot: Bot) -> None:
    chat.start()
    (before,) = await api.ok("getUpdates")
    lower = bot.updates.next_id_random(seed=3)
    while lower > before["update_id"]:
        lower = bot.updates.next_id_random()
    chat.send("pēc nedēļas")
    offset = before["update_id"] + 1
    for _ in range(2):  # the old offset confirms what it meant, and nothing else
        (after,) = await api.ok("getUpdates", offset=offset)
        assert after["update_id"] == lower
    assert await api.ok("getUpdates", offset=lower + 1) == []


async def test_an_update_can_come_twice(api: Api, chat: PrivateChat, bot: Bot) -> None:
    chat.start()
    (update,) = await api.updates()
    bot.updates.repeat(update)
    assert await api.updates() == [update]


async def test_blocking_is_told(api: Api, chat: PrivateChat) -> None:
    chat.start()
    chat.block()
    chat.start()
    kinds = [next(iter(set(u) - {"update_id"})) for u in await api.updates()]
    assert kinds == ["message", "my_chat_member", "my_chat_member", "message"]


async def test_pace_overall_and_in_a_chat(bot: Bot, api: Api, sandbox: Sandbox, chat: PrivateChat) -> None:
    chat.start()
    answers = [await api("sendMessage", chat_id=chat.user.id, text="x") for _ in range(6)]
    assert [a["ok"] for a in answers] == [True] * 5 + [False]
    assert answers[-1] == {
        "ok": False,
        "error_code": 429,
        "description": "Too Many Requests: retry after 1",
        "parameters": {"retry_after": 1},
    }
    others = [sandbox.add_user("Bibliotekāre", f"{number}").chat_with(bot) for number in range(40)]
    for other in others:
        other.start()
    bodies = [await api("sendMessage", chat_id=other.user.id, text="x") for other in others]
    assert 24 <= sum(body["ok"] for body in bodies) < 40


async def test_pace_in_a_group(bot: Bot, api: Api, sandbox: Sandbox, person: User) -> None:
    group = sandbox.add_group("Reģions", [person, bot])
    answers = [await api("sendMessage", chat_id=group.id, text="x") for _ in range(21)]
    assert [a["ok"] for a in answers] == [True] * 20 + [False]
    assert 50 <= answers[-1]["parameters"]["retry_after"] <= 60
    edit = await api("editMessageText", chat_id=group.id, message_id=group.messages[-1]["message_id"], text="y")
    assert edit["error_code"] == 429


async def test_pace_can_be_switched_off() -> None:
    sandbox = Sandbox(limits=Limits.off())
    bot = sandbox.add_bot("1:x", "x_bot", "X")
    for _ in range(1000):
        bot.pace.check(1, private=True)
        bot.pace.check(-1, private=False)
