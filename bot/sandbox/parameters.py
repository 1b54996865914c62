"""From the parameters of a request, as they come over HTTP, to checked Python values.

Each method declares its parameters once, in `bot.sandbox.methods`; whatever it does not declare is refused loudly.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any, Final

from bot.sandbox.errors import Json, bad, unsupported

INT: Final = "Integer"
STR: Final = "String"
BOOL: Final = "Boolean"
CHAT: Final = "Integer or String"
OBJECT: Final = "Object"
ARRAY: Final = "Array"
FILE: Final = "InputFile or String"

Table = dict[str, str]
"""Parameter name to kind; a name that ends with "!" is required."""


@dataclass(frozen=True)
class Upload:
    """A part of a multipart request that carries a file."""

    name: str
    mime: str
    data: bytes


@dataclass
class Arguments:
    """What a request brought: plain parameters (texts or JSON values) and uploads by part name."""

    values: Json = field(default_factory=dict)
    uploads: dict[str, Upload] = field(default_factory=dict)


def convert(method: str, table: Table, given: Arguments) -> Json:
    """The checked values; ApiError 400 for what is missing or of a wrong type, UnsupportedError for what is unknown.

    Empty texts and nulls count as absent, as with Telegram, except that a present empty text stays "".
    """
    values: Json = {}
    for name, raw in given.values.items():
        kind = table.get(name) or table.get(name + "!")
        if kind is None:
            raise unsupported(f"the parameter {name!r} of {method}")
        if raw is None:
            continue
        values[name] = raw if type(raw) is _NATIVE.get(kind) else _convert(name, kind, raw)
    for name, upload in given.uploads.items():
        kind = table.get(name) or table.get(name + "!")
        if kind == FILE:
            values[name] = upload
        elif kind is not None:
            raise bad(f"parameter {name} must be no file")
    for name in table:
        if name[-1] == "!" and name[:-1] not in values:
            raise bad(_MISSING.get(name[:-1], f'parameter "{name[:-1]}" is required'))
    return values


_NATIVE: Final[dict[str, type]] = {INT: int, STR: str, BOOL: bool, OBJECT: dict, ARRAY: list}
_MISSING: Final = {
    "chat_id": "chat_id is empty",
    "text": "message text is empty",
    "message_id": "message identifier is not specified",
    "photo": "there is no photo in the request",
    "document": "there is no document in the request",
    "voice": "there is no voice in the request",
    "audio": "there is no audio in the request",
    "video": "there is no video in the request",
    "user_id": "invalid user_id specified",
    "file_id": "file_id not specified",
}


def _convert(name: str, kind: str, raw: Any) -> Any:
    if kind == CHAT and isinstance(raw, str) and raw.startswith("@"):
        return raw
    if kind in {INT, CHAT}:
        return _integer(name, raw)
    if kind == BOOL:
        return _boolean(name, raw)
    if kind in {STR, FILE}:
        if isinstance(raw, bool) or not isinstance(raw, str | int | float):
            raise bad(f"parameter {name} must be of type String")
        return str(raw)
    return _structure(name, kind, raw)


def _boolean(name: str, raw: Any) -> bool:
    if isinstance(raw, str) and raw.lower() in {"true", "1", "yes", "t", "y"}:
        return True
    if isinstance(raw, str) and raw.lower() in {"false", "0", "no", "f", "n", ""}:
        return False
    raise bad(f"parameter {name} must be of type Boolean")


def _structure(name: str, kind: str, raw: Any) -> Any:
    what = "object" if kind == OBJECT else "array"
    if isinstance(raw, str):
        try:
            raw = json.loads(raw) if raw else _NATIVE[kind]()
        except ValueError:
            raise bad(f"can't parse {name} JSON {what}") from None
    if type(raw) is not _NATIVE[kind]:
        raise bad(f"{what} expected as {name.replace('_', ' ')}")
    return raw


def _integer(name: str, raw: Any) -> int:
    if isinstance(raw, bool) or not isinstance(raw, int | str):
        raise bad(f"parameter {name} must be of type Integer")
    try:
        return int(raw)
    except ValueError:
        raise bad("chat not found" if name == "chat_id" else f"parameter {name} must be of type Integer") from None
