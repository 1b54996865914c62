"""Files that the sandbox keeps, and the identifiers by which they are sent again.

Source: https://core.telegram.org/bots/api#sending-files
"""

from __future__ import annotations

import base64
import itertools
import mimetypes
import struct
import zlib
from dataclasses import dataclass
from typing import Final

from bot.sandbox.errors import bad

PREFIX: Final = {
    "photo": "AgACAgQAAx",
    "document": "BQACAgQAAx",
    "voice": "AwACAgQAAx",
    "audio": "CQACAgQAAx",
    "video": "BAACAgQAAx",
    "animation": "CgACAgQAAx",
    "video_note": "DQACAgQAAx",
    "sticker": "CAACAgQAAx",
    "thumbnail": "AAMCAgQAAx",
}
_FOLDER: Final = {"photo": "photos", "voice": "voice", "audio": "music", "video": "videos", "document": "documents"}


@dataclass(frozen=True)
class StoredFile:
    """One file; `size` may be larger than `data` if a test only claims it. Width and height are in pixels."""

    file_id: str
    unique_id: str
    kind: str
    data: bytes
    size: int
    name: str
    mime: str
    path: str
    width: int = 0
    height: int = 0


class FileStore:
    """All files of a sandbox by file_id."""

    def __init__(self) -> None:
        self._files: dict[str, StoredFile] = {}
        self._by_path: dict[str, StoredFile] = {}
        self._numbers = itertools.count(1)
        self._small: dict[str, StoredFile] = {}

    def add(self, kind: str, data: bytes, name: str, mime: str | None = None, size: int | None = None) -> StoredFile:
        """Keep a file of a kind ("photo", "document", "voice" …)."""
        number = next(self._numbers)
        token = base64.urlsafe_b64encode(struct.pack(">IQ", zlib.crc32(data), number)).decode().rstrip("=")
        width, height = picture_size(data) if kind in {"photo", "sticker", "thumbnail"} else (0, 0)
        suffix = "." + name.rpartition(".")[2] if "." in name else ""
        stored = StoredFile(
            file_id=f"{PREFIX[kind]}{token}AAE",
            unique_id=f"AQAD{token}",
            kind=kind,
            data=data,
            size=len(data) if size is None else size,
            name=name,
            mime=mime or mimetypes.guess_type(name)[0] or "application/octet-stream",
            path=f"{_FOLDER.get(kind, kind + 's')}/file_{number}{suffix}",
            width=width,
            height=height,
        )
        self._files[stored.file_id] = stored
        self._by_path[stored.path] = stored
        return stored

    def small(self, stored: StoredFile) -> StoredFile:
        """The preview of a photo: here the same bytes under another identifier."""
        if stored.file_id not in self._small:
            self._small[stored.file_id] = self.add("photo", stored.data, stored.name, stored.mime)
        return self._small[stored.file_id]

    def get(self, file_id: str) -> StoredFile | None:
        """The file with this identifier."""
        return self._files.get(file_id)

    def at(self, path: str) -> StoredFile | None:
        """The file with this file_path, as getFile gave it."""
        return self._by_path.get(path)

    def sendable(self, file_id: str, kind: str) -> StoredFile:
        """The file that is sent again as `kind`; ApiError 400 if there is none or it is of another kind."""
        stored = self._files.get(file_id)
        if stored is None:
            if file_id.startswith(("http://", "https://")):
                raise bad("failed to get HTTP URL content")
            raise bad("wrong file identifier/HTTP URL specified")
        if stored.kind != kind:
            raise bad(f"can't use file of type {stored.kind.capitalize()} as {kind.capitalize()}")
        return stored


def picture_size(data: bytes) -> tuple[int, int]:
    """Width and height in pixels of a PNG, JPEG, GIF or WebP; (0, 0) if it is no picture."""
    if data.startswith(b"\x89PNG\r\n\x1a\n") and len(data) >= 24:
        width, height = struct.unpack(">II", data[16:24])
        return width, height
    if data.startswith((b"GIF87a", b"GIF89a")) and len(data) >= 10:
        width, height = struct.unpack("<HH", data[6:10])
        return width, height
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return 512, 512
    if data.startswith(b"\xff\xd8"):
        return _jpeg_size(data)
    return 0, 0


def _jpeg_size(data: bytes) -> tuple[int, int]:
    position = 2
    while position + 9 <= len(data) and data[position] == 0xFF:
        marker = data[position + 1]
        if 0xC0 <= marker <= 0xCF and marker not in {0xC4, 0xC8, 0xCC}:
            height, width = struct.unpack(">HH", data[position + 5 : position + 9])
            return width, height
        position += 2 + int(struct.unpack(">H", data[position + 2 : position + 4])[0])
    return 0, 0


def sample_picture(width: int = 320, height: int = 200, seed: int = 0) -> bytes:
    """A PNG with soft colours, for photos whose content does not matter."""
    low = ((90 + 53 * seed) % 160, (140 + 31 * seed) % 160, (120 + 71 * seed) % 160)
    rows = bytearray()
    for y in range(height):
        rows.append(0)
        shade = [min(255, c + 80 * y // height) for c in low]
        rows += bytes(v for x in range(width) for v in (shade[0], min(255, shade[1] + 30 * x // width), shade[2]))

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(bytes(rows), 6))
        + chunk(b"IEND", b"")
    )


SAMPLE_VOICE: Final = b"OggS\x00\x02" + bytes(22) + b"OpusHead" + bytes(64)
"""What a voice message consists of if nobody gives it content: a header without sound."""
