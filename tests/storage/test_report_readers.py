"""Who gets the reports by themselves: by default, and by what was chosen as far as there is a way."""

from datetime import UTC, datetime

import pytest

from storage.mailing import BY_BOTH, BY_EMAIL, BY_TELEGRAM, Way
from storage.members import Member
from storage.report_readers import NOT_AT_ALL, Reader

CHAT, BOX, AWAY = Way(1, reachable=True), Way(-(10**15) - 7, reachable=True), Way(1, reachable=False)


@pytest.mark.parametrize(
    ("chosen", "chat", "box", "usual", "way", "goes_to"),
    [
        (None, CHAT, BOX, True, BY_TELEGRAM, [CHAT.chat_id]),
        (None, CHAT, BOX, False, NOT_AT_ALL, []),
        (None, None, BOX, True, BY_EMAIL, [BOX.chat_id]),
        (None, None, None, True, NOT_AT_ALL, []),
        (BY_BOTH, CHAT, BOX, False, BY_BOTH, [CHAT.chat_id, BOX.chat_id]),
        (BY_EMAIL, CHAT, BOX, True, BY_EMAIL, [BOX.chat_id]),
        (BY_EMAIL, CHAT, None, True, BY_TELEGRAM, [CHAT.chat_id]),
        (BY_TELEGRAM, AWAY, None, True, BY_TELEGRAM, []),
        (NOT_AT_ALL, CHAT, BOX, True, NOT_AT_ALL, []),
    ],
)
def test_a_report_goes_where_it_was_chosen_and_can_arrive(  # noqa: PLR0917 - the columns of a table
    chosen: str | None, chat: Way | None, box: Way | None, usual: bool, way: str, goes_to: list[int]
) -> None:
    member = Member(name="Metodiķe, Kuldīga", role="methodologist", language="lv", created_at=datetime.now(UTC))
    member.reports_by = chosen
    reader = Reader(member, chat, box, usual=usual)
    assert (reader.way, [one for one in (reader.chat, reader.box) if one is not None]) == (way, goes_to)
