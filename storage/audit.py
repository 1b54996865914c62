"""Who did what, when: a log that only grows. It holds numbers and keys, never the texts of people.

Triggers of both databases refuse to change a line, and to delete one, whoever tries; but for ``forget_audit``, by which
the retention period is kept. A migration that makes the table anew on SQLite has to make them anew, too.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    ColumnElement,
    Integer,
    String,
    Table,
    and_,
    delete,
    insert,
    or_,
    select,
)
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

_a = audit.c
audit_bounds = Table("audit_bounds", metadata, Column("older_than", UtcDateTime, primary_key=True))
"""Empty but inside the transaction that forgets what is older than its one line says."""

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
    _INSERT.later(
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


def forget_audit(session: Session, before: datetime) -> int:
    """Delete the lines from before that moment; returns how many. Nothing else in the code deletes any.

    The bound stands only inside this transaction, where the triggers look for it: younger lines stay in any case.
    """
    session.execute(insert(audit_bounds).values(older_than=before))
    gone = session.execute(delete(audit).where(audit.c.at < before))
    session.execute(delete(audit_bounds))
    return int(gone.rowcount)  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Line:
    """One line, as it was written."""

    id: int
    at: datetime
    actor_id: int | None
    action: str
    object_kind: str | None
    object_id: int | None
    detail: dict[str, Any] | None


@dataclass(frozen=True)
class Wanted:
    """Which lines are looked for."""

    acts: Sequence[tuple[str | None, str]] | None = None
    """Kind of object (nothing: any but ``elsewhere``) and action of each; all where there are none."""
    elsewhere: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Action → kinds of objects for which it means something of its own."""
    actor_id: int | None = None
    """By one member; by anybody, or nobody, where there is none."""


def lines(session: Session, wanted: Wanted, *, first: int = 0, most: int | None = None) -> list[Line]:
    """The newest lines first, from the ``first`` one on."""
    columns = (_a.id, _a.at, _a.actor_id, _a.action, _a.object_kind, _a.object_id, _a.detail)
    query = select(*columns).order_by(_a.id.desc()).offset(first).limit(most)
    if wanted.actor_id is not None:
        query = query.where(_a.actor_id == wanted.actor_id)
    if wanted.acts is not None:
        query = query.where(or_(*(_is(kind, action, wanted.elsewhere.get(action, ())) for kind, action in wanted.acts)))
    return [Line(*row) for row in session.execute(query)]


def _is(kind: str | None, action: str, elsewhere: Sequence[str]) -> ColumnElement[bool]:
    if kind is not None:
        return and_(_a.action == action, _a.object_kind == kind)
    if elsewhere:
        return and_(_a.action == action, or_(_a.object_kind.is_(None), _a.object_kind.not_in(elsewhere)))
    return _a.action == action
