"""Consultations that somebody has begun to register and not saved yet: they count nowhere."""

from collections import Counter
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.dialogs import dialogs

RECORD, RECORDS = "register", "register-lines"
"""The forms of one consultation, and of several lines at once, whose data has them under ``rows``."""


def unfinished_records(session: Session, now: datetime) -> Counter[int]:
    """Telegram user → how many they have begun."""
    d = dialogs.c
    begun = select(d.user_id, d.form, d.data).where(d.form.in_((RECORD, RECORDS)), d.expires_at > now)
    found: Counter[int] = Counter()
    for user_id, form, data in session.execute(begun):
        found[user_id] += len(data.get("rows", ())) if form == RECORDS else 1
    return found
