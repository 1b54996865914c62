"""What tells the copies of a broadcast from each other: nobody gets an occurrence of it twice."""

from sqlalchemy import ColumnElement, String, cast, literal

from storage.members import Member


def copy_key(kind: str, object_kind: str, object_id: int, occurrence: str = "") -> ColumnElement[str]:
    """The unique key of the copy that a member (a row of ``Member`` in the statement) gets."""
    return literal(f"{kind}:{object_kind}:{object_id}:{occurrence}:") + cast(Member.id, String)
