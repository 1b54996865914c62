"""The bots that are measured, each run in a process of its own until it gets SIGTERM.

python -m tests.benchmarks.bots echo|loop|plaukts|paced --api-url http://127.0.0.1:8081 --token 1:local
    [--database-url …] [--recipients FILE]
"""

import argparse
import asyncio
import signal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from telegram import Update
from telegram.ext import AIORateLimiter, Application, MessageHandler, filters

from bot.app import App, Profile
from bot.delivery.pace import UNPACED, Limits
from bot.logs import set_up_logs
from bot.pauses import leave_out_what_is_loaded
from bot.throttle import Throttle


def run_echo(api_url: str, token: str) -> None:
    """The peer: python-telegram-bot as it comes. It stores nothing and says what it was told."""

    async def echo(update: Update, _context: Any) -> None:
        message = update.effective_message
        if message is not None:
            await message.reply_text(message.text or "")

    application = Application.builder().token(token).base_url(f"{api_url}/bot").build()
    application.add_handler(MessageHandler(filters.ALL, echo))
    application.run_polling()


def run_loop(api_url: str, token: str, recipients: Path) -> None:
    """The peer for a broadcast: a plain loop over python-telegram-bot's own rate limiter, trying again after 429."""

    async def send() -> None:
        limiter = AIORateLimiter(max_retries=10)
        async with Application.builder().token(token).base_url(f"{api_url}/bot").rate_limiter(limiter).build() as app:
            for line in recipients.read_text(encoding="ascii").split():
                await app.bot.send_message(int(line), "Sanāksme pārcelta uz ceturtdienu.")

    asyncio.run(send())


def run_plaukts(api_url: str, token: str, database_url: str, limits: Limits | None) -> None:
    """Plaukts as ``plaukts run`` starts it; without limits of its own where these are measured without it."""
    set_up_logs(quiet=True)
    profile = Profile(
        token=token,
        api_url=api_url,
        database_url=database_url,
        region="Mērījumu reģions",
        zone=ZoneInfo("Europe/Riga"),
        language="lv",
    )

    async def serve() -> None:
        app = App(profile, limits=limits, throttle=Throttle(None) if limits is UNPACED else None)
        leave_out_what_is_loaded()
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, app.request_stop)
        await app.run()

    asyncio.run(serve())


def main() -> None:
    """Run the bot that the command line names."""
    parser = argparse.ArgumentParser()
    parser.add_argument("bot", choices=("echo", "loop", "plaukts", "paced"))
    parser.add_argument("--api-url", required=True)
    parser.add_argument("--token", required=True)
    parser.add_argument("--database-url", default="")
    parser.add_argument("--recipients", type=Path)
    options = parser.parse_args()
    if options.bot == "echo":
        run_echo(options.api_url, options.token)
    elif options.bot == "loop":
        run_loop(options.api_url, options.token, options.recipients)
    else:
        limits = UNPACED if options.bot == "plaukts" else None
        run_plaukts(options.api_url, options.token, options.database_url, limits)


if __name__ == "__main__":
    main()
