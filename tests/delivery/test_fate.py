"""When something goes again, and when it is given up: the pauses grow, are spread, and have an end."""

from datetime import datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from bot.delivery.fate import GIVE_UP_AFTER, MOST_PAUSE, MOST_TRIES_UNKNOWN, UNKNOWN_WITHIN, Again, given_up, try_again
from bot.delivery.meaning import Outcome, Verdict
from storage import outbox
from storage.carrying import Claimed
from storage.outbox import Lane
from tests.delivery.simulation import START

CHANCES = st.floats(0, 1, exclude_max=True)
AWAY, HUNG = Verdict(Outcome.NOT_SENT, "ClientConnectorError"), Verdict(Outcome.UNKNOWN, "TimeoutError")


def claimed(tries: int = 1) -> Claimed:
    return Claimed(
        id=1,
        op=outbox.SEND,
        lane=Lane.ANSWER,
        channel="telegram",
        chat_id=1,
        recipient_id=None,
        method="sendMessage",
        payload={},
        file_id=None,
        target_id=None,
        target_message_id=None,
        target_span=1,
        created_at=START,
        tries=tries,
    )


def course(verdict: Verdict, chance: float) -> list[Again]:
    """All that happens to a delivery that meets the same trouble every time."""
    found: list[Again] = []
    now = START
    while again := try_again(claimed(), verdict, now, chance):
        assert again.due_at > now
        found.append(again)
        now = again.due_at
    return found


@given(CHANCES)
def test_what_cannot_go_is_tried_ever_more_seldom_and_given_up_after_a_day(chance: float) -> None:
    moments = [again.due_at for again in course(AWAY, chance)]
    pauses = [(later - at).total_seconds() for at, later in pairwise([START, *moments])]
    assert pauses == sorted(pauses)
    assert 1.5 <= pauses[0] <= 2
    assert 0.75 * MOST_PAUSE <= pauses[-1] <= MOST_PAUSE
    assert GIVE_UP_AFTER <= moments[-1] - START < GIVE_UP_AFTER + timedelta(seconds=MOST_PAUSE)
    assert given_up(AWAY) == "ClientConnectorError; given up after 24 hours"


@given(CHANCES)
def test_what_may_have_arrived_is_tried_ever_more_seldom_for_longer_than_telegram_is_overloaded(chance: float) -> None:
    """Five tries within ten minutes; the last of them more than a minute after the first, whatever the spreading."""
    pauses = []
    for tries in range(1, MOST_TRIES_UNKNOWN + 1):
        again = try_again(claimed(tries), HUNG, START, chance)
        assert again is not None
        assert (again.state, again.tries) == (outbox.UNKNOWN, tries)
        pauses.append((again.due_at - START).total_seconds())
    assert pauses == sorted(pauses)
    assert 1.5 <= pauses[0] <= 2
    assert sum(pauses[:-1]) > 75
    assert sum(pauses) < UNKNOWN_WITHIN.total_seconds()


def test_what_failed_together_does_not_come_together_again() -> None:
    due: set[datetime] = set()
    for chance in range(10):
        again = try_again(claimed(), AWAY, START, chance / 10)
        assert again is not None
        due.add(again.due_at)
    assert len(due) == 10


def test_a_flood_is_waited_for_as_long_as_it_says_and_counts_as_no_try() -> None:
    again = try_again(claimed(3), Verdict(Outcome.NOT_SENT, "Too Many", retry_after=7, too_many=True), START, 0.5)
    assert again == Again(outbox.PENDING, START + timedelta(seconds=7), 2, "Too Many")
