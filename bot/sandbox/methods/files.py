"""Messages with files, albums, and fetching what people sent."""

from __future__ import annotations

from typing import Final

from bot.sandbox.errors import ApiError, Json, bad, unsupported
from bot.sandbox.files import StoredFile
from bot.sandbox.media import file_content, photo_content
from bot.sandbox.methods.base import CAPTION, SENDING, Call, caption_content, method, post, post_all
from bot.sandbox.methods.messages import EDITING, edit, editable
from bot.sandbox.parameters import ARRAY, BOOL, FILE, INT, OBJECT, STR, Table, Upload

_DURATION: Final[Table] = {"duration": INT}
_SIZE: Final[Table] = {"width": INT, "height": INT}
_ALBUM: Final = {
    "photo": {"type", "media", "caption", "parse_mode", "caption_entities", "show_caption_above_media", "has_spoiler"},
    "document": {"type", "media", "caption", "parse_mode", "caption_entities", "disable_content_type_detection"},
    "audio": {"type", "media", "caption", "parse_mode", "caption_entities", "duration", "performer", "title"},
    "video": {
        *("type", "media", "caption", "parse_mode", "caption_entities", "show_caption_above_media"),
        *("width", "height", "duration", "supports_streaming", "has_spoiler"),
    },
}

_EXCHANGEABLE: Final = _ALBUM | {
    "animation": {
        *("type", "media", "caption", "parse_mode", "caption_entities", "show_caption_above_media"),
        *("width", "height", "duration", "has_spoiler"),
    }
}
_SHOWN: Final = ("text", "entities", "link_preview_options", *CAPTION, "has_media_spoiler", *_EXCHANGEABLE)
"""What a message does not show any more once it has another file."""


def _stored(call: Call, kind: str, given: Upload | str) -> StoredFile:
    """The uploaded file, or the one that a file_id names."""
    files = call.sandbox.files
    if isinstance(given, str):
        if given.startswith("attach://"):
            upload = call.uploads.get(given.removeprefix("attach://"))
            if upload is None:
                raise bad("wrong HTTP URL specified" if kind == "photo" else "file must be non-empty")
            given = upload
        else:
            return files.sendable(given, kind)
    limits = call.sandbox.limits
    if not given.data:
        raise bad("file must be non-empty")
    if len(given.data) > limits.upload_bytes:
        raise ApiError(413, "Request Entity Too Large")
    if kind == "photo" and len(given.data) > limits.photo_bytes:
        sizes = f"file of size {len(given.data)} bytes is too big for a photo; the maximum size is {limits.photo_bytes}"
        raise bad(f"{sizes} bytes")
    stored = files.add(kind, given.data, given.name or kind, given.mime)
    if kind == "photo" and not stored.width:
        raise bad("IMAGE_PROCESS_FAILED")
    return stored


def _content(call: Call, kind: str, given: Upload | str, args: Json) -> Json:
    stored = _stored(call, kind, given)
    if kind == "photo":
        content = photo_content(call.sandbox.files, stored)
    else:
        names = ("duration", "performer", "title", "width", "height", "length", "emoji")
        content = file_content(stored, **{name: args[name] for name in names if name in args})
    if args.get("has_spoiler"):
        content["has_media_spoiler"] = True
    return content | caption_content(args)


def _declare(name: str, kind: str, extra: Table) -> None:
    @method(name, {**SENDING, f"{kind}!": FILE, **extra})
    def send(call: Call) -> Json:
        call.open_room()
        return post(call, _content(call, kind, call.args[kind], call.args))

    send.__doc__ = f"https://core.telegram.org/bots/api#{name.lower()}"


_declare("sendPhoto", "photo", {**CAPTION, "has_spoiler": BOOL})
_declare("sendDocument", "document", {**CAPTION, "thumbnail": FILE, "disable_content_type_detection": BOOL})
_declare("sendVoice", "voice", {**CAPTION, **_DURATION})
_declare("sendAudio", "audio", {**CAPTION, **_DURATION, "performer": STR, "title": STR, "thumbnail": FILE})
_declare(
    "sendVideo",
    "video",
    {**CAPTION, **_DURATION, **_SIZE, "thumbnail": FILE, "has_spoiler": BOOL, "supports_streaming": BOOL},
)
_declare("sendAnimation", "animation", {**CAPTION, **_DURATION, **_SIZE, "thumbnail": FILE, "has_spoiler": BOOL})
_declare("sendVideoNote", "video_note", {**_DURATION, "length": INT, "thumbnail": FILE})
_declare("sendSticker", "sticker", {"emoji": STR})


@method("sendMediaGroup", {**{k: v for k, v in SENDING.items() if k != "reply_markup"}, "media!": ARRAY})
def send_media_group(call: Call) -> list[Json]:
    """https://core.telegram.org/bots/api#sendmediagroup"""
    room = call.open_room()
    items = call.args["media"]
    if not 2 <= len(items) <= 10:
        raise bad("group of media must include 2-10 items" if items else "there are no messages to send")
    kinds = [str(item.get("type")) if isinstance(item, dict) else "" for item in items]
    for item, kind in zip(items, kinds, strict=True):
        if kind not in _ALBUM:
            raise bad("can't parse InputMedia: Media must be an Object" if not kind else "unsupported media type")
        if strange := set(item) - _ALBUM[kind]:
            raise unsupported(f"the field {min(strange)!r} of an album's {kind}")
    if len(set(kinds)) > 1 and not set(kinds) <= {"photo", "video"}:
        raise bad("document and audio can't be mixed with other media types")
    group = {"media_group_id": call.sandbox.new_number()}
    contents = [
        group | _content(call, kind, item.get("media", ""), item) for item, kind in zip(items, kinds, strict=True)
    ]
    return post_all(call, room, contents)


@method("editMessageMedia", {**EDITING, "media!": OBJECT})
def edit_message_media(call: Call) -> Json:
    """https://core.telegram.org/bots/api#editmessagemedia; an album stays one of its kind."""
    item = call.args["media"]
    kind = str(item.get("type"))
    if kind not in _EXCHANGEABLE:
        raise bad("unsupported media type")
    if strange := set(item) - _EXCHANGEABLE[kind]:
        raise unsupported(f"the field {min(strange)!r} of another {kind}")
    old = editable(call, call.open_room(), "message media can't be edited")
    before = next((name for name in ("text", *_EXCHANGEABLE) if name in old), None)
    if before is None:
        raise bad("message media can't be edited")
    if "media_group_id" in old and before != kind:
        if kind not in _ALBUM:
            raise bad("message content type can't be used in an album")
        if not {before, kind} <= {"photo", "video"}:
            raise bad("can't change media type in the album")
    return edit(call, _content(call, kind, item.get("media", ""), item), _SHOWN)


@method("sendLocation", {**SENDING, "latitude!": STR, "longitude!": STR})
def send_location(call: Call) -> Json:
    """https://core.telegram.org/bots/api#sendlocation"""
    try:
        place = {key: float(call.args[key]) for key in ("latitude", "longitude")}
    except ValueError:
        raise bad("wrong latitude or longitude specified") from None
    return post(call, {"location": place})


@method("sendContact", {**SENDING, "phone_number!": STR, "first_name!": STR, "last_name": STR, "vcard": STR})
def send_contact(call: Call) -> Json:
    """https://core.telegram.org/bots/api#sendcontact"""
    names = ("phone_number", "first_name", "last_name", "vcard")
    return post(call, {"contact": {name: call.args[name] for name in names if name in call.args}})


@method("getFile", {"file_id!": STR})
def get_file(call: Call) -> Json:
    """https://core.telegram.org/bots/api#getfile"""
    stored = call.sandbox.files.get(call.args["file_id"])
    if stored is None:
        raise bad("wrong file_id or the file is temporarily unavailable")
    if stored.size > call.sandbox.limits.download_bytes:
        raise bad("file is too big")
    return {
        "file_id": stored.file_id,
        "file_unique_id": stored.unique_id,
        "file_size": stored.size,
        "file_path": stored.path,
    }
