"""Which entries have which term: an inverted index in two plain tables, the same on both databases.

A posting list is kept in blocks of 8,192 entries, each a packed bitmap; read, it is one large integer whose bits are
the entries, so that "and", "or" and counting take microseconds however common a word is.
"""

import zlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import (
    Column,
    ColumnElement,
    ForeignKey,
    Integer,
    LargeBinary,
    Table,
    and_,
    bindparam,
    delete,
    insert,
    select,
    update,
)
from sqlalchemy.orm import Session

from storage.base import Id, bytewise, metadata
from storage.terms import root
from storage.upsert import inserting_new

BLOCK = 8192
"""Entries in a block: a bitmap of at most 1 KiB, and 13 blocks of a word that is everywhere in 100,000 entries."""
_Named = TypeVar("_Named", str, int)
_PACKED, _PLAIN = b"\1", b"\0"
_WORTHWHILE = 0.4
"""Of a bitmap's size: one that hardly gets smaller is kept as it is, for unpacking takes longer than reading."""

_LONGEST = 80
"""Letters of a term, at the most."""
_NAMED_AT_ONCE = 10_000
"""Terms in one statement: PostgreSQL takes 65,535 values, and SQLite may take no more than 32,766."""

search_terms = Table(
    "search_terms",
    metadata,
    Column("id", Id, primary_key=True),
    Column("term", bytewise(_LONGEST), nullable=False, unique=True),
    # What the term shares with others of the same root.
    Column("root", bytewise(_LONGEST), nullable=False, index=True),
    # Read from its end: a word with an error in its first half is looked for by its second.
    Column("backwards", bytewise(_LONGEST), nullable=False, index=True),
    Column("entries", Integer, nullable=False),
    sqlite_autoincrement=True,
)
search_postings = Table(
    "search_postings",
    metadata,
    Column("term_id", Id, ForeignKey("search_terms.id"), primary_key=True, autoincrement=False),
    Column("block", Integer, primary_key=True, autoincrement=False),
    Column("titles", LargeBinary, nullable=False),
    Column("texts", LargeBinary, nullable=False),
)


@dataclass(frozen=True)
class Term:
    """A term of the index, and in how many entries it is."""

    id: int
    term: str
    entries: int


@dataclass(frozen=True)
class Found:
    """The entries that have it in their titles, and all that have it, as bitmaps."""

    titles: int = 0
    entries: int = 0

    def __or__(self, other: "Found") -> "Found":
        return Found(self.titles | other.titles, self.entries | other.entries)

    def __and__(self, other: "Found") -> "Found":
        return Found(self.titles & other.titles, self.entries & other.entries)


def add(session: Session, entries: Mapping[int, tuple[Collection[str], Collection[str]]]) -> None:
    """Index entries: id → (terms of the title, terms of the text). Of an entry that is indexed, only more terms."""
    _change(session, entries, setting=True)


def remove(session: Session, entries: Mapping[int, tuple[Collection[str], Collection[str]]]) -> None:
    """Take entries out, given the same terms; terms that no other entry has go with them."""
    _change(session, entries, setting=False)


def terms_like(session: Session, condition: ColumnElement[bool], *, limit: int) -> list[Term]:
    """The terms of which it is true, the most common ones first."""
    query = (
        select(search_terms.c.id, search_terms.c.term, search_terms.c.entries)
        .where(condition)
        .order_by(search_terms.c.entries.desc(), search_terms.c.id)
        .limit(limit)
    )
    return [Term(*row) for row in session.execute(query)]


def beginning_with(letters: str) -> ColumnElement[bool]:
    """Is true of a term that begins so."""
    return _between(search_terms.c.term, letters)


def ending_with(letters: str) -> ColumnElement[bool]:
    """Is true of a term that ends so."""
    return _between(search_terms.c.backwards, letters[::-1])


def _between(column: ColumnElement[str], letters: str) -> ColumnElement[bool]:
    return and_(column >= letters, column < letters + "\U0010ffff")


def postings(session: Session, term_ids: Collection[int]) -> dict[int, Found]:
    """The posting lists of the terms."""
    blocks: dict[int, list[tuple[int, bytes, bytes]]] = defaultdict(list)
    if term_ids:
        query = select(search_postings).where(search_postings.c.term_id.in_(sorted(term_ids)))
        for term_id, block, titles, texts in session.execute(query):
            blocks[term_id].append((block, titles, texts))
    return {
        term_id: Found(_joined((block, titles) for block, titles, _ in found), _joined((b, x) for b, _, x in found))
        for term_id, found in blocks.items()
    }


def bits(bitmap: int, limit: int) -> Iterator[int]:
    """The highest numbers of a bitmap, which are the newest entries, downwards."""
    while bitmap and limit:
        highest = bitmap.bit_length() - 1
        yield highest
        bitmap ^= 1 << highest
        limit -= 1


def clear(session: Session) -> None:
    """Forget everything."""
    session.execute(delete(search_postings))
    session.execute(delete(search_terms))


def _change(session: Session, entries: Mapping[int, tuple[Collection[str], Collection[str]]], *, setting: bool) -> None:
    wanted = _masks(entries)
    names = {term for term, _ in wanted}
    if setting:
        _make(session, names)
    ids = _ids(session, names)
    there = _blocks(session, ids.values(), {block for _, block in wanted})
    new: list[dict[str, Any]] = []
    changed: list[dict[str, Any]] = []
    emptied: list[dict[str, Any]] = []
    more: dict[int, int] = defaultdict(int)
    for (term, block), (titles, texts) in wanted.items():
        key = ids.get(term, 0), block
        if key not in there and not setting:
            continue
        before = there.get(key, (0, 0))
        after = (before[0] | titles, before[1] | texts) if setting else (before[0] & ~titles, before[1] & ~texts)
        more[key[0]] += after[1].bit_count() - before[1].bit_count()
        values = {"of": key[0], "at": block, "titles": _packed(after[0]), "texts": _packed(after[1])}
        (emptied if not after[1] else changed if key in there else new).append(values)
    counts = [{"of": term_id, "more": count} for term_id, count in more.items() if count]
    for statement, rows in ((_INSERT, new), (_UPDATE, changed), (_DELETE, emptied), (_COUNT, counts)):
        if rows:
            session.connection().execute(statement, rows)
    for gone in _portions({row["of"] for row in emptied}):
        session.execute(delete(search_terms).where(search_terms.c.id.in_(gone), search_terms.c.entries <= 0))


_INSERT = insert(search_postings).values(term_id=bindparam("of"), block=bindparam("at"))
_THIS_BLOCK = (search_postings.c.term_id == bindparam("of"), search_postings.c.block == bindparam("at"))
_UPDATE = update(search_postings).where(*_THIS_BLOCK).values(titles=bindparam("titles"), texts=bindparam("texts"))
_DELETE = delete(search_postings).where(*_THIS_BLOCK)
_COUNT = (
    update(search_terms)
    .where(search_terms.c.id == bindparam("of"))
    .values(entries=search_terms.c.entries + bindparam("more"))
)


def _masks(entries: Mapping[int, tuple[Collection[str], Collection[str]]]) -> dict[tuple[str, int], tuple[int, int]]:
    """(term, block) → the bits of the entries that have it in their titles, and of all that have it."""
    masks: dict[tuple[str, int], tuple[int, int]] = {}
    for entry_id, (titles, texts) in entries.items():
        block, bit = entry_id // BLOCK, 1 << entry_id % BLOCK
        for term in {*titles, *texts}:
            before = masks.get((term, block), (0, 0))
            masks[term, block] = before[0] | (bit if term in titles else 0), before[1] | bit
    return masks


def _make(session: Session, names: Iterable[str]) -> None:
    """Make sure that the terms are there."""
    if rows := [{"term": name, "root": root(name), "backwards": name[::-1], "entries": 0} for name in sorted(names)]:
        session.connection().execute(inserting_new(session, search_terms), rows)


def _ids(session: Session, names: Iterable[str]) -> dict[str, int]:
    query = select(search_terms.c.term, search_terms.c.id)
    return {
        term: term_id
        for some in _portions(names)
        for term, term_id in session.execute(query.where(search_terms.c.term.in_(some)))
    }


def _blocks(session: Session, term_ids: Iterable[int], blocks: Iterable[int]) -> dict[tuple[int, int], tuple[int, int]]:
    """Bitmaps by term and block, locked against other processes that index at the same time."""
    query = select(search_postings).where(search_postings.c.block.in_(sorted(blocks))).with_for_update()
    return {
        (row.term_id, row.block): (_unpacked(row.titles), _unpacked(row.texts))
        for some in _portions(term_ids)
        for row in session.execute(query.where(search_postings.c.term_id.in_(some)))
    }


def _portions(named: Iterable[_Named]) -> Iterator[list[_Named]]:
    ordered = sorted(named)
    for start in range(0, len(ordered), _NAMED_AT_ONCE):
        yield ordered[start : start + _NAMED_AT_ONCE]


def _packed(bitmap: int) -> bytes:
    if not bitmap:
        return b""
    raw = bitmap.to_bytes((bitmap.bit_length() + 7) // 8, "little")
    smaller = zlib.compress(raw, 1)
    return _PACKED + smaller if len(smaller) < _WORTHWHILE * len(raw) else _PLAIN + raw


def _unpacked(packed: bytes) -> int:
    return int.from_bytes(_raw(packed), "little")


def _raw(packed: bytes) -> bytes:
    return zlib.decompress(packed[1:]) if packed[:1] == _PACKED else packed[1:]


def _joined(blocks: Iterable[tuple[int, bytes]]) -> int:
    """The bitmap of all blocks."""
    parts: dict[int, bytes] = {block: _raw(packed) for block, packed in blocks}
    width = BLOCK // 8
    return int.from_bytes(b"".join(parts.get(n, b"").ljust(width, b"\0") for n in range(max(parts) + 1)), "little")
