"""Full-text search over what may be shown to every member: Latvian-aware, the same on both databases.

An entry is what a feature says that it may be found by: nothing in it tells who asked. What a search costs does not
depend on how common its words are (see ``storage.postings``).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import (
    Column,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    bindparam,
    delete,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.orm import Session

from storage.base import Id, UtcDateTime, metadata
from storage.latvian import fold, words
from storage.matching import Word, closeness, covering, in_titles, scores, telling, understand
from storage.numbers import mark_once, marked_value, unmark
from storage.postings import add, bits, clear, postings, remove, search_terms
from storage.prepared import Prepared
from storage.snippets import Part, fragment
from storage.terms import STOPPED, analysis, terms

QUESTION, NEWS = "question", "news"
"""Kinds of entries."""

KIND, TOPIC, YEAR = "kind", "topic", "year"
"""What entries are filtered by."""
MOST_FACETS = 200

PAGE = 5
"""Hits on a page."""
MOST_HITS = 200
"""So many are ranked and can be paged through; nobody goes further, and the filters lead to the others."""
CANDIDATES = 400
"""So many are compared; where more have all the words, those that have them in the title, and the newest."""
TITLE_WIDTH, SNIPPET_WIDTH = 120, 160
"""Characters of a hit that are shown."""
LEAST_BEGINNING = 3
"""Letters from which on the last word may be the beginning of a longer one."""

ENOUGH = 0.5
"""Where hardly anything has all the words: the share of what they tell that an entry must have."""
HALF_STALE = timedelta(days=730)
"""After so long half of the bonus for being new is gone."""
STALE = 0.75
"""What an old entry is worth of a new one that answers as well."""

ALIKE = 0.55
"""The share of what a question's words tell that a similar one has in its own question."""
LEAST_SHARED = 2
"""Words that similar questions share at least: one alone makes none similar."""
CLOSELY_LOOKED_AT = 30

search_entries = Table(
    "search_entries",
    metadata,
    Column("id", Id, primary_key=True),
    Column("kind", String(40), nullable=False),
    Column("object_id", Integer, nullable=False),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("topic", String(40)),
    Column("year", Integer, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    UniqueConstraint("kind", "object_id"),
)


@dataclass(frozen=True)
class Entry:
    """Something that can be found. Whatever stands in it may be shown to every member."""

    kind: str
    object_id: int
    """What it is, to who registered the kind (``Feature.found``)."""
    title: str
    """A news post's first line, a question's text."""
    text: str
    """The rest: what a news post says, a question's answers."""
    topic: str | None
    """Key in a list of the vocabulary."""
    at: datetime
    """When it was published or answered, on the region's clocks: its year is the one that it is filtered by."""


@dataclass(frozen=True)
class Hit:
    """An entry that was found."""

    kind: str
    object_id: int
    title: Sequence[Part]
    snippet: Sequence[Part]
    topic: str | None
    at: datetime


@dataclass(frozen=True)
class Page:
    """One page of what was found."""

    hits: Sequence[Hit] = ()
    page: int = 0
    """Its number, beginning with 0; the last one where a later one was asked for."""
    pages: int = 0
    total: int = 0
    """How many there are with these filters, also where not all can be paged through."""
    kinds: Mapping[str, int] = field(default_factory=dict)
    """Kind → how many there would be with it and the other filters as they are; so with the next two."""
    topics: Mapping[str, int] = field(default_factory=dict)
    years: Mapping[int, int] = field(default_factory=dict)
    missing: Sequence[str] = ()
    """Words of the query, as typed, that are nowhere; the others were looked for."""


def put_entry(session: Session, entry: Entry) -> None:
    """Let it be found, in place of what stood there for the same object."""
    values = {
        "title": entry.title,
        "text": entry.text,
        "topic": entry.topic,
        "year": entry.at.year,
        "at": entry.at,
    }
    before = _stored(session, entry.kind, entry.object_id)
    if before is None:
        key = {"kind": entry.kind, "object_id": entry.object_id}
        entry_id = session.execute(
            insert(search_entries).values(**key, **values).returning(search_entries.c.id)
        ).scalar_one()
    else:
        entry_id = before.id
        remove(session, {entry_id: _terms_of(before)})
        session.execute(update(search_entries).where(search_entries.c.id == entry_id).values(**values))
    add(session, {entry_id: _terms_of(entry)})


def remove_entry(session: Session, kind: str, object_id: int) -> None:
    """Let it be found no more; neither its text nor its words are kept."""
    before = _stored(session, kind, object_id)
    if before is not None:
        remove(session, {before.id: _terms_of(before)})
        session.execute(delete(search_entries).where(search_entries.c.id == before.id))


def search(
    session: Session,
    query: str,
    *,
    kind: str | None = None,
    topic: str | None = None,
    year: int | None = None,
    page: int = 0,
) -> Page:
    """A page of what has the query's words (or, where hardly anything has all, most of them), the best first."""
    facets = _facets(session)
    kept = words(query)
    typing = fold(kept[-1]).replace("-", "") if kept else ""  # as terms are: "e-pas" may become "e-pasts"
    if typing in STOPPED or len(typing) < LEAST_BEGINNING:
        typing = ""
    understood = understand(session, terms(query), facets.total, typing=typing)
    found = telling(understood)
    if not found:
        return Page()
    nowhere = {word.term for word in understood if not word.entries}
    every = next(masks := covering(found, ENOUGH))
    matching = every
    if every.bit_count() < PAGE:
        for mask in masks:
            matching |= mask
    chosen = matching & facets.chosen(kind, topic, year)
    ranked = _ranked(session, found, chosen, in_titles(found) & every, every)
    pages = -(-len(ranked) // PAGE)
    page = max(0, min(page, pages - 1))
    return Page(
        hits=_hits(session, ranked[page * PAGE : (page + 1) * PAGE], found),
        page=page,
        pages=pages,
        total=chosen.bit_count(),
        kinds=facets.counts(KIND, matching & facets.chosen(None, topic, year)),
        topics=facets.counts(TOPIC, matching & facets.chosen(kind, None, year)),
        missing=list({fold(word): word for word in kept if nowhere.intersection(terms(word))}.values()),
        years={int(key): n for key, n in facets.counts(YEAR, matching & facets.chosen(kind, topic, None)).items()},
    )


def similar(session: Session, text: str, *, kind: str = QUESTION, limit: int = 3) -> list[Hit]:
    """Entries that ask nearly the same as the text, the closest first; rather none than one that does not help."""
    facets = _facets(session, KIND)
    if not facets.chosen(kind, None, None):
        return []  # as long as nobody has answered anything, a question costs no more than this
    asked = understand(session, terms(text), facets.total)
    known = telling(asked)
    if len(known) < LEAST_SHARED:
        return []
    told = sum(word.weight for word in known)
    untold = sum(word.weight for word in asked if not word.entries)
    matching = 0
    for mask in covering(known, ALIKE * (told + untold) / told):
        matching |= mask
    matching &= facets.chosen(kind, None, None)
    ranked = _ranked(session, known, matching, in_titles(known), matching)[:CLOSELY_LOOKED_AT]
    titles = dict(session.execute(_TITLES.where(search_entries.c.id.in_(ranked))).all())
    close = {entry: closeness(asked, entry, terms(titles[entry])) for entry in ranked}
    best = sorted((entry for entry in ranked if close[entry] >= ALIKE), key=lambda entry: -close[entry])
    return _hits(session, best[:limit], known)


def reindex_portion(session: Session, now: datetime, size: int = 200) -> bool:
    """Build the index anew if texts are taken apart in another way than when it was built; tells whether it is done.

    A portion of the entries at a time, the newest ones first, each portion in its transaction.
    """
    version, _, reached = (marked_value(session, _BUILT) or "").partition(" ")
    if version == analysis() and not reached:
        return True
    if version != analysis():
        clear(session)
        reached = str((session.scalar(select(func.max(search_entries.c.id))) or 0) + 1)
    query = _ROWS.where(search_entries.c.id < int(reached)).order_by(search_entries.c.id.desc()).limit(size)
    rows = [_Row(*row) for row in session.execute(query)]
    add(session, {row.id: _terms_of(row) for row in rows})
    unmark(session, _BUILT)
    done = len(rows) < size
    mark_once(session, _BUILT, now, analysis() if done else f"{analysis()} {rows[-1].id}")
    return done


_BUILT = "search index"
"""The mark that says how the index was built, and, while it is being built, down to which entry."""


def _stored(session: Session, kind: str, object_id: int) -> "_Row | None":
    query = _ROWS.where(search_entries.c.kind == kind, search_entries.c.object_id == object_id)
    found = session.execute(query).first()
    return _Row(*found) if found is not None else None


@dataclass(frozen=True)
class _Row:
    """An entry as it is stored."""

    id: int
    kind: str
    object_id: int
    title: str
    text: str
    topic: str | None
    year: int
    at: datetime


_ROWS = select(*search_entries.c)
_TITLES = select(search_entries.c.id, search_entries.c.title)


def _terms_of(entry: Entry | _Row) -> tuple[Collection[str], Collection[str]]:
    year = entry.year if isinstance(entry, _Row) else entry.at.year
    facets = {_facet(KIND, entry.kind), _facet(YEAR, year)} | ({_facet(TOPIC, entry.topic)} if entry.topic else set())
    return set(terms(entry.title)), {*terms(entry.text), *facets}


def _facet(what: str, key: object) -> str:
    """The term of what entries are filtered by; no word of a text has such a sign."""
    return f"={what}:{key}"


@dataclass(frozen=True)
class _Facets:
    """Which entries are of which kind, topic and year."""

    found: Mapping[tuple[str, str], int]

    @property
    def total(self) -> int:
        return sum(bitmap.bit_count() for (what, _), bitmap in self.found.items() if what == KIND)

    def chosen(self, kind: str | None, topic: str | None, year: int | None) -> int:
        """Bitmap of those that the filters leave."""
        bitmap = -1
        for what, key in ((KIND, kind), (TOPIC, topic), (YEAR, year)):
            if key is not None:
                bitmap &= self.found.get((what, str(key)), 0)
        return bitmap

    def counts(self, what: str, matching: int) -> dict[str, int]:
        counts = {key: (bitmap & matching).bit_count() for (of, key), bitmap in self.found.items() if of == what}
        return {key: count for key, count in sorted(counts.items()) if count}


_term = search_terms.c.term
_FACETS = Prepared(
    select(search_terms.c.id, _term)
    .where(_term >= bindparam("first", type_=_term.type), _term < bindparam("last", type_=_term.type))
    .order_by(search_terms.c.entries.desc(), search_terms.c.id)
    .limit(MOST_FACETS)
)
"""Asked with every question, of whose time building it anew took a tenth."""


def _facets(session: Session, what: str = "") -> _Facets:
    """All of them, or those of one filter."""
    first = _facet(what, "") if what else "="
    found = {row.id: row.term for row in _FACETS.all(session, {"first": first, "last": first + "\U0010ffff"})}
    lists = postings(session, found)
    keys = {term_id: tuple(term[1:].split(":", 1)) for term_id, term in found.items()}
    return _Facets({(keys[i][0], keys[i][1]): one.entries for i, one in lists.items()})


def _ranked(session: Session, found: Sequence[Word], chosen: int, *first: int) -> list[int]:
    """The ids of the best entries of a bitmap; where it has very many, those in ``first`` and new ones are ranked."""
    candidates: dict[int, None] = {}
    for bitmap in (*first, chosen):
        candidates |= dict.fromkeys(bits(bitmap & chosen, CANDIDATES - len(candidates)))
        if len(candidates) >= CANDIDATES:
            break
    if not candidates:
        return []
    when = {
        row.id: row.at
        for row in session.execute(
            select(search_entries.c.id, search_entries.c.at).where(search_entries.c.id.in_(sorted(candidates)))
        )
    }
    newest = max(when.values())
    worth = scores(found, when)
    fresh = {i: STALE + (1 - STALE) * 0.5 ** ((newest - at) / HALF_STALE) for i, at in when.items()}
    return sorted(when, key=lambda i: (-worth[i] * fresh[i], -i))[:MOST_HITS]


def _hits(session: Session, ids: Sequence[int], found: Sequence[Word]) -> list[Hit]:
    rows = {row.id: row for row in session.execute(_ROWS.where(search_entries.c.id.in_(ids)))} if ids else {}
    meanings = {term for word in found for term in word.meanings}

    def is_hit(word: str) -> bool:
        return any(term in meanings for term in terms(word))

    return [
        Hit(
            rows[i].kind,
            rows[i].object_id,
            fragment(rows[i].title, is_hit, TITLE_WIDTH),
            fragment(rows[i].text, is_hit, SNIPPET_WIDTH),
            rows[i].topic,
            rows[i].at,
        )
        for i in ids
        if i in rows
    ]
