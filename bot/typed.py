"""What a person wrote or sent, taken out of Telegram's messages."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from markupsafe import Markup, escape

from bot.incoming import Json
from bot.texts.clean import clean, file_name
from bot.texts.formatted import formatted, tail
from storage.outbox import About

LARGE = 1024 * 1024
"""Bytes from which on it is of interest how large a file is: a letter has no room for all."""
_KINDS = ("document", "voice", "audio", "video", "video_note", "sticker", "animation")


@dataclass(frozen=True)
class Typed:
    """One message, or an album as one: its text and what travels along."""

    text: str
    attachments: list[dict[str, str]] = field(default_factory=list)
    """``{"kind": …, "file_id": …}`` with the Bot API's names of kinds; the file's ``name`` if it has one, its ``size``
    in bytes if it is large, and ``part``, in an album the number of its own message."""
    chat_id: int = 0
    message_id: int = 0
    album: str | None = None
    """The album's id, by which its late parts are told."""
    html: str = ""
    """The text with its formatting, as Telegram's HTML; empty where it has none."""
    forwarded: dict[str, Any] | None = None
    """Of a forwarded message: whether it is the person's ``own``, its ``sender``'s Telegram id (nothing where that is
    hidden, or is no person), and when it was written (``at``, Unix time). No names."""

    @property
    def formatted(self) -> Markup:
        """The text as it was formatted."""
        return Markup(self.html) if self.html else escape(self.text)  # noqa: S704 - made by ``typed_from``

    @property
    def empty(self) -> bool:
        """Whether there is nothing that could be passed on."""
        return not self.text.strip() and not self.attachments

    def with_text(self, text: str) -> "Typed":
        """The same message with another text (a command's arguments, say, which keep their formatting)."""
        kept = str(tail(Markup(self.html), len(self.text) - len(text))) if text and self.text.endswith(text) else ""  # noqa: S704 - what `formatted` made
        html = kept if self.html and kept != str(escape(text)) else ""
        return replace(self, text=text, html=html)

    def and_then(self, more: "Typed") -> "Typed":
        """This message with another one as its continuation."""
        text = "\n".join(text for text in (self.text, more.text) if text)
        html = Markup("\n").join(one.formatted for one in (self, more) if one.text) if self.html or more.html else ""
        return replace(
            self,
            text=text,
            attachments=in_order([*self.attachments, *more.attachments]),
            html=str(html),
            album=self.album or more.album,
        )

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Typed":
        return cls(**data)


@dataclass(frozen=True)
class Posted:
    """What a member wrote in the region's group."""

    typed: Typed
    """Without the words that call the bot."""
    thread: str | None
    """Which of the group's threads it stands in, by the kinds of ``storage.groups``; nothing for any other place."""
    mentions_bot: bool = False
    replied_message: int | None = None
    """Telegram's number of the message that it replies to, anybody's."""
    delivery: int | None = None
    """The delivery that it replies to, where that message is ours."""
    about: About | None = None
    """What that delivery is about."""


def in_order(attachments: Sequence[dict[str, str]]) -> list[dict[str, str]]:
    """The parts of an album as their sender put them; what is of none stays where it is in front of them."""
    return sorted(attachments, key=lambda item: int(item.get("part", 0)))


def typed_from(messages: Sequence[Json]) -> Typed:
    """What the messages of one unit say together, in whatever order they came."""
    messages = sorted(messages, key=lambda message: message["message_id"])
    first = messages[0]
    texts = [clean(_words(part)) for part in messages]
    html = [clean(_formatted(part)) for part in messages]
    return Typed(
        text="\n".join(text for text in texts if text),
        attachments=[item for part in messages for item in _attachments(part)],
        chat_id=first["chat"]["id"],
        message_id=first["message_id"],
        album=first.get("media_group_id"),
        html="\n".join(text for text in html if text) if any("<" in text for text in html) else "",
        forwarded=_forwarded(first),
    )


def _forwarded(message: Json) -> dict[str, Any] | None:
    """https://core.telegram.org/bots/api#messageorigin; of who hides their account it has only the name."""
    origin, person = message.get("forward_origin"), message.get("from") or {}
    if origin is None:
        return None
    sender = origin.get("sender_user") or {}
    name = " ".join(part for part in (person.get("first_name"), person.get("last_name")) if part)
    own = sender.get("id") == person.get("id") if sender else origin.get("sender_user_name") == name
    return {"own": own, "sender": None if sender.get("is_bot") else sender.get("id"), "at": origin["date"]}


def _words(message: Json) -> str:
    """The text, with the addresses of links that hide behind words, which a forwarded text often has."""
    text = message.get("text") or message.get("caption") or ""
    entities = message.get("entities") or message.get("caption_entities") or ()
    links = [one for one in entities if one["type"] == "text_link" and one["url"] not in text]
    if not links:
        return text
    units = text.encode("utf-16-le", "surrogatepass")  # in which Telegram counts
    for one in sorted(links, key=lambda link: link["offset"], reverse=True):
        end = 2 * (one["offset"] + one["length"])
        units = units[:end] + f" ({one['url']})".encode("utf-16-le") + units[end:]
    return units.decode("utf-16-le", "surrogatepass")


def _formatted(message: Json) -> Markup:
    entities = message.get("entities") or message.get("caption_entities") or ()
    return formatted(message.get("text") or message.get("caption") or "", entities)


def _attachments(message: Json) -> list[dict[str, str]]:
    part = {"part": str(message["message_id"])} if "media_group_id" in message else {}
    if message.get("photo"):
        return [_file("photo", message["photo"][-1]) | part]
    return next(([_file(kind, message[kind]) | part] for kind in _KINDS if message.get(kind)), [])


def _file(kind: str, sent: Json) -> dict[str, str]:
    name = file_name(sent.get("file_name") or "")
    size = {"size": str(sent["file_size"])} if sent.get("file_size", 0) >= LARGE else {}
    return {"kind": kind, "file_id": sent["file_id"], **({"name": name} if name else {}), **size}
