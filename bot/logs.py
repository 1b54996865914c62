"""Logging: for people on a terminal, as JSON lines otherwise; never a token, a text or a name."""

import logging
import re
import sys

import structlog


def set_up_logs(*, quiet: bool = False) -> None:
    """Log to stderr; ``quiet`` lets only warnings through."""
    least = logging.WARNING if quiet else logging.INFO
    logging.getLogger("apscheduler").setLevel(logging.WARNING)
    renderer: structlog.typing.Processor = (
        structlog.dev.ConsoleRenderer() if sys.stderr.isatty() else structlog.processors.JSONRenderer()
    )
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(least),
        logger_factory=structlog.PrintLoggerFactory(file=sys.stderr),
    )


def wordless(said: str) -> str:
    """What a server said, without what it quotes: that may be somebody's text."""
    return re.sub(r'"[^"]*"', '"…"', said.splitlines()[0] if said else said)


def place(error: BaseException) -> str:
    """Where it was raised (``module:line``); never its message, which may quote what a person wrote."""
    traceback = error.__traceback__
    while traceback is not None and traceback.tb_next is not None:
        traceback = traceback.tb_next
    if traceback is None:
        return "?"
    return f"{traceback.tb_frame.f_globals.get('__name__', '?')}:{traceback.tb_lineno}"
