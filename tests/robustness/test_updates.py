"""Whatever comes as an update: it is stored, has its effect or is put aside, and everybody else is answered."""

import asyncio
import json
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete, func, select

from bot.inbox import store_once
from bot.web.webhook import _update_in
from storage.answers import ANSWERED
from storage.audit import audit
from storage.consultations import Consultation
from storage.database import Database
from storage.inbox import inbox
from storage.outbox import deliveries
from tests.examples import examples
from tests.robustness.intake import START, Intake
from tests.robustness.updates import IDS, LIBRARIAN, METHODOLOGIST, REAL, UPDATES, VALUES, message, press

MANY = 12
"""Updates in one batch."""
WITNESSES = {2: message("/palidziba"), 3: message("/palidziba", METHODOLOGIST)}
"""Good ones that come behind them, by number. No other may have the same: what comes first with a number is taken."""
ODD = (IDS | VALUES).filter(lambda one: not isinstance(one, float | int) or one not in WITNESSES)


async def _taken(database: Database, updates: Sequence[Any]) -> tuple[dict[int, str], list[Any]]:
    async with Intake(database).running() as intake:
        await intake.take(*updates)
    return intake.states(), intake.telegram.answered


@examples(2, thorough=300)
@given(st.lists(UPDATES, min_size=MANY, max_size=MANY), st.lists(ODD, max_size=2), st.data())
def test_a_malformed_update_takes_nothing_along(
    region: Database, many: list[dict[str, Any]], odd: list[Any], data: st.DataObject
) -> None:
    """Not its batch, not its chat, not the process; what it is itself, it is done or put aside with the reason."""
    region.submit(lambda session: session.execute(delete(inbox))).result()
    batch: list[Any] = [{**one, "update_id": number} for number, one in enumerate(many, start=100)]
    for one in odd:  # without a number that could be confirmed, or no update at all
        batch.insert(data.draw(st.integers(0, len(batch))), {**many[0], "update_id": one} if odd[0] is one else one)
    batch += [{"update_id": number, "message": one} for number, one in WITNESSES.items()]
    states, _ = asyncio.run(_taken(region, batch))
    assert [states[number] for number in WITNESSES] == ["done", "done"]
    assert all(100 + number in states for number in range(MANY))
    for state in set(states.values()) - {"done"}:
        assert " at " in state or state == "?", state


POISON: dict[str, dict[str, Any]] = {
    "a press without a number that could be answered": {"update_id": 1, **press({"id": {}})},
    "a person who is no number": {"update_id": 1, **press({"from": {"id": [], "is_bot": False}})},
    "a number that no database can hold": {"update_id": 2**63, "message": message("Sveiki")},
    "a number as our own answers have it": {"update_id": -1, ANSWERED: {"delivery": 1, "result": {}, "error": None}},
    "no number": {"update_id": True, "message": message("Sveiki")},
}


@pytest.mark.parametrize("poison", POISON.values(), ids=POISON)
async def test_an_update_that_once_ended_the_process(region: Database, poison: dict[str, Any]) -> None:
    """Or was asked for again and again, or was taken for what Telegram answers to us."""
    states, _ = await _taken(region, [poison, {"update_id": 2, "message": message("/palidziba")}])
    assert states.pop(2) == "done"
    assert [state.split()[0] for state in states.values()] in ([], ["TypeError"])


@examples(100)
@given(st.binary(max_size=200) | UPDATES.map(json.dumps).map(str.encode), st.binary(max_size=3), st.integers(0, 200))
def test_any_bytes_can_be_posted(body: bytes, damage: bytes, at: int) -> None:
    found = _update_in(body[:at] + damage + body[at + len(damage) :])
    assert found is None or 0 <= found.update_id < 2**63


async def test_what_nests_too_deep_or_says_too_much_is_put_aside(region: Database) -> None:
    deep: Any = "x"
    for _ in range(900):
        deep = {"reply_to_message": deep}
    huge = "x" * 1_000_000
    batch = [
        {"message": {**message("Sveiki"), **deep}},
        {"message": message(huge)},
        {"message": message("a\0b\ud800c")},
    ]
    states, _ = await _taken(region, [{"update_id": number, **one} for number, one in enumerate(batch, start=1)])
    assert list(states) == [1, 2, 3]
    assert "done" in states[3], "NUL and halves of surrogate pairs are left out"


async def test_what_comes_again_is_not_done_again(region: Database) -> None:
    """By polling, after the process was started anew, and by the webhook."""
    batch = [{"update_id": number, **one} for number, one in enumerate(REAL, start=500)]
    batch.append({"update_id": 400, "message": message("/jautat Kā norakstīt grāmatas?", LIBRARIAN)})
    states, answered = await _taken(region, batch)
    assert set(states.values()) == {"done"}
    assert len(answered) == len(set(answered)) > 0

    def counts() -> list[int]:
        tables = (Consultation.__table__, deliveries, audit, inbox)
        with region.read() as session:
            return [session.scalar(select(func.count()).select_from(table)) or 0 for table in tables]

    before = counts()
    assert all(before)
    await _taken(region, [*reversed(batch), *batch])
    for one in batch:
        raw = _update_in(json.dumps(one).encode())
        assert raw is not None
        await store_once(region, [raw], lambda: START)
    async with Intake(region).running() as later:
        await later.take({"update_id": 900, "message": message("/palidziba")})
    after = counts()
    assert (after[0], after[3]) == (before[0], before[3] + 1)
    assert after[1:3] == [before[1] + 1, before[2]], "the help that was asked for last"
