"""A long storm, on demand.

    uv run python -m tests.storm [--minutes 10] [--database sqlite|postgresql] [--seed N] [--webhook]

Prints what it did, and everything that is not as it should be; exit status 1 if there is anything.
"""

import argparse
import asyncio
import random
import sys
import tempfile
from pathlib import Path

from tests.journeys.world import free_port
from tests.storm.databases import POSTGRESQL, SQLITE, new_database
from tests.storm.storm import Storm


def main() -> None:
    """Let it storm."""
    parser = argparse.ArgumentParser(prog="python -m tests.storm", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--database", choices=(SQLITE, POSTGRESQL), default=SQLITE)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1_000_000))
    parser.add_argument("--webhook", action="store_true", help="updates are posted instead of polled")
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="plaukts-storm-"))
    _say(f"{options.minutes:g} minutes on {options.database}, seed {options.seed}; the bots' logs are in {folder}")
    with new_database(options.database, folder) as url:
        port = free_port() if options.webhook else None
        result = asyncio.run(Storm(url, folder, options.seed, port).run(options.minutes * 60))
    _say(str(result), *result.problems)
    if result.problems:
        sys.exit(1)


def _say(*lines: str) -> None:
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    sys.stdout.flush()


if __name__ == "__main__":
    main()
