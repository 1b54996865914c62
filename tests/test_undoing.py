from datetime import UTC, datetime, timedelta

import pytest

from bot.errors import UserError
from bot.undoing import check_undo, may_undo

NOW = datetime(2026, 12, 1, 8, tzinfo=UTC)


@pytest.mark.parametrize("done_at", [NOW, NOW - timedelta(minutes=10)])
def test_what_was_done_can_be_taken_back_for_ten_minutes(done_at: datetime) -> None:
    assert may_undo(done_at, NOW)
    check_undo(done_at, NOW)


@pytest.mark.parametrize("done_at", [NOW - timedelta(minutes=10, seconds=1), None])
def test_and_then_no_more(done_at: datetime | None) -> None:
    assert not may_undo(done_at, NOW)
    with pytest.raises(UserError):
        check_undo(done_at, NOW)
