"""``plaukts import members``: what it says, what it makes, and that doing it again invites nobody twice."""

import csv
import re
import stat
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.app import real_now
from bot.texts import texts_for
from config import DEMO_MEMBERS
from storage.database import Database
from storage.libraries import Library
from storage.mail_codes import confirm_address
from storage.members import EMAIL, TELEGRAM, Address, Invite, Member
from storage.numbers import mark_once, unmark
from storage.report_addresses import add_report_address, report_addresses
from tests.command_line import Ended, Shell
from tests.features.reports.region import add_libraries

RENDA, LAIDI = "Rendas pagasta bibliotēka", "Laidu pagasta bibliotēka"
HEADER = "Vārds;E-pasts;Bibliotēka;Tālrunis\n"
TWO = HEADER + "Bibliotekāre, Renda;renda@example.lv;Renda;\nBibliotekāre, Laidi;;Laidi;+371 20000000\n"


@pytest.fixture
def region(tmp_path: Path, database: Database) -> Shell:
    """A folder beside a region whose bot has run once."""
    folder = tmp_path / "folder"
    folder.mkdir()

    def fill(session: Session) -> None:
        add_libraries(session)
        mark_once(session, "bot", real_now(), "1 plaukts_bot")

    database.submit(fill).result()
    settings = {"PLAUKTS_LANGUAGE": "en", "PLAUKTS_REGION": "Kuldīgas reģions"}
    return Shell(folder, settings | {"PLAUKTS_DATABASE_URL": database.url.replace("+psycopg", "")})


def import_members(region: Shell, table: str, *options: str) -> Ended:
    """Write the table and import it."""
    (region.folder / "people.csv").write_text(table, encoding="utf-8")
    return region.run("import", "members", "people.csv", *options)


def invites(database: Database) -> dict[str | None, tuple[str | None, list[str], int, str]]:
    """Purpose and name → e-mail, libraries, uses, code."""
    with database.read() as session:
        return {
            one.name or one.purpose: (one.email, [lib.name for lib in one.libraries], one.uses_left, one.code)
            for one in session.scalars(select(Invite).order_by(Invite.created_at))
        }


def links(folder: Path, name: str = "plaukts-invitations.csv") -> list[dict[str, str]]:
    """The file for the mail merge, as Excel reads it."""
    raw = (folder / name).read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(raw.decode("utf-8-sig").splitlines(keepends=True), delimiter=";"))


def test_links_texts_and_sheets_are_made(region: Shell, database: Database) -> None:
    done = import_members(region, TWO, "--uses", "4")
    assert done.status == 0, done.err
    assert done.lines[-3:] == ["plaukts-invitations.csv", "plaukts-invitations.xlsx", "plaukts-qr.html"]
    assert {stat.filemode((region.folder / name).stat().st_mode) for name in done.lines[-3:]} == {"-rw-------"}
    made = invites(database)
    assert made["Bibliotekāre, Renda"][:3] == ("renda@example.lv", [RENDA], 1)
    assert made["Bibliotekāre, Laidi"][:3] == (None, [LAIDI], 1)
    renda, laidi = links(region.folder)
    code = made["Bibliotekāre, Renda"][3]
    assert renda["Link"] == f"https://t.me/plaukts_bot?start={code}"
    assert (renda["Name"], renda["E-mail"], renda["Library"]) == ("Bibliotekāre, Renda", "renda@example.lv", RENDA)
    assert renda["Text"].startswith("Good day, Bibliotekāre, Renda!")
    assert renda["Link"] in renda["Text"]
    assert laidi["Telephone"] == "'+371 20000000", "no formula for Excel"
    sheet = CalamineWorkbook.from_path(region.folder / "plaukts-invitations.xlsx").get_sheet_by_index(0).to_python()
    assert sheet[2][2] == "+371 20000000"
    assert sheet[1][4] == renda["Link"]
    page = (region.folder / "plaukts-qr.html").read_text(encoding="utf-8")
    assert page.count("<svg") == 2
    assert len(re.findall(r"For 4 librarians of this library", page)) == 2
    with database.read() as session:
        stored = " ".join(str(vars(one)) for one in session.scalars(select(Invite)))
        days = {one.expires_at - one.created_at for one in session.scalars(select(Invite))}
    assert "20000000" not in stored, "telephone numbers are not kept"
    assert days == {timedelta(days=30)}


def test_again_invites_nobody_twice_and_overwrites_nothing(region: Shell, database: Database) -> None:
    import_members(region, TWO)
    before = {path.name: path.read_bytes() for path in region.folder.glob("plaukts-*")}
    made = invites(database)
    again = import_members(region, TWO)
    assert again.status == 0
    assert "New: 0, changed: 0, invited already: 2, members already: 0, twice: 0, to be corrected: 0." in again.out
    assert {path.name: path.read_bytes() for path in region.folder.glob("plaukts-*")} == before
    more = import_members(region, TWO + "Bibliotekāre, Kabile;kabile@example.lv;Kabile;\n")
    assert more.lines[-3:] == ["plaukts-invitations-2.csv", "plaukts-invitations-2.xlsx", "plaukts-qr-2.html"]
    assert [row["Name"] for row in links(region.folder, "plaukts-invitations-2.csv")] == ["Bibliotekāre, Kabile"]
    now = invites(database)
    assert all(now[name] == made[name] for name in ("Bibliotekāre, Renda", "Bibliotekāre, Laidi"))


def test_a_reminder_has_the_links_that_there_are(region: Shell, database: Database) -> None:
    import_members(region, TWO)
    first = {row["Name"]: row["Link"] for row in links(region.folder)}
    soon = real_now() + timedelta(days=2)

    def days_pass(session: Session) -> None:
        for invite in session.scalars(select(Invite)):
            invite.expires_at = soon
            invite.uses_left = min(invite.uses_left, 2)

    database.submit(days_pass).result()
    done = import_members(region, TWO, "--remind", "--output", "reminder")
    assert done.status == 0, done.err
    day = texts_for("en").date(soon.astimezone(ZoneInfo("Europe/Riga")).date())
    assert all(f"It is good until: {day}." in row["Text"] for row in links(region.folder / "reminder"))
    page = (region.folder / "reminder" / "plaukts-qr.html").read_text(encoding="utf-8")
    assert page.count(f"For 2 librarians of this library<br>Good until: {day}") == 2, "what is left of it"
    assert {row["Name"]: row["Link"] for row in links(region.folder / "reminder")} == first


def test_wrong_rows_stop_everything_unless_chosen_otherwise(region: Shell, database: Database) -> None:
    table = TWO + "Bibliotekāre, X;x(at)example.lv;Renda;\nBibliotekāre, Y;y@example.lv;Mežābele;\n"
    refused = import_members(region, table)
    assert refused.status == 1
    assert refused.err.startswith("Nothing was imported: 2 of 4 rows have to be corrected.")
    assert "“x(at)example.lv” is no e-mail address" in refused.out
    assert "there is no library “Mežābele”" in refused.out
    assert invites(database) == {}
    assert region.files() == ["people.csv"]
    chosen = import_members(region, table, "--skip-wrong")
    assert chosen.status == 0
    assert {row["Name"] for row in links(region.folder)} == {"Bibliotekāre, Renda", "Bibliotekāre, Laidi"}


def test_the_demos_table_dry(region: Shell, database: Database) -> None:
    dry = region.run("import", "members", str(DEMO_MEMBERS), "--dry-run", language="lv")
    assert dry.status == 0
    for words in (
        "„Alsunga” var nozīmēt vairākas bibliotēkas",
        "kopā ar 6. rindu",
        "„skrunda(at)example.lv” nav e-pasta adrese",
        "Izmēģinājums, nekas nav mainīts.",
    ):
        assert words in dry.out, dry.out
    assert invites(database) == {}
    assert region.files() == []


def test_who_is_a_member_is_not_invited_and_gets_the_address(region: Shell, database: Database) -> None:
    def join(session: Session) -> None:
        libraries = list(session.scalars(select(Library).where(Library.name.in_((RENDA, LAIDI)))))
        for name, email in (("Bibliotekāre, Renda", None), ("Cits vārds", "laidi@example.lv")):
            member = Member(name=name, role="librarian", language="lv", created_at=real_now(), libraries=libraries)
            session.add(member)
            session.add(Address(member=member, channel=TELEGRAM, address=name))
            if email:
                session.add(Address(member=member, channel=EMAIL, address=email, confirmed_at=real_now()))

    database.submit(join).result()
    table = TWO.replace("Laidi;;", "Laidi;LAIDI@example.lv;")
    done = import_members(region, table)
    assert "New: 0, changed: 1, invited already: 0, members already: 1" in done.out
    with database.read() as session:
        found = {
            address.address: address.member.name
            for address in session.scalars(select(Address).where(Address.channel == EMAIL))
        }
    assert found == {"renda@example.lv": "Bibliotekāre, Renda", "laidi@example.lv": "Cits vārds"}
    assert "members already: 2" in import_members(region, table).out


def test_an_address_outside_to_which_reports_go_is_no_members(region: Shell, database: Database) -> None:
    """Whoever reads there is invited like anybody, and the reports go on; without Telegram they would end."""

    def outside(session: Session) -> None:
        confirm_address(session, add_report_address(session, "renda@example.lv", "lv", real_now()), real_now())

    database.submit(outside).result()
    assert "New: 2, changed: 0, invited already: 0, members already: 0" in import_members(region, TWO).out
    region.settings |= {"PLAUKTS_SMTP_URL": "smtp://localhost", "PLAUKTS_MAIL_FROM": "plaukts@example.lv"}
    by_letter = "Vārds;E-pasts;Bibliotēka;Bez Telegram\nBibliotekāre, Renda;renda@example.lv;Renda;x\n"
    refused = import_members(region, by_letter)
    assert refused.status == 1
    assert "reports go to renda@example.lv; remove that" in re.sub(r"[\s│]+", " ", refused.out)

    def join(session: Session) -> None:
        libraries = [session.scalars(select(Library).where(Library.name == RENDA)).one()]
        renda = Member(
            name="Bibliotekāre, Renda", role="librarian", language="lv", created_at=real_now(), libraries=libraries
        )
        session.add(renda)

    database.submit(join).result()
    assert "members already: 1" in import_members(region, by_letter).out, "who is known by name keeps their ways"
    with database.read() as session:
        assert [one.address for one in report_addresses(session)] == ["renda@example.lv"]


def test_an_open_invitation_follows_the_table_and_keeps_its_link(region: Shell, database: Database) -> None:
    import_members(region, TWO)
    code = invites(database)["Bibliotekāre, Renda"][3]
    changed = import_members(region, TWO.replace(";Renda;", ";Renda, Laidi;"))
    assert "changed: 1" in changed.out
    assert invites(database)["Bibliotekāre, Renda"] == ("renda@example.lv", [LAIDI, RENDA], 1, code)


def test_who_did_not_come_in_time_is_invited_anew(region: Shell, database: Database) -> None:
    import_members(region, TWO)

    def expire(session: Session) -> None:
        for invite in session.scalars(select(Invite)):
            invite.expires_at = real_now() - timedelta(days=1)

    database.submit(expire).result()
    again = import_members(region, TWO)
    assert "New: 2" in again.out
    assert "the earlier invitation has expired" in again.out


def test_two_people_with_one_address(region: Shell, database: Database) -> None:
    table = HEADER + "Bibliotekāre, A;biblioteka@example.lv;Renda;\nBibliotekāre, B;biblioteka@example.lv;Renda;\n"
    refused = import_members(region, table)
    assert "Bibliotekāre, A in line 2 has the same e-mail address" in " ".join(refused.out.split())


def test_without_a_bot_there_are_no_links(region: Shell, database: Database) -> None:
    database.submit(lambda session: unmark(session, "bot")).result()
    refused = import_members(region, TWO)
    assert refused.status == 1
    assert refused.err == "Nothing was imported: the links are known once `plaukts run` has run.\n"
    assert invites(database) == {}


def test_a_folder_that_cannot_be_written_into(region: Shell, database: Database) -> None:
    (region.folder / "taken").write_text("a file")
    refused = import_members(region, TWO, "--output", "taken")
    assert refused.status == 1
    assert refused.err.startswith("Nothing was imported: the files cannot be written into taken: ")
    assert invites(database) == {}


def test_members_by_e_mail_alone(region: Shell, database: Database) -> None:
    """They are members at once; without a mail server, or an address, the row has to be corrected."""
    header = "Vārds;E-pasts;Bibliotēka;Bez Telegram\n"
    table = header + "Bibliotekāre, Renda;renda@example.lv;Renda;x\nBibliotekāre, Laidi;laidi@example.lv;Laidi;nē\n"
    refused = import_members(region, table)
    assert refused.status == 1
    assert "only where letters go" in refused.out
    region.settings |= {"PLAUKTS_SMTP_URL": "smtp://localhost", "PLAUKTS_MAIL_FROM": "plaukts@example.lv"}
    assert "needs a name and an e-mail address" in import_members(region, header + "Kāds;;Renda;jā\n").out
    done = import_members(region, table)
    assert done.status == 0
    assert "a member by e-mail alone" in done.out
    assert "Bibliotekāre, Renda" not in invites(database)
    assert "Bibliotekāre, Laidi" in invites(database)

    def stored(session: Session) -> list[tuple[str, str | None, str, bool]]:
        rows = session.scalars(select(Address))
        return [(one.member.name, one.member.role, one.address, one.confirmed_at is not None) for one in rows]

    with database.read() as session:
        assert stored(session) == [("Bibliotekāre, Renda", "librarian", "renda@example.lv", True)]
    assert "is a member already" in import_members(region, table).out
    # Without the mark they are invited to Telegram, where they will be the same member.
    import_members(region, table.replace(";x\n", ";\n"))
    assert "Bibliotekāre, Renda" in invites(database)
