"""What tells the copies of a broadcast from each other: nobody gets an occurrence of it twice."""

from sqlalchemy import ColumnElement, String, cast, literal

from storage.members import Member

BY_MAIL = ":mail"
"""Ends the unique key of the copy that goes to a mailbox: who wants both has two."""


def copy_keys(kind: str, object_kind: str, object_id: int) -> tuple[ColumnElement[str], ColumnElement[str]]:
    """The unique keys of what a member (a row of ``Member`` in the statement) gets in Telegram, and by e-mail."""
    key = copy_key(kind, object_kind, object_id)
    return key, key + BY_MAIL


def copy_key(kind: str, object_kind: str, object_id: int, occurrence: str = "") -> ColumnElement[str]:
    """The unique key of the copy that a member (a row of ``Member`` in the statement) gets."""
    return literal(f"{kind}:{object_kind}:{object_id}:{occurrence}:") + cast(Member.id, String)
