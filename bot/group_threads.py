"""Where in the region's group something belongs: in the thread of its kind, which is made where there is none."""

from datetime import datetime

from sqlalchemy.orm import Session

from bot.texts import N_, texts_for
from storage import groups

THREAD_NAMES = {
    groups.NEWS: N_("News"),
    groups.QUESTIONS: N_("Consultations"),
    groups.EVENTS: N_("Seminars and events"),
    groups.TALK: N_("Conversations"),
}
"""What the threads of the region's group are called (msgids)."""


def place_for(
    session: Session, kind: str, now: datetime, *, language: str, member_id: int | None, update_id: int | None
) -> groups.Place | None:
    """The place for what is of this kind; its thread is ordered if there is none. Nothing without a group."""
    place = groups.place(session, kind)
    if place is None or place.thread is not None or place.making is not None:
        return place
    group = groups.region_group(session)
    if kind not in groups.KINDS or group is None or not group.forum or not group.may(groups.MANAGE_TOPICS):
        return place
    name = texts_for(language).plain(THREAD_NAMES[kind])
    groups.make_thread(session, group, kind, name, now, member_id=member_id, update_id=update_id)
    return groups.place(session, kind)
