"""Addresses by which whoever gets a mail ends such mails with one click (RFC 8058): signed, so that none is made up."""

import hashlib
import hmac
from dataclasses import dataclass, field

from storage.mailing import KINDS, REPORTS

PATH = "/mail/stop/"
_SIGNATURE = 20
"""Hexadecimal digits: 80 bits."""


@dataclass(frozen=True)
class Unsubscribing:
    """Makes and reads these addresses."""

    base: str
    """Where the process can be reached from outside, without a slash at its end."""
    secret: str = field(repr=False)

    def url(self, address_id: int, kind: str) -> str:
        """The address that ends mails of this kind to an e-mail address."""
        return f"{self.base}{PATH}{address_id}.{kind}.{self._signature(address_id, kind)}"

    def read(self, token: str) -> tuple[int, str] | None:
        """The e-mail address's id and the kind that a token names; nothing where it is not one of ours."""
        number, _, rest = token.partition(".")
        kind, _, signature = rest.partition(".")
        if not (number.isascii() and number.isdigit() and len(number) <= 18) or kind not in (*KINDS, REPORTS):
            return None
        right = self._signature(int(number), kind)
        return (int(number), kind) if hmac.compare_digest(signature.encode(), right.encode()) else None

    def _signature(self, address_id: int, kind: str) -> str:
        key = hashlib.sha256(b"unsubscribe " + self.secret.encode()).digest()
        return hmac.new(key, f"{address_id}.{kind}".encode(), hashlib.sha256).hexdigest()[:_SIGNATURE]
