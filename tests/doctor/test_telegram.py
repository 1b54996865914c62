"""What the doctor finds of Telegram, over HTTP."""

import socket
from datetime import UTC, datetime, timedelta

from bot.sandbox import Fault
from tests.doctor.practice import GOOD, SECRET, TOKEN, WARNING, WRONG, Practice


async def test_a_missing_and_a_refused_token(office: Practice) -> None:
    missing = (await office.find(token=None))["Telegram"]
    assert (missing.sign, missing.says) == (WRONG, "PLAUKTS_TELEGRAM_TOKEN is not set")
    refused = (await office.find(token=f"2:{SECRET}"))["Telegram"]
    assert (refused.sign, refused.says) == (WRONG, "Telegram refuses the token")
    assert "BotFather" in refused.remedy


async def test_a_telegram_that_cannot_be_reached(office: Practice) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"
        found = await office.find(api_url=url)
    assert found["Telegram"].sign is WRONG
    assert found["Telegram"].says == f"{url.removeprefix('http://')} cannot be reached (ClientConnectorError)"
    assert "Updates" not in found
    assert found["Database"].sign is GOOD, "everything else is looked at all the same"


async def test_a_page_instead_of_telegram(office: Practice) -> None:
    office.sandbox.faults.add(Fault("answer", "getMe", code=502, body=f"<html>{SECRET}</html>"))
    found = (await office.find())["Telegram"]
    assert (found.sign, found.says) == (WRONG, "127.0.0.1 answers: HTTP 502")


async def test_a_foreign_webhook(office: Practice) -> None:
    office.sandbox.bots[TOKEN].webhook = {"url": f"https://elsewhere.example/{SECRET}", "max_connections": 40}
    found = (await office.find())["Updates"]
    assert found.sign is WRONG
    assert found.says == "Telegram posts them to elsewhere.example, though PLAUKTS_WEBHOOK_URL is not set"
    expected = (await office.find(webhook_url=f"https://ours.example/{SECRET}"))["Updates"]
    assert (expected.sign, expected.says) == (
        WRONG,
        "Telegram posts them to elsewhere.example and not to PLAUKTS_WEBHOOK_URL",
    )


async def test_our_webhook(office: Practice) -> None:
    url = f"https://ours.example/{SECRET}"
    assert (await office.find(webhook_url=url))["Updates"].says == "Telegram does not post them yet"
    hook = office.sandbox.bots[TOKEN].webhook = {"url": url, "max_connections": 40}
    found = (await office.find(webhook_url=url))["Updates"]
    assert (found.sign, found.says) == (GOOD, "posted to ours.example; waiting at Telegram: 0")
    office.sandbox.bots[TOKEN].updates.put("message", {})
    for minutes, sign in ((3, WRONG), (90, WARNING), (60 * 24, GOOD)):
        ago = datetime.now(UTC) - timedelta(minutes=minutes)
        hook |= {"last_error_date": int(ago.timestamp()), "last_error_message": f'Wrong response "{SECRET}"'}
        found = (await office.find(webhook_url=url))["Updates"]
        assert found.sign is sign, minutes
        if sign is WRONG:
            assert found.says == (
                'posted to ours.example, which failed 3 min ago: Wrong response "…"; waiting at Telegram: 1'
            )


async def test_a_clock_that_is_off(office: Practice) -> None:
    now = datetime.now(UTC)
    ahead = (await office.find(at=now + timedelta(seconds=301)))["Clock"]
    behind = (await office.find(at=now - timedelta(hours=2, seconds=9)))["Clock"]
    near = (await office.find(at=now + timedelta(seconds=20)))["Clock"]
    assert (ahead.sign, ahead.says) == (WARNING, "5 min ahead of Telegram's")
    assert (behind.sign, behind.says) == (WARNING, "2 h behind Telegram's")
    assert near.sign is GOOD
