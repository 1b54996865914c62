"""The doctor finds a healthy bot healthy, and shows what was found so that it can be read."""

import asyncio
import os
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest

from bot.backup.keys import Keys
from bot.backup.schedule import Plan
from bot.doctor import machine
from bot.doctor.examination import examine
from bot.doctor.findings import Finding, age, lines
from bot.texts import texts_for
from storage.database import Database
from storage.leases import Lease, take
from storage.lockfile import only_process
from tests.doctor.practice import GOOD, WARNING, WRONG, Practice, change, failed_delivery, parked_update


async def test_a_healthy_bot(practice: Practice) -> None:
    found = await practice.find()
    assert {one.what for one in found.values() if one.sign is not GOOD} == {"Running", "Backups"}, found
    assert (found["Running"].sign, found["Running"].says) == (WARNING, "no process")
    assert found["Backups"].says == "none are made by themselves"
    assert "Europe/Riga" in found["Settings"].says
    assert found["Telegram"].says.startswith("@plaukts_bot answers within ")
    assert found["Updates"].says == "polled; waiting at Telegram: 0"
    kind = "PostgreSQL" if practice.patient.database_url.startswith("postgresql") else "SQLite"
    assert found["Database"].says.startswith(f"{kind} ")
    assert {"Clock", "Integrity", "Inbox", "Outbox", "Put aside", "Not delivered"} <= set(found)


async def test_in_latvian(office: Practice) -> None:
    findings = await asyncio.to_thread(examine, office.patient, texts_for("lv"), datetime.now(UTC))
    assert [one.what for one in findings] == [
        *("Iestatījumi", "Telegram", "Ziņu saņemšana", "Pulkstenis", "Datubāze", "Integritāte"),
        *("Darbība", "Ienākošās", "Izejošās", "Malā noliktās", "Nepiegādātās"),
        *("Rezerves kopijas", "Grupa", "Disks"),
    ]


async def test_a_bot_that_runs(practice: Practice) -> None:
    url = practice.patient.database_url
    if url.startswith("sqlite"):
        with only_process(url):
            found = (await practice.find())["Running"]
        assert (found.sign, found.says) == (GOOD, f"process {os.getpid()}")
    else:
        database = Database(url)
        lease = take(database, "process 7 on shelf", 10)
        assert isinstance(lease, Lease)
        found = (await practice.find())["Running"]
        database.start()
        database.submit(lease.give_back).result()
        database.stop()
        assert (found.sign, found.says) == (GOOD, "process 7 on shelf")
    assert (await practice.find())["Running"].sign is WARNING


async def test_looking_changes_nothing(practice: Practice) -> None:
    now = datetime.now(UTC)
    change(practice, lambda session: failed_delivery(session, now))
    change(practice, lambda session: parked_update(session, now))
    for _ in range(2):
        found = await practice.find()
        assert [found[name].says[:3] for name in ("Put aside", "Not delivered")] == ["1: ", "1: "]


async def test_a_disk_that_fills_up(office: Practice, monkeypatch: pytest.MonkeyPatch) -> None:
    """The disk is the real one; only how much of it would be little is not."""
    huge = 2**40
    for wrong, little, sign in ((huge, huge, WRONG), (0, huge, WARNING)):
        monkeypatch.setattr(machine, "ROOM_WRONG", wrong)
        monkeypatch.setattr(machine, "ROOM_LITTLE", little)
        found = (await office.find())["Disk"]
        assert found.sign is sign
        assert "Make room" in found.remedy


async def test_a_disk_of_backups_that_fills_up(
    practice: Practice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where the database is a server's, of whose disk nothing is seen from here."""
    folder = tmp_path / "backups"
    plan = Plan(folder, time(2, 30), "7d", Keys(passphrase="twelve signs or more"), practice.patient.zone)
    assert (await practice.find(backups=plan))["Disk"].sign is GOOD
    monkeypatch.setattr(machine, "ROOM_WRONG", 2**40)
    monkeypatch.setattr(machine, "ROOM_LITTLE", 2**40)
    found = (await practice.find(backups=plan))["Disk"]
    assert (found.sign, found.remedy) == (WRONG, "Make room: on a full disk no backup can be made.")
    assert str(tmp_path) in found.says


def test_lines_are_readable_in_eighty_columns_and_for_a_program() -> None:
    findings = [
        Finding(GOOD, "Clock", "agrees with Telegram's"),
        Finding(WRONG, "Not delivered", "12: " + "812 (card, consultation 42): no; " * 5, "Do this. " * 20),
    ]
    folded = list(lines(findings, 80))
    assert all(len(line) <= 80 for entry in folded for line in entry.splitlines())
    assert folded[0] == "✓ Clock          agrees with Telegram's"
    assert folded[1].splitlines()[1].startswith(" " * 17)
    copied = "When the cause is removed: `plaukts doctor --retry`."
    for width in range(40, 90):
        (entry,) = lines([Finding(WRONG, "Put aside", "1: update 5", copied)], width)
        assert "`plaukts doctor --retry`" in entry, "a command can be copied"
    whole = list(lines(findings, None))
    assert all("\n" not in line for line in whole)
    assert " → Do this." in whole[1]
    assert list(lines([], 80)) == []


@pytest.mark.parametrize(
    ("seconds", "said"), [(-5, "0 s"), (59, "59 s"), (60, "1 min"), (7199, "1 h"), (86400 * 40, "40 d")]
)
def test_how_long(seconds: int, said: str) -> None:
    assert age(timedelta(seconds=seconds)) == said
