"""The sandbox as a process of its own, for measurements and for bots in other languages.

    python -m bot.sandbox --port 8081 --bot 4200:demo:demo_bot --people 3 --no-limits

prints its address and serves until it is stopped; everything else is asked for under /sandbox/.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import sys

from bot.sandbox import Limits, Page, Sandbox


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bot.sandbox", description="A local Telegram.")
    parser.add_argument("--port", type=int, default=0, help="port on 127.0.0.1 (default: any free one)")
    parser.add_argument("--bot", default="4200:demo:demo_bot", help="<id>:<secret>:<username>")
    parser.add_argument("--people", type=int, default=3, help="how many people to begin with, all of whom have started")
    parser.add_argument("--no-limits", action="store_true", help="hold nobody to Telegram's pace")
    parser.add_argument("--quiet", action="store_true", help="keep no record of requests")
    return parser.parse_args()


async def _serve(options: argparse.Namespace) -> None:
    sandbox = Sandbox(limits=Limits.off() if options.no_limits else Limits())
    sandbox.keep_requests = not options.quiet
    token, _, username = options.bot.rpartition(":")
    bot = sandbox.add_bot(token, username=username, name=username)
    chats = [sandbox.add_user("Person", str(number + 1)).chat_with(bot) for number in range(options.people)]
    sandbox.page = Page(title=username, phones=chats[:3])
    for chat in chats:
        chat.private.started = True
    async with sandbox.serving(options.port) as url:
        sys.stdout.write(f"{url}\n")
        sys.stdout.flush()
        await asyncio.Event().wait()


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_serve(_options()))
