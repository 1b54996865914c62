"""Who did what, when: a log that only grows. It holds numbers and keys, never the texts of people."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Column, Integer, String, Table, insert
from sqlalchemy.orm import Session

from storage.base import Id, UtcDateTime, metadata
from storage.prepared import Prepared

audit = Table(
    "audit",
    metadata,
    Column("id", Id, primary_key=True),
    Column("at", UtcDateTime, nullable=False, index=True),
    Column("actor_id", Integer),
    Column("action", String(60), nullable=False),
    Column("object_kind", String(40)),
    Column("object_id", Integer),
    Column("update_id", BigInteger),
    Column("detail", JSON),
)


_INSERT = Prepared(insert(audit), [column.name for column in audit.columns if column is not audit.c.id])


def record_act(
    session: Session,
    *,
    at: datetime,
    actor_id: int | None,
    action: str,
    object_kind: str | None = None,
    object_id: int | None = None,
    update_id: int | None = None,
    **detail: Any,
) -> None:
    """Write one line. ``actor_id`` is empty for what the clock or the command line did."""
    _INSERT.run(
        session,
        {
            "at": at,
            "actor_id": actor_id,
            "action": action,
            "object_kind": object_kind,
            "object_id": object_id,
            "update_id": update_id,
            "detail": detail or None,
        },
    )
