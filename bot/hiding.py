"""What members wrote, as moderation sees it: a feature says how each kind of it is hidden and shown again."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy.orm import Session

from bot.texts import N_

C = TypeVar("C")

ERASED = N_("🗑 Erased at the author's wish.")
"""What stands in place of a message whose author was erased (msgid)."""

Kept = dict[str, Any]
"""What it takes to bring something back that was taken out of its object, as JSON."""


@dataclass(frozen=True)
class Written:
    """Something that a member wrote and others read."""

    title: str
    """What it is called, in the language of whoever looks: *Jaunums Nr. 42*."""
    author_id: int | None
    text: str


@dataclass(frozen=True)
class Hidable(Generic[C]):
    """A kind of objects; ``C`` is a Context. An object is named by its id, as in the deliveries that show it."""

    look: Callable[[C, int], Written | None]
    """What it is; nothing where there is none that others read."""
    hide: Callable[[C, int], Kept | None]
    """Let every copy say that it is hidden, search and digests forget it; it counts as before.

    Returns what ``show`` needs to bring it back, if the object itself does not keep it.
    """
    show: Callable[[C, int, Kept | None], None]
    """Undo this."""
    written_at: Callable[[Session, int, int], int | None]
    """The object that a person wrote as this message (chat, message id) of Telegram."""
