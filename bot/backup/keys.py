"""With what backups are locked: a passphrase, or a key of which only the public half is at hand.

The age format (https://age-encryption.org/v1), by pyrage. Each backup has a key of its own, made for it and thrown
away. It is what the rows are encrypted with, in a stream; the passphrase locks only that key, since a passphrase alone
would need the whole backup in memory. It also lets whoever makes a backup for somebody else's key read it back.
"""

from dataclasses import dataclass, field

from pyrage import DecryptError, IdentityError, RecipientError, passphrase, x25519

from bot.backup.errors import BackupError, Trouble

SHORTEST = 12
"""Signs of a passphrase: each guess takes a second, and a shorter one would be guessed all the same."""


@dataclass(frozen=True)
class Keys:
    """What locks and opens backups; each may be missing."""

    passphrase: str | None = field(default=None, repr=False)
    recipient: str | None = None
    """The public key ``age1…`` of whoever can open them."""
    identity: str | None = field(default=None, repr=False)
    """The private key ``AGE-SECRET-KEY-1…``; not needed to lock."""

    @property
    def lock(self) -> bool:
        """Whether a backup can be made with them."""
        return self.passphrase is not None or self.recipient is not None


def own_key(keys: Keys) -> tuple[x25519.Identity, bytes | None, list[x25519.Recipient]]:
    """The key of a new backup, the same locked by the passphrase if there is one, and for whom the rows are encrypted.

    Raises BackupError.
    """
    own = x25519.Identity.generate()
    recipients = [own.to_public()]
    if not keys.lock:
        raise BackupError(Trouble.NO_KEY)
    if keys.recipient is not None:
        try:
            recipients.append(x25519.Recipient.from_str(keys.recipient))
        except RecipientError:
            raise BackupError(Trouble.BAD_RECIPIENT) from None
    if keys.passphrase is None:
        return own, None, recipients
    if len(keys.passphrase) < SHORTEST:
        raise BackupError(Trouble.SHORT_PASSPHRASE, least=str(SHORTEST))
    return own, passphrase.encrypt(str(own).encode(), keys.passphrase), recipients


def opening(keys: Keys, locked: bytes | None) -> list[x25519.Identity]:
    """The keys that may open a backup, of which ``locked`` is its own key under a passphrase. Raises BackupError."""
    found = []
    if keys.identity is not None:
        try:
            found.append(x25519.Identity.from_str(_without_comments(keys.identity)))
        except IdentityError:
            raise BackupError(Trouble.BAD_IDENTITY) from None
    elif locked is not None and keys.passphrase is not None:
        try:
            found.append(x25519.Identity.from_str(passphrase.decrypt(locked, keys.passphrase).decode()))
        except (DecryptError, IdentityError, UnicodeDecodeError):
            raise BackupError(Trouble.WRONG_KEY) from None
    if not found:
        raise BackupError(Trouble.NO_KEY_TO_READ)
    return found


def _without_comments(identity: str) -> str:
    """A key as ``age-keygen`` writes it into a file."""
    return "\n".join(line for line in identity.splitlines() if not line.startswith("#")).strip()
