"""The channel to mailboxes: a claimed delivery becomes a letter, what the mail server says a verdict."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.delivery.api import NO_ANSWER, ApiError
from bot.delivery.attached import Attached, AttachedFiles, name_of
from bot.delivery.letters import LetterWriter, Sender
from bot.delivery.mail_meaning import SMTP, Stop, judge
from bot.delivery.meaning import Outcome, Verdict, broken
from bot.delivery.pace import Limits
from bot.delivery.smtp import SECONDS, MailServer, hand_in
from bot.delivery.unsubscribing import Unsubscribing
from bot.texts import texts_for
from storage.away import DatabaseAwayError
from storage.carrying import Claimed
from storage.database import Database
from storage.files import FileContent
from storage.letters import Addressee, addressee
from storage.mail_codes import CODE
from storage.outbox import ATTACHED, SEND

MAIL_LIMITS = Limits(
    per_second=2,
    most_per_second=4,
    per_group_minute=10**9,
    in_flight=4,
    kept_for_urgent=1,
)
"""Mail servers take a letter in a second or two, and are wary of whoever sends many at once."""
FILES_WITHIN = timedelta(hours=1)
"""For so long a letter waits until Telegram gives what people sent along with its text."""
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
        files: AttachedFiles | None = None,
        seconds: float = SECONDS,
    ) -> None:
        """``may_begin``: whether it is (still) this process's turn to be the bot.

        ``files``: where what people sent along is fetched from; without it letters say that it cannot be had by mail.
        """
        self._server = server
        self._writer = writer
        self._database = database
        self._now = now
        self._may_begin = may_begin
        self._files = files
        self._seconds = seconds

    async def deliver(self, delivery: Claimed, file: FileContent | None) -> Verdict:
        """Make the one attempt that was claimed."""
        if delivery.op != SEND:
            return Verdict(Outcome.PERMANENT, f"{SMTP} nothing of a mail that has gone can be changed")
        try:
            to = await asyncio.to_thread(self._addressee, delivery.id)
            if to is None:
                return Verdict(Outcome.PERMANENT, NO_ADDRESS)
            attached = await self._attached(delivery, to)
            mail = self._writer.letter(delivery, to, self._now(), file, attached)
        except DatabaseAwayError as error:
            return Verdict(Outcome.NOT_SENT, error.reason)
        except (ApiError, *NO_ANSWER) as error:
            return Verdict(Outcome.NOT_SENT, f"{SMTP} attachment {type(error).__name__}")
        except Exception as error:  # our own mistake: it must not hold up its mailbox for ever
            return broken(error)
        return await self._hand_in(to, mail)

    async def _attached(self, delivery: Claimed, to: Addressee) -> Attached:
        """What travels along, as far as it can be had; after a while the letter goes without."""
        items: Sequence[Mapping[str, str]] = delivery.payload.get(ATTACHED, ())
        texts = texts_for(to.language)
        if items and self._files is not None:
            try:
                return await self._files.fetch(items, texts)
            except (ApiError, *NO_ANSWER):
                if self._now() - delivery.created_at < FILES_WITHIN:
                    raise
        return Attached(left_out=[name_of(item, texts, number) for number, item in enumerate(items, start=1)])

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
