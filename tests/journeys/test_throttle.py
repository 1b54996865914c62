"""Very much from one person at once is handled more slowly, with one sentence; nothing is lost, nobody else waits."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from bot.throttle import CREDIT
from storage.inbox import inbox
from storage.outbox import deliveries
from tests.journeys.world import RENDA, World, running_world

SLOWER = (
    "⏳ Īsā laikā no Jums saņemts ļoti daudz ziņu, tāpēc tās tiks apstrādātas lēnāk, cita pēc citas. Nekas nav zudis; "
    "lūdzu, nesūtiet tās vēlreiz."
)
LATER = "Īsā laikā no Jums saņemts ļoti daudz, tāpēc šī darbība tiks izpildīta pēc brīža. Nekas nav zudis."


@pytest.fixture
async def world(database_url: str) -> AsyncIterator[World]:
    """A region whose bot slows people down as `plaukts run` does."""
    async with running_world(database_url, credit=CREDIT) as world:
        yield world


def waiting(world: World) -> int:
    query = select(inbox.c.update_id).where(inbox.c.done_at.is_(None))
    return len(world.read(lambda session: session.execute(query).all()))


async def test_a_flood_is_handled_bit_by_bit_with_one_sentence_and_others_are_answered_at_once(world: World) -> None:
    methodologist, librarian = await world.methodologist(), await world.librarian()
    other = await world.librarian("Laidu pagasta bibliotēka")

    def flood() -> None:
        for number in range(60):
            librarian.chat.send(f"/jautat Kā {number}?")

    answer = await librarian.do(flood)
    assert [one["text"] for one in answer.new].count(SLOWER) == 1
    begun = world.count()
    assert begun == 39, "the fortieth message is the one with which the chat was opened"
    assert waiting(world) == 21
    assert "Nr. 40 reģistrēts" in await other.say("/jautat Kas pārējiem?")
    assert "Kas pārējiem?" in methodologist.shown[-1]

    await world.move_clock(seconds=2)
    assert world.count() == begun + 2
    await world.restart()
    while waiting(world):
        await world.move_clock(seconds=2)
    assert world.count() == 61
    assert sum(text == SLOWER for text in librarian.shown) == 1
    asked = [world.record(number)["thread"][0][1] for number in range(1, 62) if number != 40]
    assert asked == [f"Kā {number}?" for number in range(60)], "in their order"

    await world.move_clock(minutes=2)
    assert "Nr. 62 reģistrēts" in await librarian.say("/jautat Un tagad?"), "who has paused is answered at once"


async def test_buttons_pressed_very_often_are_answered_each_and_have_their_effect_later(world: World) -> None:
    methodologist, librarian = await world.methodologist(), await world.librarian()
    await librarian.say("/jautat Kā?")
    for _ in range(39):
        assert (await methodologist.press("Uzņemties")).toast
        assert (await methodologist.press("Atteikties")).toast
    late = await methodologist.press("Uzņemties")
    assert late.toast == LATER
    assert not late.new
    assert not late.changed
    assert world.record(1)["responsible_id"] is None
    await world.move_clock(seconds=2)
    assert world.record(1)["responsible_id"] is not None
    assert "atbild: Jūs" in methodologist.shown[-1]


async def test_twenty_calls_in_four_taps_each_are_registered_without_a_pause(world: World) -> None:
    methodologist = await world.methodologist()
    await methodologist.tap("📝 Reģistrēt")
    await methodologist.say("Rend")
    for _ in range(20):
        await methodologist.press(RENDA) if world.count() else None
        await methodologist.press("Pa tālruni")
        await methodologist.press("Autortiesības")
        await world.move_clock(seconds=3)
        await methodologist.tap("📝 Reģistrēt")
    assert world.count() == 20
    assert SLOWER not in methodologist.shown


async def test_a_whole_conversation_and_an_album_are_passed_on_without_a_pause(world: World) -> None:
    _, librarian = await world.methodologist(), await world.librarian()
    message = librarian.chat.send("Kas par šo sakāms?")
    for _ in range(30):
        librarian.chat.forward(message)
    await world.settled()
    assert waiting(world) == 0
    await world.move_clock(minutes=2)
    for _ in range(3):
        librarian.chat.send_album([None] * 10, caption="/jautat Kas šajos attēlos?")
        await world.settled()
        await world.move_clock(seconds=2)
    assert waiting(world) == 0
    assert world.count() == 3
    assert SLOWER not in librarian.shown


async def test_what_was_written_while_the_bot_was_down_is_no_flood(world: World) -> None:
    _, librarian = await world.methodologist(), await world.librarian()
    await world.end()
    for number in range(60):
        librarian.chat.send(f"/jautat Kā {number}?")
        world.sandbox.clock.move_to(world.sandbox.clock.now().replace(minute=number))
    await world.begin()
    await world.settled()
    assert world.count() == 60
    assert SLOWER not in librarian.shown


async def test_in_a_group_nobody_else_waits_for_who_writes_very_much(world: World) -> None:
    librarian, other = await world.librarian(), await world.librarian("Laidu pagasta bibliotēka")
    group = world.sandbox.add_group("Bibliotekāri", [librarian.chat.user, other.chat.user, world.bot])
    seat, quiet = librarian.chat.user.chat_with(group), other.chat.user.chat_with(group)

    def flood() -> None:
        for number in range(50):
            seat.send(f"/palidziba@plaukts_bot {number}")
        quiet.send("/palidziba@plaukts_bot")

    answer = await librarian.do(flood)
    assert [one["text"] for one in answer.new] == [SLOWER], "in private"
    left = world.read(lambda session: session.scalars(select(inbox.c.chat_id).where(inbox.c.done_at.is_(None))).all())
    assert set(left) == {librarian.chat.user.id}
    assert len(left) == 11
    while waiting(world):
        await world.move_clock(seconds=2)


async def test_a_stranger_in_a_group_who_cannot_be_written_to_is_slowed_down_in_silence(world: World) -> None:
    stranger = world.stranger("Kāds")
    group = world.sandbox.add_group("Bibliotekāri", [stranger.chat.user, world.bot])
    seat = stranger.chat.user.chat_with(group)
    for number in range(45):
        seat.send(f"/palidziba@plaukts_bot {number}")
    await world.settled()
    assert waiting(world) == 5
    told = select(deliveries.c.id).where(deliveries.c.chat_id == stranger.chat.user.id)
    assert not world.read(lambda session: session.execute(told).all())
    world.write(lambda session: session.execute(update(inbox).values(done_at=world.sandbox.clock.now())))


async def test_files_edits_and_starts_are_a_flood_as_texts_are(database_url: str) -> None:
    """Of a member and of a stranger; meanwhile others are answered, and nothing is lost."""
    async with running_world(database_url, credit=timedelta(seconds=12)) as world:
        methodologist, librarian = await world.methodologist(), await world.librarian()
        stranger = world.stranger("Kāds")
        first = librarian.chat.send("/jautat Kā norakstīt?")

        def flood() -> None:
            for number in range(6):
                librarian.chat.send_document(f"{number}.pdf", b"x", caption=f"/jautat Kas šajā? {number}")
                librarian.chat.edit(first, f"/jautat Kā norakstīt {number}?")
            for _ in range(9):
                stranger.chat.start()

        answer = await librarian.do(flood)
        assert [one["text"] for one in answer.new].count(SLOWER) == 1
        assert stranger.shown.count(SLOWER) == 1
        assert waiting(world) == 7 + 3, "a message counts two seconds, an edit one"
        assert "Nr. " in await methodologist.say("Renda tālr statistika")
        while waiting(world):
            await world.move_clock(seconds=20)
        assert world.count() == 8
        assert "Kā norakstīt 5?" in str(world.record(1)["thread"])
        assert len([one for one in methodologist.shown if "Kāds" in one]) <= 1, "one request to join, however often"
