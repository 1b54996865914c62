"""Changes of records leave their trace, whoever makes them and wherever."""

from collections.abc import Iterator
from contextlib import contextmanager

from bot.context import Context
from storage.consultations import Consultation
from storage.corrections import Correction, snapshot, trace


@contextmanager
def traced(ctx: Context, record: Consultation) -> Iterator[list[Correction]]:
    """What changes in the record meanwhile is written down, and is in the list afterwards."""
    before = snapshot(record)
    written: list[Correction] = []
    yield written
    by_id = ctx.member.id if ctx.member is not None else None
    written += trace(ctx.session, record, before, at=ctx.now, by_id=by_id)


def by_button(number: int, field: str) -> str:
    """The mark that a field was filled with buttons: a typed line that says nothing of it leaves it alone."""
    return f"by_button:{number}:{field}"
