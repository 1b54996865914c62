"""The machine and the settings: zone, time, room on the disk."""

import shutil
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.doctor.findings import Finding, Sign
from bot.texts import N_, Texts

MEBIBYTE = 2**20
ROOM_WRONG, ROOM_LITTLE = 100, 1024
"""MiB. A region's database grows by a few MiB a month; SQLite's log and a backup need room beside it."""
NO_QUESTION = N_("Make room: on a full disk no question can be stored.")
NO_BACKUP = N_("Make room: on a full disk no backup can be made.")


def settings(texts: Texts, region: str, zone: ZoneInfo, now: datetime) -> Finding:
    """Read and well-formed, or we would not be here: the ones whose mistakes nobody else notices are shown."""
    time = texts.short(now.astimezone(zone))
    says = texts.plain("{region}; zone {zone}, where it is {time}", region=region, zone=zone.key, time=time)
    return Finding(Sign.GOOD, texts.plain("Settings"), says)


def disk(texts: Texts, folder: Path, without_room: str = NO_QUESTION) -> Finding:
    """Room where the database or backups lie; ``without_room`` says what becomes of it otherwise (a msgid)."""
    name = texts.plain("Disk")
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free / MEBIBYTE
    shown = f"{free / 1024:.0f} GiB" if free >= 1024 else f"{free:.0f} MiB"
    says = texts.plain("{room} free in {folder}", room=shown, folder=folder)
    if free >= ROOM_LITTLE:
        return Finding(Sign.GOOD, name, says)
    sign = Sign.WRONG if free < ROOM_WRONG else Sign.WARNING
    return Finding(sign, name, says, texts.plain(without_room))
