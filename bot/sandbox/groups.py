"""Groups: members and their rights, topics, privacy mode, the change from a basic group to a supergroup."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from bot.sandbox.entities import slice_units
from bot.sandbox.errors import Json, bad, forbidden
from bot.sandbox.people import Bot, User
from bot.sandbox.rooms import Room
from bot.sandbox.seat import Seat

if TYPE_CHECKING:
    from bot.sandbox.sandbox import Sandbox

RIGHTS: Final = (
    *("can_manage_chat", "can_delete_messages", "can_manage_video_chats", "can_restrict_members"),
    *("can_promote_members", "can_change_info", "can_invite_users", "can_post_stories", "can_edit_stories"),
    *("can_delete_stories", "can_pin_messages", "can_manage_topics"),
)
COLOURS: Final = (7322096, 16766590, 13338331, 9367192, 16749490, 16478047)


@dataclass
class Member:
    """Somebody in a group; status as in ChatMember."""

    who: User | Bot
    status: str
    rights: frozenset[str] = frozenset()

    def as_json(self) -> Json:
        """The Bot API's ChatMember."""
        found: Json = {"user": self.who.as_json(), "status": self.status}
        if self.status == "creator":
            found["is_anonymous"] = False
        elif self.status == "administrator":
            found |= {"can_be_edited": False, "is_anonymous": False}
            found |= {right: right in self.rights for right in RIGHTS}
        elif self.status == "kicked":
            found["until_date"] = 0
        return found


@dataclass
class Topic:
    """A topic of a forum; its thread id is the id of the service message that created it."""

    thread_id: int
    name: str
    closed: bool = False
    icon_color: int = COLOURS[0]


class Group(Room):
    """A basic group or a supergroup, with what its people can do."""

    def __init__(self, sandbox: Sandbox, title: str, *, supergroup: bool, forum: bool) -> None:
        number = len(sandbox.rooms) + 1
        super().__init__(sandbox, f"group:{number}")
        self.title = title
        self.supergroup = supergroup
        self.forum = forum
        self.members: dict[int, Member] = {}
        """Everybody who is or was here, by id."""
        self.topics: dict[int, Topic] = {}
        """By thread id; without "General", which has none."""
        self._number = number
        self._id = -1_002_000_000_000 - number if supergroup else -4_500_000_000 - number
        self._last_id = 1  # the supergroup itself; also the reason why "General" has no usable thread id

    @property
    def id(self) -> int:
        return self._id

    def chat(self) -> Json:
        found: Json = {"id": self._id, "title": self.title, "type": "supergroup" if self.supergroup else "group"}
        return found | {"is_forum": True} if self.forum else found

    def new_id(self) -> int:
        if not self.supergroup:
            return super().new_id()
        self._last_id += 1
        return self._last_id

    # Members ------------------------------------------------------------------------------------------------------

    def seat(self, user: User) -> Seat:
        """A person's side of the group."""
        return Seat(user, self)

    def is_admin(self, member_id: int) -> bool:
        """Whether this member owns or administers the group."""
        member = self.members.get(member_id)
        return member is not None and member.status in {"creator", "administrator"}

    def may(self, bot: Bot, right: str) -> bool:
        """Whether the bot has an administrator's right."""
        return right in self.members[bot.id].rights

    @property
    def present(self) -> list[Member]:
        """Who is here now."""
        return [member for member in self.members.values() if member.status not in {"left", "kicked"}]

    def admit(self, bot: Bot) -> None:
        kind = "supergroup" if self.supergroup else "group"
        status = self.members[bot.id].status
        if status == "kicked":
            raise forbidden(f"bot was kicked from the {kind} chat")
        if status == "left":
            raise forbidden(f"bot is not a member of the {kind} chat")

    def welcome(self, user: User) -> None:
        if user.id not in {member.who.id for member in self.present}:
            raise RuntimeError(f"{user.full_name} is not in {self.title!r}")

    def add(self, who: User | Bot, *, by: User | None = None, quietly: bool = False) -> None:
        """Add somebody; a bot is told by my_chat_member. `quietly`: without the service message."""
        owner = isinstance(who, User) and not self.members
        self._change(Member(who, "creator" if owner else "member", frozenset(RIGHTS if owner else ())), by)
        if not quietly:
            self._service({"new_chat_members": [who.as_json()]}, by)

    def kick(self, who: User | Bot, *, by: User | None = None) -> None:
        """Throw somebody out."""
        if isinstance(who, User):
            self._service({"left_chat_member": who.as_json()}, by)
        self._change(Member(who, "kicked"), by)

    def leave(self, who: User | Bot) -> None:
        """Somebody goes."""
        if isinstance(who, User):
            self._service({"left_chat_member": who.as_json()}, who)
        self._change(Member(who, "left"), who if isinstance(who, User) else None)

    def promote(self, who: User | Bot, rights: Collection[str] | None = None, *, by: User | None = None) -> None:
        """Make somebody an administrator with these rights (None: all of RIGHTS)."""
        self._change(Member(who, "administrator", frozenset(RIGHTS if rights is None else rights)), by)

    def demote(self, who: User | Bot, *, by: User | None = None) -> None:
        """Make an administrator an ordinary member again."""
        self._change(Member(who, "member"), by)

    def _owner(self) -> Json:
        for member in self.members.values():
            if member.status == "creator":
                return member.who.as_json()
        return next((m.who.as_json() for m in self.members.values()), {})

    def _change(self, new: Member, by: User | None) -> None:
        old = self.members.get(new.who.id) or Member(new.who, "left")
        self.members[new.who.id] = new
        change = {
            "chat": self.chat(),
            "from": by.as_json() if by else self._owner(),
            "date": int(self.sandbox.clock.unix()),
            "old_chat_member": old.as_json(),
            "new_chat_member": new.as_json(),
        }
        if isinstance(new.who, Bot):
            new.who.updates.put("my_chat_member", change)
        for bot in self.watchers():
            if bot is not new.who:
                bot.updates.put("chat_member", change)
        self.sandbox.publish("members", self)

    def watchers(self) -> list[Bot]:
        return [m.who for m in self.present if isinstance(m.who, Bot) and m.status == "administrator"]

    def readers(self, message: Json) -> list[Bot]:
        return [m.who for m in self.present if isinstance(m.who, Bot) and self._reads(m.who, message)]

    def _reads(self, bot: Bot, message: Json) -> bool:
        """Privacy mode: commands, replies to the bot, mentions and service messages; everything for administrators."""
        if message["from"]["is_bot"]:
            return message["from"]["id"] != bot.id and not _CONTENT & message.keys()
        if bot.sees_all or self.is_admin(bot.id) or not _CONTENT & message.keys():
            return True
        answered = message.get("reply_to_message", {})
        if answered.get("from", {}).get("id") == bot.id and "forum_topic_created" not in answered:
            return True
        text = message.get("text") or message.get("caption") or ""
        for entity in message.get("entities") or message.get("caption_entities") or ():
            word = slice_units(text, entity["offset"], entity["length"]).lower()
            if entity["type"] not in {"bot_command", "mention"}:
                continue
            if "@" not in word or word.endswith("@" + bot.username.lower()):
                return True
        return False

    # What people do -----------------------------------------------------------------------------------------------

    def send(self, user: User, text: str, **how: Any) -> Json:
        """`Seat.send` of this person: reply_to, quote, topic."""
        return self.seat(user).send(text, **how)

    def _service(self, content: Json, by: User | Bot | None, thread: Json | None = None) -> Json:
        message = self.post(by.as_json() if by else self._owner(), content, None, thread)
        self.tell("message", message)
        return message

    def rename(self, title: str, *, by: User | Bot | None = None) -> None:
        """Give the group another name."""
        self.title = title
        self._service({"new_chat_title": title}, by)
        self.sandbox.publish("reset", self)

    def migrate(self) -> int:
        """Become a supergroup: a new chat_id, which is returned; messages are counted anew. ValueError if it is one."""
        if self.supergroup:
            raise ValueError("it is a supergroup already")
        old = self._id
        new = -1_002_000_000_000 - self._number
        self._service({"migrate_to_chat_id": new}, None)
        self.supergroup = True
        self._id = new
        del self.sandbox.rooms[old]
        self.sandbox.rooms[new] = self
        self.sandbox.migrated[old] = new
        for kept in (self.stored, self.fixed, self.pinned):
            kept.clear()  # the ids begin anew
        self.sandbox.reactions.forget(self.key)
        self._service({"migrate_from_chat_id": old}, None)
        self.sandbox.publish("reset", self)
        return new

    # Topics -------------------------------------------------------------------------------------------------------

    def topic(self, name: str | int) -> Topic:
        """A topic by name or thread id; LookupError if there is none."""
        for topic in self.topics.values():
            if name in {topic.name, topic.thread_id}:
                return topic
        raise LookupError(f"no topic {name!r} among {[topic.name for topic in self.topics.values()]}")

    def create_topic(self, name: str, *, by: User | Bot | None = None, icon_color: int = COLOURS[0]) -> Topic:
        """Add a topic, and the service message that begins it."""
        thread_id = self._last_id + 1
        topic = self.topics[thread_id] = Topic(thread_id, name, icon_color=icon_color)
        created = {"forum_topic_created": {"name": name, "icon_color": icon_color}}
        self._service(created, by, {"message_thread_id": thread_id, "is_topic_message": True})
        self.sandbox.publish("topics", self)
        return topic

    def set_topic_closed(self, topic: Topic, closed: bool, *, by: User | Bot | None = None) -> None:
        """Close or reopen a topic."""
        topic.closed = closed
        content: Json = {"forum_topic_closed" if closed else "forum_topic_reopened": {}}
        self._service(content, by, self._in(topic))
        self.sandbox.publish("topics", self)

    def rename_topic(self, topic: Topic, name: str, *, by: User | Bot | None = None) -> None:
        """Give a topic another name."""
        topic.name = name
        self._service({"forum_topic_edited": {"name": name}}, by, self._in(topic))
        self.sandbox.publish("topics", self)

    def delete_topic(self, topic: Topic) -> None:
        """Delete a topic with all its messages. Bots are not told."""
        del self.topics[topic.thread_id]
        for message in self.messages:
            if message.get("is_topic_message") and message["message_thread_id"] == topic.thread_id:
                self.remove(message["message_id"])
        self.sandbox.publish("topics", self)

    @staticmethod
    def _in(topic: Topic) -> Json:
        return {"message_thread_id": topic.thread_id, "is_topic_message": True}

    def thread_of(self, bot: Bot | None, thread_id: int | None) -> Json:
        if thread_id is None:
            return {}
        topic = self.topics.get(thread_id)
        if topic is None:
            raise bad("message thread not found")
        if topic.closed and bot is not None and not self.may(bot, "can_manage_topics"):
            raise bad("TOPIC_CLOSED")
        return self._in(topic)

    def complete(self, thread: Json, reply: Json) -> Json:
        """What Telegram adds: in a topic every message answers the one that began it; replies form threads."""
        answered = reply.get("reply_to_message")
        if thread:
            start = self.find(thread["message_thread_id"])
            if answered is None and start is not None:
                reply.update(self.reply_to(start))
            return thread
        if answered is None or not self.supergroup:
            return thread
        return {"message_thread_id": answered.get("message_thread_id", answered["message_id"])}

    def seat_thread(self, topic: str | int | None, reply: Json) -> Json:
        return self.complete({} if topic is None else self._in(self.topic(topic)), reply)


_CONTENT: Final = {
    *("text", "photo", "document", "voice", "audio", "video", "animation", "video_note", "sticker"),
    *("location", "contact"),
}
