"""What would hold answers up: loading something when it is first needed, and looking for what nobody needs any more."""

import gc
from datetime import date

from bot.workdays import is_working_day
from storage import latvian


def load_what_is_needed(today: date) -> None:
    """Load what takes long, so that nobody's question waits for it: the dictionary about 1 s, the holidays 0.5 s."""
    latvian.warm_up()
    is_working_day(today)


def leave_out_what_is_loaded() -> None:
    """Take what is loaded by now (modules, tables, texts) out of what the garbage collector looks through.

    It never goes away, yet looking through it held everything up for about 100 ms, an answer under way included; see
    ``tests.benchmarks.reminding``. For a process that does nothing but run the bot.
    """
    gc.collect()
    gc.freeze()
