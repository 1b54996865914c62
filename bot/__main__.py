"""The command line. Errors are one sentence on stderr that says what to do; no traceback."""

import asyncio
import shutil
import signal
import sys
import tempfile
from enum import StrEnum
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from bot.app import AnotherBotError, App, ConflictError, Profile, real_now
from bot.auditing import audit
from bot.backups import backup, backup_plan, restore
from bot.command_line import FAILED, WRONG_USE, fail, note_act, opened, read_settings, spoken, url_of
from bot.delivery.letters import Sender
from bot.delivery.mail import Mail
from bot.delivery.smtp import MailServer
from bot.doctor.examination import Patient, examine
from bot.doctor.findings import Sign, lines
from bot.erasures import erase
from bot.features.reports.export import Format as ExportFormat
from bot.features.reports.export import export_to_file, file_name
from bot.features.reports.report import build_report
from bot.features.reports.rules import ImpossiblePeriodError, Period
from bot.features.reports.wording import ONCE
from bot.imports import imports
from bot.inbox import TokenRefusedError
from bot.inviting import invite
from bot.logs import set_up_logs
from bot.pauses import leave_out_what_is_loaded
from bot.retaining import kept, retention
from bot.texts import Texts
from bot.web.keeper import WebhookRefusedError
from bot.web.server import CannotListenError, Place
from bot.web.webhook import Hook
from config.settings import Settings
from storage.corrections import note_export

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)
app.add_typer(imports, name="import")
app.command()(audit)
app.command()(backup)
app.command()(restore)
app.command()(retention)
app.command()(erase)
app.command()(invite)


class Format(StrEnum):
    """What ``export`` writes."""

    xlsx = "xlsx"
    csv = "csv"
    json = "json"


@app.callback(invoke_without_command=True)
def root(
    show_version: Annotated[bool, typer.Option("--version", help="Print the version and end.")] = False,
) -> None:
    """Plaukts: the place in Telegram where the librarians of a region exchange what they know."""
    if show_version:
        typer.echo(f"plaukts {version('plaukts')}")
        raise typer.Exit


@app.command()
def run() -> None:
    """Run the bot until it is stopped (SIGTERM, Ctrl+C)."""
    settings, texts = read_settings()
    with spoken(url_of(settings), texts):
        set_up_logs()
        profile = _profile(settings)
        running = App(profile)
        leave_out_what_is_loaded()
        try:
            asyncio.run(_run(running))
        except TokenRefusedError:
            fail(texts.plain("Telegram refuses the token in PLAUKTS_TELEGRAM_TOKEN. Copy it from BotFather again."))
        except ConflictError as error:
            fail(
                texts.plain(
                    "Another process polls @{bot}. Stop it first: only one may run with this token.",
                    bot=error.username,
                )
            )
        except AnotherBotError as error:
            fail(
                texts.plain(
                    "The database belongs to another bot than @{bot}. Set PLAUKTS_DATABASE_URL to its own database.",
                    bot=error.username,
                )
            )
        except CannotListenError as error:
            fail(
                texts.plain(
                    "Cannot listen at {host}, port {port}: {reason}. Choose another place with "
                    "PLAUKTS_HTTP_HOST and PLAUKTS_HTTP_PORT.",
                    host=error.place.host,
                    port=error.place.port,
                    reason=error.reason,
                )
            )
        except WebhookRefusedError as error:
            fail(
                texts.plain(
                    "Telegram does not take the address in PLAUKTS_WEBHOOK_URL: {reason}. Correct it.", reason=error
                )
            )


async def _run(bot: App) -> None:
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, bot.request_stop)
    await bot.run()


@app.command()
def demo(
    tour: Annotated[bool, typer.Option("--tour", help="Play the main job without a browser.")] = False,
    port: Annotated[int, typer.Option(help="Port of the page; 0 takes any free one.", min=0, max=65535)] = 0,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Do not open a browser.")] = False,
    data: Annotated[Path | None, typer.Option(help="Keep the demonstration's database in this folder.")] = None,
) -> None:
    """Try Plaukts on this machine: no token, no account, no server."""
    from bot.demo.page import show_page  # noqa: PLC0415 - only the demonstration needs the local Telegram
    from bot.demo.phone import TourError  # noqa: PLC0415
    from bot.demo.region import database_url  # noqa: PLC0415
    from bot.demo.tour import play_tour  # noqa: PLC0415

    _, texts = read_settings()
    set_up_logs(quiet=True)
    with tempfile.TemporaryDirectory(prefix="plaukts-demo-") as temporary:
        folder = data or Path(temporary)
        with spoken(database_url(folder), texts):
            try:
                folder.mkdir(parents=True, exist_ok=True)
                if tour:
                    asyncio.run(play_tour(folder, data or Path.cwd(), Console(), texts))
                else:
                    asyncio.run(show_page(folder, port=port, open_browser=not no_browser, texts=texts, say=typer.echo))
            except TourError as error:
                fail(texts.plain("The tour stopped: this did not come: {what}", what=error))
            except OSError as error:
                fail(texts.plain("The demonstration cannot start: {reason}", reason=error.strerror or error))


@app.command()
def export(  # noqa: PLR0917 - what can be said on the command line
    month: Annotated[str | None, typer.Option(help="A month, such as 2026-10.")] = None,
    quarter: Annotated[str | None, typer.Option(help="A quarter, such as 2026-Q4.")] = None,
    year: Annotated[str | None, typer.Option(help="A year, such as 2026.")] = None,
    format: Annotated[Format, typer.Option(help="xlsx, csv or json.")] = Format.xlsx,  # noqa: A002
    output: Annotated[Path | None, typer.Option(help="The file; plaukts-2026-10.xlsx here unless told.")] = None,
    public: Annotated[
        bool, typer.Option("--public", help="The workbook for publication: hides what is fewer than 3.")
    ] = False,
) -> None:
    """Write a report into a file."""
    settings, texts = read_settings()
    given = [(kind, key) for kind, key in (("month", month), ("quarter", quarter), ("year", year)) if key is not None]
    if len(given) != 1:
        fail(texts.plain("Name one period: --month 2026-10, --quarter 2026-Q4 or --year 2026."), WRONG_USE)
    if public and format is not Format.xlsx:
        fail(texts.plain("--public makes only a workbook: CSV and JSON hold the records one by one."), WRONG_USE)
    chosen: ExportFormat = "public" if public else format.value
    with spoken(url_of(settings), texts):
        period = _period(texts, *given[0])
        path = output or Path(file_name(period, chosen))
        now = real_now().astimezone(settings.zone)
        with opened(settings, texts) as database, database.read() as session:
            report = build_report(
                session,
                period,
                region=settings.region,
                now_local=now,
                start_of_use=settings.start_of_use,
                academic_hour=settings.academic_hour,
            )
            try:
                export_to_file(report, chosen, texts, path)
            except OSError as error:
                fail(
                    texts.plain(
                        "The file {path} cannot be written: {reason}. Choose another place with --output.",
                        path=path,
                        reason=error.strerror or type(error).__name__,
                    )
                )
            database.submit(
                partial(note_export, first=period.first, last=period.last, at=now, today=now.date())
            ).result()
            database.submit(partial(note_act, action="export", period=period.key, format=chosen)).result()
        typer.echo(path)
        if public:
            typer.echo(texts.plain(ONCE), err=True)


@app.command()
def doctor(
    retry: Annotated[
        bool, typer.Option("--retry", help="Let what was put aside or not delivered be tried again.")
    ] = False,
) -> None:
    """Check all that the bot needs; says what is wrong and what to do."""
    settings, texts = read_settings()
    with spoken(url_of(settings), texts):
        webhook = settings.webhook()
        patient = Patient(
            token=settings.telegram_token.get_secret_value() if settings.telegram_token else None,
            api_url=str(settings.telegram_api_url),
            webhook_url=webhook[0] if webhook is not None else None,
            database_url=url_of(settings),
            region=settings.region,
            zone=settings.zone,
            mail=_mail(settings),
            backups=backup_plan(settings),
        )
        findings = examine(patient, texts, real_now(), retry=retry)
    for line in lines(findings, width=shutil.get_terminal_size().columns if sys.stdout.isatty() else None):
        typer.echo(line)
    if any(one.sign is Sign.WRONG for one in findings):
        raise typer.Exit(FAILED)


def _profile(settings: Settings) -> Profile:
    webhook = settings.webhook()
    return Profile(
        token=settings.token(),
        api_url=str(settings.telegram_api_url),
        database_url=url_of(settings),
        region=settings.region,
        zone=settings.zone,
        language=settings.language,
        operator=settings.operator,
        own_notice=settings.own_notice(),
        start_of_use=settings.start_of_use,
        academic_hour=settings.academic_hour,
        nudge_after_days=settings.nudge_after_days,
        webhook=Hook(*webhook) if webhook is not None else None,
        mail=_mail(settings),
        keep=kept(settings),
        backups=backup_plan(settings),
        listen=Place(settings.http_host, settings.http_port) if settings.http_port is not None else None,
    )


def _mail(settings: Settings) -> Mail | None:
    found = settings.mail()
    if found is None:
        return None
    url, sender, reply_to = found
    return Mail(MailServer.of(url), Sender(sender, reply_to), settings.web_base())


def _period(texts: Texts, kind: str, key: str) -> Period:
    example = {"month": "2026-10", "quarter": "2026-Q4", "year": "2026"}[kind]
    try:
        period = Period.parse(key)
    except ImpossiblePeriodError:
        period = None
    if period is None or period.kind != kind:
        fail(
            texts.plain("“{key}” does not name a period. Write it like {example}.", key=key, example=example), WRONG_USE
        )
    return period


def main() -> None:
    """The entry point."""
    app()


if __name__ == "__main__":
    main()
