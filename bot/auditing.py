"""``plaukts audit``: the audit log, written into a file."""

from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from bot.command_line import fail, note_act, opened, read_settings, spoken, url_of
from bot.context import Region
from bot.features.audit.lines import as_csv
from bot.features.audit.pages import FILE
from bot.texts import Texts
from config.settings import Settings
from storage.audit import Wanted, lines


def audit(
    output: Annotated[Path, typer.Option(help="The CSV file that is written.")] = Path(FILE),
) -> None:
    """Write the audit log, who did what when, into a CSV file."""
    settings, texts = read_settings()
    with spoken(url_of(settings), texts), opened(settings, texts) as database:
        database.submit(partial(note_act, action="export_audit")).result()
        with database.read() as session:
            content = as_csv(session, lines(session, Wanted()), _region(settings), texts)
        _write(output, content, texts)
        typer.echo(output)


def _region(settings: Settings) -> Region:
    return Region(settings.region, settings.zone, settings.language)


def _write(path: Path, content: bytes, texts: Texts) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        fail(
            texts.plain(
                "The file {path} cannot be written: {reason}. Choose another place with --output.",
                path=path,
                reason=error.strerror or type(error).__name__,
            )
        )
