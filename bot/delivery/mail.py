"""The channel to mailboxes: a claimed delivery becomes a letter, what the mail server says a verdict."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.delivery.letters import LetterWriter, Sender
from bot.delivery.mail_meaning import SMTP, Stop, judge
from bot.delivery.meaning import Outcome, Verdict, broken
from bot.delivery.pace import Limits
from bot.delivery.smtp import SECONDS, MailServer, hand_in
from bot.delivery.unsubscribing import Unsubscribing
from storage.away import DatabaseAwayError
from storage.carrying import Claimed
from storage.database import Database
from storage.files import FileContent
from storage.letters import Addressee, addressee
from storage.mail_codes import CODE
from storage.outbox import SEND

MAIL_LIMITS = Limits(
    per_second=2,
    most_per_second=4,
    per_group_minute=10**9,
    in_flight=4,
    kept_for_urgent=1,
)
"""Mail servers take a letter in a second or two, and are wary of whoever sends many at once."""
NO_ADDRESS = f"{SMTP} address removed"


@dataclass(frozen=True)
class Mail:
    """How letters go, as the settings say it."""

    server: MailServer
    sender: Sender
    web_base: str | None = None
    """Where others reach us, if they can."""


@dataclass(frozen=True)
class Letters:
    """The same, with the addresses that end letters."""

    mail: Mail
    unsubscribing: Unsubscribing | None


class MailChannel:
    """Carries deliveries to a mail server; each in a connection of its own, for there are few."""

    def __init__(
        self,
        server: MailServer,
        writer: LetterWriter,
        database: Database,
        now: Callable[[], datetime],
        *,
        may_begin: Callable[[], bool] = lambda: True,
        seconds: float = SECONDS,
    ) -> None:
        """``may_begin``: whether it is (still) this process's turn to be the bot."""
        self._server = server
        self._writer = writer
        self._database = database
        self._now = now
        self._may_begin = may_begin
        self._seconds = seconds

    async def deliver(self, delivery: Claimed, file: FileContent | None) -> Verdict:
        """Make the one attempt that was claimed."""
        if delivery.op != SEND:
            return Verdict(Outcome.PERMANENT, f"{SMTP} nothing of a mail that has gone can be changed")
        try:
            to = await asyncio.to_thread(self._addressee, delivery.id)
            if to is None:
                return Verdict(Outcome.PERMANENT, NO_ADDRESS)
            mail = self._writer.letter(delivery, to, self._now(), file)
        except DatabaseAwayError as error:
            return Verdict(Outcome.NOT_SENT, error.reason)
        except Exception as error:  # our own mistake: it must not hold up its mailbox for ever
            return broken(error)
        return await self._hand_in(to, mail)

    async def _hand_in(self, to: Addressee, mail: bytes) -> Verdict:
        if not self._may_begin():
            return Verdict(Outcome.NOT_SENT, f"{SMTP} standing by")
        try:
            await hand_in(self._server, self._writer.sender.address, to.address, mail, self._seconds)
        except Stop as stop:
            return judge(stop)
        return Verdict(Outcome.SENT)

    def _addressee(self, delivery_id: int) -> Addressee | None:
        """Nothing where the address is not its recipient's, or nobody has confirmed it."""
        with self._database.read() as session:
            to = addressee(session, delivery_id)
        return to if to is not None and (to.confirmed_at is not None or to.about.kind == CODE) else None
