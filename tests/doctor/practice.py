"""A patient for the doctor, with a real database and the local Telegram, and ways to make it ill."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy.orm import Session

from bot.doctor.examination import Patient, examine
from bot.doctor.findings import Finding, Sign, lines
from bot.sandbox import Sandbox
from bot.texts import texts_for
from storage import carrying, outbox
from storage.database import Database
from storage.inbox import RawUpdate, fail_unit, store_updates
from storage.outbox import About, Lane

TOKEN = "1:ours"
GOOD, WARNING, WRONG = Sign.GOOD, Sign.WARNING, Sign.WRONG
SECRET = "geheim"


class Practice:
    """A patient, the local Telegram, and what examining finds."""

    def __init__(self, sandbox: Sandbox, patient: Patient) -> None:
        self.sandbox = sandbox
        self.patient = patient

    async def find(self, *, at: datetime | None = None, retry: bool = False, **other: Any) -> dict[str, Finding]:
        """What is found, by what was looked at; the last one counts where a thing has several lines."""
        patient = replace(self.patient, **other)
        findings = await asyncio.to_thread(examine, patient, texts_for("en"), at or datetime.now(UTC), retry=retry)
        said = " ".join(lines(findings, None))
        assert SECRET not in said
        assert TOKEN not in said
        assert all(one.remedy for one in findings if one.sign is not GOOD), "each says what to do"
        return {one.what: one for one in findings}


def change(practice: Practice, job: Callable[[Session], object]) -> None:
    database = Database(practice.patient.database_url)
    database.start()
    database.submit(job).result()
    database.stop()


def failed_delivery(session: Session, now: datetime) -> int:
    delivery = outbox.enqueue(
        session,
        chat_id=7_100_000_001,
        method="sendMessage",
        payload={"text": SECRET},
        about=About("card", "consultation", 42),
        lane=Lane.ANSWER,
        now=now,
    )
    carrying.claim(session, [delivery], now)
    carrying.settle(session, delivery, outbox.FAILED, error="Bad Request: chat not found")
    return delivery


def parked_update(session: Session, now: datetime) -> None:
    store_updates(session, [RawUpdate(77, SECRET)], now)
    fail_unit(session, [77], now, "ValueError at bot.here:12", 1)
