"""Copies of what an erased member wrote: in the inbox, the outbox and open dialogs, and in others' chats."""

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from markupsafe import escape
from sqlalchemy import JSON, Text, and_, cast, delete, literal, or_, select, update
from sqlalchemy.orm import Session

from storage.dialogs import dialogs
from storage.forgetting import ERASED, forget_words
from storage.inbox import inbox
from storage.numbers import marks
from storage.outbox import CANCELLED, DELETE, PENDING, SEND, SENDING, SENT, contents, deliveries
from storage.rewriting import CAPTIONED

FAREWELL = "farewell"
"""What is the last to go to somebody who was erased is called in deliveries."""
LEAST, LEAST_ELSEWHERE = 4, 12
"""Characters of a line from which on it is looked for in what is about the text itself, and in what may quote it: there
a shorter one (a greeting, say) is likely to be somebody else's."""
BEGINNING = 24
"""Characters of a line that are looked for: copies may be cut."""

_c = deliveries.c
_NOTHING = literal({}, JSON)


def empty_inbox(session: Session, chats: Collection[int], besides_update: int | None) -> None:
    """What waits or was put aside of theirs is not handled any more."""
    here = inbox.c.update_id != (besides_update or 0)
    waiting = session.execute(select(inbox.c.update_id, inbox.c.chat_id, inbox.c.body).where(here, inbox.c.body != ""))
    mine = [row.update_id for row in waiting if row.chat_id in chats or _is_from(row.body, chats)]
    own = or_(inbox.c.chat_id.in_(chats), inbox.c.update_id.in_(mine))
    done = {"body": "", "group_key": None, "chat_id": None}
    unhandled = and_(own, here, inbox.c.done_at.is_(None))
    received = inbox.c.received_at
    session.execute(update(inbox).where(unhandled).values(done_at=received, error=None, **done))
    session.execute(update(inbox).where(own, here).values(done))


def _is_from(body: str, chats: Collection[int]) -> bool:
    return any(f'"id":{chat},' in body.replace(" ", "") for chat in chats)


def forget_chats(session: Session, member_id: int, chats: Collection[int], now: datetime) -> None:
    """Nothing goes to them any more but the farewell, and nothing says what went.

    What is on its way is not tried again, and messages that are being deleted there still are; where that was is
    forgotten afterwards (``forget_farewells``).
    """
    here = _c.chat_id.in_(chats)
    deleting = session.execute(select(_c.id, _c.target_id).where(here, _c.op == DELETE, _c.state == PENDING)).all()
    kept = [key for row in deleting for key in row if key is not None]
    passing = and_(here, or_(_c.state == SENDING, _c.id.in_(kept)))
    farewell = {"kind": FAREWELL, "object_kind": None, "object_id": None, "dedupe_key": None}
    forget_words(session, and_(or_(here, _c.recipient_id == member_id), _c.kind != FAREWELL), now)
    session.execute(update(deliveries).where(passing).values(farewell))
    gone = {"state": CANCELLED, "error": ERASED, "chat_id": 0, "message_id": None, "dedupe_key": None}
    session.execute(update(deliveries).where(here, _c.kind != FAREWELL).values(gone))
    for chat in chats:
        own_key = or_(_c.dedupe_key.contains(f":{chat}:"), _c.dedupe_key.endswith(f":{chat}"))
        session.execute(update(deliveries).where(own_key).values(dedupe_key=None))
        session.execute(delete(marks).where(marks.c.name.contains(f":{chat}:")))


def forget_copies(session: Session, texts: Iterable[str], objects: Collection[tuple[str, int]], now: datetime) -> None:
    """What quotes them. Of messages that were settled nobody needs the words, but to exchange a file in them.

    What waits is looked through where it is about what was theirs, or about nothing that has a name (a digest, a page
    of hits); so is what is typed in an open form.
    """
    there, files = cast(_c.payload, Text) != "{}", _c.method.in_((*CAPTIONED, "sendMediaGroup"))
    settled = _c.state.in_((SENT, CANCELLED))
    session.execute(update(deliveries).where(settled, ~files, there).values(payload=_NOTHING))
    texts = list(texts)
    wanted, elsewhere = fragments(texts, LEAST), fragments(texts, LEAST_ELSEWHERE)
    rows = session.execute(select(_c.id, _c.state, _c.object_kind, _c.object_id, _c.payload).where(there)).all()
    for row in rows:
        is_theirs = (row.object_kind, row.object_id) in objects
        if is_theirs and row.state in (SENT, CANCELLED):
            session.execute(update(deliveries).where(_c.id == row.id).values(payload=_NOTHING))
        elif (is_theirs and quotes(row.payload, wanted)) or (
            row.object_kind is None and quotes(row.payload, elsewhere)
        ):
            forget_words(session, _c.id == row.id, now)
    s = contents.c
    for key, kind, number, payload in session.execute(select(s.id, s.object_kind, s.object_id, s.payload)).all():
        if (kind, number) in objects and quotes(payload, wanted):
            session.execute(update(contents).where(s.id == key).values(payload=_NOTHING))
    for chat_id, user_id, data in session.execute(select(dialogs.c.chat_id, dialogs.c.user_id, dialogs.c.data)).all():
        if quotes(data, elsewhere):
            open_one = and_(dialogs.c.chat_id == chat_id, dialogs.c.user_id == user_id)
            session.execute(delete(dialogs).where(open_one))


def rename(session: Session, was: str, name: str) -> None:
    """What is still to go, or may be exchanged, names them no more."""
    pairs = [(_quoted(was), _quoted(name)), (_quoted(escape(was)), _quoted(escape(name)))]
    for table in (deliveries, contents):
        there = cast(table.c.payload, Text) != "{}"
        for key, payload in session.execute(select(table.c.id, table.c.payload).where(there)).all():
            said = json.dumps(payload, ensure_ascii=False)
            for old, new in pairs:
                said = said.replace(old, new)
            if (changed := json.loads(said)) != payload:
                session.execute(update(table).where(table.c.id == key).values(payload=changed))


def fragments(texts: Iterable[str], least: int) -> list[str]:
    """By what a copy of the texts is known: how each line begins, as it is written and as it is escaped."""
    lines = (line.strip() for text in texts for line in text.splitlines())
    found = {line[:BEGINNING] for line in lines if len(line) >= least}
    return sorted(found | {str(escape(one)) for one in found})


def quotes(payload: Any, wanted: Collection[str]) -> bool:
    """Whether one of the fragments stands in it."""
    said = json.dumps(payload, ensure_ascii=False)
    return any(_quoted(one) in said for one in wanted)


def _quoted(text: str) -> str:
    """The text as it stands inside JSON."""
    return json.dumps(str(text), ensure_ascii=False)[1:-1]


def forget_farewells(session: Session) -> int:
    """The number of the chat of who was erased is needed no more, once the last message has gone; returns how many."""
    follower = deliveries.alias("follower")
    is_deleted = follower.c.op == DELETE, follower.c.state.in_((PENDING, SENDING))
    waits = select(follower.c.id).where(follower.c.target_id == _c.id, *is_deleted).exists()
    over = and_(_c.kind == FAREWELL, _c.state.not_in((PENDING, SENDING)), _c.chat_id != 0, ~waits)
    gone = {"state": CANCELLED, "error": ERASED, "chat_id": 0, "message_id": None, "payload": {}, "recipient_id": None}
    return int(session.execute(update(deliveries).where(over).values(gone)).rowcount)  # type: ignore[attr-defined]


@dataclass(frozen=True)
class CopyOf:
    """A message of ours in somebody's chat that shows what the member wrote."""

    id: int
    chat_id: int
    recipient_id: int | None
    method: str
    sent_at: datetime | None


def copies_of(session: Session, kind: str, key: int) -> list[CopyOf]:
    """What was put in of this object and not cancelled."""
    of = and_(_c.object_kind == kind, _c.object_id == key, _c.op == SEND, _c.state != CANCELLED)
    rows = session.execute(select(_c.id, _c.chat_id, _c.recipient_id, _c.method, _c.sent_at).where(of).order_by(_c.id))
    return [CopyOf(*row) for row in rows]
