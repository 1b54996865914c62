"""The whole bot with its updates posted instead of polled: nothing lost, nothing doubled, nobody else let in."""

import asyncio
import signal
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import aiohttp
import pytest
from sqlalchemy import func, select

from bot.sandbox import Fault
from bot.web.server import Place
from bot.web.webhook import SECRET_HEADER
from storage.consultations import CHAT
from storage.inbox import inbox, parked_updates
from tests.journeys.killing_region import Region, region_of_processes
from tests.journeys.test_killed import QUESTION, records
from tests.journeys.world import MAIN, RENDA, SECRET, World, free_port, running_world


@pytest.fixture
async def world(database_url: str) -> AsyncIterator[World]:
    """A region whose bot has a webhook, on SQLite and on PostgreSQL."""
    async with running_world(database_url, webhook=True) as world:
        yield world
        assert "getUpdates" not in {request.method for request in world.sandbox.requests}


async def test_joining_asking_and_answering(world: World) -> None:
    methodologist = world.stranger("Metodiķe", "Kuldīga")
    librarian = world.stranger("Bibliotekāre", "Renda")
    await methodologist.start(world.invite("methodologist", MAIN))
    await methodologist.talk(
        ("[Izlasīju, turpināt]", "Kā Jūs uzrunāt?"),
        ("[Metodiķe Kuldīga]", ("laipni lūdzam Plauktā", "Loma: metodiķis", MAIN)),
    )
    await librarian.start(world.invite(library=RENDA))
    await librarian.talk(
        ("[Izlasīju, turpināt]", "Kā Jūs uzrunāt?"),
        ("Bibliotekāre, Renda", ("laipni lūdzam Plauktā", RENDA)),
        ("/jautat Kā norakstīt grāmatas?", "Jautājums Nr. 1 reģistrēts"),
    )
    await methodologist.press("Uzņemties")
    await methodologist.reply("Kā norakstīt grāmatas?", "Sastādiet aktu.")
    assert "Sastādiet aktu." in librarian.shown[-1]
    await librarian.talk(("[Paldies, palīdzēja]", "Jautājums Nr. 1 slēgts"))


async def test_an_album_whose_parts_are_posted_one_by_one_is_one_question(world: World) -> None:
    methodologist, librarian = await world.methodologist(), await world.librarian()
    world.sandbox.faults.add(Fault("answer", "webhook", probability=0.5, seed=1, times=4))
    librarian.chat.send_album([None, None, None], caption="/jautat Kura vāciņa?")
    await world.sandbox.wait_for(lambda: not world.bot.updates.pending)
    await world.move_clock(seconds=2)
    assert world.count() == 1
    assert sum("photo" in message for message in methodologist.chat.messages) == 3


async def test_an_answer_that_is_lost_doubles_nothing(world: World) -> None:
    """Telegram posts again what it was not told that we have, though we have handled it meanwhile."""
    methodologist, librarian = await world.methodologist(), await world.librarian()
    world.sandbox.faults.add(Fault("cut", "webhook", when="after", times=3))
    await librarian.say("/jautat Kā?")
    assert [fault.took_effect for fault in world.sandbox.faults.log] == [True] * 3
    again = next(one for one in librarian.chat.messages if one.get("text") == "/jautat Kā?")
    assert world.count() == 1
    assert sum("Nr. 1" in text for text in librarian.shown) == 1
    assert sum("Kā?" in text for text in methodologist.shown) == 1
    world.bot.updates.put("message", again)  # under a number of its own it is another question
    await world.settled()
    assert world.count() == 2


async def test_who_does_not_know_the_secret_asks_nothing(world: World) -> None:
    methodologist, librarian = await world.methodologist(), await world.librarian()
    message = librarian.chat.send("/palidziba")
    await world.settled()
    assert world.profile.webhook is not None
    forged = {"update_id": 1, "message": {**message, "text": "/jautat Vai kāds klausās?"}}
    before = _stored(world)
    async with aiohttp.ClientSession() as http:
        for headers in ({}, {SECRET_HEADER: "guessed"}):
            async with http.post(world.profile.webhook.url, json=forged, headers=headers) as response:
                assert response.status == 403
        assert _stored(world) == before
        async with http.post(world.profile.webhook.url, json=forged, headers={SECRET_HEADER: SECRET}) as response:
            assert response.status == 200
    await world.settled()
    assert "Vai kāds klausās?" in methodologist.shown[-1]


def _stored(world: World) -> int:
    return world.read(lambda session: session.scalar(select(func.count()).select_from(inbox)) or 0)


async def test_an_update_that_nobody_can_read_is_parked_and_not_repeated(world: World) -> None:
    librarian = await world.librarian()
    assert world.profile.webhook is not None
    async with (
        aiohttp.ClientSession(headers={SECRET_HEADER: SECRET}) as http,
        http.post(world.profile.webhook.url, data=b'{"update_id":77,"message":') as response,
    ):
        assert response.status == 200
    for _ in range(6):
        await world.move_clock(seconds=40)
    assert [number for number, _ in world.read(parked_updates)] == [77]
    await librarian.talk(("/jautat Kā?", "Jautājums Nr. 1 reģistrēts"))
    world.write(lambda session: session.execute(inbox.delete().where(inbox.c.parked_at.is_not(None))))


async def test_how_the_process_is(world: World) -> None:
    """What was sent and refused is counted while the bot talks, without who and what."""
    librarian = await world.librarian()
    await librarian.say("/jautat Kā norakstīt grāmatas?")
    place = world.profile.listen
    assert place is not None
    async with aiohttp.ClientSession(f"http://{place.host}:{place.port}") as http:
        for path, word in (("/healthz", "writer"), ("/readyz", "held")):
            async with http.get(path) as response:
                assert (response.status, word in await response.text()) == (200, True)
        async with http.get("/metrics") as response:
            figures = await response.text()
    lines = dict(line.rsplit(" ", 1) for line in figures.splitlines() if not line.startswith("#"))
    assert float(lines["plaukts_updates_stored_total"]) == len(world.sandbox.users) + 1
    assert float(lines['plaukts_delivery_attempts_total{outcome="sent"}']) > 1
    assert float(lines["plaukts_inbox_waiting"]) == 0
    assert (lines["plaukts_lease_holder"], lines["plaukts_telegram_reachable"]) == ("1.0", "1.0")
    secrets = (SECRET, world.profile.token, "norakstīt", str(librarian.chat.user.id), "Bibliotekāre")
    assert not [word for word in secrets if word in figures]


async def test_from_polling_to_a_webhook_and_back(database_url: str) -> None:
    """What is written while no bot runs is taken up by the next, however it takes updates."""
    async with running_world(database_url) as world:
        librarian = await world.librarian()
        for number, change in enumerate((world.by_webhook, world.by_polling, world.by_webhook), start=1):
            await world.end()
            librarian.chat.send(f"/jautat Jautājums, kas gaida {number}")
            change()
            await world.begin()
            assert bool(world.bot.webhook) == (world.profile.webhook is not None)
            await world.settled()
            assert f"Jautājums Nr. {number * 2 - 1} reģistrēts" in librarian.shown[-1]
            await librarian.talk(("/jautat Uzreiz", f"Jautājums Nr. {number * 2} reģistrēts"))


async def test_with_polling_the_process_tells_how_it_is_too(database_url: str) -> None:
    async with running_world(database_url) as world:
        await world.end()
        place = Place("127.0.0.1", free_port())
        world.profile = replace(world.profile, listen=place)
        await world.begin()
        librarian = await world.librarian()
        await librarian.say("/palidziba")
        async with aiohttp.ClientSession(f"http://{place.host}:{place.port}") as http:
            async with http.get("/readyz") as response:
                assert response.status == 200
            async with http.get("/metrics") as response:
                assert "plaukts_updates_stored_total 2.0" in (await response.text()).splitlines()
            async with http.post("/telegram", json={"update_id": 1}) as response:
                assert response.status == 404


@pytest.fixture
async def region(database_url: str, tmp_path: Path) -> AsyncIterator[Region]:
    """A region without a bot, on SQLite and on PostgreSQL."""
    async with region_of_processes(database_url, tmp_path) as region:
        yield region


def settings() -> dict[str, str]:
    """What makes `plaukts run` set a webhook."""
    port = str(free_port())
    return {
        "webhook_url": f"http://127.0.0.1:{port}/telegram",
        "webhook_secret": SECRET,
        "http_port": port,
    }


async def test_stopped_in_the_middle_of_a_posted_question(region: Region) -> None:
    """SIGTERM while it is handled, and while another is posted: the bot ends in time, and each is there once."""
    by_webhook = settings()
    bot = await region.fork("stopped", QUESTION, **by_webhook)
    region.asker.send(f"/jautat {QUESTION}")
    await asyncio.to_thread(bot.join, 5)
    assert bot.exitcode == 0, region.log(0)
    region.asker.send("/jautat Un pēc tam?")
    await region.sandbox.wait_for(lambda: region.bot.webhook.get("last_error_message"))

    successor = await region.fork(**by_webhook)
    await region.sees(region.asker, "Nr. 2")
    await region.quiet()
    assert [number for number, *_ in region.ask(records)] == [1, 2]
    assert (region.times(region.asker, "Nr. 1"), region.times(region.asker, "Nr. 2")) == (1, 1)
    await region.stopped(successor)
    logs = region.log(0) + region.log(1)
    assert "running" in logs
    assert not [word for word in (SECRET, QUESTION, region.bot.token) if word in logs]


@pytest.mark.parametrize("database_kind", ["postgresql"], indirect=True)
async def test_who_stands_by_takes_posts_when_it_is_its_turn(region: Region) -> None:
    """Two processes with addresses of their own: a post to the one that stands by is not taken, until it serves."""
    first, second = settings(), settings()
    serving = await region.fork(**first)
    standing_by = await region.fork(**second)
    readyz = f"http://127.0.0.1:{second['http_port']}/readyz"
    async with aiohttp.ClientSession() as http:
        assert await _lease(http, readyz) == "standby"
        async with http.post(second["webhook_url"], json={"update_id": 1}, headers={SECRET_HEADER: SECRET}) as response:
            assert response.status == 503
        region.asker.send(f"/jautat {QUESTION}")
        await region.sees(region.methodologist, QUESTION)
        await region.stopped(serving)
        region.asker.send("/jautat Un pēc tam?")
        await region.sees(region.asker, "Nr. 2")
        assert await _lease(http, readyz) == "held"
    assert region.bot.webhook["url"] == second["webhook_url"]
    await region.quiet()
    assert [number for number, *_ in region.ask(records)] == [1, 2]
    await region.stopped(standing_by)


async def _lease(http: aiohttp.ClientSession, url: str) -> str:
    """Whose turn it is, once the process listens."""
    async with asyncio.timeout(30):
        while True:
            try:
                async with http.get(url) as response:
                    found: dict[str, str] = await response.json()
                    if response.status == 200:
                        return found["lease"]
            except aiohttp.ClientConnectorError:
                await asyncio.sleep(0)


@pytest.mark.parametrize("point", ["posted", "answered", "committed"])
async def test_killed_while_a_question_is_posted(region: Region, point: str) -> None:
    """Stored and Telegram not told; told and not handled; handled and nothing said: it is there once, and told once."""
    by_webhook = settings()
    victim = await region.fork(point, QUESTION, **by_webhook)
    region.asker.send(f"/jautat {QUESTION}")
    if point == "answered":
        await region.sandbox.wait_for(lambda: not region.bot.updates.pending, timeout=30)
        victim.kill()
    await asyncio.to_thread(victim.join, 30)
    assert victim.exitcode == -signal.SIGKILL
    assert region.bot.updates.pending or point != "posted"

    successor = await region.fork(**by_webhook)
    await region.sees(region.asker, "Nr. 1")
    await region.sees(region.methodologist, QUESTION)
    await region.quiet()
    assert region.times(region.asker, "") == 1
    assert region.times(region.methodologist, QUESTION) == 1
    assert region.ask(records) == [(1, CHAT, "open")]
    await region.stopped(successor)
    assert region.bot.webhook["url"] == by_webhook["webhook_url"], "what is written meanwhile waits at Telegram"
