"""What a person does in a chat. The person's own app is trusted: it never sends what Telegram would refuse."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot.sandbox import media
from bot.sandbox.entities import find_entities, units
from bot.sandbox.errors import Json
from bot.sandbox.files import FileStore
from bot.sandbox.rooms import Room

if TYPE_CHECKING:
    from bot.sandbox.people import User

AlbumPart = bytes | tuple[str, bytes] | None
"""A photo (None: any) or a document (name, content)."""


class Seat:
    """One person in one room. `topic` is a topic's name or thread id, where the room is a forum."""

    def __init__(self, user: User, room: Room) -> None:
        self.user = user
        self.room = room

    @property
    def messages(self) -> list[Json]:
        """Everything that the person sees, oldest first, in the Bot API's form."""
        return self.room.messages

    @property
    def last(self) -> Json:
        """The newest message; LookupError if there is none."""
        if not self.room.stored:
            raise LookupError("nothing has been written in this chat")
        return next(reversed(self.room.stored.values()))

    @property
    def keyboard(self) -> Json | None:
        """The reply keyboard that is open."""
        return self.room.keyboard

    def now(self, message: Json) -> Json:
        """A message as it stands now; LookupError if it is gone."""
        found = self.room.find(message["message_id"])
        if found is None:
            raise LookupError(f"message {message['message_id']} is gone")
        return found

    def send(
        self,
        text: str,
        *,
        reply_to: Json | None = None,
        quote: str | None = None,
        topic: str | int | None = None,
        marked: Sequence[Json] = (),
    ) -> Json:
        """Write a text, and return the message. ValueError if it is empty or longer than 4096 units.

        ``marked`` are entities of what the person formatted.
        """
        text = text.strip()
        if not text or units(text) > 4096:
            raise ValueError("an app sends neither an empty text nor more than 4096 characters")
        content: Json = {"text": text}
        if entities := find_entities(text, list(marked)):
            content["entities"] = entities
        return self._post(content, reply_to=reply_to, quote=quote, topic=topic)

    def send_photo(
        self,
        data: bytes | None = None,
        *,
        caption: str = "",
        reply_to: Json | None = None,
        topic: str | int | None = None,
    ) -> Json:
        """Send a photo; None is any picture."""
        return self._post(media.photo(self._files, data), caption=caption, reply_to=reply_to, topic=topic)

    def send_document(
        self,
        name: str,
        data: bytes,
        *,
        caption: str = "",
        mime: str | None = None,
        size: int | None = None,
        reply_to: Json | None = None,
        topic: str | int | None = None,
    ) -> Json:
        """Send a file; `size` in bytes claims to be larger than the content, to try limits out."""
        content = media.document(self._files, name, data, mime, size)
        return self._post(content, caption=caption, reply_to=reply_to, topic=topic)

    def send_voice(
        self,
        data: bytes | None = None,
        *,
        duration: int = 3,
        reply_to: Json | None = None,
        topic: str | int | None = None,
    ) -> Json:
        """Send a voice message of `duration` seconds."""
        return self._post(media.voice(self._files, data, duration), reply_to=reply_to, topic=topic)

    def send_video(
        self, data: bytes = b"video", *, caption: str = "", duration: int = 5, topic: str | int | None = None
    ) -> Json:
        """Send a video of `duration` seconds."""
        return self._post(media.video(self._files, data, duration), caption=caption, topic=topic)

    def send_sticker(self, emoji: str = "👍", *, topic: str | int | None = None) -> Json:
        """Send a sticker."""
        return self._post(media.sticker(self._files, emoji), topic=topic)

    def send_contact(self, phone_number: str, first_name: str, *, topic: str | int | None = None) -> Json:
        """Send a contact."""
        return self._post({"contact": {"phone_number": phone_number, "first_name": first_name}}, topic=topic)

    def send_location(self, latitude: float, longitude: float, *, topic: str | int | None = None) -> Json:
        """Send a place, in degrees."""
        return self._post({"location": {"latitude": latitude, "longitude": longitude}}, topic=topic)

    def send_album(
        self,
        parts: Sequence[AlbumPart],
        *,
        caption: str = "",
        reply_to: Json | None = None,
        topic: str | int | None = None,
    ) -> list[Json]:
        """Send 2–10 photos, or 2–10 documents, as one album: a message and an update each."""
        if not 2 <= len(parts) <= 10:
            raise ValueError("an album has 2 to 10 parts")
        group = {"media_group_id": self.room.sandbox.new_number()}
        sent = []
        for index, part in enumerate(parts):
            if isinstance(part, tuple):
                content = media.document(self._files, part[0], part[1])
            else:
                content = media.photo(self._files, part, seed=index)
            text = caption if index == 0 else ""
            sent.append(self._post(group | content, caption=text, reply_to=reply_to, topic=topic))
        return sent

    def forward(self, message: Json, *, topic: str | int | None = None) -> Json:
        """Forward a message of any chat into this one."""
        origin = forward_origin(message, self.room)
        return self._post({"forward_origin": origin, **copied(message)}, topic=topic)

    def edit(self, message: Json, text: str, *, marked: Sequence[Json] = ()) -> Json:
        """Change the text or the caption of an own message, and return the new one."""
        old = self.now(message)
        if old["from"]["id"] != self.user.id:
            raise ValueError("people edit their own messages only")
        key, marks = ("text", "entities") if "text" in old else ("caption", "caption_entities")
        new = {k: v for k, v in old.items() if k not in {key, marks, "edit_date"}}
        new["edit_date"] = int(self.room.sandbox.clock.unix())
        if text.strip():
            new[key] = text.strip()
            if entities := find_entities(new[key], list(marked)):
                new[marks] = entities
        self.room.replace(new)
        self.room.tell("edited_message", new)
        return new

    def exchange(self, message: Json, file: bytes | tuple[str, bytes] | None) -> Json:
        """Put another photo, or another document (name, content), in place of an own one, and return the message."""
        old = self.now(message)
        if old["from"]["id"] != self.user.id:
            raise ValueError("people edit their own messages only")
        if isinstance(file, tuple):
            content = media.document(self._files, *file)
        else:
            content = media.photo(self._files, file, seed=7)
        gone = {"photo", "document", "voice", "video", "edit_date", "text", "entities"}
        new = {k: v for k, v in old.items() if k not in gone}
        if "text" in old:  # a text gets a file and becomes its caption
            new |= {"caption": old["text"], "caption_entities": old.get("entities", [])}
        new |= content | {"edit_date": int(self.room.sandbox.clock.unix())}
        self.room.replace(new)
        self.room.tell("edited_message", new)
        return new

    def delete(self, message: Json) -> None:
        """Delete a message for everybody. Bots are not told."""
        self.room.remove(self.now(message)["message_id"])

    def press(self, message: Json, button: str) -> str:
        """Press an inline button, named by its label or the beginning of label or callback_data.

        Returns the callback query's id. LookupError if there is no such button or several.
        """
        return self.room.sandbox.queries.press(self, self.now(message), find_button(self.now(message), button))

    def press_reply_key(self, label: str, *, topic: str | int | None = None) -> Json:
        """Press a key of the reply keyboard, which sends its label. LookupError if there is none."""
        markup = self.room.keyboard or {}
        for row in markup.get("keyboard", ()):
            for key in row:
                if key["text"] == label:
                    if markup.get("one_time_keyboard"):
                        self.room.show_keyboard("remove_keyboard", {})
                    if key.get("request_contact"):
                        return self.send_contact("+37120000000", self.user.first_name, topic=topic)
                    return self.send(label, topic=topic)
        raise LookupError(f"the reply keyboard has no key {label!r}: {markup.get('keyboard')}")

    def react(self, message: Json, emoji: str | None) -> None:
        """Set the person's own reaction, or take it away (None)."""
        self.room.sandbox.reactions.set(self.room, self.now(message), self.user.as_json(), emoji)

    @property
    def _files(self) -> FileStore:
        return self.room.sandbox.files

    def _post(
        self,
        content: Json,
        *,
        caption: str = "",
        reply_to: Json | None = None,
        quote: str | None = None,
        topic: str | int | None = None,
    ) -> Json:
        self.room.welcome(self.user)
        if caption := caption.strip():
            content = {**content, "caption": caption}
            if entities := find_entities(caption, []):
                content["caption_entities"] = entities
        reply: Json = {}
        if reply_to is not None:
            target = self.now(reply_to)
            part = None if quote is None else quote_of(target, quote)
            reply = self.room.reply_to(target, part)
            if topic is None and target.get("is_topic_message"):
                topic = target["message_thread_id"]
        thread = self.room.seat_thread(topic, reply)
        message = self.room.post(self.user.as_json(), content, reply, thread)
        self.room.tell("message", message)
        return message


def find_button(message: Json, wanted: str) -> Json:
    """The inline button with this label, else the only one whose label or data begins so."""
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    buttons = [button for row in rows for button in row]
    exact = [b for b in buttons if wanted in (b["text"], b.get("callback_data"))]
    found = exact or [b for b in buttons if b["text"].startswith(wanted)]
    found = found or [b for b in buttons if b.get("callback_data", "").startswith(wanted)]
    if len(found) != 1:
        raise LookupError(f"{len(found)} buttons are called {wanted!r} among {[b['text'] for b in buttons]}")
    return dict(found[0])


def quote_of(message: Json, text: str) -> Json | None:
    """The TextQuote of a part of a message; None if the message does not contain it."""
    whole = message.get("text") or message.get("caption") or ""
    position = whole.find(text)
    if position < 0:
        return None
    return {"text": text, "position": units(whole[:position]), "is_manual": True}


_COPIED = (
    *("text", "entities", "caption", "caption_entities", "photo", "document", "voice", "audio", "video", "animation"),
    *("video_note", "sticker", "location", "contact", "link_preview_options", "show_caption_above_media"),
)


def copied(message: Json) -> Json:
    """The content of a message, without who sent it where."""
    return {key: message[key] for key in _COPIED if key in message}


def forward_origin(message: Json, room: Room) -> Json:
    """The MessageOrigin of a message that is forwarded."""
    if "forward_origin" in message:
        return dict(message["forward_origin"])
    sender = message["from"]
    person = room.sandbox.users.get(sender["id"])
    if person is not None and person.hides_forwards:
        return {"type": "hidden_user", "sender_user_name": person.full_name, "date": message["date"]}
    return {"type": "user", "sender_user": sender, "date": message["date"]}
