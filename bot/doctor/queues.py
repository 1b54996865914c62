"""What waits in the inbox and the outbox, what was put aside, what was not delivered: by number, never by text."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.delivery.reasons import reason
from bot.doctor.findings import Finding, Sign, age
from bot.texts import Texts
from storage.failures import worth_resending
from storage.held import kept, updates_kept
from storage.inbox import inbox_state, parked_updates
from storage.outbox import IS_UNKNOWN, Lane, deliveries
from storage.outbox_state import outbox_state
from storage.retention_nights import state_of

EXAMPLES = 3
UPDATE_WAITS = timedelta(minutes=1)
"""A running bot handles an update within a second, and tries a failing one for about that long."""
DELIVERY_WAITS = timedelta(minutes=5)
"""What is due goes within seconds; behind a failing one of its chat within a minute. Broadcasts may take longer."""

RETENTION_RESTS = timedelta(days=3)
"""A night may be missed, or a weekend: it is made up for."""


def check(texts: Texts, session: Session, now: datetime) -> list[Finding]:
    """A line for each queue, and one for what came to grief."""
    return [
        _inbox(texts, session, now),
        _outbox(texts, session, now),
        _parked(texts, session),
        _failed(texts, session, now),
        *_unknown(texts, session),
        *_held(texts, session),
        *_retention(texts, session, now),
    ]


def _inbox(texts: Texts, session: Session, now: datetime) -> Finding:
    name, state = texts.plain("Inbox"), inbox_state(session)
    if state.oldest is None:
        return Finding(Sign.GOOD, name, texts.plain("nothing waits"))
    waited = now - state.oldest
    says = texts.plain("waiting: {n}, the oldest for {span}", n=state.waiting, span=age(waited))
    if waited <= UPDATE_WAITS:
        return Finding(Sign.GOOD, name, says)
    return Finding(Sign.WRONG, name, says, _is_it_running(texts))


def _outbox(texts: Texts, session: Session, now: datetime) -> Finding:
    name = texts.plain("Outbox")
    due = {lane: now - since for lane, since in outbox_state(session).oldest.items() if since <= now}
    if not due:
        return Finding(Sign.GOOD, name, texts.plain("nothing waits"))
    says = texts.plain("the oldest has waited for {span}", span=age(max(due.values())))
    if all(waited <= DELIVERY_WAITS for lane, waited in due.items() if lane is not Lane.BROADCAST):
        return Finding(Sign.GOOD, name, says)
    return Finding(Sign.WRONG, name, says, _is_it_running(texts))


def _is_it_running(texts: Texts) -> str:
    return texts.plain("Start `plaukts run`; if it runs, its log says why it waits.")


def _parked(texts: Texts, session: Session) -> Finding:
    name, parked = texts.plain("Put aside"), parked_updates(session)
    if not parked:
        return Finding(Sign.GOOD, name, texts.plain("none"))
    examples = [f"update {number} {error}" for number, error in parked[:EXAMPLES]]
    return Finding(Sign.WRONG, name, _counted(len(parked), examples), _again(texts))


def _failed(texts: Texts, session: Session, now: datetime) -> Finding:
    name = texts.plain("Not delivered")
    c, which = deliveries.c, worth_resending(now)
    count = session.scalar(select(func.count()).select_from(deliveries).where(which)) or 0
    if not count:
        return Finding(Sign.GOOD, name, texts.plain("none"))
    columns = (c.id, c.kind, c.object_kind, c.object_id, c.state, c.error)
    rows = session.execute(select(*columns).where(which).order_by(c.id.desc()).limit(EXAMPLES))
    examples = [
        f"delivery {row.id} ({_about(row.kind, row.object_kind, row.object_id)}): "
        f"{texts.plain(reason(row.state, row.error or ''))}"
        for row in rows
    ]
    return Finding(Sign.WRONG, name, _counted(count, examples), _again(texts))


def _unknown(texts: Texts, session: Session) -> list[Finding]:
    count = outbox_state(session).unknown
    if not count:
        return []
    name, says = texts.plain("Unknown"), texts.plain("{n} may have arrived or not", n=count)
    remedy = texts.plain("Answers and reminders are tried again by themselves within ten minutes.")
    to_many = select(func.count()).select_from(deliveries).where(IS_UNKNOWN, deliveries.c.lane == int(Lane.BROADCAST))
    many = session.scalar(to_many) or 0
    if many:
        says = texts.plain("{n} may have arrived or not, {many} of them of what went to many", n=count, many=many)
        remedy = texts.plain(
            "Answers and reminders are tried again by themselves within ten minutes; what went to many is not, so that "
            "nobody has it twice: whoever announced it can send it again, under the announcement."
        )
    return [Finding(Sign.WARNING, name, says, remedy)]


def _held(texts: Texts, session: Session) -> list[Finding]:
    """What came from a backup and may have been sent or handled since; nothing where none is left."""
    count = sum(one.count for one in kept(session)) + updates_kept(session)
    if not count:
        return []
    says = texts.plain("{n} came back with a backup", n=count)
    remedy = texts.plain("An administrator decides in the chat whether they go.")
    return [Finding(Sign.WARNING, texts.plain("Held"), says, remedy)]


def _retention(texts: Texts, session: Session, now: datetime) -> list[Finding]:
    """Whether what is over its period goes every night; nothing before the first night."""
    state = state_of(session)
    if state.night is None:
        return []
    name, ended = texts.plain("Retention"), state.ended
    begun = datetime.fromisoformat(state.night).replace(tzinfo=UTC)
    if now - (ended or begun) <= RETENTION_RESTS:
        return [Finding(Sign.GOOD, name, texts.plain("what is over its period goes every night"))]
    says = texts.plain("for {span} nothing has gone that is over its period", span=age(now - (ended or begun)))
    remedy = texts.plain("Let `plaukts run` run over night, or do it now: `plaukts retention`.")
    return [Finding(Sign.WARNING, name, says, remedy)]


def _about(kind: str, object_kind: str | None, object_id: int | None) -> str:
    """In the program's own words, as they stand in the database."""
    return kind if object_kind is None else f"{kind}, {object_kind} {object_id}"


def _counted(count: int, examples: Sequence[str]) -> str:
    shown = "; ".join(examples)
    return f"{count}: {shown}" + ("; …" if count > len(examples) else "")


def _again(texts: Texts) -> str:
    return texts.plain("When the cause is removed: `plaukts doctor --retry`.")
