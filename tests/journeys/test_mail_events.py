"""Events by letter: an invitation with its calendar file and its papers, what changes, a place that became free."""

from dataclasses import replace
from datetime import UTC, datetime
from email.message import EmailMessage
from typing import Any

from icalendar import Calendar
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.features.events import answering, changing_acts, reminding
from storage.event_changes import plan_of
from storage.events import GOING, Registration, event_numbered
from storage.members import Member
from tests.journeys.events import as_person, publish
from tests.journeys.test_mail import Region, region, text_of
from tests.journeys.world import RENDA

__all__ = ["region"]


async def test_events_reach_those_who_have_no_telegram(region: Region) -> None:
    """An invitation with its calendar file, and for whom the methodologist has put down a reminder and what changed.

    That is told also to whom only the invitation went: a letter does not become another one, as a card does.
    """
    world = region.world
    methodologist, librarian = await world.methodologist(), await world.librarian(RENDA)
    region.without_telegram()
    region.without_telegram(padure := "padure@example.lv", "Bibliotekāre, Padure")
    begins = "2026-10-15 10:00"
    number = await publish(world, methodologist, begins=begins, ends=None, title="Lasīšanas veicināšana: šķēršļi")
    (letter,) = region.letters()
    assert letter["Subject"] == "Ielūgums: Lasīšanas veicināšana: šķēršļi"
    assert "Lai pieteiktos, atbildiet uz šo vēstuli" in text_of(letter)
    assert "SEQUENCE:0" in calendar_of(letter, "PUBLISH")
    assert [one for one in librarian.shown if "Lasīšanas veicināšana" in one]

    def put_down(session: Session) -> None:
        ctx = as_person(world, session, methodologist)
        event = event_numbered(session, number)
        assert event is not None
        member = session.scalars(select(Member).where(Member.name == "Bibliotekāre, Laidi")).one()
        session.add(Registration(event_id=event.id, member_id=member.id, state=GOING, at=ctx.now))
        reminding.plan(ctx, event)

    world.write(put_down)
    await world.move_to(datetime(2026, 10, 14, 7, 1, tzinfo=UTC))
    assert region.letters()[-1]["Subject"] == "Atgādinājums: Lasīšanas veicināšana: šķēršļi"
    assert "Rīt, " in text_of(region.letters()[-1])
    await world.move_clock(hours=1)
    assert len(region.letters()) == 2

    assert len(region.letters(padure)) == 1

    def change(session: Session, reason: str | None, **plan: Any) -> None:
        ctx = as_person(world, session, methodologist)
        event = event_numbered(session, number)
        assert event is not None
        wanted = changing_acts.wanted(ctx, event, replace(plan_of(event), **plan), reason=reason)
        changing_acts.apply(ctx, event, wanted)

    world.write(lambda session: change(session, None, place="Padures bibliotēka"))
    await world.move_clock(minutes=3)
    await world.move_clock(seconds=30)
    elsewhere = region.letters(padure)[-1]
    assert elsewhere["Subject"] == "Pasākums notiks citā vietā: Lasīšanas veicināšana: šķēršļi"
    assert "Jūsu atbildes vēl nav." in text_of(elsewhere)
    assert "Lai pieteiktos, atbildiet uz šo vēstuli" in text_of(elsewhere)
    assert "SEQUENCE:1" in calendar_of(elsewhere, "PUBLISH")
    world.write(lambda session: change(session, "Lektore saslimusi", cancelled=True))
    for _ in range(4):
        await world.move_clock(seconds=30)
    to_padure = region.letters(padure)[-1]
    assert (len(region.letters(padure)), to_padure["Subject"]) == (3, region.letters()[-1]["Subject"])
    assert "Lai pieteiktos" not in text_of(to_padure)
    assert "CANCELLED" in calendar_of(to_padure, "CANCEL")
    last = region.letters()[-1]
    assert len(region.letters()) == 4
    assert "Lektore saslimusi" in text_of(last)
    assert "Lai pieteiktos" not in text_of(last)
    assert str(last["Subject"]).endswith(": Lasīšanas veicināšana: šķēršļi")
    assert "STATUS:CANCELLED" in calendar_of(last, "CANCEL")


async def test_an_invitations_files_and_a_place_that_became_free_come_by_letter(region: Region) -> None:
    world = region.world
    methodologist, going = await world.methodologist(), await world.librarian(RENDA)
    region.without_telegram()
    paper = methodologist.chat.send_document("programma.pdf", b"%PDF-1.7")["document"]
    files = [{"kind": "document", "file_id": paper["file_id"], "name": "programma.pdf"}]
    number = await publish(world, methodologist, places=1, title="Lasīšanas veicināšana", attachments=files)
    (invitation,) = region.letters()
    assert invitation["Subject"] == "Ielūgums: Lasīšanas veicināšana"
    calendar, attached = invitation.iter_attachments()
    assert calendar.get_content_type() == "text/calendar"
    assert (attached.get_filename(), attached.get_content()) == ("programma.pdf", b"%PDF-1.7")
    await going.press("Piedalīšos", going.message("Lasīšanas veicināšana"))

    def waits(session: Session) -> None:
        event = event_numbered(session, number)
        assert event is not None
        member = session.scalars(select(Member).where(Member.name == "Bibliotekāre, Laidi")).one()
        answering.answer(as_person(world, session, methodologist), event, member, GOING)

    world.write(waits)
    await going.press("Nevarēšu")
    await going.press("Jā, atteikties")
    await world.move_clock(minutes=1)
    offer = region.letters()[-1]
    assert offer["Subject"] == "Atbrīvojusies vieta: Lasīšanas veicināšana"
    assert "Apstipriniet to līdz šim laikam" in text_of(offer)
    await methodologist.press("Apstiprināt šī cilvēka vietā")
    await world.move_clock(minutes=1)
    confirmed = region.letters()[-1]
    assert confirmed["Subject"] == "Jūs piedalāties: Lasīšanas veicināšana"
    assert "METHOD:PUBLISH" in calendar_of(confirmed, "PUBLISH")
    assert len(region.letters()) == 3


def calendar_of(letter: EmailMessage, method: str) -> str:
    (attached,) = letter.iter_attachments()
    assert attached.get_content_type() == "text/calendar"
    assert attached["Content-Type"].params["method"] == method
    content = str(attached.get_content())
    assert Calendar.from_ical(content).walk("VEVENT")
    return content
