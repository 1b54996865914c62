"""What is announced to all in a storm: it arrives once or not at all, and what is known of it is true."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.broadcasts import Content, announce
from storage.outbox import BLOCKED, SENT, UNKNOWN, About, deliveries
from tests.storm.comparing import ANNOUNCED, Found
from tests.storm.phones import Phone, visible

KIND = "storm"


def announce_to_all(session: Session, number: int, now: datetime) -> None:
    """One more, as a command from outside of the bot would do it."""
    content = Content("sendMessage", {"text": f"{ANNOUNCED} {number}."})
    announce(
        session, About(KIND, KIND, number), {"lv": content}, roles=("librarian", "methodologist"), now=now, urgent=True
    )


def compare_announced(found: Found, session: Session, phones: Sequence[Phone], number: int) -> None:
    """Nobody has it twice; who has it not was out of reach, or it is not known whether it arrived."""
    c = deliveries.c
    rows = session.execute(select(c.chat_id, c.state).where(c.kind == KIND, c.object_id == number)).all()
    states = {row.chat_id: row.state for row in rows}
    found.differs(f"recipients of announcement {number}", len(rows), len(states))
    for phone in phones:
        times = sum(visible(one) == f"{ANNOUNCED} {number}." for one in phone.chat.messages)
        state = states.get(phone.id)
        if times > 1 or (state == SENT and not times):
            found.problems.append(f"{phone.name} has announcement {number} {times} times, and it is {state}")
        if state not in (None, SENT, UNKNOWN, BLOCKED):
            found.problems.append(f"announcement {number} to {phone.name} is {state}")
