"""The outbox from the courier's side: what could go, taking it, and writing down what became of it.

The statements that every message needs are built once, with their values bound: building the choice anew each time
took a quarter of the writer's time (measured by the benchmark).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    bindparam,
    case,
    exists,
    func,
    literal_column,
    not_,
    or_,
    select,
    tuple_,
    union_all,
    update,
)
from sqlalchemy.orm import Session

from storage.arrivals import CAME_BACK
from storage.broadcasts import broadcasts
from storage.files import files
from storage.mail_chats import TELEGRAM
from storage.outbox import (
    BLOCKED,
    CANCELLED,
    DELETE,
    EDIT,
    EXCHANGE,
    FAILED,
    HELD,
    IS_FOLLOWING,
    IS_PENDING,
    IS_SENDING,
    IS_UNKNOWN,
    PENDING,
    SEND,
    SENDING,
    SENT,
    UNKNOWN,
    Lane,
    deliveries,
    shared_payloads,
)
from storage.prepared import Prepared, among
from storage.rewriting import rewritten, sent_by

_c = deliveries.c


class Candidate(NamedTuple):
    """A delivery that could go now, with all that choosing needs."""

    id: int
    lane: int
    chat_id: int
    due_at: datetime
    tries: int
    op: str


@dataclass(frozen=True)
class Claimed:
    """A delivery that the courier has taken: its row says ``sending``."""

    id: int
    op: str
    lane: int
    channel: str
    chat_id: int
    recipient_id: int | None
    method: str
    payload: Mapping[str, Any]
    file_id: int | None
    target_id: int | None
    target_message_id: int | None
    target_span: int
    created_at: datetime
    tries: int
    update_id: int | None = None
    """The update that caused it."""


def candidates(
    session: Session,
    now: datetime,
    busy_chats: Collection[int],
    waiting: Collection[tuple[int, int]] = (),
    limit: int = 100,
    *,
    last_lane: int = Lane.BROADCAST,
    channel: str = TELEGRAM,
) -> list[Candidate]:
    """What could go by the channel now, urgent lanes first, down to ``last_lane``; of a long lane the first ``limit``.

    Of a chat with one on its way nothing. A reply or an edit waits until its target's fate is settled, a generated file
    until it has been made. ``waiting``: (chat, lane) pairs of which only deliveries that were tried before are looked
    at, so that a long row of later ones hides nobody else's.
    """
    values = {"now": now, "busy": list(busy_chats), "most": limit, "channel": channel}
    if waiting:
        values["waiting"] = list(waiting)
    found: list[Candidate] = []
    first_lane = 0
    while first_lane <= last_lane:
        values |= {"first_lane": first_lane, "last_lane": last_lane}
        rows = _in_turn(session, values) if waiting else _CANDIDATES.all(session, values)
        found += rows
        if len(rows) < limit:
            break
        first_lane = rows[-1].lane + 1  # a long urgent lane must not hide those after it
    return found


def _in_turn(session: Session, values: Mapping[str, Any]) -> list[Candidate]:
    statement = _candidates(session.connection().dialect.name).where(_IN_TURN)
    return [Candidate(*row) for row in session.execute(statement, values)]


_now = bindparam("now", type_=_c.due_at.type)
_by = bindparam("channel", type_=_c.channel.type)
_target = deliveries.alias("target")
_under_way = deliveries.alias("under_way")
_unsettled = or_(
    *(_target.c.state == state for state in (PENDING, SENDING, HELD)),
    and_(_target.c.state == UNKNOWN, _target.c.lane != Lane.BROADCAST),
)


_UNDER_WAY = select(_under_way.c.chat_id).where(_under_way.c.state == literal_column(f"'{SENDING}'"))
"""Chats with one on its way. Asked of the database, and not of the courier's tasks, it sees what is settled earlier in
the same transaction, and what could not be written down."""


@cache
def _candidates(dialect: str) -> Select[Any]:
    return (
        select(_c.id, _c.lane, _c.chat_id, _c.due_at, _c.tries, _c.op)
        .outerjoin(_target, _target.c.id == _c.target_id)
        .outerjoin(files, files.c.id == _c.file_id)
        .where(
            IS_PENDING,
            _c.channel == _by,
            _c.lane.between(bindparam("first_lane"), bindparam("last_lane")),
            _c.due_at <= _now,
            not_(among(dialect, _c.chat_id, "busy")),
            _c.chat_id.not_in(_UNDER_WAY),
            or_(_target.c.id.is_(None), not_(_unsettled)),
            or_(_c.op == SEND, _target.c.message_id.is_not(None)),
            or_(files.c.id.is_(None), files.c.bytes.is_not(None), files.c.telegram_file_id.is_not(None)),
        )
        .order_by(_c.lane, _c.due_at, _c.id)
        .limit(bindparam("most"))
    )


_CANDIDATES = Prepared(_candidates, row=Candidate)
_IN_TURN = or_(_c.tries > 0, tuple_(_c.chat_id, _c.lane).not_in(bindparam("waiting", expanding=True)))


def still_to_go(session: Session, ids: Collection[int]) -> set[int]:
    """Those of the deliveries that are neither settled nor stopped."""
    open_states = (PENDING, SENDING, UNKNOWN)
    return set(session.scalars(select(_c.id).where(_c.id.in_(ids), _c.state.in_(open_states))))


def next_due(session: Session, now: datetime, channel: str = TELEGRAM) -> datetime | None:
    """When the channel's next delivery falls due that is not due yet, one that is to be tried again included."""
    rows = _NEXT_DUE.all(session, {"now": now, "channel": channel})
    return min((row[0] for row in rows if row[0] is not None), default=None)


_NEXT_DUE = Prepared(
    union_all(
        *(
            select(func.min(_c.due_at)).where(IS_PENDING, _c.channel == _by, _c.lane == int(lane), _c.due_at > _now)
            for lane in Lane
        ),
        select(func.min(_c.due_at)).where(IS_UNKNOWN, _c.due_at > _now),
    )
)


def claim(session: Session, ids: Sequence[int], now: datetime) -> list[Claimed]:
    """Take deliveries: they say ``sending`` from this commit on. What has expired meanwhile is cancelled."""
    taken = {row.id: row for row in _CLAIM.all(session, {"ids": list(ids), "now": now})}
    if len(taken) < len(ids):
        expired = and_(_c.id.in_(ids), IS_PENDING, _c.expires_at <= now)
        cancelled = update(deliveries).where(expired).values(state=CANCELLED, error="expired")
        _cancel_orphans(session, session.scalars(cancelled.returning(_c.id)).all())
    target_ids = [row.target_id for row in taken.values() if row.target_id is not None]
    targets = {}
    if target_ids:
        found = session.execute(select(_c.id, _c.message_id, _c.span).where(_c.id.in_(target_ids)))
        targets = {key: (message_id, span) for key, message_id, span in found}
    shared = shared_payloads(session, {row.content_id for row in taken.values()})
    return [
        _claimed(taken[key], *targets.get(taken[key].target_id, (None, 1)), shared.get(taken[key].content_id, {}))
        for key in ids
        if key in taken
    ]


_CLAIM = Prepared(
    lambda dialect: (
        update(deliveries)
        .where(
            among(dialect, _c.id, "ids"),
            IS_PENDING,
            or_(_c.expires_at.is_(None), _c.expires_at > _now),
        )
        .values(state=SENDING, claimed_at=_now, tries=_c.tries + 1)
        .returning(
            *(_c.id, _c.op, _c.lane, _c.channel, _c.chat_id, _c.recipient_id, _c.method, _c.payload),
            *(_c.file_id, _c.target_id, _c.created_at, _c.tries, _c.content_id, _c.update_id),
        )
    )
)


def _claimed(row: Any, target_message_id: int | None, target_span: int, shared: Mapping[str, Any]) -> Claimed:
    payload = {**shared, **row.payload}
    return Claimed(
        id=row.id,
        op=row.op,
        lane=row.lane,
        channel=row.channel,
        chat_id=row.chat_id,
        recipient_id=row.recipient_id,
        method=sent_by(row.method, payload),
        payload=payload,
        file_id=row.file_id,
        target_id=row.target_id,
        target_message_id=target_message_id,
        target_span=target_span,
        created_at=row.created_at,
        tries=row.tries,
        update_id=row.update_id,
    )


def settle_sent(session: Session, delivery_id: int, message_id: int | None, now: datetime) -> None:
    """Write down that a new message has arrived."""
    _SETTLE_SENT.later(session, {"delivery": delivery_id, "message": message_id, "now": now})


_SETTLE_SENT = Prepared(
    update(deliveries)
    .where(_c.id == bindparam("delivery"), IS_SENDING)
    .values(state=SENT, message_id=bindparam("message"), sent_at=_now, error=None)
)


def settle(session: Session, delivery_id: int, state: str, **values: Any) -> None:
    """Write down what became of a claimed delivery; what waits to edit one that will never arrive is cancelled."""
    mine = and_(_c.id == delivery_id, _c.state == SENDING)
    to_be: Any = state
    if state == PENDING:
        _cancel_superseded(session, mine)
        to_be = case((_is_stopped(delivery_id), HELD), else_=PENDING)
    session.execute(update(deliveries).where(mine).values(state=to_be, **values))
    if state != SENT:
        _take_up_changes(session, [delivery_id])
    if state in (FAILED, BLOCKED, CANCELLED):
        _cancel_orphans(session, [delivery_id])


def _is_stopped(delivery_id: int) -> ColumnElement[bool]:
    """Whether what was announced was stopped while this copy was on the wire: it waits with the rest."""
    own, of = deliveries.alias("own"), broadcasts.c
    same = and_(of.object_kind == own.c.object_kind, of.object_id == own.c.object_id, of.kind == own.c.kind)
    spread = and_(own.c.id == delivery_id, own.c.lane == int(Lane.BROADCAST), own.c.op == SEND)
    return exists().where(spread, same, of.held_at.is_not(None))


def _take_up_changes(session: Session, ids: Collection[int]) -> None:
    """Messages that are not there after all: what was to change them on arrival changes what is there to be sent.

    Where a broadcast may have arrived, the change waits until a press says so, for it will not go again.
    """
    if not ids:
        return
    columns = (
        _c.op,
        _c.payload,
        _c.content_id,
        _target.c.id.label("id"),
        _target.c.payload.label("old"),
        _target.c.content_id.label("old_content_id"),
        _target.c.state,
    )
    followers = select(*columns).join(_target, _target.c.id == _c.target_id).where(IS_FOLLOWING, _target.c.id.in_(ids))
    not_there = or_(_target.c.state != UNKNOWN, _target.c.lane != Lane.BROADCAST)
    found = session.execute(followers.where(not_there).order_by(_c.id)).all()
    shared = shared_payloads(session, {follower.old_content_id for follower in found})
    for follower in found:
        values = {"state": CANCELLED, "error": "taken back"}
        if follower.op != DELETE:
            if (
                follower.op == EXCHANGE or follower.content_id is not None
            ):  # which has been changed itself: what is to be sent shows it already
                values = {"payload": follower.old}
            else:
                values = rewritten({**shared.get(follower.old_content_id, {}), **follower.old}, follower.payload)
        session.execute(update(deliveries).where(_c.id == follower.id).values(**values))
        taken_up = and_(IS_FOLLOWING, _c.target_id == follower.id)
        session.execute(update(deliveries).where(taken_up).values(state=CANCELLED, error="target was changed instead"))


def settle_mailed(session: Session, delivery_id: int, now: datetime) -> None:
    """Write down that a mail has gone: nobody can change it any more."""
    settle(session, delivery_id, SENT, sent_at=now, error=None)
    _cancel_orphans(session, [delivery_id])


def settle_blocked(session: Session, delivery_id: int, error: str | None, now: datetime) -> bool:
    """Write down that the recipient cannot be reached; tells whether that is still so.

    Where they came back while it was on its way, its refusal is from before, and it goes again.
    """
    before = session.scalar(select(_c.error).where(_c.id == delivery_id, IS_SENDING)) == CAME_BACK
    if before:
        settle(session, delivery_id, PENDING, due_at=now, error=error)
    else:
        settle(session, delivery_id, BLOCKED, error=error)
    return not before


def _cancel_orphans(session: Session, target_ids: Sequence[int]) -> None:
    """What waits to edit or delete a message that will never arrive."""
    if not target_ids:
        return
    orphans = and_(_c.target_id.in_(target_ids), IS_FOLLOWING)
    session.execute(update(deliveries).where(orphans).values(state=CANCELLED, error="target was not delivered"))


def _cancel_superseded(session: Session, under_way: ColumnElement[bool]) -> None:
    """Of edits on their way, those that a newer one waits to follow: they need not go again."""
    newer = deliveries.alias("newer")
    exists = select(newer.c.id).where(newer.c.target_id == _c.target_id, newer.c.op == EDIT, newer.c.state == PENDING)
    superseded = and_(under_way, _c.op == EDIT, exists.exists())
    session.execute(update(deliveries).where(superseded).values(state=CANCELLED, error="superseded"))


def fail_carriers(session: Session, file_id: int) -> None:
    """A file could not be made: what should have carried it has failed."""
    carriers = and_(IS_PENDING, _c.file_id == file_id)
    session.execute(update(deliveries).where(carriers).values(state=FAILED, error="its file could not be made"))


def interrupted(session: Session, now: datetime, channel: str = TELEGRAM) -> int:
    """After a start: what was on the channel's wire when the predecessor ended may have arrived. Returns how many.

    Edits and deletions may be repeated without harm, so they go again.
    """
    on_the_wire = and_(IS_SENDING, _c.channel == channel)
    _cancel_superseded(session, on_the_wire)
    again = case((_c.op == SEND, UNKNOWN), else_=PENDING)
    # Claimed as if now: the time for trying again counts from here, however long nothing ran.
    values = {"state": again, "due_at": now, "claimed_at": now, "error": "interrupted while sending"}
    found = session.scalars(update(deliveries).where(on_the_wire).values(values).returning(_c.id)).all()
    _take_up_changes(session, found)
    return len(found)


def give_back(session: Session, besides: Collection[int], channel: str = TELEGRAM) -> None:
    """Taken in a commit whose reply was lost, so that nobody carries them: they have not gone."""
    forgotten = and_(IS_SENDING, _c.channel == channel, _c.id.not_in(besides))
    _cancel_superseded(session, forgotten)
    ids = session.scalars(update(deliveries).where(forgotten).values(state=PENDING).returning(_c.id)).all()
    _take_up_changes(session, ids)


def retry_unknown(session: Session, now: datetime, most_tries: int, within: timedelta) -> None:
    """Let unknown deliveries go again, broadcasts excepted; give up after ``most_tries`` or when too old."""
    mine = and_(IS_UNKNOWN, _c.lane != Lane.BROADCAST, _c.due_at <= now)
    _cancel_superseded(session, mine)
    too_often = or_(_c.tries >= most_tries, _c.claimed_at < now - within)
    reason = func.coalesce(_c.error, "") + "; given up, it may have arrived"
    giving_up = update(deliveries).where(mine, too_often).values(state=FAILED, error=reason)
    failed = session.scalars(giving_up.returning(_c.id)).all()
    _cancel_orphans(session, failed)
    session.execute(update(deliveries).where(mine).values(state=PENDING))
