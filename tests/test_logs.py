"""What is logged: an update's way by its number, and nothing that anybody wrote, is called, or must not know."""

import asyncio
import json
import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.notice import NOTICE_VERSION
from bot.sandbox import Fault, PrivateChat, Sandbox
from storage.audit import audit
from storage.database import Database
from storage.members import TELEGRAM, Address, Member
from tests.command_line import Shell
from tests.delivery.post import said
from tests.journeys.world import SECONDS, START, TOKEN
from tests.provoking import LONG_TOKEN, SECRET

NAMES = {"librarian": "Bibliotekāre Vārdāuzvārde", "methodologist": "Metodiķe Citauzvārde"}
TYPED = ("Rakstītaisjautājums", "Rakstītāatbilde", "Nolasāmais", "Labotais")


def lines_of(log: str) -> list[dict[str, Any]]:
    """Every line is one of JSON, for whatever collects them."""
    return [json.loads(line) for line in log.splitlines()]


async def test_an_update_is_followed_by_its_number_and_nothing_is_given_away(
    sqlite_template: Path, tmp_path: Path
) -> None:
    shutil.copy(sqlite_template, tmp_path / "plaukts.db")
    database = Database(f"sqlite:///{tmp_path / 'plaukts.db'}")
    database.start()
    sandbox = Sandbox()
    bot = sandbox.add_bot(TOKEN, username="plaukts_bot", name="Plaukts")
    chats = {role: sandbox.add_user(name, "Uzvārds").chat_with(bot) for role, name in NAMES.items()}
    await database.write(lambda session: _join(session, chats))
    librarian, methodologist = chats["librarian"], chats["methodologist"]
    async with sandbox.serving() as url:
        shell = Shell(tmp_path, {"PLAUKTS_DATABASE_URL": database.url, "PLAUKTS_TELEGRAM_API_URL": url})
        with shell.start("run", telegram_token=TOKEN, region="Slepenais reģions") as process:
            assert process.stderr is not None
            reading = asyncio.create_task(asyncio.to_thread(process.stderr.read))
            try:
                for chat in chats.values():
                    chat.start()
                await sandbox.wait_for(lambda: all(said(chat) for chat in chats.values()), SECONDS)
                quoting = f'Bad Request: can\'t parse entities: Unsupported start tag "{TYPED[0]}"'
                sandbox.faults.add(
                    Fault("answer", "getUpdates", code=502),
                    Fault("cut", "sendMessage", chat=librarian.user.id),
                    Fault("answer", "sendMessage", chat=methodologist.user.id, code=400, description=quoting),
                )
                librarian.send(f"/jautat {TYPED[0]}?")
                await sandbox.wait_for(lambda: any("Nr. 1" in text for text in said(librarian)), SECONDS)
                await sandbox.wait_for(lambda: any("netika piegādāts" in text for text in said(librarian)), SECONDS)
                _press(sandbox, librarian, "Sūtīt vēlreiz")
                card = await sandbox.wait_for(lambda: _message(methodologist, TYPED[0]), SECONDS)
                methodologist.send(TYPED[1], reply_to=card)
                await sandbox.wait_for(lambda: _message(librarian, TYPED[1]), SECONDS)
                methodologist.send(TYPED[2])
                await sandbox.wait_for(lambda: _message(methodologist, "Ko ar to darīt?"), SECONDS)
            finally:
                process.send_signal(signal.SIGTERM)
                log = await asyncio.wait_for(reading, SECONDS)
    lines = lines_of(log)
    for secret in (TOKEN, *TYPED, *NAMES.values(), *"".join(NAMES.values()).split(), "Uzvārds", "Slepenais", "Renda"):
        assert secret not in log, secret

    asked = next(one for one in lines if one.get("acts") == ["ask consultation 1"])
    number = asked["update"]
    way = [one["event"] for one in lines if number in (one.get("update"), *(one.get("updates") or ()))]
    assert way[:2] == ["stored", "handled"]
    assert sorted(way[2:]) == ["delivered", "delivered", "not delivered", "not delivered"], way
    refused = next(one for one in lines if one.get("outcome") == "permanent")
    assert refused["error"] == 'Bad Request: can\'t parse entities: Unsupported start tag "…"'
    acts = await database.write(lambda session: session.scalars(_acts(number)).all())
    assert acts == ["ask"], "the audit log has the same number"
    deliveries = [one["delivery"] for one in lines if one["event"] == "delivered" and one["update"] == number]
    assert len(set(deliveries)) == 2, "the confirmation and the card"
    database.stop()


def _acts(update_id: int) -> Any:
    return select(audit.c.action).where(audit.c.update_id == update_id)


def _join(session: Session, chats: dict[str, PrivateChat]) -> None:
    for role, chat in chats.items():
        member = Member(
            name=NAMES[role], role=role, language="lv", created_at=START, notice_version=NOTICE_VERSION, libraries=[]
        )
        session.add(Address(member=member, channel=TELEGRAM, address=str(chat.user.id)))


def _message(chat: PrivateChat, words: str) -> Any:
    return next((one for one in chat.messages if one["from"]["is_bot"] and words in one.get("text", "")), None)


def _press(sandbox: Sandbox, chat: PrivateChat, label: str) -> None:
    for message in reversed(chat.messages):
        for row in (message.get("reply_markup") or {}).get("inline_keyboard", []):
            for button in row:
                if button["text"] == label:
                    sandbox.queries.press(chat, message, button)
                    return
    pytest.fail(f"no button {label}")


def test_what_libraries_log_gives_nothing_away() -> None:
    """Their exceptions hold URLs with the token, parameters of statements, the repr of tasks."""
    command = [sys.executable, "-m", "tests.provoking"]
    ended = subprocess.run(command, check=False, capture_output=True, text=True, timeout=60)
    assert ended.returncode == 1
    assert not ended.stdout
    lines = lines_of(ended.stderr)
    for secret in (SECRET, TOKEN, LONG_TOKEN):
        assert secret not in ended.stderr, secret
    told = [(one.get("logger"), *(one.get(key, "").split(" at ")[0] for key in ("error", "event"))) for one in lines]
    for expected in (
        ("asyncio", "InvalidUrlClientError", "Task exception was never retrieved"),
        ("asyncio", "ClientResponseError", "Task exception was never retrieved"),
        ("asyncio", "OperationalError", "Task exception was never retrieved"),
        ("asyncio", "ValueError", "Exception in callback _raise(…)"),
        ("library", "", "asked http://127.0.0.1/bot***/getMe"),
        ("library", "", "refused ***"),
        (None, "ValueError", "crashed"),
    ):
        assert expected in told, told
    for logger in ("aiohttp.server", "apscheduler.executors.default", "sqlalchemy.pool.impl.SingletonThreadPool"):
        (one,) = [line for line in lines if line.get("logger") == logger]
        assert one["error"].startswith("ValueError at __main__:")
    assert not [one for one in lines if one.get("logger") == "apscheduler.scheduler"], "one a second says nothing"
    crashed = [one for one in lines if one["event"] == "crashed"]
    assert [one["thread"] for one in crashed] == ["a thread", "MainThread"]
    assert all(one["places"][-1].startswith("__main__:") for one in crashed)
    assert any(one["logger"] == "py.warnings" and "take care" in one["event"] for one in lines if "logger" in one)


def test_a_log_that_cannot_be_written_ends_nothing() -> None:
    """Whoever collected it has died, or its disk is full."""
    reading, writing = os.pipe()
    os.close(reading)
    says = (
        "import structlog, logging; from bot.logs import set_up_logs; set_up_logs();"
        "structlog.get_logger().info('ours'); logging.getLogger('theirs').warning('theirs'); print('goes on')"
    )
    with os.fdopen(writing, "w") as broken:
        command = [sys.executable, "-c", says]
        done = subprocess.run(command, check=False, stdout=subprocess.PIPE, stderr=broken, text=True, timeout=60)
    assert done.stdout == "goes on\n"


def test_on_a_terminal_people_read_it() -> None:
    """And what a library says there is cut down in the same way."""
    says = (
        "import structlog, logging; from bot.logs import set_up_logs; set_up_logs();"
        "structlog.get_logger().info('stored', update=7);"
        f"logging.getLogger('theirs').error('asked https://api.telegram.org/bot{LONG_TOKEN}/getMe')"
    )
    ours, theirs = os.openpty()
    try:
        subprocess.run([sys.executable, "-c", says], check=True, stderr=theirs, timeout=60)
    finally:
        os.close(theirs)
    with os.fdopen(ours, "rb") as terminal:
        shown = re.sub(r"\x1b\[[\d;]*m", "", terminal.read1(65536).decode())
    stored, asked = shown.splitlines()
    assert re.match(r"\d{4}-\S+ \[info +\] stored +update=7$", stored), stored
    assert "asked https://api.telegram.org/bot***/getMe" in asked
    assert LONG_TOKEN not in shown
