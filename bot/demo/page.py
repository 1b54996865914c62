"""``plaukts demo``: the page stays open until Ctrl+C."""

import asyncio
import signal
import webbrowser
from collections.abc import Callable
from pathlib import Path

from bot.demo.region import demo_region
from bot.texts import Texts


async def show_page(folder: Path, *, port: int, open_browser: bool, texts: Texts, say: Callable[[str], None]) -> None:
    """Serve until stopped; raises OSError where the port is taken."""
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopped.set)
    async with demo_region(folder, port=port, language=texts.language) as region:
        say(texts.plain("Plaukts is running. Open this page in a browser: {url}", url=region.url))
        say(texts.plain("Four phones and the region's group: you play them all. End with Ctrl+C."))
        say(
            texts.plain("An invite code for the newcomer (or press Start without one): {code}", code=region.invite_code)
        )
        if open_browser:
            await asyncio.to_thread(webbrowser.open, region.url)
        await stopped.wait()
