"""``plaukts doctor`` as a process of its own, beside a bot that runs."""

import asyncio
import json
import signal
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

from bot.incoming import raw_update
from bot.sandbox import Sandbox
from storage import carrying, outbox
from storage.database import Database
from storage.inbox import fail_unit, store_updates
from storage.outbox import About, Lane
from tests.command_line import Shell
from tests.delivery.post import said
from tests.journeys.world import SECONDS

DONE, FAILED, WRONG_USE = 0, 1, 2


@pytest.fixture
def shell(tmp_path: Path, database: Database) -> Shell:
    """A folder, and a database elsewhere."""
    folder = tmp_path / "folder"
    folder.mkdir()
    settings = {"PLAUKTS_LANGUAGE": "en", "PLAUKTS_DATABASE_URL": database.url.replace("+psycopg", "")}
    return Shell(folder, settings)


def come_to_grief(session: Session, user_id: int, update: dict[str, Any]) -> None:
    """An answer that failed for good, and an update that was put aside."""
    now = datetime.now(UTC)
    delivery = outbox.enqueue(
        session,
        chat_id=user_id,
        method="sendMessage",
        payload={"text": "The answer"},
        about=About("card"),
        lane=Lane.ANSWER,
        now=now,
    )
    carrying.claim(session, [delivery], now)
    carrying.settle(session, delivery, outbox.FAILED, error="Bad Request: no")
    store_updates(session, [raw_update(update)], now)
    fail_unit(session, [update["update_id"]], now, "ValueError at bot.here:12", 1)


async def test_what_came_to_grief_goes_on_beside_a_running_bot(shell: Shell, database: Database) -> None:
    sandbox = Sandbox()
    bot = sandbox.add_bot("1:ours", username="plaukts_bot", name="Plaukts")
    chat = sandbox.add_user("Bibliotekāre").chat_with(bot)
    chat.start()
    (update,) = bot.updates.pending
    bot.updates.drop()
    await database.write(lambda session: come_to_grief(session, chat.user.id, json.loads(json.dumps(update))))
    async with sandbox.serving() as url:
        shell.settings |= {"PLAUKTS_TELEGRAM_TOKEN": "1:ours", "PLAUKTS_TELEGRAM_API_URL": url}
        with shell.start("run") as running:
            try:
                await sandbox.wait_for(lambda: bot.updates.polled, SECONDS)
                found = await asyncio.to_thread(shell.run, "doctor")
                assert (found.status, found.err) == (FAILED, "")
                wrong = [line for line in found.lines if line.startswith("✗")]
                assert [line.split("  ")[0] for line in wrong] == ["✗ Put aside", "✗ Not delivered"]
                assert all(line.endswith(" → When the cause is removed: `plaukts doctor --retry`.") for line in wrong)
                assert [line for line in found.lines if line.startswith("✓ Running")]
                again = await asyncio.to_thread(shell.run, "doctor", "--retry")
                assert again.status == DONE, again.out
                # The answer, and what /start is answered with.
                await sandbox.wait_for(lambda: "The answer" in said(chat) and "Plaukt" in " ".join(said(chat)), SECONDS)
            finally:
                running.send_signal(signal.SIGTERM)
                await asyncio.to_thread(running.wait, SECONDS)
    assert "1:ours" not in found.out + again.out


def test_malformed_settings_are_wrong_use(shell: Shell) -> None:
    ended = shell.run_with(
        "doctor",
        {"timezone": "Mars/Base"},
        {"webhook_url": "https://plaukts.example.lv/x"},
        {"telegram_token": "secret"},
        {"database_url": "mysql://root@localhost/x"},
    )
    for one, name in zip(ended, ("TIMEZONE", "WEBHOOK_SECRET", "TELEGRAM_TOKEN", "DATABASE_URL"), strict=True):
        assert one.status == WRONG_USE
        assert f"PLAUKTS_{name}=" in one.sentence


def test_before_anything_is_set_up_every_line_says_what_to_do(tmp_path: Path) -> None:
    ended = Shell(tmp_path, {"PLAUKTS_LANGUAGE": "en", "PLAUKTS_TELEGRAM_API_URL": "http://127.0.0.1:9"}).run("doctor")
    assert (ended.status, ended.err) == (FAILED, "")
    assert [line.split(" → ")[0] for line in ended.lines if line.startswith("✗")] == [
        "✗ Telegram  PLAUKTS_TELEGRAM_TOKEN is not set",
        f"✗ Database  there is none at {tmp_path}/data/plaukts.db",
    ]
    assert all(" → " in line for line in ended.lines if line.startswith("✗"))
    assert list(tmp_path.iterdir()) == []
