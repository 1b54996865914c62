"""How well search finds: recall@5 over the queries, beside the same index without Latvian treatment.

    uv run python -m tests.search

prints the table of the README, on SQLite; the tests hold both databases to it.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from unittest.mock import patch

from sqlalchemy import insert
from sqlalchemy.orm import Session

from storage import matching, postings, search
from storage.latvian import words
from storage.search import Entry, reindex_portion, search_entries, similar
from tests.search.corpus import distractors
from tests.search.queries import QUERIES, SIMILAR, wanted

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
OTHERS = 2400
TOP = 5


@dataclass(frozen=True)
class Recall:
    """Of how many queries the wanted entry is among the first five, by what is special about them."""

    found: dict[str, int]
    asked: dict[str, int]
    missed: list[str]

    @property
    def share(self) -> float:
        return sum(self.found.values()) / sum(self.asked.values())


@dataclass(frozen=True)
class Closeness:
    """What was offered to those who were about to ask."""

    answered: int
    """Questions that had been answered already."""
    offered: int
    """Of these, how many were shown the answer."""
    new: int
    """Questions that nobody had asked."""
    disturbed: int
    """Of these, how many were shown something."""
    wrong: int
    """Entries that were shown and did not answer, in all."""


def fill(session: Session, entries: Iterable[Entry]) -> None:
    """Put in many at once: the rows, and then the index."""
    rows = [{**vars(entry), "year": entry.at.year} for entry in entries]
    session.execute(insert(search_entries), rows)
    while not reindex_portion(session, NOW, size=5000):
        pass


def fill_region(session: Session) -> None:
    """The entries that are looked for, among all the others."""
    fill(session, [*distractors(OTHERS, NOW), *wanted(NOW)])


def recall(session: Session) -> Recall:
    """Ask everything."""
    found: dict[str, int] = defaultdict(int)
    asked: dict[str, int] = defaultdict(int)
    missed = []
    for special, query, answer in QUERIES:
        asked[special] += 1
        if answer in [hit.object_id for hit in search.search(session, query).hits[:TOP]]:
            found[special] += 1
        else:
            missed.append(query)
    return Recall(found, asked, missed)


def closeness(session: Session) -> Closeness:
    """Be about to ask everything."""
    offered = disturbed = wrong = 0
    for text, answer in SIMILAR:
        shown = [hit.object_id for hit in similar(session, text)]
        offered += answer is not None and answer in shown
        disturbed += answer is None and bool(shown)
        wrong += sum(one != answer for one in shown)
    answered = sum(answer is not None for _, answer in SIMILAR)
    return Closeness(answered, offered, len(SIMILAR) - answered, disturbed, wrong)


@contextmanager
def without_latvian() -> Iterator[None]:
    """The same index of words as they are written, capitals aside; no families, synonyms, beginnings and errors."""

    def as_written(text: str) -> list[str]:
        return [word.lower() for word in words(text)]

    def itself(term: str) -> str:
        return term

    changed: list[tuple[object, str, Callable[..., object] | int]] = [
        (search, "terms", as_written),
        (search, "fold", str.lower),
        (search, "LEAST_BEGINNING", 1000),
        (search, "analysis", lambda: "as written"),
        (postings, "root", itself),
        (matching, "root", itself),
        (matching, "synonyms", tuple),
        (matching, "slips", lambda _term: 0),
    ]
    with ExitStack() as stack:
        for module, name, value in changed:
            stack.enter_context(patch.object(module, name, value))
        yield


def table(with_it: Recall, without: Recall, similar_found: Closeness) -> str:
    """The README's table."""
    names = {
        "ending": "other endings, nouns for verbs",
        "diacritics": "without diacritics",
        "beginning": "beginnings of words",
        "error": "typing errors",
        "synonym": "other words for it",
        "question": "whole questions",
        "short": "one or two words",
        "unseen": "written after search was finished",
    }
    rows = [
        f"| {names[special]} | {n} | {with_it.found[special] / n:.2f} | {without.found[special] / n:.2f} |"
        for special, n in with_it.asked.items()
    ]
    total = sum(with_it.asked.values())
    s = similar_found
    return "\n".join(
        [
            "| Queries | Number | Recall@5 | Without Latvian treatment |",
            "|---|---|---|---|",
            *rows,
            f"| **all** | **{total}** | **{with_it.share:.2f}** | **{without.share:.2f}** |",
            "",
            f"Similar answers: offered for {s.offered} of {s.answered} questions that had been answered; shown with "
            f"{s.disturbed} of {s.new} new ones; {s.wrong} entries that did not answer.",
        ]
    )
