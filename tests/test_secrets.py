"""Secrets are said by nothing: no command, no failure, no log, no endpoint, no row, no list of processes."""

import asyncio
import signal
from collections.abc import Iterator
from datetime import time
from pathlib import Path
from typing import Any
from urllib.parse import quote

import aiohttp
import psutil

from bot.app import Profile
from bot.backup.keys import Keys
from bot.backup.schedule import Plan
from bot.delivery.letters import Sender
from bot.delivery.mail import Mail
from bot.delivery.smtp import MailServer
from bot.sandbox import Fault, Sandbox
from bot.web.webhook import Hook
from config.settings import load_settings
from tests.command_line import Shell
from tests.journeys.world import RIGA, SECONDS, free_port

CANARY = "Kanarijputnins"
"""In every secret; nothing else is called so."""
TOKEN = f"987654321:AA{CANARY}TokenTokenTokenTokenToken"
HOOK = f"{CANARY}-Hook"
PASSWORD = quote(f"{CANARY}/@:%", safe="")

WHOLE = {
    "telegram_token": TOKEN,
    "telegram_api_url": "http://127.0.0.1:9",
    "webhook_url": "https://plaukts.example.lv/telegram",
    "webhook_secret": HOOK,
    "http_port": "1",
    "smtp_url": f"smtp://plaukts:{PASSWORD}@127.0.0.1:9",
    "mail_from": "plaukts@example.lv",
    "backup_passphrase": f"{CANARY} Passphrase",
}
SECRET = ("telegram_token", "webhook_secret", "smtp_url", "backup_passphrase")
NOWHERE = "127.0.0.1:9/plaukts"
BROKEN: list[tuple[str, dict[str, str]]] = [
    ("doctor", {}),
    ("doctor", {"database_url": f"postgresql://plaukts:{PASSWORD}@{NOWHERE}?sslmode=nonsense"}),
    ("export --month 2026-10", {"database_url": f"postgresql://{NOWHERE}?sslpassword={CANARY}&nonsense={CANARY}"}),
    ("run", {"database_url": f"sqlite:////proc/nowhere/plaukts.db?password={CANARY}"}),
    ("run", {"telegram_token": f"{TOKEN} x"}),
    ("backup plaukts.zip", {"backup_identity": f"AGE-SECRET-KEY-1{CANARY}"}),
    ("doctor", {"smtp_url": f"http://plaukts:{CANARY}@127.0.0.1"}),
    ("run", {"smtp_url": f"smtp://plaukts:{CANARY}@127.0.0.1:port"}),
]
"""A command, and what is wrong with the settings."""


def _held(folder: Path) -> Iterator[bytes]:
    return (path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_nothing_that_holds_a_secret_says_it_when_it_is_printed() -> None:
    """As a traceback's message, a log line or a debugger would."""
    settings = load_settings(
        **{name: WHOLE[name] for name in SECRET}, database_url=f"postgresql://plaukts:{PASSWORD}@a/b"
    )
    server, sender = MailServer.of(WHOLE["smtp_url"]), Sender("plaukts@example.lv", None)
    keys = Keys(CANARY, None, CANARY)
    profile = Profile(
        token=TOKEN,
        api_url=WHOLE["telegram_api_url"],
        database_url=settings.database_url.get_secret_value(),
        region="R",
        zone=RIGA,
        language="lv",
        webhook=Hook(WHOLE["webhook_url"], HOOK),
        mail=Mail(server, sender),
        backups=Plan(Path("/backups"), time(2, 30), "7d", keys, RIGA),
    )
    for one in (settings, profile, keys):
        assert CANARY not in f"{one} {one!r}"


def test_no_failure_says_a_secret(tmp_path: Path) -> None:
    """The database's, the mail server's, Telegram's and the webhook's: wrong, half, or another's."""
    for command, broken in BROKEN:
        ended = Shell(tmp_path).run(*command.split(), **{**WHOLE, **broken})
        assert ended.out + ended.err
        assert CANARY not in ended.out + ended.err, (command, broken)
    assert not [held for held in _held(tmp_path) if CANARY.encode() in held]


async def test_a_running_bot_says_no_secret(tmp_path: Path) -> None:
    """Refused, answered with errors that quote the token, asked by everybody, ended: nothing anywhere has a secret."""
    sandbox = Sandbox()
    sandbox.add_bot(TOKEN, username="plaukts_bot", name="Plaukts")
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    quoting = f"Not Found: https://api.telegram.org/bot{TOKEN}/setWebhook"
    sandbox.faults.add(
        Fault("answer", "getMe", code=502),
        Fault("answer", "setMyCommands", code=400, description=quoting),
    )
    told = []
    async with sandbox.serving() as url:
        settings = {
            **WHOLE,
            "telegram_api_url": url,
            "http_port": str(port),
            "webhook_url": f"{address}/telegram",
            "database_url": f"sqlite:///{tmp_path / 'plaukts.db'}",
        }
        del settings["telegram_token"], settings["webhook_secret"]
        for name, secret in (("telegram_token", TOKEN), ("webhook_secret", HOOK)):
            (tmp_path / name).write_text(secret)
            settings[f"{name}_file"] = str(tmp_path / name)
        with Shell(tmp_path).start("run", **settings) as process:
            assert process.stderr is not None
            reading = asyncio.create_task(asyncio.to_thread(process.stderr.read))
            try:
                await sandbox.wait_for(lambda: sandbox.done["setWebhook"], 3 * SECONDS)
                told.append(" ".join(psutil.Process(process.pid).cmdline()))
                async with aiohttp.ClientSession() as http:
                    for path in ("/metrics", "/healthz", "/readyz", "/", f"/bot{'x' * 9}/getMe"):
                        async with http.get(address + path) as response:
                            told.append(f"{response.headers}{await response.text()}")
                    for secret in ("wrong", HOOK):
                        headers = {"X-Telegram-Bot-Api-Secret-Token": secret}
                        async with http.post(f"{address}/telegram", data=b"no update", headers=headers) as response:
                            told.append(f"{response.status} {response.headers} {await response.text()}")
            finally:
                process.send_signal(signal.SIGTERM)
                told.append(await asyncio.wait_for(reading, SECONDS))
    assert [one[:3] for one in told[-3:-1]] in (["403", "400"], ["403", "503"]), "no update, or not begun yet"
    assert "command list not set" in told[-1]
    for name in ("telegram_token", "webhook_secret"):
        (tmp_path / name).unlink()
    _nowhere(CANARY, told, tmp_path)


def _nowhere(secret: str, told: list[str], folder: Path) -> None:
    assert not [one for one in told if secret in one]
    held: list[Any] = list(_held(folder))
    assert held
    assert not [one for one in held if secret.encode() in one]
