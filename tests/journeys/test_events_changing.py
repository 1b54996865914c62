"""An event is moved, elsewhere, called off, on after all: who is told what, what follows, what can be taken back."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy.orm import Session

from storage.events import GOING, Registration, event_numbered
from tests.journeys.events import as_person, in_thread, publish, stands
from tests.journeys.person import text_of
from tests.journeys.world import LAIDI, RENDA, Person, World

WAS = "ceturtdien, 2026. gada 12. novembrī, plkst. 10.00–13.00"
IS = "ceturtdien, 2026. gada 19. novembrī, plkst. 10.00–13.00"
SURE = "Mainīt un paziņot visiem"
OFF = "Atcelt pasākumu un paziņot visiem"


async def passing(world: World, **by: float) -> None:
    """Time passes, and the clock has looked often enough for everything that is then due."""
    await world.move_clock(**by)
    for _ in range(3):
        await world.move_clock(seconds=1)


def put_down_guest(world: World, organiser: Person, number: int, name: str, institution: str) -> None:
    """Somebody without Telegram comes."""

    def job(session: Session) -> None:
        ctx, event = as_person(world, session, organiser), event_numbered(session, number)
        assert event is not None
        guest = Registration(event_id=event.id, state=GOING, at=ctx.now, mode="on_site", guest_name=name)
        guest.guest_of, guest.registered_by_id = institution, ctx.me.id
        session.add(guest)

    world.write(job)


@pytest.fixture
async def organiser(world: World) -> Person:
    return await world.methodologist()


async def begin(organiser: Person, verb: str, number: int) -> None:
    """Press a button of the organiser's card."""
    await organiser.send_data(f"ev:{verb}:{number}", organiser.last)


async def move(organiser: Person, number: int, to: str = "19. novembrī no 10 līdz 13") -> None:
    """Move it, all the way."""
    await begin(organiser, "move", number)
    await organiser.talk(("[🕙 Laiks]", "Kad pasākums notiks"), (to, "Ziņas teksts:"), (f"[{SURE}]", "Atsaukt"))


async def test_moved_people_are_told_and_asked_anew(world: World, organiser: Person) -> None:
    group = await world.group()
    goes, perhaps = await world.librarian(RENDA), await world.member("librarian", "Ann", LAIDI, language="en")
    silent = await world.member("librarian", "Bibliotekāre, Ēdole")
    number = await publish(world, organiser)
    await goes.press("Piedalīšos")
    await perhaps.press("Maybe")
    put_down_guest(world, organiser, number, "Deputāte", "Kuldīgas novads")
    await begin(organiser, "move", number)
    await organiser.talk(
        ("[🕙 Laiks]", ("Pasākums Nr. 1", f"Līdz šim: {WAS}")),
        ("12. novembrī no 10 līdz 13", "Atšķirības nav, tāpēc nekas nav mainīts."),
    )
    preview = await organiser.say("19. novembrī no 10 līdz 13")
    for words in (
        "Ziņu saņems 2 cilvēki",
        "piedalās – 1, varbūt – 1",
        "Uzaicināti, bet vēl nav atbildējuši: 1",
        "Mainīsies arī kartīte grupā.",
        "Atgādinājumi",
        "Lūdzu, piezvaniet",
        "Deputāte (Kuldīgas novads)",
        f"Bija: {WAS}",
        f"Tagad: {IS}",
        f"[{SURE}]",
    ):
        assert words in preview
    before = len(goes.shown)
    done = await organiser.press(SURE)
    assert "Pasākums ir pārcelts" in done
    assert "No plkst. 11.02 ziņu saņems 2 cilvēki" in done
    assert len(goes.shown) == before, "nobody is told as long as it can be taken back without a word"
    await passing(world, minutes=2)
    *_, told, file = goes.shown
    assert told.startswith("🔁 Pasākums ir pārcelts\nSeminārs · Nr. 1\nNovadpētniecība bibliotēkā")
    assert f"Bija: {WAS}\nTagad: {IS}" in told
    assert "Jūsu līdzšinējā atbilde: Piedalīšos." in told
    assert "līdz tam Jūsu vieta ir paturēta" in told
    assert "[Piedalīšos] [Varbūt] [Nevarēšu]" in told
    assert "<document>" in file
    sequence = [line for line in goes.file("pasakums-1.ics").decode().splitlines() if line.startswith("SEQUENCE")]
    assert sequence == ["SEQUENCE:1"]
    assert "The event has been moved" in perhaps.shown[-1]
    assert "Your answer so far: Maybe" in perhaps.shown[-1]
    assert IS in str(silent.shown), "the invitation of who is silent follows"
    assert "pārcelts" not in str(silent.shown)
    assert IS in text_of(in_thread(group)[-1])
    assert len(in_thread(group)) == 1
    answer = await goes.press("Piedalīšos")
    assert "Piedalīšos" not in str(goes.shown[-2:])
    assert "✅ Jūs piedalāties." in answer
    await perhaps.press("I cannot come")
    await begin(organiser, "org", number)
    assert stands(world, number)[0][:2] == ("Bibliotekāre, Rendas", "going")
    assert "vēl jāatbild" not in organiser.shown[-1].lower()
    assert len([one for one in goes.shown if "pārcelts" in one]) == 0, "it has become the card"


async def test_a_place_becomes_another_and_a_choice(world: World, organiser: Person) -> None:
    goes = await world.librarian()
    number = await publish(world, organiser)
    await goes.press("Piedalīšos")
    await begin(organiser, "move", number)
    await organiser.talk(
        ("[📍 Vieta vai saite]", "· 2/3"),
        ("Rendas tautas nams https://saruna.lv/7", ("Atgādinājumos būs jaunā vieta", "Bija: Kuldīgas Galvenā")),
        (f"[{SURE}]", ("Pasākums notiks citā vietā", "Rendas tautas nams; tiešsaistē: https://saruna.lv/7")),
    )
    await passing(world, minutes=2)
    *_, told, _ = goes.shown
    assert "Tagad: Rendas tautas nams; tiešsaistē: https://saruna.lv/7" in told
    assert "Piedalīšos (klātienē)" in told
    assert "[Klātienē] [Tiešsaistē]" in told
    await goes.press("Tiešsaistē")
    assert stands(world, number) == [("Bibliotekāre, Rendas", "going", "online")]
    await begin(organiser, "move", number)
    await organiser.talk(
        ("[📍 Vieta vai saite]", "· 2/3"), ("Rendas tautas nams", "Ziņas teksts:"), (f"[{SURE}]", "citā vietā")
    )
    assert stands(world, number) == [("Bibliotekāre, Rendas", "going", "on_site")], "there is no other way left"
    await organiser.talk(("[Atsaukt]", ("↩️ Atsaukts", "Nevienam par izmaiņām vēl nebija paziņots")))
    assert stands(world, number) == [("Bibliotekāre, Rendas", "going", "online")]
    before = goes.shown
    await passing(world, minutes=3)
    assert goes.shown == before


async def test_called_off_and_undone_before_and_after_people_were_told(world: World, organiser: Person) -> None:
    goes = await world.librarian()
    number = await publish(world, organiser)
    card = goes.with_button("Piedalīšos")
    await goes.press("Piedalīšos")
    before = len(goes.shown)
    await begin(organiser, "cancel", number)
    await organiser.talk(("[Pasākumu neatcelt]", "Pasākums netika atcelts; tas notiks."))
    await begin(organiser, "cancel", number)
    await organiser.talk(
        (
            "Lektore ir saslimusi",
            ("Ziņu saņems 1 cilvēks", "Iemesls: Lektore ir saslimusi", "Atgādinājumu vairs nebūs"),
        ),
        (f"[{OFF}]", "Pasākums nenotiks"),
        ("[Atsaukt]", ("↩️ Atsaukts", "Nevienam par izmaiņām vēl nebija paziņots")),
    )
    await passing(world, minutes=3)
    assert len(goes.shown) == before, "nobody was told"
    assert "nenotiks" not in str(goes.shown)
    await begin(organiser, "cancel", number)
    await organiser.talk(("[Izlaist]", "Ziņas teksts:"))
    sure = organiser.with_button(OFF)
    await organiser.press(OFF)
    again = await organiser.press(OFF, sure)
    assert again.toast == "Šī poga ir no iepriekšēja soļa un vairs nedarbojas.", "a double tap does nothing twice"
    await passing(world, minutes=2)
    assert "✖ Pasākums nenotiks" in goes.shown[-1]
    assert "<document>" in goes.shown[-1], "one message"
    assert "METHOD:CANCEL" in goes.file("pasakums-1.ics").decode()
    assert "[" not in goes.shown[-1]
    late = await goes.send_data("ev:go:1", card)
    assert "Pasākums Nr. 1 ir atcelts." in late
    await organiser.talk(
        ("[Atsaukt]", ("Par izmaiņām jau ir paziņots", WAS, "[Jā, atsaukt un paziņot]")),
        ("[Jā, atsaukt un paziņot]", ("↩️ Atsaukts", "Ziņu par to saņems visi")),
    )
    await world.settled()
    *_, told, file = goes.shown
    assert "✅ Pasākums tomēr notiks" in told, goes.shown[-3:]
    assert "Jūsu atbilde paliek spēkā: Piedalīšos." in told
    assert "<document>" in file
    assert stands(world, number)[0][1] == "going"
    await world.move_clock(minutes=11)
    assert "Pasākums Nr. 1 pēc tam ir mainīts vēlreiz" in await organiser.send_data("ev:revert:1:3", organiser.last)


async def test_who_waits_and_who_declined_a_change_hear_of_it_and_so_does_another_organiser(
    world: World, organiser: Person
) -> None:
    first, waits = await world.librarian(RENDA), await world.librarian(LAIDI)
    other = await world.methodologist("Metodiķe, Aizputē")
    number = await publish(world, organiser, places=1, register_until=date(2026, 11, 10))
    await first.press("Piedalīšos")
    await waits.press("Piedalīšos")
    await begin(other, "move", number)
    await other.talk(
        ("[🕙📍 Laiks un vieta]", "· 2/4"),
        ("19. novembrī no 10 līdz 13", "· 3/4"),
        (
            "https://saruna.lv/7",
            (
                "piedalās – 1, gaida rezerves sarakstā – 1",
                "2026. gada 17. novembris",
                "Pasākums notiks citā laikā un vietā",
            ),
        ),
        (f"[{SURE}]", "citā laikā un vietā"),
    )
    await passing(world, minutes=2)
    assert "Mainīja: Metodiķe, Aizputē" in str(organiser.shown), "the organiser is told by whom"
    told = next(one for one in waits.shown if "citā laikā un vietā" in one)
    assert "Rezerves sarakstā" in told
    assert "Jūsu vieta rezerves sarakstā saglabājas" in told
    await first.press("Nevarēšu")
    await first.press("Jā")
    assert [state for _, state, _ in stands(world, number)] == ["declined", "offered"], "the next in line, as ever"
    await begin(other, "move", number)
    await other.talk(("[🕙 Laiks]", "Kad"), ("26. novembrī no 10 līdz 13", "Ziņas teksts:"), (f"[{SURE}]", "pārcelts"))
    await passing(world, minutes=2)
    told = next(one for one in first.shown if "Pasākums ir pārcelts" in one)
    assert "Jūs atbildējāt: Nevarēšu. Ja tagad varat piedalīties, nospiediet pogu." in told
    await begin(organiser, "cancel", number)
    await organiser.talk(("[Izlaist]", "Ziņas teksts:"), (f"[{OFF}]", "nenotiks"))
    await passing(world, minutes=2)
    assert "nenotiks" not in str(first.shown), "it is none of their concern"
    assert "nenotiks" in str(waits.shown)


async def test_two_moves_before_anybody_was_told_are_one_message(world: World, organiser: Person) -> None:
    goes, answered = await world.librarian(), await world.librarian(LAIDI)
    number = await publish(world, organiser)
    await goes.press("Piedalīšos")
    await answered.press("Piedalīšos")
    await move(organiser, number)
    stale = organiser.with_button("Atsaukt")
    await answered.send_data("ev:open:1", answered.last)
    await answered.press("Piedalīšos")
    await world.move_clock(minutes=1)
    await move(organiser, number, "26. novembrī no 10 līdz 13")
    assert "ir mainīts vēlreiz" in await organiser.press("Atsaukt", stale)
    await passing(world, minutes=2)
    told = [one for one in goes.shown if "Pasākums ir pārcelts" in one]
    assert len(told) == 1
    assert f"Bija: {WAS}\nTagad: ceturtdien, 2026. gada 26. novembrī" in told[0]
    agreed = f"Bija: {IS}\nTagad: ceturtdien, 2026. gada 26. novembrī"
    assert [one for one in answered.shown if agreed in one], "what they had agreed to meanwhile"
    await move(organiser, number, "12. novembrī no 10 līdz 13")
    await passing(world, minutes=2)
    told = [one for one in goes.shown if "Pasākums ir pārcelts" in one]
    assert len(told) == 1
    assert f"Tagad: {WAS}" in told[0]
    assert "✖ Šī ziņa par pasākumu Nr. 1 ir novecojusi" in str(goes.shown)


async def test_at_night_it_waits_and_is_replaced_by_what_is_newer(world: World, organiser: Person) -> None:
    goes = await world.librarian()
    number = await publish(world, organiser)
    await goes.press("Piedalīšos")
    before = goes.shown
    await world.move_to(datetime(2026, 10, 12, 19, 0, tzinfo=UTC))
    await move(organiser, number)
    await passing(world, minutes=3)
    await begin(organiser, "cancel", number)
    await organiser.talk(("[Izlaist]", "Ziņas teksts:"), (f"[{OFF}]", "nenotiks"))
    await passing(world, minutes=3)
    await world.restart()
    assert len(goes.shown) == len(before), "quiet hours"
    await passing(world, hours=10)
    assert len(goes.shown) == len(before) + 1
    assert "✖ Pasākums nenotiks" in goes.shown[-1]
    assert WAS in goes.shown[-1], "of the move they know nothing"
    await begin(organiser, "restore", number)
    await organiser.talk((f"[{SURE}]", "Pasākums tomēr notiks"))
    await passing(world, minutes=2)
    assert "lūdzu, atbildiet" in goes.shown[-2].lower(), "days may have passed: everybody is asked anew"


async def test_what_is_over_is_only_put_right(world: World, organiser: Person) -> None:
    goes = await world.librarian()
    number = await publish(world, organiser)
    await goes.press("Piedalīšos")
    await world.move_to(datetime(2026, 11, 13, 10, 0, tzinfo=UTC))
    await begin(organiser, "move", number)
    await organiser.talk(
        ("[🕙 Laiks]", "Līdz šim"),
        ("12.11.2026 no 9 līdz 12", "Šis laiks jau ir pagājis"),
        ("[Ce 12.11.2026]", ("nevienam netiks paziņots", "[Izlabot]")),
        ("[Izlabot]", "✅ Izlabots; nevienam netiek paziņots."),
    )
    await passing(world, minutes=3)
    assert "pārcelts" not in str(goes.shown)
    refused = await goes.send_data("ev:move:1", goes.last)
    assert "nav" in str(refused), "only who may"
