"""What stands between a bot and PostgreSQL in tests: PgBouncer, and a wire that can be cut."""

import asyncio
import os
import re
import shutil
import socket
import subprocess
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic, sleep

import pytest
from sqlalchemy import make_url

POOLER_CONFIG = """
[databases]
* = host={host} port={port} user={user}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {own_port}
unix_socket_dir =
auth_type = any
pool_mode = transaction
"""


@contextmanager
def pgbouncer(url: str) -> Iterator[str]:
    """The URL of the same database through a PgBouncer in transaction mode."""
    program = shutil.which("pgbouncer", path=f"{os.environ.get('PATH', os.defpath)}:/usr/sbin:/usr/local/sbin")
    if program is None:
        pytest.skip("PgBouncer: not installed (Debian's package has its name)")
    host, port = _server(url)
    own_port = _free_port()
    folder = Path(tempfile.mkdtemp(prefix="plaukts-pgbouncer-"))
    folder.chmod(0o755)  # as root it has to run as somebody else, who has to read this
    config = folder / "pgbouncer.ini"
    user = make_url(url).username or "postgres"
    config.write_text(POOLER_CONFIG.format(host=host, port=port, user=user, own_port=own_port), encoding="utf-8")
    # It does not run as root; whoever the server runs as can reach the server's socket.
    options = {"user": Path(host).stat().st_uid if host.startswith("/") else "nobody"} if os.geteuid() == 0 else {}
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen([program, str(config)], stderr=log, stdout=log, **options)  # type: ignore[call-overload]
        try:
            _wait_for(own_port)
            yield _on_port(url, own_port)
        finally:
            process.terminate()
            process.wait(10)
            shutil.rmtree(folder)


_PREPARED = re.compile(rb"P[\0-\xff]{4}(\w+)\0([^\0]*)\0")
_BOUND = re.compile(rb"B[\0-\xff]{4}\0(\w+)\0")
"""A statement is said with its name once, and from then on by its name alone (PostgreSQL's protocol, 55.7)."""


@dataclass
class Wire:
    """Passes on what a bot and PostgreSQL say to each other, until it is told to behave otherwise."""

    url: str
    open: asyncio.Event = field(default_factory=asyncio.Event)
    """Nothing gets through while it is not set, as when a network is cut: no reply, and no error either."""
    lost_commits: int = 0
    _losing: bytes | None = None
    _writers: list[asyncio.StreamWriter] = field(default_factory=list)

    def lose_commit_after(self, words: bytes) -> None:
        """Pass on the next COMMIT of a transaction in which these words were said, and cut before its reply."""
        self._losing = words

    async def _ask(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, lost: asyncio.Event) -> None:
        said, prepared = False, dict[bytes, bytes]()
        while data := await reader.read(65536):
            await self.open.wait()
            prepared.update(_PREPARED.findall(data))
            meant = [data, *(prepared.get(name, b"") for name in _BOUND.findall(data))]
            said = said or (self._losing is not None and any(self._losing in one for one in meant))
            if said and b"COMMIT\0" in data:
                self._losing = None
                self.lost_commits += 1
                lost.set()
            writer.write(data)
            await writer.drain()

    async def _reply(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, lost: asyncio.Event) -> None:
        while data := await reader.read(65536):
            await self.open.wait()
            if lost.is_set():
                return  # this is the reply
            writer.write(data)
            await writer.drain()


@asynccontextmanager
async def wire(url: str) -> AsyncIterator[Wire]:
    """A wire to the database; its own URL leads through it."""
    host, port = _server(url)
    own_port = _free_port()
    found = Wire(_on_port(url, own_port))
    found.open.set()
    tasks: set[asyncio.Task[None]] = set()

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if host.startswith("/"):
            their_reader, their_writer = await asyncio.open_unix_connection(f"{host}/.s.PGSQL.{port}")
        else:
            their_reader, their_writer = await asyncio.open_connection(host, port)
        lost = asyncio.Event()
        ways = [
            asyncio.create_task(found._ask(reader, their_writer, lost)),
            asyncio.create_task(found._reply(their_reader, writer, lost)),
        ]
        tasks.update(ways)
        with suppress(OSError):
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        for way in ways:
            way.cancel()
        await asyncio.gather(*ways, return_exceptions=True)
        for one in (writer, their_writer):
            one.close()

    server = await asyncio.start_server(connected, "127.0.0.1", own_port)
    try:
        yield found
    finally:
        found.open.set()
        server.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _server(url: str) -> tuple[str, int]:
    """Host or folder of the socket, and port."""
    parsed = make_url(url)
    host = parsed.host or parsed.query.get("host") or "127.0.0.1"
    return str(host), int(parsed.port or str(parsed.query.get("port") or 5432))


def _on_port(url: str, port: int) -> str:
    query = {"sslmode": "disable", "gssencmode": "disable"}  # so that what is said can be read on the way
    return make_url(url).set(host="127.0.0.1", port=port, query=query).render_as_string(hide_password=False)


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _wait_for(port: int) -> None:
    until = monotonic() + 10
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            assert monotonic() < until, "nobody listens"
            sleep(0.02)
        else:
            return
