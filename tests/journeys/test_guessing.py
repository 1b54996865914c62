"""Invite codes are not found by trying, and trying is noticed."""

from bot.guessing import FREE, MANY
from tests.journeys.world import World

WRONG = "Šis kods neder:"
WAIT = "Vairāki kodi nebija pareizi. Nākamo kodu varēs mēģināt vēlāk:"


async def test_guessing_is_slowed_and_the_administrators_are_told_once(world: World) -> None:
    admin, good = await world.member("admin", "Administratore"), world.invite()
    guesser, other = world.stranger("Minētājs"), world.stranger("Cits")
    for letter in "ABCDE":
        assert WRONG in await guesser.start(letter * 10)
    assert len("ABCDE") == FREE + 1
    waiting = await guesser.start(good)
    assert WAIT in waiting, "a right one is no exception: it would tell that it is right"
    assert len(waiting.new) == 1
    assert WAIT in await guesser.say(f"Mans kods: {good}")
    assert "🔒" in await other.start(good), "others are not slowed"
    await world.move_clock(minutes=1)
    assert WRONG in await guesser.start("FFFFFFFFFF")
    await world.move_clock(minutes=1)
    assert WAIT in await guesser.start(good)
    await world.move_clock(minutes=1)
    # Several in one message count one by one, and are looked at no further.
    for each in range((MANY - FREE) // 3):
        stranger = world.stranger(f"Cits {each}")
        await stranger.start()
        await stranger.say("/atcelt") if each % 2 else None  # with the notice open, or nothing
        await stranger.say("GGGGGGGGGG HHHHHHHHHH JJJJJJJJJJ " + good)
        assert "🔒" not in stranger.shown[-1]
    before = len(admin.shown)
    await world.move_clock(hours=2)
    assert "Daudz nepareizu kodu" in admin.shown[-1]
    assert "Nepareizi kodi pēdējās 24 stundās: 21; Telegram konti, no kuriem tie nāca: 6." in admin.shown[-1]
    await world.move_clock(hours=3)
    assert len(admin.shown) == before + 1
    await world.move_clock(hours=22)
    assert "🔒" in await guesser.start(good), "after a day it is forgotten"


async def test_a_link_that_was_good_once_is_no_guess(world: World) -> None:
    used = world.invite()
    first, late = world.stranger("Pirmā"), world.stranger("Vēlā")
    await first.start(used)
    await first.press("Izlasīju")
    await first.say("Bibliotekāre, Renda")
    await first.press("Izlaist")
    for _ in range(FREE + 3):
        assert WRONG in await late.start(used)
