"""Pressed inline buttons, and what the bot answers to them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.sandbox.errors import QUERY_TOO_OLD, Json, bad

if TYPE_CHECKING:
    from bot.sandbox.people import Bot
    from bot.sandbox.rooms import Room
    from bot.sandbox.sandbox import Sandbox
    from bot.sandbox.seat import Seat

ANSWER_SECONDS: Final = 15
"""How long a query can be answered; Telegram names no number, clients stop waiting about then."""


@dataclass
class _Query:
    seat: Seat
    bot_id: int
    at: float
    answer: Json | None = None


class Queries:
    """The callback queries of a sandbox."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self._queries: dict[str, _Query] = {}

    def press(self, seat: Seat, message: Json, button: Json) -> str:
        """Tell the message's bot of a pressed button; ValueError if the button is not one that tells."""
        if "callback_data" not in button:
            raise ValueError(f"{button['text']!r} opens {button.get('url', 'something')} and tells the bot nothing")
        bot = self._sandbox.bots_by_id[message["from"]["id"]]
        query_id = self._sandbox.new_number()
        self._queries[query_id] = _Query(seat, bot.id, self._sandbox.clock.unix())
        bot.updates.put(
            "callback_query",
            {
                "id": query_id,
                "from": seat.user.as_json(),
                "message": message,
                "chat_instance": str(seat.room.id * 7_919),
                "data": button["callback_data"],
            },
        )
        self._sandbox.changed()
        return query_id

    def answer(self, bot: Bot, query_id: str, answer: Json) -> None:
        """Show an answer; ApiError 400 if the query is unknown or too old. A second answer shows nothing."""
        query = self._queries.get(query_id)
        if query is None or query.bot_id != bot.id or self._sandbox.clock.unix() - query.at > ANSWER_SECONDS:
            raise bad(QUERY_TOO_OLD)
        if query.answer is None:
            query.answer = {"callback_query_id": query_id, **answer}
            self._sandbox.publish("answer", query.seat.room, user=query.seat.user.id, answer=query.answer)

    def answer_to(self, query_id: str) -> Json | None:
        """What was answered to a query; None so far nothing."""
        return self._queries[query_id].answer

    def shown(self, seat: Seat) -> list[Json]:
        """All answers to one person in one room."""
        return [
            query.answer
            for query in self._queries.values()
            if query.answer is not None and query.seat.user is seat.user and query.seat.room is seat.room
        ]


class Reactions:
    """Who reacted how to which message."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self._set: dict[tuple[str, int], dict[int, str]] = {}

    def on(self, room_key: str, message_id: int) -> dict[int, str]:
        """The emoji on a message by the id of whoever set it."""
        return self._set.get((room_key, message_id), {})

    def forget(self, room_key: str) -> None:
        """Take all reactions in a room away."""
        self._set = {place: found for place, found in self._set.items() if place[0] != room_key}

    def set(self, room: Room, message: Json, sender: Json, emoji: str | None) -> None:
        """Set or take away (None) one reaction; a person's is told to the bots that asked for such updates."""
        mine = self._set.setdefault((room.key, message["message_id"]), {})
        old = mine.pop(sender["id"], None)
        if emoji is not None:
            mine[sender["id"]] = emoji
        self._sandbox.publish("reaction", room, message_id=message["message_id"], emoji=list(mine.values()))
        if sender["is_bot"]:
            return
        change = {
            "chat": room.chat(),
            "message_id": message["message_id"],
            "user": sender,
            "date": int(self._sandbox.clock.unix()),
            "old_reaction": [{"type": "emoji", "emoji": old}] if old else [],
            "new_reaction": [{"type": "emoji", "emoji": emoji}] if emoji else [],
        }
        for bot in room.watchers():
            bot.updates.put("message_reaction", change)
