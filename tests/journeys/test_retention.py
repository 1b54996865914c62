"""What is over its period goes at night, once; the administrators are told once a month, and not in the night."""

from sqlalchemy import func, select

from storage.audit import audit
from storage.consultations import ConsultationMessage
from storage.outbox import deliveries
from storage.retention_nights import state_of
from tests.journeys.world import World


async def test_texts_go_after_two_years_and_the_administrators_are_told(world: World) -> None:
    admin, methodologist, librarian = (
        await world.member("admin", "Administratore"),
        await world.methodologist(),
        await world.librarian(),
    )
    await admin.talk(("/iestatijumi", ""), ("[📊 Pārskati]", ""), ("[Metodiķe]", ""), ("[Nesūtīt]", "netiek sūtīts"))
    await librarian.talk(("/jautat Kā norakstīt grāmatas?", "Nr. 1"))
    await librarian.talk(("/jautat Vai ir vēl viens seminārs?", "Nr. 2"))
    await methodologist.talk(("/registret Renda tālr statistika 15min kā labot ierakstu", "Nr. 3"))

    def texts() -> list[str]:
        query = select(ConsultationMessage.text).order_by(ConsultationMessage.id)
        return world.read(lambda session: list(session.scalars(query)))

    assert len(texts()) == 3
    await world.move_clock(days=800)
    assert texts() == ["Kā norakstīt grāmatas?", "Vai ir vēl viens seminārs?", ""], "without an answer they wait"
    done = world.read(lambda session: state_of(session).done_at)
    assert done is not None
    lines = select(func.count()).select_from(audit).where(audit.c.action == "retention")
    assert world.read(lambda session: session.scalar(lines)) == 1
    await world.move_clock(hours=1)
    assert world.read(lambda session: state_of(session).done_at) == done, "once a night"
    (told,) = [one for one in admin.shown if "glabāšanas termiņ" in one]
    assert "konsultāciju teksti: 1" in told
    assert not [one for one in methodologist.shown if "glabāšanas termiņ" in one]


async def test_of_an_old_announcement_only_how_many_got_it_is_kept(world: World) -> None:
    methodologist, librarian = await world.methodologist(), await world.librarian()
    await methodologist.talk(("/pazinot Mācības pārceltas.", "melnraksts"), ("[▫️ Lūgt „Izlasīju”]", "✅"))
    await methodologist.press("👀 Apskatīt un sūtīt")
    await methodologist.press("📣 Sūtīt")
    await world.move_clock(minutes=3)
    await world.move_clock(days=1)
    await librarian.press("Izlasīju")
    await world.move_clock(days=800, hours=10)  # to an hour at which no report comes
    kept = select(func.count()).select_from(deliveries).where(deliveries.c.object_kind == "announcement")
    assert world.read(lambda session: session.scalar(kept)) in (0, 1)
    card = await methodologist.send_data("an:card:1", methodologist.last)
    for line in ("Piegādāts: 1 no 1", "Izlasīja: 1", "Kas to saņēma, vairs netiek glabāts."):
        assert line in card, card.new
    for data in ("an:withdraw:1", "an:unread:1:0", "an:remind:1"):
        assert "vairs netiek glabāts" in await methodologist.send_data(data, methodologist.last), data
