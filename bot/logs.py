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
