"""A mail server for tests, over a real socket: keeps what it took, and fails at the stage that a test names."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

CUT = "cut"
"""In place of a reply: the connection ends."""


@dataclass
class MailServer:
    """What it took. ``faults``: stage (``mail``, ``rcpt``, ``data``) → what is replied there, turn by turn."""

    port: int = 0
    taken: list[EmailMessage] = field(default_factory=list)
    envelopes: list[tuple[str, list[str]]] = field(default_factory=list)
    """(sender, recipients) of each."""
    faults: dict[str, list[str]] = field(default_factory=dict)
    keeps: bool = False
    """Whether a mail of which the connection is cut was taken before."""
    gate: asyncio.Event = field(default_factory=asyncio.Event)
    """While it is cleared, the server does not answer to what it is handed."""
    attempts: int = 0

    @property
    def url(self) -> str:
        return f"smtp://localhost:{self.port}"

    def letters_to(self, address: str) -> list[EmailMessage]:
        return [one for one, (_, to) in zip(self.taken, self.envelopes, strict=True) if address in to]

    def _fault(self, stage: str) -> str | None:
        waiting = self.faults.get(stage)
        return waiting.pop(0) if waiting else None

    async def handle_MAIL(  # noqa: N802
        self, server: Any, _session: Session, envelope: Envelope, address: str, _o: Any
    ) -> str:
        self.attempts += 1
        return self._reply("mail", server) or self._keep_sender(envelope, address)

    @staticmethod
    def _keep_sender(envelope: Envelope, address: str) -> str:
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, server: Any, _session: Session, envelope: Envelope, address: str, _o: Any
    ) -> str:
        reply = self._reply("rcpt", server)
        if reply is None:
            envelope.rcpt_tos.append(address)
        return reply or "250 OK"

    async def handle_DATA(  # noqa: N802
        self, server: Any, _session: Session, envelope: Envelope
    ) -> str:
        await self.gate.wait()
        fault = self._fault("data")
        if fault is None or (fault == CUT and self.keeps):
            content = envelope.content if isinstance(envelope.content, bytes) else b""
            self.taken.append(message_from_bytes(content, policy=default))
            self.envelopes.append((str(envelope.mail_from), [str(one) for one in envelope.rcpt_tos]))
        if fault == CUT:
            server.transport.abort()
        return fault or "250 2.0.0 OK"

    def _reply(self, stage: str, server: Any) -> str | None:
        fault = self._fault(stage)
        if fault == CUT:
            server.transport.abort()
        return fault


@asynccontextmanager
async def mail_server(
    authenticator: Callable[..., AuthResult] | None = None, tls_context: Any = None, *, implicit: bool = False
) -> AsyncIterator[MailServer]:
    """Serves while inside; with a context encrypted after STARTTLS, or (``implicit``) from the first byte."""
    server = MailServer()
    server.gate.set()
    loop = asyncio.get_running_loop()

    def connected() -> SMTP:
        return SMTP(
            server,
            hostname="mail.example.lv",
            loop=loop,
            authenticator=authenticator,
            auth_require_tls=False,
            tls_context=None if implicit else tls_context,
            require_starttls=tls_context is not None and not implicit,
        )

    listening = await loop.create_server(connected, "localhost", 0, ssl=tls_context if implicit else None)
    server.port = listening.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        server.gate.set()
        listening.close()
