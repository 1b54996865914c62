"""The card of an event in the region's group: answered there, in place, without names."""

from datetime import timedelta

import pytest

from tests.journeys.events import change, in_thread, member_of, publish, stands
from tests.journeys.person import seen
from tests.journeys.test_news_group import url_of
from tests.journeys.world import LAIDI, Person, World


@pytest.fixture
async def organiser(world: World) -> Person:
    return await world.methodologist()


async def test_answers_in_the_group_are_counted_there_and_confirmed_in_private(world: World, organiser: Person) -> None:
    renda, laidi = await world.librarian(), await world.librarian(LAIDI)
    guest, stranger = await world.member("guest", "Deputāts"), world.stranger("Garāmgājējs")
    group = await world.group(organiser, renda, laidi, guest, stranger)
    files = world.sandbox.files
    plan = [{"kind": "document", "file_id": files.add("document", b"plans", "plans.pdf").file_id}]
    link = "https://saite.example.lv/12"
    await publish(world, organiser, places=1, link=link, text="Runāsim par novadu.", attachments=plan)
    card, document = in_thread(group)
    assert (document["document"]["file_name"], document["reply_to_message"]["message_id"]) == (
        "plans.pdf",
        card["message_id"],
    )
    assert renda.file("plans.pdf") == b"plans"
    assert renda.shown[1].endswith("[Nevarēšu]")
    assert "🔗 tiešsaistē\n\nRunāsim par novadu.\n\nAkadēmiskās stundas: 4" in seen(card)
    assert link not in seen(card), "the group may have others in it"
    assert (
        "👥 Piedalās: 0\nBrīvas vietas klātienē: 1 no 1 [Klātienē] [Tiešsaistē] [Varbūt] [Nevarēšu] [Atvērt]"
        in seen(card)
    )

    tomorrow = world.sandbox.clock.now() + timedelta(days=1)
    opened = await laidi.start(url_of(card, "Atvērt").rpartition("=")[2])
    assert "Brīvas vietas klātienē: 1 no 1 [Klātienē]" in opened

    world.write(lambda session: setattr(member_of(session, renda), "muted_until", tomorrow))
    answer = await renda.there(group).press("Klātienē")
    assert (answer.toast, answer.new) == ("✅ Jūs piedalāties klātienē.", []), "who is muted may still come"
    assert "👥 Piedalās: 1 (klātienē 1, tiešsaistē 0)\nKlātienē brīvu vietu nav (pavisam 1)." in answer
    assert "Bibliotekāre" not in str(answer)
    assert "✅ Jūs piedalāties klātienē. [Tiešsaistē] [Varbūt] [Nevarēšu] [📎 Pielikumi (1)]" in renda.shown[1], (
        "the invitation"
    )
    assert sum("✅ Jūs piedalāties klātienē." in shown for shown in renda.shown) == 2, "and a confirmation"
    before = len(renda.shown)
    await renda.there(group).press("Tiešsaistē")
    assert len(renda.shown) == before, "one card in private is enough"
    assert sum("✅ Jūs piedalāties tiešsaistē." in shown for shown in renda.shown) == 2, "it follows"
    await renda.there(group).press("Klātienē")
    again = await renda.there(group).press("Klātienē")
    assert (again.toast, again.changed, len(renda.shown)) == ("✅ Jūs piedalāties klātienē.", [], before)

    assert "rezerves sarakstā, 1. vietā" in str((await laidi.there(group).press("Klātienē")).toast)
    asked = await renda.there(group).press("Nevarēšu")
    assert asked.toast == "Citi gaida vietu. Jautājums Jums ir privātajā sarunā ar Plauktu."
    assert "Vai no tās atteikties? [Jā, atteikties]" in renda.shown[-1]
    assert stands(world, 1)[0] == ("Bibliotekāre, Rendas", "going", "on_site")

    refused = await guest.there(group).press("Tiešsaistē")
    assert refused.toast == "Šis pasākums paredzēts bibliotekāriem; viesi piedalās pēc uzaicinājuma."
    assert "Šī iespēja ir Plaukta dalībniekiem." in str((await stranger.there(group).press("Varbūt")).toast)
    assert len(stands(world, 1)) == 2
    for data in ("ev:org:1", "ev:people:1", "ev:open:1", "ev:confirm:1"):
        there = organiser.there(group)
        assert "Šī poga vairs nedarbojas" in str((await there.send_data(data, there.last)).toast), data

    stale = in_thread(group)[0]
    change(world, organiser, 1, place="Alsungas bibliotēka", version=1)
    await world.move_clock(seconds=2)
    card, _ = in_thread(group)
    assert "📍 Alsungas bibliotēka" in seen(card)
    old = await renda.there(group).press("Varbūt", stale)
    assert old.toast == "Pasākums Nr. 1 tikmēr ir mainīts. Apskatiet kartīti un atbildiet vēlreiz."
    change(world, organiser, 1, status="cancelled", cancel_reason="Slimība", version=2)
    await world.move_clock(seconds=2)
    card, _ = in_thread(group)
    assert seen(card).endswith("Pasākums ir atcelts.\nIemesls: Slimība")


async def test_without_a_group_nothing_is_posted_and_all_else_goes_on(world: World, organiser: Person) -> None:
    renda = await world.librarian()
    await publish(world, organiser)
    assert (await renda.press("Piedalīšos")).toast == "✅ Jūs piedalāties."
