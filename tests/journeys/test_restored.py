"""A restore drill: the bot works, is backed up meanwhile, works on, is lost, and comes back elsewhere.

Nothing that had been sent is sent again, nothing of the time before the backup is missing, and what nobody can tell
waits for an administrator. It comes back into the other kind of database, which asks more than the same one.
"""

import asyncio
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from pyrage import x25519

from bot.backup.keys import Keys
from bot.backup.making import make_backup, restore_backup
from bot.sandbox import Fault
from storage.database import Database
from storage.inbox import RawUpdate, store_updates
from tests.conftest import KINDS, _empty
from tests.journeys.person import Person, buttons
from tests.journeys.world import RIGA, World

KEY = x25519.Identity.generate()
KEYS = Keys(recipient=str(KEY.to_public()), identity=str(KEY))
QUESTION = "Kā norakstīt grāmatas?"
WAITED = "Kas nav apstrādāts?"


@pytest.fixture
def elsewhere(request: pytest.FixtureRequest, database_kind: str, tmp_path: Path) -> Iterator[Database]:
    """An empty database of the other kind."""
    other = KINDS[1 - KINDS.index(database_kind)]
    with _empty(other, request, tmp_path / "elsewhere" / "plaukts.db") as url:
        database = Database(url)
        yield database
        database.stop()


async def restored(world: World, path: Path, elsewhere: Database, meanwhile: Callable[[], object]) -> None:
    """The bot is lost, comes back from the backup on another database, and runs; ``meanwhile``: while nothing does."""
    await world.end()
    meanwhile()
    now = world.sandbox.clock.now()
    await asyncio.to_thread(restore_backup, elsewhere.url, path, KEYS, now)
    world.database.stop()
    world.profile = replace(world.profile, database_url=elsewhere.url)
    world.database = elsewhere
    world.database.start()
    await world.begin()
    await world.settled()


async def test_a_restore_drill(elsewhere: Database, world: World, tmp_path: Path) -> None:
    path = tmp_path / "drill.zip"
    methodologist, asker, admin = (
        await world.methodologist(),
        await world.librarian(),
        await world.member("admin", "Administratore, Kuldīga"),
    )
    await asker.say(f"/jautat {QUESTION}")
    await asker.say("/jautat Kas paliek?")

    # Stored and not handled yet when the backup is made: nobody can tell whether it was afterwards.
    later = world.sandbox.clock.now() + timedelta(hours=1)
    raw = RawUpdate(900_000, asked_later(asker), asker.chat.user.id)
    world.write(lambda session: store_updates(session, [raw], later))

    # On the wire while the backup is made, and arrived when it is done.
    world.sandbox.faults.add(Fault("delay", "send*", chat=asker.chat.user.id, when="before", seconds=1.0))
    methodologist.chat.send("Ar aktu.", reply_to=methodologist.message(QUESTION))
    await world.sandbox.wait_for(lambda: bool(world.sandbox.faults.active[0].struck))
    await asyncio.to_thread(make_backup, world.profile.database_url, path, KEYS, world.sandbox.clock.now())
    await world.settled()
    assert len(saying(asker, "Ar aktu.")) == 1

    # The time that will be lost: another question, and what the clock says on the third morning.
    await asker.say("/jautat Kas pazudīs?")
    lost = methodologist.message("Kas pazudīs?")
    await world.move_to(datetime(2026, 10, 15, 9, 0, tzinfo=RIGA))
    assert len(saying(methodologist, "☀️")) == 1
    before = asker.shown

    await restored(world, path, elsewhere, lambda: admin.chat.send("/jautat Vai kāds lasa?"))
    await world.move_clock(minutes=1)
    assert asker.shown == before, "nothing is sent again"
    assert len(saying(methodologist, "☀️")) == 1, "nor by the clock"
    assert world.count() == 3, "the lost one is gone, and what was written while nothing ran is handled once"
    assert len(saying(admin, "Nr. 101")) == 1
    assert world.record(1)["thread"] == [("question", QUESTION), ("answer", "Ar aktu.")]

    # The administrator is asked, and whoever presses a button of the lost time is told that it is none any more.
    notice = admin.message("♻️ Dati atjaunoti no rezerves kopijas, kas izveidota 12.10. plkst. 11.00.")
    assert "• jautājumi un atbildes: 1, vecākā no 12.10. plkst. 11.00" in notice["text"]
    assert "• citas ziņas: 2, vecākā no 15.10. plkst. 09.00" in notice["text"], "the morning's lists"
    assert "• saņemts, bet nav apstrādāts: 1" in notice["text"]
    assert buttons(notice) == ["Nosūtīt", "Atmest"]
    assert (
        await methodologist.press("Uzņemties", lost)
    ).toast == "Šī poga vairs nedarbojas. Ko var darīt, parāda izvēlne zemāk."

    # It goes on, with numbers that nobody has had.
    assert "Nr. 102" in (await asker.say("/jautat Kas notiek tagad?")).new[0]["text"]

    discarded = await admin.press("Atmest", notice)
    assert discarded.toast == "Nekas no tā netiks sūtīts."
    assert (await admin.press("Atsaukt", admin.message("♻️"))).changed
    sent = await admin.press("Nosūtīt", admin.message("♻️"))
    assert sent.toast == "Tiek sūtīts."
    assert not buttons(sent.changed[0])
    assert len(saying(asker, "Ar aktu.")) == len(saying(methodologist, "☀️")) == 2, "somebody has decided so"
    assert len(saying(asker, "Nr. 103")) == 1, "what was not handled is, now"
    assert world.record(103)["thread"] == [("question", WAITED)]
    assert (await admin.send_data("held:drop:1", notice)).toast == "Par to jau izlemts. Kas izlemts, teikts ziņā."


def asked_later(asker: Person) -> str:
    """The update with a question, as Telegram sends it."""
    user = {"id": asker.chat.user.id, "is_bot": False, "first_name": "Renda"}
    chat = {"id": asker.chat.user.id, "type": "private", "first_name": "Renda"}
    said = {"message_id": 900, "from": user, "chat": chat, "date": 1_791_792_000, "text": f"/jautat {WAITED}"}
    return json.dumps({"update_id": 900_000, "message": said})


def saying(person: Person, words: str) -> list[str]:
    return [text for text in person.shown if words in text]
