"""The database: its schema, whether it is whole, whose it is."""

from datetime import datetime, timedelta

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from bot.doctor.findings import Finding, Sign, age
from bot.texts import Texts
from storage.integrity import broken_reference, is_whole, server_encoding, server_time
from storage.leases import lease_holder
from storage.lockfile import running_process
from storage.migrate import ForeignDatabaseError, NewerSchemaError, revisions
from storage.numbers import marked_value

CLOCK_SECONDS = 30


def schema(texts: Texts, connection: Connection) -> Finding:
    """Whether the tables are those that the program knows."""
    name = texts.plain("Database")
    kind = _kind(connection)
    try:
        there, head = revisions(connection)
    except NewerSchemaError:
        says = texts.plain("{kind}, of a newer version of Plaukts", kind=kind)
        return Finding(Sign.WRONG, name, says, texts.plain("Update Plaukts."))
    except ForeignDatabaseError as error:
        says = texts.plain("{kind}, with tables of something else ({tables})", kind=kind, tables=error)
        return Finding(Sign.WRONG, name, says, texts.plain("Give Plaukts a database of its own: PLAUKTS_DATABASE_URL."))
    if there is None:
        says = texts.plain("{kind}, empty", kind=kind)
        return Finding(Sign.WARNING, name, says, texts.plain("`plaukts run` makes the tables."))
    if there != head:
        says = texts.plain("{kind}, schema {there} where {head} is needed", kind=kind, there=there, head=head)
        return Finding(Sign.WARNING, name, says, texts.plain("`plaukts run` brings it up to date at its start."))
    return Finding(Sign.GOOD, name, texts.plain("{kind}, schema {there}", kind=kind, there=there))


def health(texts: Texts, session: Session, now: datetime) -> list[Finding]:
    """Whether it is whole (SQLite), or set up as it has to be (PostgreSQL)."""
    connection = session.connection()
    return _sqlite(texts, connection) if connection.dialect.name == "sqlite" else _postgresql(texts, connection, now)


def running(texts: Texts, session: Session, url: str) -> Finding:
    """Whether a process runs the bot on it."""
    name, connection = texts.plain("Running"), session.connection()
    if connection.dialect.name == "sqlite":
        number = running_process(url)
        process = number and texts.plain("process {number}", number=number)
    else:
        held = lease_holder(connection)
        process = held.holder if held is not None else None
    if process:
        return Finding(Sign.GOOD, name, process)
    return Finding(Sign.WARNING, name, texts.plain("no process"), texts.plain("Start `plaukts run`."))


def owner(texts: Texts, session: Session, bot_id: int | None) -> list[Finding]:
    """Whether it belongs to the bot of the token; said only if it does not."""
    number, _, username = (marked_value(session, "bot") or "").partition(" ")
    if bot_id is None or not number or number == str(bot_id):
        return []
    says = texts.plain("belongs to another bot, @{bot}", bot=username)
    remedy = texts.plain("Correct PLAUKTS_TELEGRAM_TOKEN or PLAUKTS_DATABASE_URL: each bot has a database of its own.")
    return [Finding(Sign.WRONG, texts.plain("Database"), says, remedy)]


def _kind(connection: Connection) -> str:
    version = ".".join(map(str, connection.dialect.server_version_info or ()))
    return f"{'SQLite' if connection.dialect.name == 'sqlite' else 'PostgreSQL'} {version}"


def _sqlite(texts: Texts, connection: Connection) -> list[Finding]:
    name = texts.plain("Integrity")
    remedy = texts.plain("Stop Plaukts, keep a copy of the file, and put a backup in its place.")
    if not is_whole(connection):
        return [Finding(Sign.WRONG, name, texts.plain("the file is damaged"), remedy)]
    table = broken_reference(connection)
    if table is not None:
        says = texts.plain("a row of {table} refers to one that is not there", table=table)
        return [Finding(Sign.WRONG, name, says, remedy)]
    return [Finding(Sign.GOOD, name, texts.plain("the file is whole"))]


def _postgresql(texts: Texts, connection: Connection, now: datetime) -> list[Finding]:
    name, encoding = texts.plain("Integrity"), server_encoding(connection)
    if encoding != "UTF8":
        says = texts.plain("encoding {encoding}: Latvian letters may not fit", encoding=encoding)
        return [Finding(Sign.WRONG, name, says, texts.plain("Make the database with ENCODING 'UTF8'."))]
    apart = abs(server_time(connection) - now)
    if apart > timedelta(seconds=CLOCK_SECONDS):
        says = texts.plain("the server's clock is {span} off ours", span=age(apart))
        remedy = texts.plain("Let both machines set their clocks by the network (NTP).")
        return [Finding(Sign.WARNING, name, says, remedy)]
    return [Finding(Sign.GOOD, name, texts.plain("encoding UTF8, the server's clock agrees with ours"))]
