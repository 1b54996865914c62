"""A short storm on each database: whatever goes wrong, every act takes effect once and is seen by whom it is for.

PLAUKTS_STORM_SEED repeats one. What is drawn is then the same; in which moment a fault or a death strikes is not.
A long one: `python -m tests.storm`.
"""

import os
import random
from pathlib import Path

from tests.storm.databases import fill
from tests.storm.storm import Storm

SECONDS = 20


async def test_nothing_is_lost_and_nothing_done_twice(database_url: str, tmp_path: Path) -> None:
    seed = int(os.environ.get("PLAUKTS_STORM_SEED") or random.SystemRandom().randrange(1_000_000))
    print(f"PLAUKTS_STORM_SEED={seed}")  # noqa: T201 - shown where it fails
    fill(database_url)
    result = await Storm(database_url, tmp_path, seed).run(SECONDS)
    print(result)  # noqa: T201
    assert not result.problems, "\n".join(result.problems)
    for what in ("questions", "records", "deaths", "faults"):
        assert result.figures[what] > 3, f"no storm at all: {result}"
