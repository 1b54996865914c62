"""Search finds what it should, on both databases, and much more than it would without knowing Latvian."""

from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from storage.database import Database
from storage.postings import clear
from storage.search import reindex_portion
from tests.search.corpus import distractors
from tests.search.evaluation import (
    NOW,
    OTHERS,
    Closeness,
    Recall,
    closeness,
    fill_region,
    recall,
    table,
    without_latvian,
)
from tests.search.queries import QUERIES

README = Path(__file__).parents[2] / "README.md"


@pytest.fixture
def evaluated(database: Database) -> tuple[Recall, Recall, Closeness]:
    """With Latvian treatment, without it, and how close the similar ones are."""

    def evaluate(session: Session) -> tuple[Recall, Recall, Closeness]:
        fill_region(session)
        with_it, close = recall(session), closeness(session)
        with without_latvian():
            clear(session)
            reindex_portion(session, NOW, size=5000)
            return with_it, recall(session), close

    return database.submit(evaluate).result()


def test_what_is_looked_for_is_among_the_first_five(evaluated: tuple[Recall, Recall, Closeness]) -> None:
    with_it, without, close = evaluated
    assert with_it.share >= 0.95, with_it.missed
    assert all(with_it.found[special] / number >= 0.85 for special, number in with_it.asked.items())
    assert without.share < 0.6, "the queries would be too easy"
    assert close.offered >= 0.8 * close.answered
    assert (close.disturbed, close.wrong) == (0, 0), "nothing is better than what does not help"
    assert table(with_it, without, close) in README.read_text(encoding="utf-8"), "run `uv run python -m tests.search`"


def test_the_evaluation_is_large_and_the_same_every_time() -> None:
    assert len(QUERIES) >= 60
    assert OTHERS >= 2000
    others = list(distractors(OTHERS, NOW))
    assert others == list(distractors(OTHERS, NOW))
    assert len({(one.title, one.text) for one in others}) > 0.99 * OTHERS
