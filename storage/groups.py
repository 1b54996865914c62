"""The region's group in Telegram: the groups that the bot is in, their threads, and what the bot may do there."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, String, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.arrivals import release_blocked
from storage.base import Base, Id
from storage.carrying import Claimed
from storage.outbox import About, Lane, enqueue
from storage.redirecting import go_to_thread, move_chat
from storage.rewriting import NEW_THREAD, THREAD

NEWS, QUESTIONS, EVENTS, TALK = "news", "questions", "events", "talk"
KINDS = (NEWS, QUESTIONS, EVENTS, TALK)
"""What the threads of the region's group are for, in the order in which they are made."""
GENERAL = "general"
"""Where a message goes that belongs to no thread: Telegram's own "General"."""

ADMINISTRATOR, MEMBER, RESTRICTED, LEFT, KICKED = "administrator", "member", "restricted", "left", "kicked"
"""The bot's status in a group (https://core.telegram.org/bots/api#chatmember)."""
OUTSIDE = (LEFT, KICKED)
MANAGE_TOPICS, PIN_MESSAGES, DELETE_MESSAGES = "can_manage_topics", "can_pin_messages", "can_delete_messages"
"""The rights of an administrator that the bot uses."""

CREATE_THREAD, ASK_MEMBER = "createForumTopic", "getChatMember"
MAKING = "thread"
"""Kind of the delivery that makes a thread, and of the object that it is about: the thread's row."""
COLOURS = {NEWS: 16766590, QUESTIONS: 7322096, EVENTS: 9367192, TALK: 13338331}
"""Of the signs before the threads' names, of those that Telegram allows: yellow, blue, green, violet."""
MOST_TRIES_THREAD = 3
"""After so many tries a delivery whose threads are gone each time goes to "General"."""


class Group(Base):
    """A group that the bot is or was in; one at most is the region's."""

    __tablename__ = "groups"

    id: Mapped[int] = mapped_column(Id, primary_key=True, init=False)
    chat_id: Mapped[int] = mapped_column(BigInteger, unique=True)
    title: Mapped[str] = mapped_column(String(255))
    supergroup: Mapped[bool]
    forum: Mapped[bool]
    """Whether it has threads."""
    status: Mapped[str | None] = mapped_column(String(20), default=None)
    """The bot's, as Telegram told it last; nothing where it has not."""
    rights: Mapped[list[str]] = mapped_column(JSON, default_factory=list)
    """What the bot may do as its administrator, by the Bot API's names."""
    adopted: Mapped[bool | None] = mapped_column(unique=True, default=None)
    """True for the region's group, nothing for all others: so there can be but one."""
    adopted_at: Mapped[datetime | None] = mapped_column(default=None)
    greeted_at: Mapped[datetime | None] = mapped_column(default=None)
    """When a group that is not the region's was told so, once."""
    card_id: Mapped[int | None] = mapped_column(ForeignKey("deliveries.id"), default=None)
    """The delivery that shows the administrators there how its set-up stands."""
    welcome_id: Mapped[int | None] = mapped_column(ForeignKey("deliveries.id"), default=None)
    """The delivery that welcomes and is pinned."""
    invitation_id: Mapped[int | None] = mapped_column(ForeignKey("deliveries.id"), default=None)
    """The delivery that invites those together whom the bot cannot write to."""
    invited_at: Mapped[datetime | None] = mapped_column(default=None)
    invited_count: Mapped[int | None] = mapped_column(default=None)
    """How many people it says have not joined."""

    @property
    def present(self) -> bool:
        """Whether the bot is there and may write."""
        return self.status not in OUTSIDE

    def may(self, right: str) -> bool:
        """Whether the bot administers the group with this right."""
        return self.status == ADMINISTRATOR and right in self.rights


class GroupThread(Base):
    """A thread of a group (Telegram's forum topic)."""

    __tablename__ = "group_threads"
    __table_args__ = (Index(None, "group_id", "thread_id"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True, init=False)
    group_id: Mapped[int] = mapped_column(ForeignKey("groups.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(128))
    kind: Mapped[str | None] = mapped_column(String(20), default=None)
    """What Plaukts uses it for; nothing for people's own."""
    thread_id: Mapped[int | None] = mapped_column(BigInteger, default=None)
    """Telegram's number; nothing until it is made."""
    making_id: Mapped[int | None] = mapped_column(ForeignKey("deliveries.id"), default=None)
    """The delivery that makes it, where Plaukts does."""
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("group_threads.id"), default=None)
    """The thread of the same kind that somebody had deleted."""
    gone_at: Mapped[datetime | None] = mapped_column(default=None)
    """When it was found to be deleted, or could not be made."""
    told_at: Mapped[datetime | None] = mapped_column(default=None)
    """When the administrators were told of that."""


@dataclass(frozen=True)
class Place:
    """Where in the region's group something of a kind belongs."""

    chat_id: int
    thread: int | None
    """Telegram's number of the thread; nothing for a group without threads, or while it is being made."""
    making: int | None = None
    """The delivery that makes the thread."""


def granted(member: Mapping[str, Any]) -> list[str]:
    """The rights that Telegram's ChatMember has, by their names there."""
    return sorted(name for name, value in member.items() if name.startswith("can_") and value is True)


def missing_rights(status: str | None, rights: Collection[str], *, forum: bool) -> list[str]:
    """What the bot still needs in a group, beginning with being its administrator at all."""
    needed = [DELETE_MESSAGES, PIN_MESSAGES, *([MANAGE_TOPICS] if forum else [])]
    if status != ADMINISTRATOR:
        return [ADMINISTRATOR, *needed]
    return [right for right in needed if right not in rights]


def group_at(session: Session, chat_id: int) -> Group | None:
    """The group of this chat, if it is known."""
    return session.scalar(select(Group).where(Group.chat_id == chat_id))


def seen_group(session: Session, chat: Mapping[str, Any]) -> Group:
    """The group that something came from (Telegram's Chat); what is new of it is noted."""
    forum = bool(chat.get("is_forum"))
    group = group_at(session, chat["id"])
    if group is None:
        group = Group(
            chat_id=chat["id"], title=chat.get("title") or "", supergroup=chat["type"] == "supergroup", forum=forum
        )
        session.add(group)
        session.flush()
        return group
    if group.forum != forum:
        group.forum = forum
    return group


def region_group(session: Session) -> Group | None:
    """The region's group."""
    return session.scalar(select(Group).where(Group.adopted.is_(True)))


def place(session: Session, kind: str) -> Place | None:
    """Where in the region's group something of this kind goes; nothing where there is no group to write to."""
    group = region_group(session)
    if group is None or not group.present:
        return None
    thread = thread_of(session, group, kind) if group.forum else None
    if thread is None:
        return Place(group.chat_id, None)
    return Place(group.chat_id, thread.thread_id, None if thread.thread_id else thread.making_id)


def thread_of(session: Session, group: Group, kind: str) -> GroupThread | None:
    """The group's thread of this kind, made or being made."""
    here = select(GroupThread).where(GroupThread.group_id == group.id, GroupThread.gone_at.is_(None))
    return session.scalar(here.where(GroupThread.kind == kind).order_by(GroupThread.id.desc()).limit(1))


def thread_at(session: Session, group: Group, thread_id: int) -> GroupThread | None:
    """The thread with Telegram's number, if it was seen."""
    here = select(GroupThread).where(GroupThread.group_id == group.id, GroupThread.thread_id == thread_id)
    return session.scalar(here.order_by(GroupThread.id.desc()).limit(1))


def note_thread(session: Session, group: Group, thread_id: int, name: str | None) -> GroupThread | None:
    """A thread was seen, with its name where that was told; nothing where it was known so already."""
    thread = thread_at(session, group, thread_id)
    if thread is None:
        thread = GroupThread(group_id=group.id, name=name or "", thread_id=thread_id)
        session.add(thread)
    elif name is None or thread.name == name:
        return None
    else:
        thread.name = name
    session.flush()
    return thread


def thread_made(session: Session, thread: GroupThread, thread_id: int) -> None:
    """Telegram has made the thread; what was seen of it meanwhile was no thread of people's own."""
    session.execute(
        delete(GroupThread).where(
            GroupThread.group_id == thread.group_id,
            GroupThread.thread_id == thread_id,
            GroupThread.id != thread.id,
            GroupThread.kind.is_(None),
        )
    )
    thread.thread_id = thread_id
    session.flush()


def has_threads(session: Session, group: Group) -> bool:
    """Whether the group has or had a thread that Plaukts uses."""
    ours = select(GroupThread.id).where(GroupThread.group_id == group.id, GroupThread.kind.is_not(None))
    return session.scalar(ours.limit(1)) is not None


def free_threads(session: Session, group: Group) -> Sequence[GroupThread]:
    """The group's threads of people's own, as far as they were seen."""
    here = select(GroupThread).where(GroupThread.group_id == group.id, GroupThread.gone_at.is_(None))
    return session.scalars(here.where(GroupThread.kind.is_(None)).order_by(GroupThread.id)).all()


def untold_threads(session: Session, group: Group) -> Sequence[GroupThread]:
    """Threads of ours that are gone, or could not be made, and of which nobody was told."""
    here = select(GroupThread).where(GroupThread.group_id == group.id, GroupThread.gone_at.is_not(None))
    return session.scalars(here.where(GroupThread.kind.is_not(None), GroupThread.told_at.is_(None))).all()


def make_thread(
    session: Session,
    group: Group,
    kind: str,
    name: str,
    now: datetime,
    *,
    replaces: GroupThread | None = None,
    member_id: int | None = None,
    update_id: int | None = None,
) -> GroupThread:
    """Have a thread made; what is posted meanwhile waits for it. ``member_id``: who wished for it."""
    thread = GroupThread(
        group_id=group.id, name=name, kind=kind, replaces_id=replaces.id if replaces is not None else None
    )
    session.add(thread)
    session.flush()
    thread.making_id = enqueue(
        session,
        chat_id=group.chat_id,
        method=CREATE_THREAD,
        payload={"name": name, "icon_color": COLOURS[kind]},
        about=About(MAKING, MAKING, thread.id),
        lane=Lane.ANSWER,
        now=now,
        recipient_id=member_id,
        update_id=update_id,
    )
    session.flush()
    return thread


def find_another_thread(session: Session, delivery: Claimed, now: datetime) -> None:
    """A delivery's thread is gone: it waits for the one that is made instead, or goes to "General"."""
    group = group_at(session, delivery.chat_id)
    lost = _thread_to_which(session, group, delivery) if group is not None else None
    if group is None or lost is None or lost.kind is None or delivery.tries >= MOST_TRIES_THREAD:
        go_to_thread(session, delivery.id, None)
        return
    lost.gone_at = lost.gone_at or now
    session.flush()
    thread = thread_of(session, group, lost.kind)
    if thread is None and group.may(MANAGE_TOPICS):
        thread = make_thread(session, group, lost.kind, lost.name, now, replaces=lost)
    if thread is None:
        go_to_thread(session, delivery.id, None)
    else:
        go_to_thread(session, delivery.id, thread.thread_id, None if thread.thread_id else thread.making_id)


def _thread_to_which(session: Session, group: Group, delivery: Claimed) -> GroupThread | None:
    thread_id = delivery.payload[THREAD]
    if thread_id != NEW_THREAD:
        return thread_at(session, group, thread_id)
    return session.scalar(select(GroupThread).where(GroupThread.making_id == delivery.target_id))


def move_group(session: Session, old: int, new: int) -> None:
    """A group became a supergroup and has another number; may be told several times, in several ways."""
    if old == new:
        return
    move_chat(session, old, new)
    group, other = group_at(session, old), group_at(session, new)
    if group is None:
        return
    if other is not None and other.adopted:  # told again: what came from the old chat meanwhile is not the region's
        session.delete(group)
    else:
        if other is not None:  # the supergroup was heard of before its history
            group.status, group.rights = other.status or group.status, other.rights or group.rights
            session.delete(other)
            session.flush()
        group.chat_id, group.supergroup = new, True
    session.flush()


def adopt(session: Session, group: Group, now: datetime) -> None:
    """This is the region's group from now on, and no other."""
    before = region_group(session)
    if before is not None and before.id != group.id:
        before.adopted = None
        session.flush()
    group.adopted, group.adopted_at = True, now
    session.flush()


def came_back(session: Session, group: Group, now: datetime) -> None:
    """The bot may write to the group again: what was missed goes now."""
    release_blocked(session, group.chat_id, now)
