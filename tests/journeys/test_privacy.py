"""The privacy notice: read by everybody, acknowledged with a time, and anew when it says something else."""

from dataclasses import replace

from sqlalchemy import select

from bot.notice import NOTICE_VERSION
from storage.audit import audit
from storage.members import Member
from tests.journeys.world import RENDA, World

OWN = {"lv": "Reģiona paša paziņojums. Rakstiet uz biblioteka@example.lv.", "en": "The region's own notice."}


async def test_a_changed_notice_is_asked_for_at_the_next_thing_which_is_done_all_the_same(world: World) -> None:
    asker = await world.librarian()
    notice = await asker.say("/privatums")
    for words in (
        "Plauktu uztur: Kuldīgas reģions",
        "6. panta",
        "24 mēnešus",
        "Telegram, kas ir patstāvīgs datu pārzinis",
    ):
        assert words in notice
    assert "[Izlasīju]" not in notice, "it was acknowledged on joining"
    await world.end()
    world.profile = replace(world.profile, own_notice=OWN)
    await world.begin()
    asked = await asker.say("/jautat Kā norakstīt grāmatas?")
    assert world.record(1)["thread"] == [("question", "Kā norakstīt grāmatas?")]
    assert len(asked.new) == 2
    assert "Nr. 1" in str(asked.new[0])
    assert "biblioteka@example.lv" in str(asked.new[1])
    assert not (await asker.say("/palidziba")).new[1:], "once a day is enough"
    await asker.press("Izlasīju", asker.with_button("Izlasīju"))
    member = world.read(lambda session: session.scalars(select(Member)).one())
    assert member.notice_version not in (None, NOTICE_VERSION)
    assert member.notice_at == world.sandbox.clock.now()
    assert "acknowledge_notice" in world.read(lambda session: list(session.scalars(select(audit.c.action))))
    assert "apliecināta pirmdien, 2026. gada 12. oktobrī" in await asker.say("/privatums")
    await world.move_clock(days=2)
    assert len((await asker.say("/palidziba")).new) == 1, "it is not asked for again"


async def test_the_day_after_it_is_asked_for_again_and_a_button_of_an_earlier_notice_brings_the_present_one(
    world: World,
) -> None:
    asker = await world.librarian(RENDA)
    world.write(lambda session: setattr(session.scalars(select(Member)).one(), "notice_version", 1))
    first = await asker.say("/palidziba")
    assert "Paziņojumā par privātumu ir kas jauns" in first
    old = asker.with_button("Izlasīju")
    await world.move_clock(days=1)
    assert "Paziņojumā par privātumu" in await asker.say("/palidziba")
    forged = await asker.send_data("pv:read:7", old)
    assert "pa šo laiku ir mainījies" in forged
    assert world.read(lambda session: session.scalars(select(Member.notice_version)).one()) == 1
    await asker.press("Izlasīju", old)
    assert world.read(lambda session: session.scalars(select(Member.notice_version)).one()) == NOTICE_VERSION
