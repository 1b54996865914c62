"""What waits in the outbox and what went wrong there, for whoever watches it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, exists, func, literal_column, or_, select
from sqlalchemy.orm import Session

from storage.mail_chats import EMAIL, TELEGRAM
from storage.outbox import FAILED, HELD, IS_ODD, IS_PENDING, SEND, UNKNOWN, Lane, deliveries

_c = deliveries.c
_target = deliveries.alias("target")


@dataclass(frozen=True)
class OutboxState:
    """What waits in the outbox and what went wrong there, as somebody who watches it wants to know."""

    oldest: Mapping[Lane, datetime]
    """Since when the delivery is due that has waited longest; nothing for a lane in which none waits.

    What waits for a person is none of them: to press a button of what may have arrived, to let go what is held.
    """
    unknown: int
    failed: int


def outbox_state(session: Session) -> OutboxState:
    """Read from the ends of the partial indexes, and counted along them: what was sent years ago costs nothing."""
    unknown, failed, *oldest = session.execute(_STATE).one()
    due: dict[Lane, datetime] = {}
    for (lane, _), moment in zip(_ENDS, oldest, strict=True):
        if moment is not None:
            due[lane] = min(moment, due.get(lane, moment))
    return OutboxState(due, unknown, failed)


_ENDS = [(lane, channel) for lane in Lane for channel in (TELEGRAM, EMAIL)]
"""The index holds what waits by channel and lane."""


_for_a_person = exists().where(
    _target.c.id == _c.target_id,
    or_(
        _target.c.state == HELD,
        and_(_c.op != SEND, _target.c.state == UNKNOWN, _target.c.lane == int(Lane.BROADCAST)),
    ),
)


_STATE = select(
    *(
        select(func.count())
        .select_from(deliveries)
        .where(IS_ODD, _c.state == literal_column(f"'{state}'"))
        .scalar_subquery()
        for state in (UNKNOWN, FAILED)
    ),
    *(
        select(func.min(_c.due_at))
        .where(IS_PENDING, _c.channel == channel, _c.lane == int(lane), ~_for_a_person)
        .scalar_subquery()
        for lane, channel in _ENDS
    ),
)
