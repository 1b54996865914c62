"""``plaukts retention``: what is over its period goes now, or is only counted."""

from dataclasses import fields
from functools import partial
from typing import Annotated

import typer

from bot.app import real_now
from bot.command_line import opened, read_settings, spoken, url_of
from bot.features.retention.views import NAMES
from bot.texts import Texts
from config.settings import Settings
from storage.audit import record_act
from storage.database import Database
from storage.retention import Keep, Kind
from storage.retention_nights import KINDS, due, note_sweep, take_portion


def kept(settings: Settings) -> Keep:
    """The periods that are set."""
    return Keep(**{one.name: getattr(settings, f"keep_{one.name}") for one in fields(Keep)})


def retention(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only count what would go.")] = False,
) -> None:
    """Take what is over its period now; `plaukts run` does it every night."""
    settings, texts = read_settings()
    with spoken(url_of(settings), texts), opened(settings, texts) as database:
        keep, now = kept(settings), real_now()
        if dry_run:
            with database.read() as session:
                for kind in KINDS:
                    found = due(session, kind, keep.before(kind.period, now))
                    if found.count:
                        since = found.oldest.astimezone(settings.zone).date() if found.oldest is not None else None
                        oldest = texts.date(since) if since is not None else "–"
                        typer.echo(
                            texts.plain(
                                "{what}: {n}; the oldest: {day}; kept: {period}",
                                what=texts.plain(NAMES[kind.name]),
                                n=found.count,
                                day=oldest,
                                period=length(texts, keep, kind),
                            )
                        )
            typer.echo(texts.plain("Nothing was changed. Without --dry-run this goes; the rest is within its period."))
            return
        taken = _sweep(database, keep)
        for name, count in taken.items():
            typer.echo(texts.plain("{what}: {n}", what=texts.plain(NAMES[name]), n=count))
        typer.echo(texts.plain("Done: everything that is left is within its period."))


def length(texts: Texts, keep: Keep, kind: Kind) -> str:
    """How long a kind is kept, in words."""
    n: int = getattr(keep, kind.period)
    if kind.period.endswith("_months"):
        return texts.plain_n("{n} month", "{n} months", n)
    return texts.plain_n("{n} day", "{n} days", n)


def _sweep(database: Database, keep: Keep) -> dict[str, int]:
    """All kinds from the beginning, a portion in a transaction, so that a bot that runs is not held up."""
    taken: dict[str, int] = {}
    for kind in KINDS:
        reached, whole = 0, False
        while not whole:
            now = real_now()
            before = keep.before(kind.period, now)
            portion = database.submit(
                partial(take_portion, kind=kind, before=before, reached=reached, now=now)
            ).result()
            reached, whole = portion.reached, portion.whole
            if portion.taken:
                taken[kind.name] = taken.get(kind.name, 0) + portion.taken
    now = real_now()
    database.submit(lambda session: note_sweep(session, taken, now)).result()
    if taken:
        database.submit(
            lambda session: record_act(session, at=now, actor_id=None, action="retention", taken=taken)
        ).result()
    return taken
