"""The one writer thread with its queue, and read-only sessions.

Everything that changes the database is a job: a plain function on a ``Session``, without network, files or waiting, so
that it can be run again. Jobs that wait at the same time are committed together; if such a batch fails, it is rolled
back and its jobs are run again without the one that failed, or one by one, so that one bad job harms no other. A result
is released after its commit.
"""

import asyncio
import queue
import sqlite3
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from time import monotonic
from typing import Any, TypeVar

from sqlalchemy import Engine, event
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from storage.away import DatabaseAwayError, away
from storage.engines import FENCE, Fence, open_engine, usable
from storage.prepared import UNDER_WAY, UnderWay, before_statement, forget_later, run_later

T = TypeVar("T")
Job = Callable[[Session], T]

BATCH_JOBS = 100
BATCH_SECONDS = 0.020


WIPE = "erased words have to leave the file"
"""A job that sets this in ``Session.info`` has SQLite's write-ahead log emptied after its commit: pages that were
overwritten stay in it until then. PostgreSQL uses the space of rows that are gone again when it vacuums."""


class Database:
    """One database, SQLite or PostgreSQL, and the only way to write to it."""

    def __init__(self, url: str) -> None:
        """Open nothing yet; raises UnusableUrlError for a URL that is neither SQLite nor PostgreSQL."""
        self.url = usable(url)
        self._writing = open_engine(self.url, writes=True)
        self._reading = open_engine(self.url, writes=False)
        event.listen(self._writing, "before_cursor_execute", before_statement)
        event.listen(self._writing, "rollback_savepoint", forget_later)
        self._jobs: queue.SimpleQueue[_Entry | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._fence: Fence | None = None
        self._to_wipe = self.url.startswith("sqlite")
        """Also at the start, for a predecessor may have been killed before it came to it."""

    @property
    def writing_engine(self) -> Engine:
        """For migrations, which run before the writer thread does."""
        return self._writing

    @property
    def is_writing(self) -> bool:
        """Whether the writer thread lives."""
        return self._thread is not None and self._thread.is_alive()

    def start(self) -> None:
        """Start the writer thread."""
        self._thread = threading.Thread(target=self._serve, name="writer", daemon=True)
        self._thread.start()

    def stop(self, seconds: float | None = None) -> None:
        """Finish the jobs that are queued, then end the writer thread and close all connections.

        ``seconds``: leave a writer alone that does not end in this time, as its database does not answer. It closes
        its own connection when it does end.
        """
        if self._thread is not None:
            self._jobs.put(None)
            self._thread.join(seconds)
        if not self.is_writing:
            self._writing.dispose()
        self._thread = None
        self._reading.dispose()

    def fence(self, fence: Fence) -> None:
        """Let this fence begin every transaction of the jobs that are queued from now on; earlier ones fail."""
        self._fence = fence

    def submit(self, job: Job[T]) -> Future[T]:
        """Queue a job; the future has its result after the commit, or its exception after the rollback.

        DatabaseAwayError says that the database is to be waited for.
        """
        future: Future[T] = Future()
        self._jobs.put(_Entry(job, future, fence=self._fence))
        return future

    async def write(self, job: Job[T]) -> T:
        """Queue a job and wait for its commit; raises what the job raises, and DatabaseAwayError."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()
        self._jobs.put(_Entry(job, future, loop, self._fence))
        return await future

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session that only reads, for the calling thread; it sees one moment of the database.

        Raises DatabaseAwayError.
        """
        try:
            with Session(self._reading) as session:
                yield session
        except SQLAlchemyError as error:
            if trouble := away(error):
                raise trouble from error
            raise

    def _serve(self) -> None:
        try:
            self._serve_jobs()
        finally:
            self._writing.dispose()

    def _serve_jobs(self) -> None:
        while (first := self._jobs.get()) is not None:
            if not first.begin():
                continue
            batch = [first]
            try:
                results = self._run_batch(batch)
            except BaseException as error:  # of whatever kind, or somebody would wait for ever: each is told its own
                if len(batch) == 1:
                    _release([(first, _failure(error))])
                else:
                    self._run_again(batch, error)
            else:
                _release(list(zip(batch, results, strict=True)))

    def _run_batch(self, batch: list["_Entry"]) -> list[Any]:
        deadline = monotonic() + BATCH_SECONDS
        with self._transaction(batch[0].fence) as session:
            results = [_run(batch[0].job, session)]
            while len(batch) < BATCH_JOBS and monotonic() < deadline:
                try:
                    entry = self._jobs.get_nowait()
                except queue.Empty:
                    break
                if entry is None:
                    self._jobs.put(None)
                    break
                if not entry.begin():
                    continue
                if entry.fence is not batch[0].fence:
                    _release([(entry, _Failure(_fenced_off()))])
                    continue
                batch.append(entry)
                results.append(_run(entry.job, session))
            return results

    def _run_again(self, batch: list["_Entry"], error: BaseException) -> None:
        """Most likely the last one's job failed: those before it are committed together, if they can be, then it."""
        *before, last = batch
        if away(error) is None:
            try:
                with self._transaction(before[0].fence) as session:
                    results = [_run(entry.job, session) for entry in before]
            except BaseException:  # noqa: S110 - of whatever kind: each is told its own
                pass
            else:
                _release(list(zip(before, results, strict=True)))
                before = []
        self._run_singly([*before, last])

    def _run_singly(self, batch: list["_Entry"]) -> None:
        for entry in batch:
            try:
                with self._transaction(entry.fence) as session:
                    result = _run(entry.job, session)
            except BaseException as error:  # handed to whoever queued the job
                result = _failure(error)
            _release([(entry, result)])

    @contextmanager
    def _transaction(self, fence: Fence | None) -> Iterator[Session]:
        if fence is not self._fence:
            raise _fenced_off()
        with Session(self._writing, expire_on_commit=False) as session, session.begin():
            connection = session.connection(execution_options={FENCE: fence, UNDER_WAY: UnderWay()})
            yield session
            run_later(connection)
        if fence is not None:
            fence.committed()
        self._to_wipe = self._to_wipe or WIPE in session.info
        if self._to_wipe:
            self._wipe()

    def _wipe(self) -> None:
        """Empty the write-ahead log; where somebody reads from it, after the next transaction."""
        if not self.url.startswith("sqlite"):
            self._to_wipe = False
            return
        try:
            connection = self._writing.raw_connection()
        except SQLAlchemyError:  # what was committed stays so, and must not be done again
            return
        try:
            own = connection.driver_connection
            assert own is not None  # noqa: S101 - it was just taken from the pool
            (patience,) = own.execute("PRAGMA busy_timeout").fetchone()
            own.execute("PRAGMA busy_timeout = 100")
            try:
                (busy, *_) = own.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
                self._to_wipe = bool(busy)
            finally:
                own.execute(f"PRAGMA busy_timeout = {patience}")
        except sqlite3.Error:  # locked, the disk full: the next transaction tries again
            pass
        finally:
            connection.close()


def _fenced_off() -> DatabaseAwayError:
    return DatabaseAwayError("queued under another lease")


@dataclass(frozen=True)
class _Failure:
    error: BaseException


def _failure(error: BaseException) -> _Failure:
    return _Failure(away(error) or error)


@dataclass(frozen=True)
class _Entry:
    """A queued job, and who waits for it: a thread, or a task of an event loop."""

    job: Job[Any]
    future: "Future[Any] | asyncio.Future[Any]"
    loop: asyncio.AbstractEventLoop | None = None
    fence: Fence | None = None
    """The one under which it was queued: what a former term of the lease began is not done in the next one."""

    def begin(self) -> bool:
        """Whether somebody still waits for it."""
        if isinstance(self.future, Future):
            return self.future.set_running_or_notify_cancel()
        return not self.future.cancelled()

    def settle(self, result: Any) -> None:
        if self.future.cancelled():
            return
        if isinstance(result, _Failure):
            self.future.set_exception(result.error)
        else:
            self.future.set_result(result)


def _release(results: list[tuple[_Entry, Any]]) -> None:
    """Tell everyone what came of their jobs; an event loop is woken once for all of its own.

    Woken for each, it takes the interpreter from the writer every time.
    """
    by_loop: dict[asyncio.AbstractEventLoop, list[tuple[_Entry, Any]]] = {}
    for entry, result in results:
        if entry.loop is None:
            entry.settle(result)
        else:
            by_loop.setdefault(entry.loop, []).append((entry, result))
    for loop, its_own in by_loop.items():
        with suppress(RuntimeError):  # the loop is closed: nobody waits any more
            loop.call_soon_threadsafe(_settle, its_own)


def _settle(results: list[tuple[_Entry, Any]]) -> None:
    for entry, result in results:
        entry.settle(result)


def _run(job: Job[T], session: Session) -> T:
    try:
        result = job(session)
    except StopIteration as error:
        raise RuntimeError("a job raised StopIteration, which no future can carry") from error
    session.flush()
    return result
