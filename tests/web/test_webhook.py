"""What Telegram posts is stored before it is told so; what is not stored comes again; nobody else can post anything."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session
from structlog.testing import capture_logs

from bot.inbox import UNREADABLE
from bot.web import server
from bot.web.webhook import SECRET_HEADER
from storage.database import Database
from storage.inbox import finish_unit
from tests.outage import away
from tests.web.conftest import HOOK, NOW, Endpoints

TEXT = "Kā norakstīt grāmatas?"
UPDATE: dict[str, Any] = {"update_id": 7, "message": {"text": TEXT, "chat": {"id": 5}}}


@pytest.fixture
def database(impatient_database: Database) -> Database:
    """Some of it is tested while the database is away for a moment."""
    return impatient_database


async def test_stored_before_it_is_said_so(endpoints: Endpoints) -> None:
    def committed(_session: Session) -> None:
        endpoints.happened.append("committed")

    event.listen(Session, "after_commit", committed)
    try:
        assert await endpoints.post(UPDATE) == 200
        endpoints.happened.append("answered")
    finally:
        event.remove(Session, "after_commit", committed)
    assert endpoints.happened == ["committed", "stored", "answered"]
    assert [(number, json.loads(body)) for number, body in endpoints.stored()] == [(7, UPDATE)]


@pytest.mark.parametrize("is_serving", [True, False])
async def test_who_does_not_know_the_secret_stores_nothing_and_learns_nothing(
    endpoints: Endpoints, is_serving: bool
) -> None:
    endpoints.is_serving = is_serving
    with capture_logs() as logs:
        for secret in (None, "", "s3cret_", "s3cret_--", "S3CRET_-", "š"):
            assert await endpoints.post(UPDATE, secret) == 403, secret
        for body in (b"nonsense", b"x" * (server.MOST_BYTES + 1)):
            assert await endpoints.post(body, "wrong") == 403
    assert (endpoints.stored(), endpoints.happened, logs) == ([], [], [])


async def test_a_repeated_update_is_stored_once_and_stays_done(endpoints: Endpoints) -> None:
    assert [await endpoints.post(UPDATE) for _ in range(2)] == [200, 200]
    assert len(endpoints.stored()) == 1
    await endpoints.database.write(lambda session: finish_unit(session, [7], NOW))
    assert await endpoints.post(UPDATE) == 200
    assert endpoints.stored() == [(7, "")]


async def test_who_stands_by_takes_nothing(endpoints: Endpoints) -> None:
    endpoints.is_serving = False
    assert await endpoints.post(UPDATE) == 503
    assert endpoints.stored() == []


async def test_what_comes_while_the_database_is_away_is_left_to_telegram(endpoints: Endpoints) -> None:
    assert await endpoints.post(UPDATE) == 200
    async with away(endpoints.database):
        with capture_logs() as logs:
            assert await endpoints.post({**UPDATE, "update_id": 8}) == 503
    assert [number for number, _ in endpoints.stored()] == [7]
    assert [log["event"] for log in logs] == ["update could not be stored yet"]
    statuses = [await endpoints.post({**UPDATE, "update_id": 8}) for _ in range(2)]
    assert statuses[-1] == 200
    assert [number for number, _ in endpoints.stored()] == [7, 8]


NO_UPDATES = [
    TEXT.encode(),
    b"",
    b"\xff\xfe",
    b'{"update_id": ',
    *(json.dumps(value).encode() for value in (None, [UPDATE], TEXT, 7, {}, {"message": UPDATE["message"]})),
    *(json.dumps({**UPDATE, "update_id": value}).encode() for value in (None, "7", 7.0, True, -1, 2**63)),
]


async def test_what_is_no_update_is_refused_and_not_quoted(endpoints: Endpoints) -> None:
    for body in NO_UPDATES:
        with capture_logs() as logs:
            assert await endpoints.post(body) == 400, body
        assert logs == [{"event": "post is no update", "log_level": "error"}]
    assert endpoints.stored() == []


UNREADABLE_UPDATES = {
    "cut off": b'{"update_id":1,\n"message": {"text": "K',
    "no UTF-8": b' { "update_id" : 2 , "message": "\xff"}',
    "too deep": b'{"update_id":3,"message":' + b"[" * 100_000,
    "a chat that no database can hold": json.dumps({"update_id": 4, "message": {"chat": {"id": 2**70}}}).encode(),
}


async def test_of_an_update_that_nobody_can_read_the_number_is_kept(endpoints: Endpoints) -> None:
    """It is parked then, and not repeated for a day."""
    for body in UNREADABLE_UPDATES.values():
        assert await endpoints.post(body) == 200
    assert endpoints.stored() == [(number, UNREADABLE) for number in (1, 2, 3, 4)]
    assert endpoints.happened == ["stored"] * 4


async def test_what_is_larger_than_any_update_is_refused(endpoints: Endpoints) -> None:
    body = json.dumps({**UPDATE, "filler": "x" * server.MOST_BYTES}).encode()
    with capture_logs() as logs:
        assert await endpoints.post(body) == 413
    assert endpoints.stored() == []
    assert logs == [{"event": "post is too large for an update", "log_level": "error"}]


async def test_only_posts_to_the_path_are_updates(endpoints: Endpoints) -> None:
    assert await endpoints.post(UPDATE, path="/telegram?from=proxy") == 200
    assert (await endpoints.get("/telegram"))[0] == 405
    async with endpoints.http.post(f"{endpoints.url}/elsewhere", json=UPDATE) as response:
        assert response.status == 404
    assert len(endpoints.stored()) == 1


async def test_a_mistake_of_ours_is_told_by_its_kind_alone(
    endpoints: Endpoints, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def fail(_update: object) -> None:
        raise KeyError(TEXT)

    monkeypatch.setattr("bot.web.webhook.raw_update", fail)
    with capture_logs() as logs:
        assert await endpoints.post(UPDATE) == 500
    assert logs == [{"event": "request failed", "path": "/telegram", "error": "KeyError", "log_level": "error"}]
    assert TEXT not in "".join(capfd.readouterr())


async def test_a_body_that_does_not_come_is_waited_for_no_longer(
    endpoints: Endpoints, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Drop by drop, or with a length that is never reached: the place is given to others."""
    monkeypatch.setattr("bot.web.webhook.BODY_SECONDS", 0.05)
    never = asyncio.Event()

    async def drops() -> AsyncIterator[bytes]:
        yield b'{"update_id": 7,'
        await never.wait()

    headers = {SECRET_HEADER: HOOK.secret}
    async with endpoints.http.post(f"{endpoints.url}/telegram", data=drops(), headers=headers) as response:
        assert response.status == 408
    assert await endpoints.post(UPDATE) == 200
    assert len(endpoints.stored()) == 1
