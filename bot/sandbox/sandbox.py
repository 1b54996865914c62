"""The sandbox as a whole: who is there, what they wrote, and the server that bots talk to."""

from __future__ import annotations

import asyncio
import itertools
import json
from collections import Counter, deque
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from bot.sandbox.clock import Clock
from bot.sandbox.errors import ApiError, Json, bad
from bot.sandbox.faults import Faults
from bot.sandbox.files import FileStore
from bot.sandbox.groups import Group
from bot.sandbox.limits import Limits
from bot.sandbox.people import Bot, User
from bot.sandbox.private import PrivateChat, PrivateRoom
from bot.sandbox.queries import Queries, Reactions
from bot.sandbox.rooms import Room
from bot.sandbox.server import Server

T = TypeVar("T")


@dataclass(frozen=True)
class Request:
    """One request that a bot made, with its converted parameters, the answer, and the sandbox's time (seconds)."""

    method: str
    params: Json
    answer: Json | None
    at: float


@dataclass
class Page:
    """What the page shows: its title, a phone for each of these chats, the group's panel, phones beside it, links."""

    title: str = "Sandbox"
    phones: Sequence[PrivateChat] = ()
    group: Group | None = None
    aside: Sequence[PrivateChat] = ()
    """Phones that are not needed every time: they stand after the group."""
    links: Sequence[tuple[str, str]] = field(default=())
    """Label and address."""


class Sandbox:
    """A local Telegram. Everything is in memory and belongs to the event loop that serves it.

    limits: the pace that bots are held to; `start` and `frozen`: see Clock. `first_message_id`: for an embedder whose
    bot remembers messages of an earlier run.
    """

    def __init__(
        self,
        *,
        limits: Limits | None = None,
        start: datetime | None = None,
        frozen: bool = False,
        first_message_id: int = 1,
    ) -> None:
        self.limits = limits or Limits()
        self.clock = Clock(start, frozen=frozen)
        self.files = FileStore()
        self.faults = Faults(self.changed)
        self.queries = Queries(self)
        self.reactions = Reactions(self)
        self.page = Page()
        self.users: dict[int, User] = {}
        self.bots: dict[str, Bot] = {}
        """By token."""
        self.bots_by_id: dict[int, Bot] = {}
        self.rooms: dict[int, Group] = {}
        """Groups by chat_id."""
        self.migrated: dict[int, int] = {}
        """Old chat_id of a group to its new one."""
        self.complaints: list[str] = []
        """What bots asked for and the sandbox does not know: a test should find this empty."""
        self.requests: deque[Request] = deque(maxlen=5_000)
        """What bots asked, oldest first, as long as `keep_requests` is set."""
        self.keep_requests = True
        self.done: Counter[str] = Counter()
        """How many requests were answered with success, by method."""
        self.webhook_retry_seconds = 0.05
        """Real seconds before an update is offered to a webhook again; doubled up to a hundredfold."""
        self.url = ""
        """Where it is served, such as http://127.0.0.1:8081; empty if it is not."""
        self._server: Server | None = None
        self._private: dict[tuple[int, int], PrivateChat] = {}
        self._message_ids = itertools.count(first_message_id)
        self._numbers = itertools.count(4_183_000_000_000_000_001)
        self._waiting: list[tuple[Callable[[], Any], asyncio.Future[Any]]] = []
        self._listeners: list[Callable[[Json], None]] = []
        self.clock.subscribe(lambda now: self.publish("clock", None, now=now.isoformat()))

    # Who is there -------------------------------------------------------------------------------------------------

    def add_bot(self, token: str, username: str, name: str, *, sees_all: bool = False) -> Bot:
        """A bot; its id is the number before the token's colon. `sees_all`: privacy mode is off."""
        bot = Bot(self, token, username, name, sees_all=sees_all)
        self.bots[token] = self.bots_by_id[bot.id] = bot
        return bot

    def add_user(
        self,
        first_name: str,
        last_name: str | None = None,
        username: str | None = None,
        language_code: str | None = "lv",
    ) -> User:
        """A person; ids are larger than 32 bits, as new accounts' are."""
        user = User(
            self,
            7_100_000_001 + len(self.users),
            first_name=first_name,
            last_name=last_name,
            username=username,
            language_code=language_code,
        )
        self.users[user.id] = user
        return user

    def add_group(
        self,
        title: str,
        members: Sequence[User | Bot] = (),
        *,
        supergroup: bool = False,
        forum: bool = False,
        topics: Sequence[str] = (),
    ) -> Group:
        """A group; the first person among the members owns it, and bots among them are told that they were added.

        A forum, and one with topics, is a supergroup; other groups are basic ones until `Group.migrate`.
        """
        group = Group(self, title, supergroup=supergroup or forum or bool(topics), forum=forum or bool(topics))
        self.rooms[group.id] = group
        for person in sorted(members, key=lambda member: isinstance(member, Bot)):
            group.add(person, quietly=True)
        for name in topics:
            group.create_topic(name)
        return group

    def private(self, user: User, bot: Bot) -> PrivateChat:
        """The chat of a person with a bot, from the person's side."""
        chat = self._private.get((user.id, bot.id))
        if chat is None:
            chat = self._private[user.id, bot.id] = PrivateChat(user, PrivateRoom(self, user, bot))
        return chat

    def room_for(self, bot: Bot, chat_id: int | str) -> Room:
        """The room that a bot means; ApiError 400 if it cannot know one, or if the group has a new id."""
        if isinstance(chat_id, str):
            raise bad("chat not found")
        if chat_id in self.users:
            return self.private(self.users[chat_id], bot).private
        if chat_id in self.migrated:
            parameters = {"migrate_to_chat_id": self.migrated[chat_id]}
            raise bad("group chat was upgraded to a supergroup chat", parameters)
        group = self.rooms.get(chat_id)
        if group is None or bot.id not in group.members:
            if chat_id in self.bots_by_id:
                raise ApiError(403, "Forbidden: bot can't send messages to bots")
            raise bad("chat not found")
        return group

    def commands_for(self, bot: Bot, room: Room, user: User) -> list[Json]:
        """The commands that a person is offered, by https://core.telegram.org/bots/api#determining-list-of-commands."""
        chat = {"chat_id": room.id}
        scopes: list[Json] = [{"type": "default"}]
        if isinstance(room, Group):
            scopes[:0] = [{"type": "chat", **chat}, {"type": "all_group_chats"}]
            if room.is_admin(user.id):
                scopes[:0] = [{"type": "chat_administrators", **chat}]
                scopes.insert(2, {"type": "all_chat_administrators"})
            scopes[:0] = [{"type": "chat_member", **chat, "user_id": user.id}]
        else:
            scopes[:0] = [{"type": "chat", **chat}, {"type": "all_private_chats"}]
        for scope in scopes:
            for language in (user.language_code or "", ""):
                if found := bot.commands.get((json.dumps(scope, sort_keys=True), language)):
                    return found
        return []

    # What happens -------------------------------------------------------------------------------------------------

    def next_message_id(self) -> int:
        """The next id in private chats and basic groups."""
        return next(self._message_ids)

    def new_number(self) -> str:
        """A number that was not given before: callback queries, albums."""
        return str(next(self._numbers))

    def complain(self, what: str) -> None:
        """Note that a bot asked for what the sandbox does not know."""
        self.complaints.append(what)

    def note(self, method: str, params: Json, answer: Json) -> None:
        """Count a request, and keep it in `requests`."""
        if answer["ok"]:
            self.done[method] += 1
        if self.keep_requests:
            self.requests.append(Request(method, params, answer, self.clock.unix()))
        if self._waiting:
            self.changed()

    def publish(self, kind: str, room: Room | None, **content: object) -> None:
        """Tell the page and everybody who waits that something changed."""
        if self._listeners:
            event = {"type": kind, "room": room.key if room else None, **content}
            for listener in tuple(self._listeners):
                listener(event)
        if self._waiting:
            self.changed()

    def changed(self) -> None:
        """Look again at the conditions that `wait_for` waits for."""
        for item in tuple(self._waiting):
            condition, future = item
            if future.done():
                continue
            try:
                value = condition()
            except Exception as error:  # noqa: BLE001, RUF100 - whatever it is, the one who waits shall see it
                future.set_exception(error)
            else:
                if value:
                    future.set_result(value)

    def listen(self, listener: Callable[[Json], None]) -> Callable[[], None]:
        """Be told of every change as the page is; the returned function ends that."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    async def wait_for(self, condition: Callable[[], T | None], timeout: float = 5.0) -> T:
        """Wait until the condition, looked at again on every change in the sandbox, holds; return its value.

        TimeoutError after `timeout` real seconds, with what bots did last.
        """
        value = condition()
        if value:
            return value
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        item = (condition, future)
        self._waiting.append(item)
        try:
            return await asyncio.wait_for(future, timeout)
        except TimeoutError:
            last = [(r.method, r.params, r.answer) for r in list(self.requests)[-5:]]
            raise TimeoutError(f"not so within {timeout} s; the last requests: {last}") from None
        finally:
            self._waiting.remove(item)

    @asynccontextmanager
    async def serving(self, port: int = 0) -> AsyncIterator[str]:
        """Serve on 127.0.0.1 (port 0: any free one) and give the address, without a slash at its end."""
        server = self._server = Server(self)
        self.url = await server.start(port)
        try:
            yield self.url
        finally:
            await server.stop()
            self.url = ""
            self._server = None

    async def set_webhook(self, bot: Bot, hook: Json) -> None:
        """Set a bot's webhook, or none; delivery needs the server."""
        bot.webhook = hook
        if self._server is not None:
            await self._server.set_webhook(bot)

    async def unplug(self) -> None:
        """Break every connection and refuse new ones until `plug_in`."""
        if self._server is not None:
            await self._server.unplug()

    async def plug_in(self) -> None:
        """Listen again, at the same port."""
        if self._server is not None:
            await self._server.plug_in()
