"""The sandbox's own time."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.sandbox import Clock, PrivateChat, Sandbox
from tests.sandbox.conftest import Api

NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)


def test_a_frozen_clock_moves_by_hand_only() -> None:
    clock = Clock(NOON, frozen=True)
    heard: list[datetime] = []
    stop = clock.subscribe(heard.append)
    assert clock.now() == clock.now()
    assert abs(clock.now() - NOON) < timedelta(seconds=1)
    moved = clock.move(timedelta(days=1))
    clock.move_to(NOON + timedelta(days=31))
    stop()
    clock.move(timedelta(days=1))
    assert heard == [moved, NOON + timedelta(days=31)]
    with pytest.raises(ValueError, match="forward"):
        clock.move_to(NOON)
    with pytest.raises(ValueError, match="aware"):
        clock.move_to(datetime(2027, 1, 1))  # noqa: DTZ001 - that is the point


def test_a_running_clock_runs_on_from_where_it_was_put() -> None:
    clock = Clock(NOON)
    clock.move(timedelta(hours=1))
    assert timedelta(0) <= clock.now() - NOON - timedelta(hours=1) < timedelta(minutes=1)
    clock.freeze()
    assert clock.frozen
    stands = clock.now()
    clock.thaw()
    assert clock.now() >= stands


async def test_messages_carry_its_time(api: Api, chat: PrivateChat, sandbox: Sandbox) -> None:
    chat.start()
    sandbox.clock.move(timedelta(days=30))
    sent = await api.ok("sendMessage", chat_id=chat.user.id, text="x")
    assert sent["date"] == int(sandbox.clock.unix())
    assert sent["date"] - chat.messages[0]["date"] in {30 * 86400, 30 * 86400 + 1}


async def test_it_moves_over_http(api: Api, sandbox: Sandbox) -> None:
    before = sandbox.clock.now()
    async with api.http.post(f"{api.url}/sandbox/clock", json={"move_seconds": 3600}) as response:
        assert (await response.json())["ok"]
    assert sandbox.clock.now() - before == timedelta(hours=1)
    async with api.http.post(f"{api.url}/sandbox/clock", json={"to": "2000-01-01T00:00:00+00:00"}) as response:
        assert response.status == 400
    async with api.http.get(f"{api.url}/sandbox/clock") as response:
        body = await response.json()
    assert (datetime.fromisoformat(body["now"]), body["frozen"]) == (sandbox.clock.now(), True)
