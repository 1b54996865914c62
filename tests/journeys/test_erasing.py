"""A member has themselves erased: their words are nowhere any more, the figures are where they were."""

from datetime import datetime
from pathlib import Path

from sqlalchemy import make_url, select
from sqlalchemy.orm import Session

from bot.features.reports.export import export
from bot.features.reports.report import build_report
from bot.features.reports.rules import Period
from bot.texts import texts_for
from storage.audit import audit
from storage.backup import Contents, Header, backup_lines
from storage.members import Member
from storage.tables import metadata
from storage.waiting import unanswered
from tests.journeys.person import seen
from tests.journeys.world import LAIDI, MAIN, RENDA, RIGA, World

WORDS = ("tintenpenis", "spalvaskāts", "papirusrullis", "vaskaplāksne", "pergaments", "Rīkotāja Rendā")


def everything(session: Session) -> str:
    """All rows of all tables."""
    rows = (row for table in metadata.sorted_tables for row in session.execute(select(table)))
    return "\n".join(str(tuple(row)) for row in rows)


def bytes_of(world: World) -> bytes:
    """The database's files; nothing of PostgreSQL, which uses the space of what is gone again by and by."""
    url = make_url(world.profile.database_url)
    file = Path(str(url.database))
    is_file = url.drivername.startswith("sqlite")
    return b"".join(one.read_bytes() for one in file.parent.glob(f"{file.name}*")) if is_file else b""


def backup_of(world: World) -> bytes:
    """A fresh backup, as it is before it is encrypted."""

    def lines(session: Session) -> bytes:
        header = Header("", world.sandbox.clock.now(), "", session.get_bind().dialect.name)
        return b"".join(backup_lines(session.connection(), header, Contents(header)))

    return world.read(lines)


def october(world: World) -> bytes:
    """The month's records and figures, as a report that is made in November has them."""

    def build(session: Session) -> bytes:
        now = datetime(2026, 11, 3, 9, tzinfo=RIGA)
        report = build_report(session, Period.parse("2026-10"), region="Reģions", now_local=now)
        return export(report, "json", texts_for("lv"))

    return world.read(build)


async def test_words_are_gone_and_figures_stay(world: World) -> None:
    methodologist = await world.methodologist()
    asker = await world.member("librarian", "Rīkotāja Rendā", RENDA)
    colleague = await world.librarian(LAIDI)
    await world.group(methodologist, asker, colleague)
    await asker.say("/jautat Kur pazudis tintenpenis & tinte?")
    await methodologist.reply("tintenpenis", "Tas ir plauktā.")
    await asker.say("/jautat Un kur pergaments?")
    await asker.say("/jaunums Atrasts spalvaskāts no zoss")
    await world.move_clock(hours=1)
    before = october(world)
    assert b"tintenpenis" in backup_of(world)
    await asker.say("/meklet papirusrullis")
    question = methodologist.message("tintenpenis")
    asked = await asker.say("/dzest")
    for words in ("Dzēst visus Jūsu datus?", "Paliek", "[Jā, dzēst visu]"):
        assert words in asked
    kept = await asker.press("Nē")
    assert "Nekas nav dzēsts" in kept
    await asker.say("/dzest")
    gone = await asker.press("Jā, dzēst visu")
    assert "Jūsu dati ir dzēsti" in gone
    await world.move_clock(minutes=2)
    left = world.read(everything)
    assert not [word for word in WORDS if word in left]
    assert not [word for word in WORDS if word.encode() in bytes_of(world)]
    assert not [word for word in WORDS if word.encode() in backup_of(world)]
    assert not [word for word in WORDS[:5] for shown in (methodologist.shown, colleague.shown) if word in str(shown)]
    assert "Dzēsts pēc autora lūguma" in seen(methodologist.message("Jautājums Nr. 1"))
    assert question["message_id"] in [one["message_id"] for one in methodologist.chat.messages], "edited, not deleted"
    assert october(world) == before
    assert "[Atbildēt]" not in seen(methodologist.message("Jautājums Nr. 2"))
    assert not world.read(unanswered), "nobody is reminded of what nobody can read"
    number = str(asker.chat.user.id)
    assert number not in left, "not even the chat is known"
    member = world.read(lambda session: session.scalars(select(Member).where(Member.erased_at.is_not(None))).one())
    assert (member.name, member.role) == ("Dzēsts dalībnieks", None)
    assert "erase_member" in world.read(lambda session: list(session.scalars(select(audit.c.action))))
    again = await asker.say("/start")
    assert "Plauktu uztur" in again, "who comes back begins anew"


async def test_an_administrator_erases_who_asks_and_is_not_the_last_one_to_go(world: World) -> None:
    admin = await world.member("admin", "Administratore", MAIN)
    await admin.say("/start")
    assert "Plauktā citu administratoru nav" in await admin.say("/dzest")
    librarian = await world.librarian(RENDA)
    await librarian.say("/jautat Kur pazudis tintenpenis?")
    key = world.read(lambda session: session.scalars(select(Member.id).where(Member.role == "librarian")).one())
    refused = await librarian.send_data(f"pv:erase:{key - 1}", librarian.last)
    assert "Jūsu lomai" in refused
    await admin.send_data(f"pv:erase:{key}", admin.last)
    old = admin.with_button("Jā, dzēst visu")
    done = await admin.press("Jā, dzēst visu")
    assert "Dzēsts." in done
    assert "tintenpenis" not in world.read(everything)
    assert "Jūsu dati ir dzēsti" in str(librarian.shown)
    assert "jau ir dzēsts" in await admin.send_data(f"pv:erase:yes:{key}", old)


async def test_the_name_goes_from_what_others_have_in_their_chats(world: World) -> None:
    name = "Metodiķe Spalviņa"
    going, colleague = await world.methodologist(name), await world.methodologist()
    librarian = await world.librarian(RENDA)
    group = await world.group(going, colleague, librarian)
    await librarian.say("/jautat Kā norakstīt grāmatas?")
    await going.press("Uzņemties", going.message("Kā norakstīt"))
    stranger = world.stranger("Bibliotekāre", "Laidi")
    await stranger.start()
    for key in ("Izlasīju, turpināt", "Bibliotekāre Laidi", "Izlaist"):
        await stranger.press(key)
    await going.press("Apstiprināt", going.message("Pieteikums pievienoties"))
    await going.talk(("/pazinot Mācības pārceltas.", "melnraksts"))
    await going.press("👀 Apskatīt un sūtīt")
    await going.press("📣 Sūtīt")
    await going.talk(("/pasakums Konsultāciju diena 12. novembrī 10-12 Rendā, ik pa 30 min", "Melnraksts"))
    await going.press("👁 Apskatīt un publicēt")
    await going.press("📣 Publicēt")
    await world.move_clock(minutes=3)
    await world.move_clock(minutes=1)
    await colleague.send_data("ev:org:3", colleague.last)
    everybody = (colleague, librarian, colleague.there(group), stranger)
    named = [seen(one) for person in everybody for one in person.chat.messages if name in seen(one)]
    assert len(named) >= 5, named
    await going.say("/dzest")
    await going.press("Jā, dzēst visu")
    await world.move_clock(minutes=2)
    left = [seen(one) for person in everybody for one in person.chat.messages if name in seen(one)]
    assert left == []
    assert "Dzēsts dalībnieks" in seen(librarian.message("Mācības pārceltas"))
    assert "Rīko: Dzēsts dalībnieks" in seen(colleague.message("Konsultāciju diena"))
    assert "Apstiprināja: Dzēsts dalībnieks" in seen(colleague.message("Pieteikums pievienoties"))
