"""Joining by a code: the notice, the name, the libraries, ways back and out, codes that do not work."""

from sqlalchemy.orm import Session

from storage.members import member_by_telegram
from tests.journeys.world import LAIDI, RENDA, Person, World

WELCOME = "laipni lūdzam Plauktā"


def stored(person: Person) -> tuple[str, str | None, list[str]]:
    """Name, role and libraries as they are kept."""

    def query(session: Session) -> tuple[str, str | None, list[str]]:
        member, _ = member_by_telegram(session, person.chat.user.id)
        assert member is not None
        return member.name, member.role, [library.name for library in member.libraries]

    return person.world.read(query)


async def test_the_notice_comes_first_and_every_step_shows_where_it_is(world: World) -> None:
    person = world.stranger("Bibliotekāre", "Laidi")
    notice = await person.start(world.invite())
    for words in ("Pievienošanās · 1/3", "🔒", "Kas tiek glabāts", "neminiet lasītāju vārdus", "[Atcelt]"):
        assert words in notice
    await person.talk(
        ("jā", "Lūdzu, izlasiet paziņojumu un nospiediet pogu zem tā."),
        ("[Izlasīju, turpināt]", ("Pievienošanās · 2/3", "[Bibliotekāre Laidi]", "[◀ Atpakaļ]")),
        ("7", "Vārdam jābūt 2–100 rakstzīmju garam"),
        ("Bibliotekāre,   Laidi", ("Pievienošanās · 3/3", "Kurā bibliotēkā Jūs strādājat?", "[Izlaist]")),
        ("laidi", (f"[✅ {LAIDI}]", "[Gatavs (1)]")),
        ("[Gatavs (1)]", (WELCOME, "Loma: bibliotekārs", f"Bibliotēka: {LAIDI}")),
    )
    assert stored(person) == ("Bibliotekāre, Laidi", "librarian", [LAIDI])
    assert len(person.shown) == len(["the notice was not read", "no name", "welcome"]), "no dead form remains"
    assert person.menu == ["❓ Jautāt", "🔎 Meklēt", "📰 Jaunumi", "📅 Kalendārs", "👤 Profils", "❔ Palīdzība"]


async def test_several_libraries_are_ticked_and_stand_first(world: World) -> None:
    person = world.stranger("Bibliotekāre")
    await person.start(world.invite())
    await person.talk(
        ("[Izlasīju, turpināt]", "Kā Jūs uzrunāt?"),
        ("[Bibliotekāre]", ("[Alsungas pagasta bibliotēka]", "[▶]")),
        ("turlava", ("[Turlavas pagasta bibliotēka]", "[Turlavas pamatskolas bibliotēka]", "[Rādīt visus]")),
        ("qqq", "Nekas neatbilst „qqq”"),
        ("turlavas pag", "[✅ Turlavas pagasta bibliotēka] [Alsungas pagasta bibliotēka]"),
        ("[▶]", "[◀]"),
        ("turlavas pamat", ("[✅ Turlavas pagasta bibliotēka] [✅ Turlavas pamatskolas bibliotēka]", "[Gatavs (2)]")),
        ("[✅ Turlavas pagasta bibliotēka]", "[Gatavs (1)]"),
        ("turlavas pag", "[Gatavs (2)]"),
        ("[◀ Atpakaļ]", "2/3"),
        ("Bibliotekāre, Turlava", ("3/3", "[Gatavs (2)]")),
        ("[Gatavs (2)]", (WELCOME, "Bibliotēkas: Turlavas pagasta bibliotēka, Turlavas pamatskolas bibliotēka")),
    )
    assert stored(person)[0] == "Bibliotekāre, Turlava"


async def test_joining_can_be_left_in_three_ways_and_begun_again(world: World) -> None:
    person, code = world.stranger("Bibliotekāre"), world.invite()
    await person.start(code)
    answer = await person.talk(("[Atcelt]", "Nekas nav saglabāts. Lai pievienotos vēlāk, nospiediet /start."))
    assert answer.changed, "in place of the form"
    await person.start(code)
    left = await person.talk(("/atcelt", "Atcelts. Nekas nav saglabāts."))
    assert "1/3" in str(left.gone[0]), "the form goes"
    await person.start(code)
    again = await person.start(code)
    assert "1/3" in again
    assert len(again.gone) == 1, "one form, not two"
    await person.talk(
        ("[Izlasīju, turpināt]", "2/3"), ("[Bibliotekāre]", "3/3"), ("[Izlaist]", (WELCOME, "Loma: bibliotekārs"))
    )
    assert stored(person) == ("Bibliotekāre", "librarian", [])


async def test_joining_goes_on_after_a_restart(world: World) -> None:
    person = world.stranger("Bibliotekāre")
    await person.start(world.invite())
    await person.talk(("[Izlasīju, turpināt]", "2/3"))
    await world.restart()
    await person.talk(("Bibliotekāre, Renda", "3/3"), ("renda", "[Gatavs (1)]"))
    await world.restart()
    await person.talk(("[Gatavs (1)]", (WELCOME, RENDA)))


async def test_an_invite_that_names_the_library_does_not_ask_for_it(world: World) -> None:
    person = world.stranger("Bibliotekāre")
    assert "1/2" in await person.start(world.invite(library=RENDA))
    await person.talk(("[Izlasīju, turpināt]", "2/2"), ("[Bibliotekāre]", (WELCOME, f"Bibliotēka: {RENDA}")))


async def test_a_code_lets_in_as_many_as_it_says_and_no_longer_than_it_says(world: World) -> None:
    code = world.invite(library=RENDA)
    first, second, late = (world.stranger(f"Bibliotekāre {one}") for one in "ABC")
    await first.start(code)
    await second.start(code)
    await first.talk(("[Izlasīju, turpināt]", "2/2"), ("[Bibliotekāre A]", WELCOME))
    await second.talk(
        ("[Izlasīju, turpināt]", "2/2"), ("[Bibliotekāre B]", "Koda termiņš ir beidzies vai tas jau izmantots.")
    )
    assert not any("[" in text for text in second.shown), "no button remains that would not work"
    refused = await late.start(code)
    assert "Šis kods neder" in refused
    assert "nospiediet /start, lai pieteiktos bez koda" in refused
    unused = world.invite()
    await world.move_clock(days=15)
    assert "Šis kods neder" in await late.start(unused)
    assert "Šis kods neder" in await late.start("NEPAREIZS")


async def test_a_code_may_be_typed_in_small_letters(world: World) -> None:
    person = world.stranger("Bibliotekāre")
    assert "1/3" in await person.start(world.invite().lower())


async def test_start_again_shows_the_menu_and_uses_no_code_up(world: World) -> None:
    person, code = await world.librarian(), world.invite("methodologist", uses=1)
    again = await person.start(code)
    assert "Loma: bibliotekārs" in again
    assert len(again.new) == 1
    assert stored(person)[1] == "librarian"
    other = world.stranger("Metodiķe")
    assert "1/3" in await other.start(code), "the code still works"


async def test_english_phones_are_spoken_to_in_english(world: World) -> None:
    person = world.stranger("Librarian", language="en-GB")
    await person.start(world.invite(library=RENDA))
    await person.talk(
        ("[I have read it, continue]", "How may we call you?"),
        ("[Librarian]", ("you have joined Plaukts", "Role: librarian")),
    )
    assert person.menu == ["❓ Ask", "🔎 Search", "📰 News", "📅 Calendar", "👤 Profile", "❔ Help"]


async def test_a_code_may_be_typed_instead_of_followed(world: World) -> None:
    await world.methodologist()
    person, code = world.stranger("Bibliotekāre", "Laidi"), world.invite(library=LAIDI)
    await person.start()
    notice = await person.talk((code, "Pievienošanās · 1/2"))
    assert len(notice.gone) == 1, "one form, not two"
    await person.say("/atcelt")
    await person.talk((f"Mans kods: {code.lower()}.", "Pievienošanās · 1/2"))
    await person.start()
    await person.talk(
        ("[Izlasīju, turpināt]", "2/3"),
        (code, "Pievienošanās · 1/2"),
        ("[Izlasīju, turpināt]", "2/2"),
        ("Annaberzin", (WELCOME, f"Bibliotēka: {LAIDI}")),
    )
    assert stored(person) == ("Annaberzin", "librarian", [LAIDI]), "as long as a code, and a name"


async def test_who_waits_may_type_a_code_and_members_use_none_up(world: World) -> None:
    methodologist = await world.methodologist()
    person, code = world.stranger("Bibliotekāre", "Renda"), world.invite(library=RENDA)
    await person.start()
    await person.talk(("[Izlasīju, turpināt]", "2/3"), ("[Bibliotekāre Renda]", "3/3"), ("[Izlaist]", "Pieteikums"))
    await methodologist.say(code)
    await person.talk((code, "1/2"), ("[Izlasīju, turpināt]", "2/2"), ("[Bibliotekāre Renda]", WELCOME))
    assert stored(person) == ("Bibliotekāre Renda", "librarian", [RENDA])
