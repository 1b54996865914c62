"""Files that people sent along, fetched from Telegram for a letter, as far as they fit into one."""

import asyncio
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from mimetypes import guess_type
from pathlib import PurePosixPath
from typing import Any

from bot.delivery.api import ApiError, TelegramApi
from bot.texts import N_, Texts

MOST_BYTES = 10 * 1024 * 1024
"""Of all files of one letter together. On its way a letter is a third longer, and many servers take 20 MB."""
_KEPT_BYTES = 2 * MOST_BYTES
"""Of what was fetched of late: an announcement's letters go one after another, with the same files."""
_KINDS = {
    "photo": N_("photo"),
    "video": N_("video"),
    "video_note": N_("video"),
    "animation": N_("animation"),
    "voice": N_("voice message"),
    "audio": N_("recording"),
    "sticker": N_("sticker"),
}
_FILE = N_("file")
"""What a file is called whose sender's program gave it no name."""


@dataclass(frozen=True)
class LetterFile:
    """A file as a letter carries it."""

    name: str
    mime: str
    content: bytes


@dataclass(frozen=True)
class Attached:
    """What came along with a text."""

    files: Sequence[LetterFile] = ()
    left_out: Sequence[str] = ()
    """Names of those that a letter cannot carry."""


def without_room(items: Sequence[Mapping[str, str]]) -> list[Mapping[str, str]]:
    """Those that a letter will have no room for, as far as their sizes are known: ``fetch`` leaves the same out."""
    found, room = [], MOST_BYTES
    for item in items:
        size = int(item.get("size", 0))
        if size > room:
            found.append(item)
        else:
            room -= size
    return found


class AttachedFiles:
    """Fetches what deliveries name as ``attached``: ``{"kind": …, "file_id": …}``, with a name where there is one."""

    def __init__(self, api: TelegramApi) -> None:
        self._api = api
        self._one_at_a_time = asyncio.Lock()
        self._kept: OrderedDict[str, tuple[str, bytes]] = OrderedDict()

    async def fetch(self, items: Sequence[Mapping[str, str]], texts: Texts) -> Attached:
        """Those that fit together, in their order, and the names of the others.

        Raises ApiError or what ``bot.delivery.api.NO_ANSWER`` names where Telegram may give them later.
        """
        files: list[LetterFile] = []
        left_out, room = [], MOST_BYTES
        async with self._one_at_a_time:
            for number, item in enumerate(items, start=1):
                found = await self._content(item["file_id"], room)
                if found is None:
                    left_out.append(name_of(item, texts, number))
                    continue
                path, content = found
                room -= len(content)
                name = name_of(item, texts, number, PurePosixPath(path).suffix)
                files.append(LetterFile(name, _mime(name), content))
        return Attached(files, left_out)

    async def _content(self, file_id: str, most: int) -> tuple[str, bytes] | None:
        """(path, bytes) of a file; nothing where it has more than so many, or Telegram does not give it to bots."""
        if file_id in self._kept:
            self._kept.move_to_end(file_id)
            found = self._kept[file_id]
            return found if len(found[1]) <= most else None
        try:
            file: Mapping[str, Any] = await self._api.call("getFile", {"file_id": file_id})
            if file.get("file_size", 0) > most:
                return None
            content = await self._api.download(file["file_path"])
        except ApiError as error:
            if error.status in (400, 404):  # too large for bots, or there no more: it will not be otherwise later
                return None
            raise
        self._keep(file_id, file["file_path"], content)
        return (file["file_path"], content) if len(content) <= most else None

    def _keep(self, file_id: str, path: str, content: bytes) -> None:
        self._kept[file_id] = path, content
        while sum(len(kept) for _, kept in self._kept.values()) > _KEPT_BYTES:
            self._kept.popitem(last=False)


def _mime(name: str) -> str:
    mime = guess_type(name)[0] or ""
    return mime if mime and not mime.startswith(("message/", "multipart/")) else "application/octet-stream"


def name_of(item: Mapping[str, str], texts: Texts, number: int, suffix: str = "") -> str:
    """What a file is called in a letter: as its sender's program called it, or by its kind and its place."""
    named = item.get("name")
    if named:
        return named
    kind = texts.plain(_KINDS.get(item["kind"], _FILE))
    return f"{kind} {number}{suffix}"
