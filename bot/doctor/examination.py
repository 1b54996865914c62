"""The examination as a whole: what is looked at, in which order, and what the one check tells the other."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.exc import SQLAlchemyError

from bot.backup.schedule import Plan
from bot.delivery.mail import Mail
from bot.doctor import backups, group, machine, queues, telegram
from bot.doctor import database as databases
from bot.doctor import mail as mails
from bot.doctor.findings import Finding, Sign
from bot.texts import Texts
from storage.audit import record_act
from storage.away import DatabaseAwayError
from storage.database import Database
from storage.failures import resend_all, unpark
from storage.urls import reason, sqlite_file, without_password


@dataclass(frozen=True)
class Patient:
    """What is looked at, as the settings name it."""

    token: str | None = field(repr=False)
    api_url: str
    webhook_url: str | None
    """Where Telegram is to post updates; nothing if it is polled."""
    database_url: str = field(repr=False)
    region: str
    zone: ZoneInfo
    mail: Mail | None = None
    """How letters go; nothing if none do."""
    backups: Plan | None = None
    """How backups are made; nothing if none are by themselves."""


def examine(patient: Patient, texts: Texts, now: datetime, *, retry: bool = False) -> list[Finding]:
    """Look at everything; only ``retry`` changes anything. Raises UnusableUrlError for a URL of no known database."""
    findings = [machine.settings(texts, patient.region, patient.zone, now)]
    online = asyncio.run(telegram.check(texts, patient.api_url, patient.token, patient.webhook_url, now))
    findings += online.findings
    findings += asyncio.run(mails.server(texts, patient.mail))
    with _database(patient, texts, findings) as database:
        if database is not None:
            findings += _inside(database, patient, texts, online.bot_id, now, retry=retry)
    file = sqlite_file(patient.database_url)
    if file is not None:
        findings.append(machine.disk(texts, file.absolute().parent))
    if patient.backups is not None:
        findings.append(machine.disk(texts, patient.backups.folder.absolute(), machine.NO_BACKUP))
    return findings


def _inside(
    database: Database, patient: Patient, texts: Texts, bot_id: int | None, now: datetime, *, retry: bool
) -> list[Finding]:
    findings = []
    with database.read() as session:
        schema = databases.schema(texts, session.connection())
        findings.append(schema)
        findings += databases.health(texts, session, now)
    if schema.sign is not Sign.GOOD:
        return findings
    if retry:
        findings.append(_retry(database, texts, now))
    with database.read() as session:
        findings += databases.owner(texts, session, bot_id)
        findings.append(databases.running(texts, session, database.url))
        findings += queues.check(texts, session, now)
        findings.append(backups.check(texts, session, patient.backups, now))
        findings += mails.letters(texts, session, patient.mail)
        findings += group.check(texts, session, patient.api_url, patient.token, bot_id)
    return findings


def _retry(database: Database, texts: Texts, now: datetime) -> Finding:
    database.start()
    updates = database.submit(lambda session: unpark(session, now)).result()
    deliveries = database.submit(lambda session: resend_all(session, now)).result()
    database.submit(
        lambda session: record_act(
            session, at=now, actor_id=None, action="retry", updates=updates, deliveries=deliveries
        )
    ).result()
    says = texts.plain(
        "tried again from now on: {updates} put-aside updates, {deliveries} failed deliveries",
        updates=updates,
        deliveries=deliveries,
    )
    return Finding(Sign.GOOD, texts.plain("Again"), says)


@contextmanager
def _database(patient: Patient, texts: Texts, findings: list[Finding]) -> Iterator[Database | None]:
    """The database to look into, as it is: nothing is made or brought up to date. Its errors become a finding."""
    name, url = texts.plain("Database"), patient.database_url
    file = sqlite_file(url)
    if file is not None and not file.exists():
        says = texts.plain("there is none at {path}", path=file.absolute())
        remedy = texts.plain(
            "Go to the folder where Plaukts runs, or set PLAUKTS_DATABASE_URL; `plaukts run` makes a new one."
        )
        findings.append(Finding(Sign.WRONG, name, says, remedy))
        yield None
        return
    database = Database(url)
    try:
        yield database
    except (SQLAlchemyError, OSError) as error:
        says = texts.plain("{where} cannot be used: {reason}", where=without_password(url), reason=reason(error))
        if file is None:
            remedy = texts.plain("Start the server, or correct PLAUKTS_DATABASE_URL.")
        elif isinstance(error, DatabaseAwayError | OSError):  # it could not be read; whether it is whole is not known
            remedy = texts.plain("Look at the room on the disk, and whether this user may write there.")
        else:
            remedy = texts.plain("Stop Plaukts, keep a copy of the file, and put a backup in its place.")
        findings.append(Finding(Sign.WRONG, name, says, remedy))
    finally:
        database.stop()
