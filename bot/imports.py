"""``plaukts import``: bringing in tables of libraries, of members, and of the totals of earlier months."""

import sys
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from bot.app import bot_username, real_now
from bot.command_line import fail, note_act, opened, read_settings, spoken, url_of
from bot.errors import UserError
from bot.features.libraries import import_views as library_views
from bot.features.libraries.importing import apply_import, plan_import, read_libraries
from bot.features.members import import_views as member_views
from bot.features.members.columns import read_people
from bot.features.members.importing import DAYS, apply_members, plan_members
from bot.features.members.invitations import Handout, write_handouts
from bot.features.reports import earlier_views
from bot.features.reports.earlier import apply_earlier, plan_earlier, read_earlier
from bot.features.reports.report import counted_since
from bot.tables import TableError
from storage.libraries import libraries_on

imports = typer.Typer(no_args_is_help=True, help="Bring in a table.")


@imports.command("libraries")
def import_libraries(
    file: Annotated[Path, typer.Argument(help="A CSV or XLSX table: name, municipality, kind …")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what would happen.")] = False,
) -> None:
    """Bring in the region's libraries."""
    settings, texts = read_settings()
    with spoken(url_of(settings), texts):
        now = real_now()
        today = now.astimezone(settings.zone).date()
        try:
            rows = read_libraries(file)
            with opened(settings, texts, create=True) as database:
                with database.read() as session:
                    plan = plan_import(session, rows, today)
                if not dry_run:
                    database.submit(
                        lambda session: apply_import(session, plan_import(session, rows, today), now=now, today=today)
                    ).result()
                    database.submit(partial(note_act, action="import_libraries")).result()
        except TableError as error:
            fail("\n".join(library_views.error_lines(texts, error)))
        except UserError as error:
            fail(texts.plain(error.msgid, **error.values))
        for line in library_views.plan_lines(texts, plan):
            typer.echo(line)
        typer.echo(library_views.result_line(texts, plan, dry_run=dry_run))


@imports.command("members")
def import_members(  # noqa: PLR0917 - what can be said on the command line
    file: Annotated[Path, typer.Argument(help="A CSV or XLSX table: name, e-mail, library, phone.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what would happen.")] = False,
    skip_wrong: Annotated[
        bool, typer.Option("--skip-wrong", help="Import the right rows though others have to be corrected.")
    ] = False,
    remind: Annotated[
        bool, typer.Option("--remind", help="Put those who were invited and have not come into the files too.")
    ] = False,
    uses: Annotated[int, typer.Option(help="How many people the QR of a library lets in.", min=1, max=100)] = 5,
    output: Annotated[Path | None, typer.Option(help="The folder for the files; this one unless told.")] = None,
) -> None:
    """Invite people: personal links for a mail merge, and a sheet with a QR for each library."""
    settings, texts = read_settings()
    with spoken(url_of(settings), texts):
        try:
            people = read_people(file)
        except TableError as error:
            fail(member_views.error_line(texts, error))
        with opened(settings, texts) as database:
            now = real_now().astimezone(settings.zone)
            today = now.date()
            with database.read() as session:
                today_libraries, mails = libraries_on(session, today), settings.mail() is not None
                plan = plan_members(session, people, now=now, today_libraries=today_libraries, mails=mails)
            console = Console(width=None if sys.stdout.isatty() else 160)
            refused = bool(plan.wrong) and not skip_wrong and not dry_run
            console.print(member_views.plan_table(texts, plan, only_wrong=refused))
            if refused:
                fail(
                    texts.plain(
                        "Nothing was imported: {wrong} of {all} rows have to be corrected. Correct them, or import the "
                        "others with --skip-wrong; who has been invited is invited no second time.",
                        wrong=len(plan.wrong),
                        all=len(plan.rows),
                    )
                )
            for line in (*member_views.remarks(texts, plan), member_views.sums(texts, plan)):
                typer.echo(line)
            if dry_run:
                typer.echo(texts.plain("Dry run, nothing was changed."))
                return
            username = bot_username(database)
            if username is None:
                fail(texts.plain("Nothing was imported: the links are known once `plaukts run` has run."))
            handout = Handout(
                texts, plan, settings.region, username, today + timedelta(days=DAYS), uses=uses, remind=remind
            )
            try:
                prepared = write_handouts(handout, output or Path())
            except OSError as error:
                fail(
                    texts.plain(
                        "Nothing was imported: the files cannot be written into {path}: {reason}. Choose another "
                        "folder with --output.",
                        path=output or Path.cwd(),
                        reason=error.strerror or type(error).__name__,
                    )
                )
            with prepared.kept_if_done():
                language = settings.language
                database.submit(
                    lambda session: apply_members(session, plan, uses=uses, now=now, language=language)
                ).result()
                database.submit(partial(note_act, action="import_members", uses=uses)).result()
            for _, place in prepared.files:
                typer.echo(place)


@imports.command("totals")
def import_totals(
    file: Annotated[Path, typer.Argument(help="A CSV or XLSX table: month, channel, topic, count.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what would happen.")] = False,
) -> None:
    """Enter the consultations of months before Plaukts was in use; a month that is there is replaced."""
    settings, texts = read_settings()
    with spoken(url_of(settings), texts):
        now = real_now().astimezone(settings.zone)
        try:
            rows = read_earlier(file)
            with opened(settings, texts) as database:
                with database.read() as session:
                    started = counted_since(session, settings.start_of_use, now) or now.date().replace(day=1)
                    plan = plan_earlier(session, rows, file=file.name, started=started)
                if not dry_run:
                    database.submit(lambda session: apply_earlier(session, plan, now)).result()
                    database.submit(partial(note_act, action="import_totals")).result()
        except TableError as error:
            fail("\n".join(earlier_views.error_lines(texts, error)))
        for line in earlier_views.plan_lines(texts, plan):
            typer.echo(line)
        typer.echo(earlier_views.result_line(texts, plan, dry_run=dry_run))
