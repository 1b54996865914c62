"""What every command shares: settings, the database, and errors as one sentence on stderr that says what to do."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

import typer
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from bot.app import open_database, real_now
from bot.texts import N_, Texts, texts_for
from config.secret_files import SecretFileError
from config.settings import Settings, SettingsError, load_settings, settings_error, spoken_language
from storage.audit import record_act
from storage.database import Database
from storage.engines import UnusableUrlError
from storage.lockfile import AlreadyRunningError
from storage.migrate import ForeignDatabaseError, NewerSchemaError
from storage.urls import reason, sqlite_file, without_password

FAILED, WRONG_USE = 1, 2


def read_settings() -> tuple[Settings, Texts]:
    """The settings, and the texts in their language; ends with a sentence where they are malformed."""
    try:
        settings = load_settings()
    except SettingsError as error:
        settings_fail(texts_for(spoken_language()), error)
    except SecretFileError as error:
        fail(
            texts_for(spoken_language()).plain(
                "The file {path}, named by {variable}, cannot be read: {reason}.",
                path=error.path,
                variable=error.variable,
                reason=error.reason,
            ),
            WRONG_USE,
        )
    except UnicodeDecodeError:
        fail(texts_for(None).plain("The file .env is not in UTF-8. Save it in that encoding."), WRONG_USE)
    return settings, texts_for(settings.language)


def settings_fail(texts: Texts, error: SettingsError) -> NoReturn:
    """End with how to set it right."""
    sentence = (
        N_("The setting {variable} is missing. Set it like this: {variable}={example}")
        if error.missing
        else N_("The setting {variable} is malformed. Set it like this: {variable}={example}")
    )
    fail(texts.plain(sentence, variable=error.variable, example=error.example), WRONG_USE)


@contextmanager
def opened(settings: Settings, texts: Texts, *, create: bool = False) -> Iterator[Database]:
    """The database; only what begins an installation makes one where there is none, for it may be the wrong folder."""
    file = sqlite_file(url_of(settings))
    if file is not None and not create and not file.exists():
        fail(
            texts.plain(
                "There is no database at {path}. Go to the folder where Plaukts runs, or set it like this: "
                "PLAUKTS_DATABASE_URL={example}",
                path=file.absolute(),
                example=settings_error("database_url").example,
            )
        )
    database = open_database(url_of(settings))
    try:
        yield database
    finally:
        database.stop()


@contextmanager
def spoken(url: str, texts: Texts) -> Iterator[None]:
    """What can go wrong with every command and its database, as a sentence."""
    try:
        yield
    except SettingsError as error:
        settings_fail(texts, error)
    except UnusableUrlError:
        settings_fail(texts, settings_error("database_url"))
    except NewerSchemaError:
        fail(
            texts.plain(
                "The database {where} is of a newer version of Plaukts. Update Plaukts.", where=without_password(url)
            )
        )
    except ForeignDatabaseError as error:
        fail(
            texts.plain(
                "In the database {where} are tables of something else ({tables}). Give Plaukts one of its own: "
                "PLAUKTS_DATABASE_URL.",
                where=without_password(url),
                tables=error,
            )
        )
    except AlreadyRunningError as error:
        fail(
            texts.plain(
                "Plaukts is already running on the database {where}: process {pid}. Stop that process first.",
                where=without_password(url),
                pid=error.pid,
            )
        )
    except (SQLAlchemyError, OSError) as error:
        fail(
            texts.plain(
                "The database {where} cannot be used: {reason}. What to do is said by `plaukts doctor`.",
                where=without_password(url),
                reason=reason(error),
            )
        )


def url_of(settings: Settings) -> str:
    """The database's address, with its password."""
    return settings.database_url.get_secret_value()


def fail(sentence: str, status: int = FAILED) -> NoReturn:
    """End with a sentence on standard error."""
    typer.echo(sentence, err=True)
    raise typer.Exit(status)


def note_act(session: Session, action: str, **detail: Any) -> None:
    """Write into the audit log that somebody at the command line did it."""
    record_act(session, at=real_now(), actor_id=None, action=action, **detail)
