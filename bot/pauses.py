"""How long the interpreter stops to look for what nobody needs any more."""

import gc


def leave_out_what_is_loaded() -> None:
    """Take what is loaded by now (modules, tables, texts) out of what the garbage collector looks through.

    It never goes away, yet looking through it held everything up for about 100 ms, an answer under way included; see
    ``tests.benchmarks.reminding``. For a process that does nothing but run the bot.
    """
    gc.collect()
    gc.freeze()
