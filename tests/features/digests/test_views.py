"""A digest fits into Telegram's messages, and nothing of it is lost or torn."""

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from html import unescape

from hypothesis import given
from hypothesis import strategies as st

from bot.access import Act
from bot.context import Context
from bot.features.digests.views import MOST_LINES, Group, digest
from bot.manifest import DigestItem, Subscription
from bot.texts import length, texts_for
from storage.members import Member
from storage.vocabulary import VocabularyEntry

START = datetime(2026, 10, 12, 9, tzinfo=UTC)
DAY = date(2026, 10, 13)


def _nothing(_ctx: Context, _member: Member, _subjects: Sequence[str], _since: datetime) -> Sequence[DigestItem]:
    return ()


def subscription(sign: str) -> Subscription[Context]:
    return Subscription[Context]("kind", "Profile", Act.SEARCH, "daily", _nothing, sign=sign)


ENTRIES = {
    key: VocabularyEntry(list_name="topic", key=key, lv=f"Temats {key} & citi", en=key, position=number)
    for number, key in enumerate("abc")
}
TITLES = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=200)
ITEMS = st.lists(st.tuples(TITLES, st.sampled_from([None, "a", "b", "c", "gone"]), TITLES), max_size=80)


@given(ITEMS, ITEMS)
def test_whatever_there_is_is_told_once_within_telegrams_limits(
    first: list[tuple[str, str | None, str]], second: list[tuple[str, str | None, str]]
) -> None:
    groups = []
    for sign, items in (("📰", first), ("❓", second)):
        found = [
            DigestItem(
                "thing",
                number,
                START + timedelta(minutes=number),
                title,
                f"https://t.me/b?start={sign}{number}",
                subject,
                detail,
            )
            for number, (title, subject, detail) in enumerate(items)
        ]
        groups.append(Group(subscription(sign), ENTRIES, found))
    messages = digest(texts_for("lv"), DAY, groups)
    assert all(length(unescape(re.sub(r"<[^>]*>", "", one))) <= 4096 for one in messages)
    assert all(one.count("\n") < MOST_LINES for one in messages)
    assert all(one.count("<a ") == one.count("</a>") for one in messages)
    told = re.findall(r"start=(.\d+)\"", "\n".join(messages))
    assert sorted(told) == sorted(
        f"{sign}{n}" for sign, items in (("📰", first), ("❓", second)) for n in range(len(items))
    )
    assert [one for one in messages[1:] if not one.startswith("<b>")] == [], "what goes on says of what it is"
