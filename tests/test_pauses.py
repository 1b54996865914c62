"""What is loaded holds nothing up: the garbage collector leaves it out."""

import subprocess
import sys

MEASURED = """
import gc
import bot.__main__
from bot.pauses import leave_out_what_is_loaded
before = len(gc.get_objects())
leave_out_what_is_loaded()
print(before, len(gc.get_objects()))
"""


def test_the_collector_leaves_out_what_is_loaded() -> None:
    done = subprocess.run([sys.executable, "-c", MEASURED], capture_output=True, text=True, check=True, timeout=60)
    before, after = map(int, done.stdout.split())
    assert before > 100_000
    assert after < before / 100
