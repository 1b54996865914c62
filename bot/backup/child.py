"""The program that makes one backup in a process of its own: nobody waits for it, and its memory goes with it.

What is to be done comes by standard input, where nobody else sees the passphrase; what became of it goes to standard
output.
"""

import json
import os
import sys
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from bot.backup.errors import BackupError
from bot.backup.keys import Keys
from bot.backup.making import make_backup

NICE = 10
"""Whoever answers people goes first."""


def main() -> None:
    """Make it."""
    with suppress(OSError):  # a hardened service may not change its place
        os.nice(NICE)
    order = json.load(sys.stdin)
    path = Path(order["path"])
    try:
        make_backup(order["url"], path, Keys(**order["keys"]), datetime.fromisoformat(order["now"]))
    except BackupError as error:
        said: dict[str, object] = {"trouble": error.trouble.value, "values": error.values}
    else:
        said = {"size": path.stat().st_size}
    json.dump(said, sys.stdout)


if __name__ == "__main__":
    main()
