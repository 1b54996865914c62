"""The demonstration's group: the region's from the start, with its threads and its welcome."""

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from bot.sandbox import Group
from storage import groups
from storage.groups import GroupThread
from storage.guests import GroupGuest


def seed_group(session: Session, shown: Group, now: datetime) -> None:
    """The group on the page is the region's; what an earlier run made in one of this number is not there any more."""
    group = groups.seen_group(session, shown.chat())
    for table in (GroupThread, GroupGuest):
        session.execute(delete(table))
    group.status, group.rights = groups.MEMBER, []
    group.card_id = group.welcome_id = group.invitation_id = group.invited_at = group.invited_count = None
    groups.adopt(session, group, now)
