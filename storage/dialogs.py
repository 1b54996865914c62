"""Where everyone is in a step-by-step dialog; one at a time per person and chat, surviving restarts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    ForeignKey,
    Integer,
    String,
    Table,
    and_,
    bindparam,
    delete,
    insert,
    select,
)
from sqlalchemy.orm import Session

from storage.base import Id, UtcDateTime, metadata
from storage.prepared import Prepared

LOOKING = -1
"""Step of a row that keeps only what somebody looks at: nothing is being filled in that could be lost."""

dialogs = Table(
    "dialogs",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    # The Telegram user and not the member: who is just joining is none yet.
    Column("user_id", BigInteger, primary_key=True, autoincrement=False),
    Column("form", String(40), nullable=False),
    Column("step", Integer, nullable=False),
    Column("data", JSON, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("delivery_id", Id, ForeignKey("deliveries.id")),
    Column("expires_at", UtcDateTime, nullable=False),
)


@dataclass(frozen=True)
class Dialog:
    """A form under way. ``version`` is the update that led to this step: so an old button is told from a new one."""

    chat_id: int
    user_id: int
    form: str
    step: int
    data: Mapping[str, Any]
    version: int
    delivery_id: int | None
    expires_at: datetime


_of_person = and_(dialogs.c.chat_id == bindparam("chat"), dialogs.c.user_id == bindparam("user"))
_DIALOG = Prepared(select(dialogs).where(_of_person), row=Dialog)
_END = Prepared(delete(dialogs).where(_of_person))
_SAVE = Prepared(insert(dialogs), list(dialogs.c.keys()))


def dialog_of(session: Session, chat_id: int, user_id: int) -> Dialog | None:
    """The dialog that this person is in, expired or not."""
    dialog: Dialog | None = _DIALOG.first(session, {"chat": chat_id, "user": user_id})
    return dialog


def save_dialog(session: Session, dialog: Dialog) -> None:
    """Keep the dialog in place of the one that this person was in."""
    end_dialog(session, dialog.chat_id, dialog.user_id)
    _SAVE.run(session, vars(dialog) | {"data": dict(dialog.data)})


def end_dialog(session: Session, chat_id: int, user_id: int) -> None:
    """Forget the dialog and what was typed in it."""
    _END.run(session, {"chat": chat_id, "user": user_id})
