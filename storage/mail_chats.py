"""The numbers by which the outbox knows mailboxes.

A delivery's ``chat_id`` is what the outbox orders by, of which it has one on its way at a time, and by which it knows
who cannot be reached. An e-mail address is therefore a chat with a number too, made of its address's id and beyond all
that Telegram gives (identifiers have at most 52 significant bits, https://core.telegram.org/bots/api#chat, and of the
negative ones, which are groups, the longest have fourteen digits), so that all of this holds for mails unchanged.
"""

TELEGRAM, EMAIL = "telegram", "email"
"""Channels of addresses and of deliveries."""

LEFT = "left"
"""Channel of what stands in a chat that its member uses no more: it stays as it is, and nothing follows it there."""

FIRST_MAILBOX = -(10**15)
"""Mailboxes have the numbers below this one."""


def mailbox(address_id: int) -> int:
    """The chat of an e-mail address."""
    return FIRST_MAILBOX - address_id


def address_in(chat_id: int) -> int:
    """The id of the address whose mailbox this is."""
    return FIRST_MAILBOX - chat_id


def is_mailbox(chat_id: int) -> bool:
    """Whether it is an e-mail address, and no chat of Telegram's."""
    return chat_id < FIRST_MAILBOX


def channel_of(chat_id: int) -> str:
    """The channel by which deliveries to this chat go."""
    return EMAIL if is_mailbox(chat_id) else TELEGRAM
