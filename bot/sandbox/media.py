"""The content fields of messages that carry files.

Source: https://core.telegram.org/bots/api#available-types, PhotoSize and the types after it.
"""

from __future__ import annotations

from bot.sandbox.errors import Json, bad
from bot.sandbox.files import SAMPLE_VOICE, FileStore, StoredFile, sample_picture


def _basis(stored: StoredFile) -> Json:
    return {"file_id": stored.file_id, "file_unique_id": stored.unique_id, "file_size": stored.size}


def photo(files: FileStore, data: bytes | None, seed: int = 0) -> Json:
    """A photo in two sizes, the larger one last; ApiError 400 if it is no picture."""
    data = sample_picture(seed=seed) if data is None else data
    stored = files.add("photo", data, "photo.png" if data.startswith(b"\x89PNG") else "photo.jpg")
    if not stored.width:
        raise bad("IMAGE_PROCESS_FAILED")
    return photo_content(files, stored)


def photo_content(files: FileStore, stored: StoredFile) -> Json:
    """The field `photo` for a stored picture."""
    scale = min(1.0, 90 / max(stored.width, stored.height))
    small = files.small(stored)
    width, height = max(1, round(stored.width * scale)), max(1, round(stored.height * scale))
    return {
        "photo": [
            {**_basis(small), "width": width, "height": height},
            {**_basis(stored), "width": stored.width, "height": stored.height},
        ]
    }


def document(files: FileStore, name: str, data: bytes, mime: str | None = None, size: int | None = None) -> Json:
    """A file."""
    return file_content(files.add("document", data, name, mime, size))


def voice(files: FileStore, data: bytes | None, duration: int) -> Json:
    """A voice message; seconds."""
    return file_content(files.add("voice", data or SAMPLE_VOICE, "voice.oga", "audio/ogg"), duration=duration)


def video(files: FileStore, data: bytes, duration: int) -> Json:
    """A video; seconds."""
    return file_content(files.add("video", data, "video.mp4", "video/mp4"), duration=duration)


def sticker(files: FileStore, emoji: str) -> Json:
    """A static sticker."""
    picture = sample_picture(64, 64, seed=len(emoji))
    return file_content(files.add("sticker", picture, "sticker.webp", "image/webp"), emoji=emoji)


def file_content(stored: StoredFile, **extra: object) -> Json:
    """The field for any stored file that is no photo; `extra` holds duration, title and the like."""
    basis = _basis(stored)
    given = {key: value for key, value in extra.items() if value is not None}
    kind = stored.kind
    if kind == "sticker":
        shape = {"width": 512, "height": 512, "is_animated": False, "is_video": False, "type": "regular"}
        return {"sticker": {**basis, **shape, **given}}
    if kind in {"document", "audio", "video", "animation"}:
        basis |= {"file_name": stored.name, "mime_type": stored.mime}
    elif kind == "voice":
        basis["mime_type"] = stored.mime
    if kind in {"video", "animation"}:
        basis |= {"width": 640, "height": 360, "duration": 0}
    if kind == "video_note":
        basis |= {"length": 240, "duration": 0}
    if kind in {"voice", "audio"}:
        basis["duration"] = 0
    return {kind: {**basis, **given}}
