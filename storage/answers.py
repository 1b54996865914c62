"""What Telegram answered to our questions: it comes in by the inbox, as an update of our own.

Nothing inside a unit of work talks to the network. One that has to know something orders the call as a delivery; what
is answered is stored as an update in the transaction that settles the delivery, and handled as everything else that
comes in: once, in the order of its chat, again if it fails.
"""

import json
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from storage.carrying import Claimed
from storage.inbox import RawUpdate, store_updates

ASKING = ("createForumTopic", "getChatMember")
"""Methods whose answer is of interest, and is kept."""
ANSWERED = "answered"
"""The kind of such an update."""


def keep_answer(session: Session, delivery: Claimed, now: datetime, *, result: Any, error: str | None) -> None:
    """Put the answer into the inbox, where ``error`` says why it was refused.

    Its number is the delivery's with a minus before it: Telegram's own are positive.
    """
    answer = {"delivery": delivery.id, "result": result, "error": error}
    body = json.dumps({"update_id": -delivery.id, ANSWERED: answer})
    store_updates(session, [RawUpdate(-delivery.id, body, delivery.chat_id)], now)
