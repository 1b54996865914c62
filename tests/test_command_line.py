"""The command line as people and scripts meet it: exit status, what is printed, what is left behind."""

import asyncio
import csv
import json
import re
import signal
import socket
from datetime import date
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from bot.app import open_database
from bot.sandbox import Sandbox
from config import DEMO_LIBRARIES
from config.settings import Settings
from storage.corrections import exported_at
from storage.database import Database
from storage.libraries import Library
from storage.members import Invite
from storage.numbers import mark_once
from tests.command_line import Shell
from tests.features.reports.region import add_libraries, add_record

DONE, FAILED, WRONG_USE = 0, 1, 2


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    """A folder without a database."""
    folder = tmp_path / "folder"
    folder.mkdir()
    return Shell(folder, {"PLAUKTS_LANGUAGE": "en"})


@pytest.fixture
def region(shell: Shell, database: Database) -> Shell:
    """The same with a region's libraries and one consultation, on both databases."""

    def fill(session: Session) -> None:
        add_libraries(session)
        add_record(session, date(2026, 10, 5), "Rendas pagasta bibliotēka", minutes=15)

    database.submit(fill).result()
    shell.settings["PLAUKTS_DATABASE_URL"] = database.url.replace("+psycopg", "")
    return shell


def _invites(database: Database) -> list[Invite]:
    with database.read() as session:
        return list(session.scalars(select(Invite).order_by(Invite.code)))


def _libraries(url: str) -> int:
    database = Database(url)
    with database.read() as session:
        count = session.scalar(select(func.count()).select_from(Library)) or 0
    database.stop()
    return count


def test_version_and_wrong_use(shell: Shell) -> None:
    version, nothing, unknown = shell.run_all(("--version",), (), ("dance",))
    assert (version.status, version.err) == (DONE, "")
    assert re.fullmatch(r"plaukts \d+\.\d+\.\d+\n", version.out)
    assert (nothing.status, unknown.status) == (WRONG_USE, WRONG_USE)
    assert shell.files() == []


def test_an_invitation(region: Shell, database: Database) -> None:
    ended = region.run("invite", "--role", "librarian", "--library", "Rendas pagasta bibliotēka", "--uses", "3")
    assert (ended.status, ended.err) == (DONE, "")
    code, explained = ended.lines
    assert explained == f"The link is known once `plaukts run` has run. Until then: /start {code}"
    (invite,) = _invites(database)
    assert (invite.code, invite.role, invite.uses_left) == (code, "librarian", 3)

    database.submit(lambda session: mark_once(session, "bot", invite.expires_at, "1 plaukts_bot")).result()
    linked = region.run("invite", "--role", "methodologist")
    code, link = linked.lines
    assert link == f"https://t.me/plaukts_bot?start={code}"


def test_a_folder_without_a_database_stays_so(shell: Shell) -> None:
    for ended in shell.run_all(("export", "--month", "2026-10"), ("invite", "--role", "librarian")):
        assert ended.status == FAILED
        assert ended.sentence.startswith(f"There is no database at {shell.folder / 'data' / 'plaukts.db'}. ")
        assert "PLAUKTS_DATABASE_URL=" in ended.sentence
    assert list(shell.folder.iterdir()) == []


def test_an_invitation_that_is_none(region: Shell, database: Database) -> None:
    unknown, role, uses, nothing = region.run_all(
        ("invite", "--role", "librarian", "--library", "Rīgas"),
        ("invite", "--role", "boss"),
        ("invite", "--role", "librarian", "--uses", "0"),
        ("invite",),
    )
    assert unknown.status == FAILED
    assert unknown.sentence == "There is no library “Rīgas” in the directory."
    assert [one.status for one in (role, uses, nothing)] == [WRONG_USE] * 3
    assert _invites(database) == []


def test_libraries_are_imported(shell: Shell, database_url: str) -> None:
    shell.settings["PLAUKTS_DATABASE_URL"] = database_url
    dry = shell.run("import", "libraries", str(DEMO_LIBRARIES), "--dry-run")
    assert dry.status == DONE
    assert dry.lines[-1] == "Dry run, nothing was changed. New: 25, changed: 0, unchanged: 0."
    assert _libraries(database_url) == 0

    done = shell.run("import", "libraries", str(DEMO_LIBRARIES))
    assert done.lines[-1] == "Imported. New: 25, changed: 0, unchanged: 0."
    assert len(done.lines) == 26
    assert _libraries(database_url) == 25

    again = shell.run("import", "libraries", str(DEMO_LIBRARIES))
    assert again.lines == ["Imported. New: 0, changed: 0, unchanged: 25."]


def test_what_an_import_would_do_is_said_in_words(shell: Shell) -> None:
    row = "Turlavas pamatskolas bibliotēka,Kuldīgas novads"
    (shell.folder / "first.csv").write_text(f"nosaukums,novads,veids,loma\n{row},skolas,\n", encoding="utf-8")
    (shell.folder / "second.csv").write_text(f"nosaukums,novads,veids,loma\n{row},cita,galvenā\n", encoding="utf-8")
    first = shell.run("import", "libraries", "first.csv", language="lv")
    assert first.lines[0] == "jauna: Turlavas pamatskolas bibliotēka (Kuldīgas novads, skolas)"
    second = shell.run("import", "libraries", "second.csv", "--dry-run", language="lv")
    assert second.lines[0] == "mainīta: Turlavas pamatskolas bibliotēka (veids, loma)"


def test_a_broken_table_imports_nothing(shell: Shell) -> None:
    good = "name,municipality,kind\nKabiles,Kuldīgas,publiskā\n"
    (shell.folder / "broken.csv").write_text(good + ",Kuldīgas,publiskā\nRendas,Kuldīgas,pils\n")
    (shell.folder / "picture.csv").write_bytes(b"\x89PNG\r\n\x00\x00")
    broken, picture, missing = shell.run_all(
        ("import", "libraries", "broken.csv"),
        ("import", "libraries", "picture.csv"),
        ("import", "libraries", "nowhere.csv"),
    )
    assert (broken.status, broken.out) == (FAILED, "")
    assert broken.err.splitlines() == [
        "Nothing was imported from broken.csv. Errors found: 2.",
        "Line 3: the library's name is missing.",
        "Line 4: “pils” is no kind of library; write publiskā, skolas or cita.",
    ]
    assert (picture.status, missing.status) == (FAILED, FAILED)
    assert picture.sentence == "picture.csv is neither a CSV file nor an XLSX workbook."
    assert missing.sentence == "The file nowhere.csv was not found."
    assert not (shell.folder / "data").exists(), "nothing was touched"


def test_reports_are_exported(region: Shell, database: Database) -> None:
    month, quarter, year, told, public = region.run_all(
        ("export", "--month", "2026-10"),
        ("export", "--quarter", "2026-Q4", "--format", "csv"),
        ("export", "--year", "2026", "--format", "json"),
        ("export", "--month", "2026-10", "--format", "json", "--output", "oktobris.json"),
        ("export", "--month", "2020-10", "--public"),
    )
    assert [one.lines for one in (month, quarter, year, told, public)] == [
        ["plaukts-2026-10.xlsx"],
        ["plaukts-2026-Q4.csv"],
        ["plaukts-2026.json"],
        ["oktobris.json"],
        ["plaukts-2020-10-public.xlsx"],
    ]
    assert public.err.startswith("Publish only workbooks whose periods do not overlap")
    assert region.files() == [
        "oktobris.json",
        "plaukts-2020-10-public.xlsx",
        "plaukts-2026-10.xlsx",
        "plaukts-2026-Q4.csv",
        "plaukts-2026.json",
    ]
    with database.read() as session:
        assert exported_at(session, date(2020, 10, 5)), "what is corrected from now on comes late"

    sheets = CalamineWorkbook.from_path(str(region.folder / "plaukts-2026-10.xlsx"))
    assert any("Rendas pagasta bibliotēka" in map(str, row) for row in sheets.get_sheet_by_name("Data").to_python())
    with (region.folder / "plaukts-2026-Q4.csv").open(encoding="utf-8-sig", newline="") as source:
        rows = list(csv.reader(source, delimiter=";"))
    assert len(rows) == 2
    assert any("Rendas pagasta bibliotēka" in cell for cell in rows[1])
    for name in ("plaukts-2026.json", "oktobris.json"):
        assert "Rendas pagasta bibliotēka" in json.dumps(
            json.loads((region.folder / name).read_text(encoding="utf-8")), ensure_ascii=False
        )


def test_a_month_without_records_is_a_report_too(shell: Shell) -> None:
    """Importing may be the first command of all: it makes the database that it needs."""
    assert shell.run("import", "libraries", str(DEMO_LIBRARIES)).status == DONE
    ended = shell.run("export", "--month", "2026-10")
    assert (ended.status, ended.err) == (DONE, "")
    assert shell.files() == ["plaukts-2026-10.xlsx"]
    assert (shell.folder / "data" / "plaukts.db").exists()


def test_no_report_of_what_is_no_period(shell: Shell) -> None:
    month, kind, none, two = shell.run_all(
        ("export", "--month", "2026-13"),
        ("export", "--month", "2026-Q1"),
        ("export",),
        ("export", "--month", "2026-10", "--year", "2026"),
    )
    assert [one.status for one in (month, kind, none, two)] == [WRONG_USE] * 4
    assert month.sentence == "“2026-13” does not name a period. Write it like 2026-10."
    assert kind.sentence == "“2026-Q1” does not name a period. Write it like 2026-10."
    assert none.sentence == two.sentence == "Name one period: --month 2026-10, --quarter 2026-Q4 or --year 2026."
    records = shell.run("export", "--month", "2026-10", "--public", "--format", "csv")
    assert records.status == WRONG_USE
    assert records.sentence == "--public makes only a workbook: CSV and JSON hold the records one by one."
    assert shell.files() == []


def test_a_report_is_written_wholly_or_not_at_all(region: Shell) -> None:
    (region.folder / "there").mkdir()
    folder, no_folder = region.run_all(
        ("export", "--month", "2026-10", "--output", "there"),
        ("export", "--month", "2026-10", "--output", "nowhere/report.xlsx"),
    )
    for ended, path in ((folder, "there"), (no_folder, "nowhere/report.xlsx")):
        assert ended.status == FAILED
        assert re.fullmatch(
            rf"The file {path} cannot be written: .+\. Choose another place with --output\.", ended.sentence
        )
    assert region.files() == ["there"]
    assert not list((region.folder / "there").iterdir())


def test_running_needs_a_token(shell: Shell) -> None:
    english, latvian = shell.run_with("run", {}, {"language": "lv"})
    example = f"PLAUKTS_TELEGRAM_TOKEN={(Settings.model_fields['telegram_token'].examples or [''])[0]}"
    assert (english.status, latvian.status) == (WRONG_USE, WRONG_USE)
    assert english.sentence == f"The setting PLAUKTS_TELEGRAM_TOKEN is missing. Set it like this: {example}"
    assert "PLAUKTS_TELEGRAM_TOKEN" in latvian.sentence
    assert example in latvian.sentence
    assert "missing" not in latvian.sentence


def test_malformed_settings_are_named(shell: Shell) -> None:
    malformed = {
        "telegram_token": "secret",
        "telegram_api_url": "nowhere",
        "database_url": "mysql://root:secret@localhost/plaukts",
        "timezone": "Mars/Base",
        "language": "xx",
        "start_of_use": "autumn",
    }
    for (name, value), ended in zip(
        malformed.items(),
        shell.run_with("export --month 2026-10", *({name: value} for name, value in malformed.items())),
        strict=True,
    ):
        assert ended.status == WRONG_USE, name
        assert f"PLAUKTS_{name.upper()}=" in ended.sentence
        in_english = ended.sentence.startswith("The setting PLAUKTS_")
        assert in_english == (name != "language"), "one malformed setting does not change the language of its sentence"
        assert value not in ended.sentence, "what was typed may be a secret in the wrong place"
    assert shell.files() == []


def test_databases_that_cannot_be_used(shell: Shell) -> None:
    (shell.folder / "text.db").write_text("This is no database at all. " * 100)
    (shell.folder / "file").touch()
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        away = f"postgresql://plaukts:geheim@127.0.0.1:{port}/plaukts"
        unreachable, by_name, text_file, no_folder, port_name = shell.run_with(
            "export --month 2026-10",
            {"database_url": away},
            {"database_url": away.replace("127.0.0.1", "localhost")},
            {"database_url": "sqlite:///text.db"},
            {"database_url": "sqlite:///file/plaukts.db"},
            {"database_url": "postgresql://plaukts:geheim@localhost:port/plaukts"},
        )
    assert [one.status for one in (unreachable, by_name, text_file, no_folder)] == [FAILED] * 4
    assert re.fullmatch(
        r"The database postgresql://plaukts:\*\*\*@127\.0\.0\.1:\d+/plaukts cannot be used: .*refused.*"
        r"\. What to do is said by `plaukts doctor`\.",
        unreachable.sentence,
    )
    assert "refused" in by_name.sentence
    assert "file is not a database" in text_file.sentence
    assert text_file.sentence.startswith("The database sqlite:///text.db cannot be used: ")
    assert no_folder.sentence.startswith(f"There is no database at {shell.folder / 'file' / 'plaukts.db'}. ")
    assert port_name.status == WRONG_USE
    assert "geheim" not in "".join(one.err for one in (unreachable, by_name, port_name))


def test_a_database_of_a_newer_version(region: Shell, database_url: str) -> None:
    database = open_database(database_url)
    database.submit(lambda session: session.execute(text("UPDATE alembic_version SET version_num = '9999'"))).result()
    database.stop()
    ended = region.run("invite", "--role", "librarian")
    assert ended.status == FAILED
    assert re.fullmatch(r"The database .+ is of a newer version of Plaukts\. Update Plaukts\.", ended.sentence)


def test_an_env_file_in_another_encoding(shell: Shell) -> None:
    (shell.folder / ".env").write_bytes("PLAUKTS_REGION=Kuldīgas reģions\n".encode("cp1257"))
    ended = shell.run("export", "--month", "2026-10")
    assert ended.status == WRONG_USE
    assert ".env" in ended.sentence


async def test_running_until_stopped(region: Shell) -> None:
    """Against the local Telegram: ends cleanly when told to, and the database knows its bot from then on."""
    sandbox = Sandbox()
    sandbox.add_bot("1:ours", username="plaukts_bot", name="Plaukts")
    sandbox.add_bot("2:others", username="other_bot", name="Other")
    async with sandbox.serving() as url:

        def run_and_stop() -> tuple[int, str]:
            with region.start("run", telegram_token="1:ours", telegram_api_url=url) as process:
                assert process.stderr is not None
                log = [next(process.stderr)]
                while "running" not in log[-1]:
                    log.append(next(process.stderr))
                process.send_signal(signal.SIGTERM)
                return process.wait(10), "".join([*log, *process.stderr])

        status, log = await asyncio.to_thread(run_and_stop)
        assert status == DONE, log
        assert "1:ours" not in log
        # One after the other, for one process at a time may run on a SQLite file.
        another = await asyncio.to_thread(region.run, "run", telegram_token="2:others", telegram_api_url=url)
        refused = await asyncio.to_thread(region.run, "run", telegram_token="3:unknown", telegram_api_url=url)
    invited = await asyncio.to_thread(region.run, "invite", "--role", "guest")
    assert invited.lines[1] == f"https://t.me/plaukts_bot?start={invited.lines[0]}"
    assert (another.status, refused.status) == (FAILED, FAILED)
    assert "belongs to another bot than @other_bot" in another.sentence
    assert "PLAUKTS_TELEGRAM_TOKEN" in refused.sentence


def test_half_a_webhook(shell: Shell) -> None:
    token = {"telegram_token": "1:ours"}
    url, secret = {"webhook_url": "https://plaukts.example.lv/hook"}, {"webhook_secret": "s3cret"}
    for ended, missing in zip(
        shell.run_with("run", token | url, token | secret, token | url | secret),
        ("WEBHOOK_SECRET", "WEBHOOK_URL", "HTTP_PORT"),
        strict=True,
    ):
        assert ended.status == WRONG_USE
        assert ended.sentence.startswith(f"The setting PLAUKTS_{missing} is missing. Set it like this: ")
    assert shell.files() == []


async def test_places_and_addresses_that_cannot_be_used(region: Shell) -> None:
    sandbox = Sandbox()
    sandbox.add_bot("1:ours", username="plaukts_bot", name="Plaukts")
    async with sandbox.serving() as url:
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            port = str(taken.getsockname()[1])
            here = {"telegram_token": "1:ours", "telegram_api_url": url, "http_port": port}
            hook = {"webhook_url": "https://plaukts.example.lv:8080/hook", "webhook_secret": "s3cret"}
            in_use = await asyncio.to_thread(region.run, "run", **here)
        refused = await asyncio.to_thread(region.run, "run", **here, **hook)
    assert (in_use.status, refused.status) == (FAILED, FAILED)
    assert in_use.sentence == (
        f"Cannot listen at 127.0.0.1, port {port}: Address already in use. "
        "Choose another place with PLAUKTS_HTTP_HOST and PLAUKTS_HTTP_PORT."
    )
    # On PostgreSQL it had the lease by then, and says so in its log.
    assert refused.err.splitlines()[-1] == (
        "Telegram does not take the address in PLAUKTS_WEBHOOK_URL: Bad Request: bad webhook: "
        "Webhook can be set up only on ports 80, 88, 443 or 8443. Correct it."
    )


@pytest.mark.parametrize("language", ["lv", "en"])
def test_the_tour(shell: Shell, language: str) -> None:
    ended = shell.run("demo", "--tour", language=language)
    assert (ended.status, ended.err) == (DONE, ""), ended.out + ended.err
    (workbook,) = shell.files()
    assert re.fullmatch(r"plaukts-\d{4}-\d{2}\.xlsx", workbook)
    assert workbook in ended.out.replace("\n", "")


def test_the_demonstration_on_a_taken_port(shell: Shell) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        ended = shell.run("demo", "--no-browser", "--port", str(taken.getsockname()[1]))
    assert ended.status == FAILED
    assert ended.sentence.startswith("The demonstration cannot start: ")
    assert "in use" in ended.sentence
