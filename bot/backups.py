"""``plaukts backup`` and ``plaukts restore``."""

import sys
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.app import real_now
from bot.backup.errors import BackupError
from bot.backup.keys import Keys
from bot.backup.making import check_backup, make_backup, restore_backup
from bot.backup.schedule import Plan
from bot.backup.words import sentence
from bot.command_line import fail, note_act, opened, read_settings, spoken, url_of
from bot.texts import Texts
from config.settings import Settings
from storage.backup import Contents
from storage.consultations import Consultation
from storage.database import Database
from storage.events import Event
from storage.held import kept, updates_kept
from storage.lockfile import only_process
from storage.members import Member
from storage.urls import sqlite_file, without_password


def backup(
    file: Annotated[Path, typer.Argument(help="The new file; with --check, the backup to be looked at.")],
    check: Annotated[bool, typer.Option("--check", help="Only look whether this backup is good.")] = False,
) -> None:
    """Back everything up into one encrypted file, also while the bot runs."""
    settings, texts = read_settings()
    with spoken(url_of(settings), texts):
        try:
            if check:
                contents = check_backup(file, _keys_to_open(settings, texts))
            else:
                _need_database(settings, texts)
                contents = make_backup(url_of(settings), file, _keys_to_lock(settings, texts), real_now())
                with opened(settings, texts) as database:
                    database.submit(partial(note_act, action="backup")).result()
        except BackupError as error:
            fail(sentence(texts, error))
        typer.echo(_made(texts, settings, file, contents))


def restore(
    file: Annotated[Path, typer.Argument(help="The backup.")],
    moved: Annotated[
        bool,
        typer.Option("--moved", help="The bot was stopped before this backup was made, and has not run since."),
    ] = False,
) -> None:
    """Put a backup into an empty database; what may have been sent since waits for an administrator."""
    settings, texts = read_settings()
    url = url_of(settings)
    with spoken(url, texts), only_process(url):
        now = real_now()
        try:
            contents = restore_backup(url, file, _keys_to_open(settings, texts), now, moved=moved)
        except BackupError as error:
            fail(sentence(texts, error))
        typer.echo(_made(texts, settings, file, contents))
        database = Database(url)
        database.start()
        database.submit(partial(note_act, action="restore_backup")).result()
        with database.read() as session:
            for line in _came_back(texts, session, url):
                typer.echo(line)
        database.stop()


def _made(texts: Texts, settings: Settings, file: Path, contents: Contents) -> str:
    made = texts.short(contents.header.made_at.astimezone(settings.zone))
    return texts.plain(
        "{path}: backup of {when}, schema {schema}, rows: {rows}; all checksums agree.",
        path=file,
        when=made,
        schema=contents.header.schema,
        rows=contents.total,
    )


def _came_back(texts: Texts, session: Session, url: str) -> list[str]:
    def count(table: type) -> int:
        return session.scalar(select(func.count()).select_from(table)) or 0

    held = sum(one.count for one in kept(session)) + updates_kept(session)
    lines = [
        texts.plain(
            "Restored into {where}: members {members}, consultations {consultations}, events {events}.",
            where=without_password(url),
            members=count(Member),
            consultations=count(Consultation),
            events=count(Event),
        )
    ]
    if held:
        lines.append(texts.plain("Held until an administrator decides in the chat: {n}.", n=held))
    return [*lines, texts.plain("Erase anew whoever has had their data erased since that backup. Now: `plaukts run`.")]


def _need_database(settings: Settings, texts: Texts) -> None:
    file = sqlite_file(url_of(settings))
    if file is not None and not file.exists():
        fail(
            texts.plain(
                "There is no database at {path}. Go to the folder where Plaukts runs, or set it like this: "
                "PLAUKTS_DATABASE_URL={example}",
                path=file.absolute(),
                example="sqlite:///data/plaukts.db",
            )
        )


def _keys_to_lock(settings: Settings, texts: Texts) -> Keys:
    keys = backup_keys(settings)
    if keys.lock or not sys.stdin.isatty():
        return keys
    asked = typer.prompt(texts.plain("Passphrase for the backup"), hide_input=True, confirmation_prompt=True)
    return Keys(passphrase=asked)


def _keys_to_open(settings: Settings, texts: Texts) -> Keys:
    keys = backup_keys(settings)
    if keys.identity is None and keys.passphrase is None and sys.stdin.isatty():
        return Keys(passphrase=typer.prompt(texts.plain("Passphrase of the backup"), hide_input=True))
    return keys


def backup_plan(settings: Settings) -> Plan | None:
    """How backups are made by themselves, as it is set. Raises SettingsError."""
    found = settings.backups()
    if found is None:
        return None
    folder, at, keep = found
    return Plan(folder.absolute(), at, keep, backup_keys(settings), settings.zone)


def backup_keys(settings: Settings) -> Keys:
    """With what backups are locked and opened, as it is set."""
    secrets = (settings.backup_passphrase, settings.backup_identity)
    passphrase, identity = (None if one is None else one.get_secret_value() for one in secrets)
    return Keys(passphrase, settings.backup_recipient, identity)
