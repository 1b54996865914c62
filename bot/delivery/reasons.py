"""Why a delivery failed, in words for people: from what was written down of its last attempt."""

from bot.delivery.mail_meaning import SMTP
from bot.delivery.meaning import OWN_MISTAKE
from bot.texts import N_
from storage.outbox import BLOCKED

NO_FILE = "its file could not be made"

_BLOCKED = N_("the recipient cannot be reached in Telegram")
_GONE = N_("the recipient's chat with Plaukts no longer exists")
_ATTACHMENT = N_("Telegram no longer has the attachment")
_REFUSED = N_("Telegram does not accept the message")
_UNREACHABLE = N_("Telegram could not be reached for a whole day")
_UNCONFIRMED = N_("Telegram has not confirmed it even after several tries; it may have arrived all the same")
_NO_FILE = N_("the file could not be made")
_MISTAKE = N_("a mistake inside Plaukts")

_NO_MAILBOX = N_("the mail server says that there is no such address")
_MAIL_REFUSED = N_("the mail server does not accept the letter")
_MAIL_AWAY = N_("the mail server did not take the letter for a whole day")
_MAIL_UNCONFIRMED = N_("the mail server has not confirmed it; it may have arrived all the same")
_ADDRESS_REMOVED = N_("the e-mail address was removed meanwhile")

_OF_MAIL = (
    ("given up after", _MAIL_AWAY),
    ("removed", _ADDRESS_REMOVED),
    ("may have arrived", _MAIL_UNCONFIRMED),
)
"""Of what the channel to mailboxes says; anything else is a refusal."""

_BY_WORDS = (
    ("given up after", _UNREACHABLE),
    (NO_FILE, _NO_FILE),
    (OWN_MISTAKE, _MISTAKE),
    ("chat not found", _GONE),
    ("deactivated", _GONE),
    ("wrong file", _ATTACHMENT),
    ("wrong remote file", _ATTACHMENT),
    ("bad request", _REFUSED),
    ("too large", _REFUSED),
    ("too many requests", _UNREACHABLE),
    ("unauthorized", _UNREACHABLE),
    ("clientconnector", _UNREACHABLE),
    ("connectiontimeout", _UNREACHABLE),
)
"""Of Telegram's words and our own: https://core.telegram.org/bots/api#making-requests leaves them open to change, so
that what is not among them counts as unconfirmed, which promises nothing."""


def reason(state: str, error: str) -> str:
    """A clause (msgid) that says why."""
    said = error.lower()
    if said.startswith(SMTP):
        refused = _NO_MAILBOX if state == BLOCKED else _MAIL_REFUSED
        return next((words for part, words in _OF_MAIL if part in said), refused)
    if state == BLOCKED:
        return _BLOCKED
    return next((words for part, words in _BY_WORDS if part in said), _UNCONFIRMED)
