"""Rules of changing an event: what differs, who hears of it and when, what is moved along."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.features.events import changing_rules as rules
from storage.event_changes import Plan
from storage.events import (
    CANCELLED,
    DECLINED,
    GOING,
    INVITED,
    MAYBE,
    OFFERED,
    ON_SITE,
    ONLINE,
    PUBLISHED,
    RECORDED,
    WAITING,
)

RIGA = ZoneInfo("Europe/Riga")
NOW = datetime(2026, 10, 12, 11, 0, tzinfo=RIGA)


def local(text: str) -> datetime:
    return datetime.fromisoformat(text)


PLAN = Plan(local("2026-11-12 10:00"), local("2026-11-12 13:00"), place="Kuldīga")
ONLINE_PLAN = replace(PLAN, place=None, link="https://saruna.lv/1")
LATER = replace(PLAN, begins=local("2026-11-19 10:00"), ends=local("2026-11-19 13:00"))
DAY = Plan(local("2026-11-12"), whole_day=True)
OFF = replace(PLAN, cancelled=True)


@pytest.mark.parametrize(
    ("before", "now", "different"),
    [
        (PLAN, PLAN, set()),
        (PLAN, LATER, {rules.TIME}),
        (PLAN, replace(PLAN, ends=None), {rules.TIME}),
        (PLAN, ONLINE_PLAN, {rules.PLACE}),
        (DAY, replace(DAY, ends=DAY.begins), set()),
        (PLAN, replace(LATER, link="https://saruna.lv/1"), {rules.TIME, rules.PLACE}),
        (PLAN, OFF, {rules.CALLED_OFF}),
        (PLAN, replace(LATER, cancelled=True), {rules.CALLED_OFF}),
        (OFF, replace(LATER, cancelled=True), set()),
        (OFF, PLAN, {rules.ON_AGAIN}),
        (OFF, LATER, {rules.ON_AGAIN, rules.TIME}),
    ],
)
def test_what_is_different(before: Plan, now: Plan, different: set[str]) -> None:
    assert rules.differences(before, now) == different


PLANS = st.builds(
    Plan,
    begins=st.sampled_from([PLAN.begins, LATER.begins]),
    ends=st.sampled_from([None, LATER.ends]),
    whole_day=st.booleans(),
    place=st.sampled_from([None, "Kuldīga", "Renda"]),
    link=st.sampled_from([None, "https://saruna.lv/1"]),
    cancelled=st.booleans(),
)


@given(PLANS)
def test_a_plan_survives_being_kept(plan: Plan) -> None:
    assert Plan.from_json(plan.to_json()) == plan
    assert not rules.differences(plan, plan)


@given(PLANS, PLANS)
def test_plans_that_differ_for_people_are_told_of_to_whoever_comes_and_to_nobody_twice(before: Plan, now: Plan) -> None:
    told = {state for state in rules.ANSWERED if rules.is_to_be_told(state, before, now, told=False)}
    both_off = before.cancelled and now.cancelled
    assert told == (set() if before == now or both_off else set(rules.ANSWERED))
    assert not any(rules.is_to_be_told(state, now, now, told=True) for state in (*rules.ANSWERED, DECLINED, INVITED))


def test_who_declined_hears_of_it_only_if_that_was_to_a_change() -> None:
    assert not rules.is_to_be_told(DECLINED, PLAN, LATER, told=False)
    assert rules.is_to_be_told(DECLINED, LATER, PLAN, told=True)
    assert not rules.is_to_be_told(DECLINED, LATER, OFF, told=True), "it is none of their concern any more"
    assert not rules.is_to_be_told(INVITED, PLAN, LATER, told=False), "their invitation changes"
    assert {GOING, OFFERED, WAITING, MAYBE} == set(rules.ANSWERED)


@pytest.mark.parametrize(
    ("status", "ends", "begins_anew", "correction"),
    [
        (PUBLISHED, "2026-11-12 13:00", None, False),
        (PUBLISHED, "2026-10-12 12:00", None, False),
        (PUBLISHED, "2026-10-09 12:00", None, True),
        (PUBLISHED, "2026-10-09 12:00", "2026-10-08 10:00", True),
        (PUBLISHED, "2026-10-09 12:00", "2026-10-13 10:00", False),
        (RECORDED, "2026-10-09 12:00", "2026-10-08 10:00", True),
        (CANCELLED, "2026-10-09 12:00", None, True),
    ],
)
def test_what_is_over_is_only_put_right(status: str, ends: str, begins_anew: str | None, correction: bool) -> None:
    starts = local(begins_anew).replace(tzinfo=RIGA) if begins_anew else None
    assert rules.is_correction(status, local(ends).replace(tzinfo=RIGA), starts, NOW) is correction


def test_people_hear_of_it_after_a_grace_unless_they_are_on_their_way() -> None:
    far, near, past = NOW + timedelta(days=9), NOW + timedelta(minutes=40), NOW - timedelta(minutes=5)
    assert rules.due_at(far, far, NOW) == NOW + rules.GRACE
    assert rules.due_at(near, far, NOW) == NOW
    assert rules.due_at(far, near, NOW) == NOW
    assert rules.due_at(past, far, NOW) == NOW + rules.GRACE
    assert not rules.is_urgent(far, far + timedelta(days=1), NOW)
    assert rules.is_urgent(near, far, NOW)
    assert rules.is_urgent(far, NOW + timedelta(hours=24), NOW)


def test_minutes_follow_where_they_were_all_of_its_time() -> None:
    shorter = replace(LATER, ends=local("2026-11-19 12:00"))
    assert rules.moved_minutes(180, PLAN, shorter) == 120
    assert rules.moved_minutes(150, PLAN, shorter) == 150, "there were breaks"
    assert rules.moved_minutes(None, PLAN, shorter) is None
    assert rules.moved_minutes(180, PLAN, replace(shorter, ends=None)) == 180


DAYS = st.dates(date(2026, 9, 1), date(2026, 12, 31))


@given(DAYS, DAYS, DAYS, DAYS)
def test_a_deadline_keeps_its_distance_and_its_sense(until: date, before: date, now: date, today: date) -> None:
    moved = rules.moved_deadline(until, before, now, today)
    assert moved is not None
    if before == now:
        assert moved == until
        return
    assert moved <= now, "not after the event begins"
    if until >= today and now >= today:
        assert moved >= today, "it does not pass by being moved"
    if today <= until + (now - before) <= now:
        assert moved - now == until - before
    assert rules.moved_deadline(None, before, now, today) is None


@pytest.mark.parametrize(
    ("place", "link", "mode"),
    [("Kuldīga", None, ON_SITE), (None, "https://saruna.lv", ONLINE), ("Kuldīga", "https://saruna.lv", None)],
)
def test_where_there_is_one_way_left_people_take_part_in_that(place: str, link: str | None, mode: str | None) -> None:
    assert rules.only_mode(place, link) == mode


def test_the_plan_of_a_version_nobody_was_told_of_is_the_next_that_is_known() -> None:
    plans = {0: PLAN, 3: LATER}
    assert [rules.plan_at(plans, version) for version in (0, 1, 2, 3, 4)] == [PLAN, LATER, LATER, LATER, LATER]


@given(st.integers(0, 9), st.none() | st.integers(0, 9))
def test_what_somebody_knows_never_grows_older(answered: int, told: int | None) -> None:
    assert rules.heard_of(answered, told) == max(answered, -1 if told is None else told)
    assert rules.heard_of(answered, told, stays=True) == (answered if told is None else told)


def test_whole_days_are_over_with_the_last() -> None:
    day = Plan(local("2026-10-12"), whole_day=True)
    assert not rules.is_over(day, RIGA, local("2026-10-12 23:59").replace(tzinfo=RIGA))
    assert rules.is_over(day, RIGA, local("2026-10-13 00:00").replace(tzinfo=RIGA))
    assert rules.is_over(PLAN, RIGA, local("2026-11-12 13:00").replace(tzinfo=RIGA))
