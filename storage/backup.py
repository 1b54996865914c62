"""A whole database as lines of JSON, the same from SQLite and from PostgreSQL, and back into either.

The first line is the header. Then each table: a line with its columns and their kinds, a line for each row, a line with
their number and checksum. The last line has the last keys that were given out, and a checksum of all before it. Rows
are read and put one after the other: neither side holds more of a table than a few hundred rows.

Tables are taken as the database has them, and not as the code does: what a former version left is backed up as it is,
comes back at its own revision, and is brought up to date after that.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection

from storage.backup_dialects import Columns, carrier

FORMAT = 1
"""Raised when a former version could not read any more what is written."""
LEFT_OUT = ("alembic_version", "leases")
"""Tables that are not carried over: the revision is in the header, and which process serves is of the moment."""


class NotABackupError(Exception):
    """These are no lines of a backup, or other ones than were written: cut off, changed, or mixed up."""


class NewerFormatError(Exception):
    """A newer version wrote this, in a form that this one does not know."""


class UnfitRowError(Exception):
    """A row is not as the database wants it: the table is named, and what the database says."""

    def __init__(self, table: str, reason: str) -> None:
        super().__init__(table, reason)
        self.table = table
        self.reason = reason


@dataclass(frozen=True)
class Header:
    """What a backup says of itself."""

    schema: str
    """The revision of its tables."""
    made_at: datetime
    version: str
    """Of the program that wrote it."""
    kind: str
    """Of the database that it is from."""


@dataclass
class Contents:
    """What a backup holds, once it was read to its end."""

    header: Header
    rows: dict[str, int] = field(default_factory=dict)
    """How many, by table."""
    last_keys: dict[str, int] = field(default_factory=dict)
    """The last key that was given out, by table."""
    checksum: str = ""

    @property
    def total(self) -> int:
        return sum(self.rows.values())


def backup_lines(connection: Connection, header: Header, contents: Contents) -> Iterator[bytes]:
    """The lines of the database, as it is at the moment that the connection's transaction sees.

    ``contents`` is filled in meanwhile.
    """
    whole = sha256()

    def line(said: Any) -> bytes:
        written = json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
        whole.update(written)
        return written

    source = carrier(connection)
    yield line(
        {
            "plaukts": FORMAT,
            "schema": header.schema,
            "made_at": header.made_at.isoformat(),
            "version": header.version,
            "kind": header.kind,
        }
    )
    for table, columns in source.tables(LEFT_OUT).items():
        yield line({"table": table, "columns": columns})
        count, rows = 0, sha256()
        for row in source.rows(table, columns):
            written = line(row)
            rows.update(written)
            count += 1
            yield written
        contents.rows[table] = count
        yield line({"rows": count, "sha256": rows.hexdigest()})
    contents.last_keys = source.last_keys(contents.rows)
    contents.checksum = whole.hexdigest()
    yield line({"last_keys": contents.last_keys, "rows": contents.total, "sha256": contents.checksum})


@dataclass(frozen=True)
class _Table:
    name: str
    columns: Columns


@dataclass(frozen=True)
class _Row:
    values: list[Any]


def read_header(lines: Iterator[bytes]) -> Header:
    """The first line. Raises NotABackupError, NewerFormatError."""
    return _header(next(lines, b""))


def check_lines(lines: Iterable[bytes]) -> Contents:
    """Read a backup to its end, with all its counts and checksums. Raises NotABackupError, NewerFormatError."""
    rest = iter(lines)
    first = next(rest, b"")
    contents = Contents(_header(first))
    for _ in _parts(first, rest, contents):
        pass
    return contents


def load_lines(connection: Connection, header: Header, lines: Iterable[bytes]) -> Contents:
    """Put the rows of a backup, whose header was read before, into tables of its revision that have none.

    The caller's transaction is to be given up if this raises: NotABackupError, UnfitRowError.
    """
    contents = Contents(header)
    target = carrier(connection)
    there = target.tables(LEFT_OUT)
    with target.loading(list(there)):
        parts = _parts(_header_line(header), lines, contents)
        part = next(parts, None)
        while isinstance(part, _Table):
            if there.get(part.name) is None or there[part.name].keys() != part.columns.keys():
                raise NotABackupError
            columns = {name: there[part.name][name] for name in part.columns}
            following: list[_Table] = []
            try:
                target.put(part.name, columns, _rows_of_table(parts, following))
            except (target.refusals, ValueError) as error:  # such as a value too many, or what is no base64
                raise UnfitRowError(part.name, str(error).splitlines()[0]) from error
            part = following[0] if following else None
        target.set_last_keys(contents.last_keys)
    return contents


def _rows_of_table(parts: "Iterator[_Table | _Row]", following: list[_Table]) -> Iterator[list[Any]]:
    for part in parts:
        if isinstance(part, _Table):
            following.append(part)
            return
        yield part.values


def _header_line(header: Header) -> bytes:
    """The header as it was written, for the checksum of the whole."""
    said = {"plaukts": FORMAT, "schema": header.schema, "made_at": header.made_at.isoformat()}
    said |= {"version": header.version, "kind": header.kind}
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _header(line: bytes) -> Header:
    said = _object(line)
    if not isinstance(said.get("plaukts"), int):
        raise NotABackupError
    if said["plaukts"] > FORMAT:
        raise NewerFormatError
    try:
        made_at = datetime.fromisoformat(said["made_at"])
        return Header(str(said["schema"]), made_at, str(said["version"]), str(said["kind"]))
    except (KeyError, ValueError, TypeError):
        raise NotABackupError from None


def _parts(first: bytes, lines: Iterable[bytes], contents: Contents) -> "Iterator[_Table | _Row]":
    """Tables and rows in their order, checked; ``contents`` is filled in. Raises NotABackupError."""
    whole, rows, count = sha256(first), sha256(), 0
    table = ""
    for line in lines:
        if contents.checksum:
            raise NotABackupError
        if line.startswith(b"["):
            rows.update(line)
            count += 1
            row = _parsed(line)
            if not table:
                raise NotABackupError
            yield _Row(row)
        else:
            said = _object(line)
            if "table" in said:
                table, rows, count = str(said["table"]), sha256(), 0
                columns = said.get("columns")
                if not isinstance(columns, dict):
                    raise NotABackupError
                yield _Table(table, columns)
            elif "last_keys" in said:
                if (said.get("rows"), said.get("sha256")) != (contents.total, whole.hexdigest()):
                    raise NotABackupError
                contents.last_keys, contents.checksum = said["last_keys"], said["sha256"]
            elif (said.get("rows"), said.get("sha256")) == (count, rows.hexdigest()):
                contents.rows[table], table = count, ""
            else:
                raise NotABackupError
        whole.update(line)
    if not contents.checksum:
        raise NotABackupError


def _object(line: bytes) -> dict[str, Any]:
    said = _parsed(line)
    if not isinstance(said, dict):
        raise NotABackupError
    return said


def _parsed(line: bytes) -> Any:
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        raise NotABackupError from None
