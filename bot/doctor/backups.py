"""The backups: whether any are made by themselves, and how old the last good one is."""

from datetime import datetime

from sqlalchemy.orm import Session

from bot.backup.errors import BackupError, Trouble
from bot.backup.schedule import TOO_OLD, Plan
from bot.backup.words import sentence
from bot.doctor.findings import Finding, Sign, age
from bot.texts import Texts
from storage.backup_marks import failure, last_made

MEBIBYTE = 2**20


def check(texts: Texts, session: Session, plan: Plan | None, now: datetime) -> Finding:
    """One line; nothing is read from the folder, which another machine may have."""
    name = texts.plain("Backups")
    if plan is None:
        says = texts.plain("none are made by themselves")
        remedy = texts.plain("Set PLAUKTS_BACKUP_DIR and PLAUKTS_BACKUP_PASSPHRASE_FILE.")
        return Finding(Sign.WARNING, name, says, remedy)
    last, failed = last_made(session), failure(session)
    there = (
        texts.plain("none yet")
        if last is None
        else texts.plain(
            "the last one {span} ago, {size} MiB", span=age(now - last.at), size=f"{last.size / MEBIBYTE:.1f}"
        )
    )
    if failed is not None:
        says = texts.plain("{there}; since then it failed", there=there)
        why = sentence(texts, BackupError(Trouble(failed.trouble), **failed.values))
        return Finding(Sign.WRONG, name, says, why)
    if last is None:
        return Finding(Sign.WARNING, name, there, texts.plain("`plaukts run` makes the first one."))
    if now - last.at > TOO_OLD:
        return Finding(
            Sign.WRONG, name, there, texts.plain("Start `plaukts run`; if it runs, its log says why it waits.")
        )
    return Finding(Sign.GOOD, name, there)
