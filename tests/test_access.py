"""Who may what, and what a mute takes away: the methodologists are never out of anybody's reach."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.access import ADMIN, GUEST, LIBRARIAN, METHODOLOGIST, MUTED_LACK, ROLES, Act, may, may_mute, require
from bot.errors import MutedError, NotAllowedError

roles = st.sampled_from((*ROLES, None))
acts = st.sampled_from(list(Act))


@given(roles, acts)
def test_a_mute_takes_away_writing_to_colleagues_and_nothing_else(role: str | None, act: Act) -> None:
    assert may(role, act, muted=True) == (may(role, act) and act not in MUTED_LACK)
    if not may(role, act):
        with pytest.raises(NotAllowedError) as refused:
            require(role, act, muted=True)
        assert not isinstance(refused.value, MutedError), "the role is the reason"
    elif act in MUTED_LACK:
        with pytest.raises(MutedError):
            require(role, act, muted=True)


def test_who_is_muted_reads_searches_keeps_a_profile_and_asks_the_methodologists() -> None:
    assert all(may(LIBRARIAN, act, muted=True) for act in (Act.ASK, Act.SEARCH, Act.OWN_PROFILE))
    assert all(may(METHODOLOGIST, act, muted=True) for act in (Act.ANSWER, Act.REGISTER, Act.REPORT))


@given(roles, roles, st.booleans())
def test_nobody_mutes_an_administrator_or_themselves(actor: str | None, target: str | None, oneself: bool) -> None:
    if may_mute(actor, target, oneself=oneself):
        assert not oneself
        assert actor in (METHODOLOGIST, ADMIN)
        assert target in (GUEST, LIBRARIAN) or (target == METHODOLOGIST and actor == ADMIN)


def test_librarians_are_muted_by_methodologists_and_these_by_administrators() -> None:
    assert may_mute(METHODOLOGIST, LIBRARIAN, oneself=False)
    assert not may_mute(METHODOLOGIST, METHODOLOGIST, oneself=False)
    assert may_mute(ADMIN, METHODOLOGIST, oneself=False)
