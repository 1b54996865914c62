"""Patients in good health."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.doctor.examination import Patient
from bot.sandbox import Sandbox
from tests.doctor.practice import TOKEN, Practice


@pytest.fixture
async def practice(database_url: str) -> AsyncIterator[Practice]:
    """Everything in order, on SQLite and on PostgreSQL."""
    sandbox = Sandbox()
    sandbox.add_bot(TOKEN, username="plaukts_bot", name="Plaukts")
    async with sandbox.serving() as url:
        patient = Patient(TOKEN, url, None, database_url, "Reģions", ZoneInfo("Europe/Riga"))
        yield Practice(sandbox, patient)


@pytest.fixture
async def office(sqlite_template: Path, tmp_path: Path) -> AsyncIterator[Practice]:
    """The same on SQLite alone, for what no database decides."""
    shutil.copy(sqlite_template, tmp_path / "plaukts.db")
    sandbox = Sandbox()
    sandbox.add_bot(TOKEN, username="plaukts_bot", name="Plaukts")
    async with sandbox.serving() as url:
        database = f"sqlite:///{tmp_path / 'plaukts.db'}"
        yield Practice(sandbox, Patient(TOKEN, url, None, database, "Reģions", ZoneInfo("Europe/Riga")))
