"""Coming by a personal invitation from a table, and by a library's QR."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.features.members.columns import PersonRow
from bot.features.members.importing import apply_members, plan_members
from storage.libraries import libraries_on
from storage.mail_codes import confirm_address
from storage.members import EMAIL, SHEET, Address, Invite, Member
from storage.report_addresses import add_report_address
from tests.journeys.world import LAIDI, RENDA, World

WELCOME = "laipni lūdzam Plauktā"


def invited(world: World, name: str, email: str, library: str) -> str:
    """The code of somebody's invitation, made as the import makes it."""

    def job(session: Session) -> str:
        now = world.sandbox.clock.now()
        rows = [PersonRow(2, name, email, library, "")]
        plan = plan_members(session, rows, now=now, today_libraries=libraries_on(session, now.date()))
        apply_members(session, plan, uses=2, now=now)
        return plan.rows[0].code

    return world.write(job)


def addresses(world: World) -> dict[str, str]:
    """E-mail address → whose it is."""
    query = select(Address.address, Member.name).join(Member).where(Address.channel == EMAIL)
    return world.read(lambda session: {row.address: row.name for row in session.execute(query)})


async def test_who_is_known_reads_the_notice_and_is_in(world: World) -> None:
    code = invited(world, "Bibliotekāre, Renda", "renda@example.lv", "Renda, Laidi")
    person = world.stranger("Jebkas")
    notice = await person.start(code)
    for words in ("Ielūgums: Bibliotekāre, Renda.", f"Bibliotēkas: {LAIDI}, {RENDA}", "e-pasta adrese", "/profils"):
        assert words in notice
    assert "1/" not in notice, "there is one step"
    await person.talk(("[Izlasīju, turpināt]", (WELCOME, "Bibliotekāre, Renda", f"Bibliotēkas: {LAIDI}, {RENDA}")))
    assert addresses(world) == {"renda@example.lv": "Bibliotekāre, Renda"}
    other = world.stranger("Cits cilvēks")
    assert "Šis kods neder" in await other.start(code), "for one person, once"
    assert invited(world, "Bibliotekāre, Renda", "renda@example.lv", "Renda") == "", "a member is not invited again"
    now = world.sandbox.clock.now()
    world.write(lambda session: confirm_address(session, add_report_address(session, "vaditaja@x.lv", "lv", now), now))
    await other.start(invited(world, "Vadītāja, Laidi", "vaditaja@x.lv", "Laidi"))
    await other.talk(("[Izlasīju, turpināt]", (WELCOME, "Vadītāja, Laidi")))
    assert addresses(world)["vaditaja@x.lv"] == "vaditaja@x.lv", "reports go on to that address"


async def test_only_what_is_missing_is_asked(world: World) -> None:
    person = world.stranger("Bibliotekāre", "Laidi")
    await person.start(invited(world, "", "laidi@example.lv", ""))
    await person.talk(
        ("[Izlasīju, turpināt]", "2/3"),
        ("[Bibliotekāre Laidi]", "3/3"),
        ("laidi", "[Gatavs (1)]"),
        ("[Gatavs (1)]", WELCOME),
    )
    assert addresses(world) == {"laidi@example.lv": "Bibliotekāre Laidi"}
    nameless = world.stranger("Bibliotekāre")
    await nameless.start(invited(world, "", "renda@example.lv", "Renda"))
    await nameless.talk(("[Izlasīju, turpināt]", "2/2"), ("[Bibliotekāre]", f"Bibliotēka: {RENDA}"))


async def test_a_member_who_opens_their_link_is_greeted_and_gets_the_address(world: World) -> None:
    member = await world.librarian()
    code = invited(world, "Cits vārds", "cits@example.lv", "Laidi")
    answer = await member.start(code)
    assert "Loma: bibliotekārs" in answer
    assert addresses(world) == {"cits@example.lv": "Bibliotekāre, Rendas"}
    assert "Šis kods neder" in await world.stranger("Cits").start(code)


async def test_a_librarys_qr_lets_in_as_many_as_it_says(world: World) -> None:
    invited(world, "Bibliotekāre, Renda", "renda@example.lv", "Renda")
    code = world.read(lambda session: session.scalars(select(Invite.code).where(Invite.purpose == SHEET)).one())
    for name in ("Bibliotekāre A", "Bibliotekāre B"):
        person = world.stranger(name)
        assert "1/2" in await person.start(code)
        await person.talk(("[Izlasīju, turpināt]", "2/2"), (f"[{name}]", f"Bibliotēka: {RENDA}"))
    assert "Šis kods neder" in await world.stranger("Bibliotekāre C").start(code)


async def test_whom_an_expired_invitation_was_for_is_forgotten(world: World) -> None:
    invited(world, "Bibliotekāre, Renda", "renda@example.lv", "Renda")

    def kept() -> list[tuple[str | None, str | None]]:
        query = select(Invite.name, Invite.email).where(Invite.purpose != SHEET)
        return world.read(lambda session: [(name, email) for name, email in session.execute(query)])

    await world.move_clock(days=timedelta(days=59).days)
    assert kept() == [("Bibliotekāre, Renda", "renda@example.lv")]
    await world.move_clock(days=2)
    assert kept() == []
