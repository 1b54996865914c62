"""Faults on purpose: what the client notices, and whether the message took effect."""

import asyncio
from typing import Any

import aiohttp
import pytest

from bot.sandbox import Fault, PrivateChat, Sandbox, flood
from tests.sandbox.conftest import TOKEN, Api


@pytest.fixture
def to(chat: PrivateChat) -> int:
    """The id of a started chat."""
    chat.start()
    return chat.user.id


@pytest.mark.parametrize(
    ("fault", "arrives"),
    [
        (Fault("refuse"), False),
        (Fault("cut", "sendMessage", when="before"), False),
        (Fault("cut", "send*", when="after"), True),
    ],
    ids=["refused", "cut before", "cut after"],
)
async def test_connections_break(api: Api, chat: PrivateChat, sandbox: Sandbox, fault: Fault, arrives: bool) -> None:
    chat.start()
    sandbox.faults.add(fault)
    with pytest.raises(aiohttp.ClientError):
        await api("sendMessage", chat_id=chat.user.id, text="x")
    assert (chat.last["text"] == "x") is arrives
    assert [(i.method, i.took_effect) for i in sandbox.faults.log] == [("sendMessage", arrives)]
    await api.ok("sendMessage", chat_id=chat.user.id, text="y")


@pytest.mark.parametrize("arrives", [False, True])
async def test_errors_of_the_server(api: Api, to: int, chat: PrivateChat, sandbox: Sandbox, arrives: bool) -> None:
    sandbox.faults.add(Fault("answer", "sendMessage", when="after" if arrives else "before", code=502))
    assert await api.refused("sendMessage", chat_id=to, text="x") == (502, "Bad Gateway")
    assert (chat.last["text"] == "x") is arrives
    sandbox.faults.add(Fault("answer", code=503, body="<html>overloaded</html>"))
    async with api.http.post(f"{api.url}/bot{TOKEN}/getMe") as response:
        assert (response.status, await response.text()) == (503, "<html>overloaded</html>")


async def test_flood(api: Api, to: int, sandbox: Sandbox, chat: PrivateChat) -> None:
    sandbox.faults.add(flood(7, "sendMessage"))
    body = await api("sendMessage", chat_id=to, text="x")
    assert (body["error_code"], body["parameters"]) == (429, {"retry_after": 7})
    assert chat.last["text"] == "/start"


@pytest.mark.parametrize("arrives", [False, True])
async def test_delays(api: Api, to: int, chat: PrivateChat, sandbox: Sandbox, arrives: bool) -> None:
    sandbox.faults.add(Fault("delay", "sendMessage", when="after" if arrives else "before", seconds=60))
    request = asyncio.create_task(api("sendMessage", chat_id=to, text="x"))
    await sandbox.wait_for(lambda: sandbox.faults.log)
    assert (chat.last["text"] == "x") is arrives
    request.cancel()
    await asyncio.gather(request, return_exceptions=True)


async def test_a_fault_strikes_its_method_and_chat_only(api: Api, to: int, sandbox: Sandbox, colleague: Any) -> None:
    other = colleague.chat_with(sandbox.bots[TOKEN])
    other.start()
    sandbox.faults.add(Fault("answer", "sendMessage", chat=to, times=2))
    await api.ok("sendMessage", chat_id=other.user.id, text="x")
    await api.ok("sendChatAction", chat_id=to, action="typing")
    for _ in range(2):
        await api.refused("sendMessage", chat_id=to, text="x")
    await api.ok("sendMessage", chat_id=to, text="x")


async def test_chance_is_repeatable_and_can_be_cleared(api: Api, sandbox: Sandbox) -> None:
    async def pattern() -> list[bool]:
        sandbox.faults.clear()
        sandbox.faults.add(Fault("answer", times=None, probability=0.5, seed=7))
        return [(await api("getMe"))["ok"] for _ in range(20)]

    first = await pattern()
    assert first == await pattern()
    assert 3 < sum(first) < 17
    sandbox.faults.clear()
    await api.ok("getMe")


async def test_a_server_that_is_away_refuses_connections(api: Api, sandbox: Sandbox) -> None:
    await sandbox.unplug()
    with pytest.raises(aiohttp.ClientError):
        await api.ok("getMe")
    await sandbox.plug_in()
    await api.ok("getMe")


def test_what_cannot_be() -> None:
    with pytest.raises(ValueError, match="effect"):
        Fault("refuse", when="after")
