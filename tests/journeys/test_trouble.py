"""What goes wrong inside: nobody is left waiting, and one bad update takes no other along."""

import asyncio
import threading
from typing import Any

import pytest

from bot.app import App
from bot.context import Context
from bot.features.consultations import actions
from bot.manifest import Feature, Tick
from storage.inbox import inbox, parked_updates
from tests.journeys.world import SECONDS, World


async def test_who_caused_what_cannot_be_handled_is_told_and_can_go_on(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    librarian = await world.librarian()
    whole = actions.ask

    def fail(ctx: Any, typed: Any, **more: Any) -> Any:
        if "bojāts" in typed.text:
            raise RuntimeError("on purpose")
        return whole(ctx, typed, **more)

    monkeypatch.setattr(actions, "ask", fail)
    librarian.chat.send("/jautat bojāts")
    for _ in range(6):
        await world.move_clock(seconds=40)
    assert "⚠️ Jūsu pēdējo ziņu vai pogas nospiedumu neizdevās apstrādāt" in librarian.shown[-1]
    assert len(world.read(parked_updates)) == 1
    await librarian.talk(("/jautat Kā?", "Jautājums Nr. 1 reģistrēts"))
    world.write(lambda session: session.execute(inbox.delete().where(inbox.c.parked_at.is_not(None))))


async def test_halves_of_letters_and_nul_harm_nobody(world: World) -> None:
    methodologist, librarian = await world.methodologist(), await world.librarian()
    message = librarian.chat.send("/palidziba")
    await world.settled()
    world.bot.updates.put("message", {**message, "text": "/jautat Kas ir \ud800 un \0 te?"})
    await world.settled()
    await librarian.talk(("/jautat Kā?", "Jautājums Nr. 2 reģistrēts"))
    assert any("Kas ir ? un  te?" in text for text in methodologist.shown)


async def test_a_start_that_waits_for_the_database_can_be_broken_off(world: World) -> None:
    await world.end()
    waits, over = threading.Event(), threading.Event()
    writers: list[threading.Thread] = []

    def wait(_ctx: Context) -> None:
        writers.append(threading.current_thread())
        waits.set()
        over.wait(60)

    app = App(world.profile, features=[Feature("waiting", ticks=[Tick("waits", 60, wait)])])
    running = asyncio.create_task(app.run())
    try:
        await asyncio.to_thread(waits.wait, SECONDS)
        app.request_stop()
        await asyncio.wait_for(running, SECONDS)
    finally:
        over.set()
        for writer in writers:
            await asyncio.to_thread(writer.join, SECONDS)


async def test_who_writes_can_be_written_to(world: World) -> None:
    """The news of an unblocking may have been missed: what the person writes says the same."""
    world.provoked.add("blocked")
    methodologist, librarian = await world.methodologist(), await world.librarian()
    await librarian.say("/jautat Kā?")
    librarian.chat.block()
    await world.settled()
    await methodologist.reply("Kā?", "Tā.")
    world.bot.updates.allow(["message"])  # my_chat_member is not told
    librarian.chat.unblock()
    await world.settled()
    await librarian.say("/palidziba")
    assert any("Tā." in text for text in librarian.shown)
