"""What is usual of each kind of event."""

import pytest

from bot.access import ROLES
from bot.features.events.kinds import OTHER, defaults
from config import vocabulary

KINDS = [entry["key"] for entry in vocabulary()["event_kind"]]


def test_every_kind_of_the_list_has_its_own_and_a_self_made_one_those_of_any_other() -> None:
    assert len(KINDS) == 14
    assert [kind for kind in KINDS if kind != OTHER and defaults(kind) is defaults(OTHER)] == []
    assert defaults("book_stall") is defaults(OTHER)


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_usual_can_be(kind: str) -> None:
    usual = defaults(kind)
    assert usual.whole_day == (usual.minutes is None), "an event has hours, or it has days"
    assert usual.minutes is None or 0 < usual.minutes <= 8 * 60
    assert list(usual.reminders) == sorted(set(usual.reminders), reverse=True)
    assert all(minutes > 0 for minutes in usual.reminders)
    assert set(usual.roles) <= set(ROLES)
    assert usual.places is None or usual.places > 0


def test_what_differs_of_the_kinds() -> None:
    assert defaults("hybrid_seminar").hybrid
    assert not defaults("seminar").hybrid
    assert defaults("visit").roles == (), "only the visited library is told"
    assert "guest" in defaults("discussion").roles, "with the municipality's representatives"
    assert defaults("contest").whole_day
    assert not defaults("contest").feedback
