"""One mail to one recipient over SMTP, step by step, so that it is known how far it got when something fails.

The password and the addresses are in no error and no log.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from ssl import SSLCertVerificationError
from urllib.parse import unquote, urlsplit

import aiosmtplib
from aiosmtplib import SMTP, SMTPException, SMTPResponseException

from bot.delivery.mail_meaning import Stage, Stop, enhanced

SECONDS = 30.0
"""How long each step may take; servers are asked to have patience for minutes (RFC 5321, section 4.5.3.2), and one that
needs longer than this is tried again."""
PATIENCE_AT_THE_END = 4
"""How many times as long a server may look at a letter: who gives up then does not know what becomes of it."""
SMTP_PORT, SMTPS_PORT = 587, 465
CERTIFICATE = "certificate not trusted"
"""What is kept where a server's certificate is of another name, has expired, or is by nobody whom this machine trusts.
A private authority is trusted by naming its file in ``SSL_CERT_FILE``."""
LOCAL = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True)
class MailServer:
    """Where mails are handed in."""

    host: str
    port: int
    encrypted: bool
    """TLS from the first byte (smtps)."""
    starttls: bool
    """TLS is asked for, and nothing is said without it."""
    user: str | None = None
    password: str | None = field(default=None, repr=False)

    @classmethod
    def of(cls, url: str) -> "MailServer":
        """From ``smtp://`` or ``smtps://user:password@host:port``; raises ValueError for another or malformed one.

        ``smtp`` is encrypted by STARTTLS, except to this machine, or with ``?tls=no``.
        """
        parts = urlsplit(url)
        host = parts.hostname
        if parts.scheme not in ("smtp", "smtps") or not host or parts.path.strip("/") or parts.fragment:
            raise ValueError("no mail server")
        if parts.query not in ("", "tls=no"):
            raise ValueError("no such option")
        encrypted = parts.scheme == "smtps"
        user, password = (None if part is None else unquote(part) for part in (parts.username, parts.password))
        if (user is None) != (password is None):
            raise ValueError("half of a login")
        return cls(
            host,
            parts.port or (SMTPS_PORT if encrypted else SMTP_PORT),
            encrypted,
            not encrypted and host not in LOCAL and parts.query != "tls=no",
            user or None,
            password,
        )


async def hand_in(server: MailServer, sender: str, recipient: str, mail: bytes, seconds: float = SECONDS) -> None:
    """Hand in one mail; raises Stop where it was not taken, with how far it got."""
    async with _connected(server, sender, seconds) as client:
        async with _step(Stage.SENDER):
            await client.mail(sender)
        async with _step(Stage.RECIPIENT):
            await client.rcpt(recipient)
        async with _step(Stage.DATA):
            await client.data(mail, timeout=seconds * PATIENCE_AT_THE_END)


async def greet(server: MailServer, sender: str, seconds: float = SECONDS) -> None:
    """Connect, encrypt and log in, and hand in nothing; raises Stop."""
    async with _connected(server, sender, seconds):
        pass


@asynccontextmanager
async def _connected(server: MailServer, sender: str, seconds: float) -> AsyncIterator[SMTP]:
    client = SMTP(
        hostname=server.host,
        port=server.port,
        timeout=seconds,
        use_tls=server.encrypted,
        start_tls=False,
        local_hostname=sender.rpartition("@")[2],  # this machine's own would have to be looked up
    )
    try:
        async with _step(Stage.CONNECTION):
            await client.connect()
            await client.ehlo()
        if server.starttls:
            async with _step(Stage.ENCRYPTION):
                await client.starttls()
        if server.user is not None and server.password is not None:
            async with _step(Stage.LOGIN):
                await client.login(server.user, server.password)
        yield client
        with suppress(SMTPException, OSError, TimeoutError):
            await client.quit(timeout=2)
    finally:
        client.close()


@asynccontextmanager
async def _step(stage: Stage) -> AsyncIterator[None]:
    try:
        yield
    except SMTPResponseException as error:
        raise Stop(stage, int(error.code), enhanced(error.message)) from None
    except (SMTPException, OSError, TimeoutError, ValueError) as error:
        if any(isinstance(one, SSLCertVerificationError) for one in (error, error.__cause__)):
            raise Stop(Stage.ENCRYPTION, None, CERTIFICATE) from None
        if isinstance(error, aiosmtplib.SMTPNotSupported | ValueError) or type(error) is SMTPException:
            raise Stop(stage, None, "not offered") from None
        raise Stop(stage, None, type(error).__name__) from None
