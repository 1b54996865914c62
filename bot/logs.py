"""Logging by structlog: for people on a terminal, as JSON lines otherwise; never a token, a text or a name.

The number of an update leads through everything: it stands in the lines of its arrival, its handling (with what was
done), and each delivery that came of it. What libraries log goes the same way, cut down to what cannot give anything
away: of an exception its type and where it was raised, never its message.
"""

import logging
import re
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from types import TracebackType
from typing import Any, TextIO, cast

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

_IN_URL = re.compile(r"/bot[^/\s]+")
_TOKEN = re.compile(r"\b\d+:[A-Za-z0-9_-]{20,}")
_ARGUMENTS = re.compile(r"\(.*\)")
_QUOTED = re.compile(r'"[^"]*"')
FRAMES = 12
"""Places of an exception that are shown, the innermost last."""


def set_up_logs(*, quiet: bool = False) -> None:
    """Log to stderr, what libraries say from warnings on; ``quiet`` lets only warnings of ours through, too."""
    least = logging.WARNING if quiet else logging.INFO
    renderer: Processor = (
        structlog.dev.ConsoleRenderer() if sys.stderr.isatty() else structlog.processors.JSONRenderer()
    )
    stamp = structlog.processors.TimeStamper(fmt="iso", utc=True)
    structlog.configure(
        processors=[structlog.processors.add_log_level, stamp, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(least),
        logger_factory=structlog.WriteLoggerFactory(file=cast("TextIO", _Unfailing(sys.stderr))),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.add_logger_name, structlog.stdlib.add_log_level, stamp, _harmless],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("apscheduler").setLevel(logging.ERROR)  # it warns every second of a tick that is still waiting
    logging.captureWarnings(True)
    logging.raiseExceptions = False  # what cannot be written or formatted would be shown with its arguments
    sys.excepthook = _crashed
    threading.excepthook = lambda hooked: _crashed(hooked.exc_type, hooked.exc_value, hooked.exc_traceback)


class _Unfailing:
    """A stream that may break, as a pipe whose reader has died or a file on a full disk; nobody fails because of it."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, said: str) -> None:
        with suppress(OSError):
            self._stream.write(said)

    def flush(self) -> None:
        with suppress(OSError):
            self._stream.flush()


def wordless(said: str) -> str:
    """What a server said, without what it quotes: that may be somebody's text."""
    return _QUOTED.sub('"…"', said.splitlines()[0] if said else said)


def place(error: BaseException) -> str:
    """Where it was raised (``module:line``); never its message, which may quote what a person wrote."""
    return next(iter(list(_places(error))[-1:]), "?")


def _places(error: BaseException) -> Iterator[str]:
    traceback = error.__traceback__
    while traceback is not None:
        yield f"{traceback.tb_frame.f_globals.get('__name__', '?')}:{traceback.tb_lineno}"
        traceback = traceback.tb_next


def _of(error: BaseException) -> dict[str, Any]:
    places = list(_places(error))[-FRAMES:]
    cause = error.__cause__ or error.__context__
    return {
        "error": f"{type(error).__name__} at {place(error)}",
        "places": places,
        **({"cause": f"{type(cause).__name__} at {place(cause)}"} if cause is not None else {}),
    }


def _harmless(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """A library's line, without what may give something away.

    asyncio's further lines hold the repr of tasks with their results and exceptions, and its first one the arguments of
    a callback; aiohttp's URLs hold the token.
    """
    said = str(event["event"])
    first = said.splitlines()[0] if said else said
    event["event"] = _TOKEN.sub("***", _IN_URL.sub("/bot***", _ARGUMENTS.sub("(…)", first)))
    event.pop("stack_info", None)
    info = event.pop("exc_info", None)
    error = info[1] if isinstance(info, tuple) else info
    if isinstance(error, BaseException):
        event.update(_of(error))
    return event


def _crashed(kind: type[BaseException], error: BaseException | None, traceback: TracebackType | None) -> None:
    """What nobody caught ends the process or its thread; a traceback would print its message."""
    if error is None or issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error or kind(), traceback)
        return
    structlog.get_logger().critical("crashed", thread=threading.current_thread().name, **_of(error))
