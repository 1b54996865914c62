"""What an answer, or its absence, means: each line is provoked over HTTP, and carried through to its end."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from time import monotonic
from typing import Any

import pytest

from bot.delivery import api, courier
from bot.delivery.meaning import _SILENCE, TABLE, Outcome, judge, judge_failure, line_for
from bot.delivery.meaning import Line as Judged
from bot.sandbox import Fault, flood
from storage import outbox
from storage.database import Database
from storage.outbox import Lane
from tests.delivery.post import TOKEN, Post, post_office, said
from tests.storage.outboxes import odd_deliveries

PAGE = "<html>This page is not what you were looking for</html>"


@pytest.fixture
async def post(sqlite_template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Post]:
    """A post office that waits for no answer longer than half a second, and looks at the unknown at once.

    On SQLite alone: what Telegram means does not depend on where it is written down.
    """
    monkeypatch.setattr(api, "REQUEST_SECONDS", 0.5)
    monkeypatch.setattr(courier, "LOOK_AT_ODD", 0.0)
    shutil.copy(sqlite_template, tmp_path / "plaukts.db")
    database = Database(f"sqlite:///{tmp_path / 'plaukts.db'}")
    database.start()
    async with post_office(database) as post:
        yield post
    database.stop()


@dataclass(frozen=True)
class Line:
    """What goes wrong, what it is judged to mean, what becomes of the delivery, how often the chat then has it."""

    case: str
    faults: Sequence[Fault]
    judged: Sequence[Outcome]
    state: str = outbox.SENT
    copies: int = 1
    lane: Lane = Lane.ANSWER


SENT, NOT_SENT, UNKNOWN, BLOCKED = Outcome.SENT, Outcome.NOT_SENT, Outcome.UNKNOWN, Outcome.BLOCKED


def error(code: int, times: int | None = 1, **how: str) -> Fault:
    return Fault("answer", "sendMessage", code=code, times=times, **how)  # type: ignore[arg-type]


LINES = [
    Line("all is well", [], [SENT]),
    Line("flood", [flood(1, "sendMessage")], [NOT_SENT, SENT]),
    Line("bad gateway", [error(502)], [UNKNOWN, SENT]),
    Line("bad gateway, but it arrived", [Fault("answer", "sendMessage", when="after")], [UNKNOWN, SENT], copies=2),
    Line("overloaded, for long", [error(500, times=4)], [*[UNKNOWN] * 4, SENT]),
    Line("overloaded, for too long", [error(500, times=None)], [UNKNOWN] * 5, outbox.FAILED, 0),
    Line("a broadcast is not repeated", [error(502)], [UNKNOWN], outbox.UNKNOWN, 0, Lane.BROADCAST),
    Line("refused for good", [error(400, description="Bad Request: no")], [Outcome.PERMANENT], outbox.FAILED, 0),
    Line("blocked", [error(403, description="Forbidden: bot was blocked by the user")], [BLOCKED], outbox.BLOCKED, 0),
    Line("token taken back for a while", [error(401, description="Unauthorized")], [NOT_SENT]),
    Line("a firewall's page", [error(403, body=PAGE)], [NOT_SENT, SENT]),
    Line("a page instead of an answer", [error(200, body=PAGE)], [UNKNOWN, SENT]),
    Line("cut before the effect", [Fault("cut", "sendMessage")], [UNKNOWN, SENT]),
    Line("cut after the effect", [Fault("cut", "sendMessage", when="after")], [UNKNOWN, SENT], copies=2),
    Line("too slow before the effect", [Fault("delay", "sendMessage", seconds=60)], [UNKNOWN, SENT]),
    Line("too slow after it", [Fault("delay", "sendMessage", when="after", seconds=60)], [UNKNOWN, SENT], copies=2),
    Line(
        "floods do not use up the tries of what may have arrived",
        [error(429, times=4, description="Too Many Requests"), error(502, times=2)],
        [*[NOT_SENT] * 4, UNKNOWN, UNKNOWN, SENT],
    ),
]


FAULTY = {
    "done": [],
    "unclear": [error(502)],
    "too many requests": [flood(1, "sendMessage")],
    "token taken back": [error(401, description="Unauthorized")],
    "not passed on by a proxy": [error(404, body=PAGE)],
    "out of reach": [error(403, description="Forbidden: user is deactivated")],
    "group moved": [],
    "thread gone": [],
    "so already": [],
    "refused": [error(400, description="Bad Request: chat not found")],
}
"""What goes wrong for each line of the table; where nothing does, the request itself is odd."""


@pytest.mark.parametrize("line", TABLE, ids=lambda line: line.name)
async def test_each_line_of_the_table_is_met_on_the_wire(post: Post, line: Judged) -> None:
    chat = post.chat()
    post.sandbox.faults.add(*[replace(fault) for fault in FAULTY[line.name]])
    method, parameters = "sendMessage", {"chat_id": chat.user.id, "text": "alpha"}
    if line.name == "group moved":
        group = post.sandbox.add_group("Metodiķi", [chat.user, post.bot])
        parameters["chat_id"] = group.id
        group.migrate()
    elif line.name == "thread gone":
        parameters["message_thread_id"] = 99
    elif line.name == "so already":
        sent = await post.api.call(method, parameters)
        method, parameters = "editMessageText", parameters | {"message_id": sent["message_id"]}
    status, answer = await post.api.post(method, parameters)
    assert line_for(status, answer) is line
    verdict = judge(status, answer)
    assert verdict.outcome is line.outcome
    assert (verdict.new_chat_id is not None) is (line.outcome is Outcome.MIGRATED)
    assert verdict.too_many is (line.name == "too many requests")


@pytest.mark.parametrize("line", LINES, ids=lambda line: line.case)
async def test_what_an_answer_means(post: Post, line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    for line_name in ("too many requests", "token taken back"):
        monkeypatch.setitem(_SILENCE, line_name, 0.05)
    chat = post.chat()
    post.sandbox.faults.add(*[replace(fault) for fault in line.faults])
    post.start()
    delivery = await post.put(chat.user.id, "Nr. 42", line.lane)
    if line.state == outbox.UNKNOWN:
        await post.becomes(delivery, outbox.UNKNOWN)
        post.later(3600)
        later = await post.put(chat.user.id, "beta", line.lane)
        await post.becomes(later, outbox.SENT)
        assert (await post.row(delivery)).state == outbox.UNKNOWN
    else:
        assert await post.carry_through(delivery) == line.state
    assert post.outcomes[: len(line.judged)] == list(line.judged)
    assert said(chat).count("Nr. 42") == line.copies
    listed = [number for number, *_ in await post.database.write(odd_deliveries)]
    assert (delivery in listed) is (line.state in (outbox.FAILED, outbox.UNKNOWN)), "reported, and nothing else is"


async def test_a_flood_silences_the_whole_token_for_as_long_as_it_says(post: Post) -> None:
    """One person's 429 holds up everyone's messages, and then they all arrive once."""
    one, other = post.chat(), post.chat()
    post.sandbox.faults.add(flood(1, "sendMessage", chat=one.user.id))
    post.start()
    first = await post.put(one.user.id)
    await post.until(first, lambda row: row.error is not None)
    struck = monotonic()
    post.later(1)
    second = await post.put(other.user.id, "beta")
    await post.becomes(second, outbox.SENT)
    assert monotonic() - struck > 0.9
    await post.becomes(first, outbox.SENT)
    assert post.outcomes == [NOT_SENT, SENT, SENT]
    assert (said(one), said(other)) == (["alpha"], ["beta"])


@pytest.mark.parametrize(
    "fault",
    [error(401, description="Unauthorized"), error(429, description="Too Many Requests")],
    ids=["token taken back", "a flood that names no time"],
)
async def test_where_the_answer_names_no_time_the_whole_token_is_silent_all_the_same(post: Post, fault: Fault) -> None:
    one, other = post.chat(), post.chat()
    post.sandbox.faults.add(replace(fault))
    post.start()
    first = await post.put(one.user.id)
    await post.until(first, lambda row: row.error is not None)
    assert post.courier.silent_for == pytest.approx(30 if fault.code == 401 else 1, abs=0.9)
    looks = looks_of(post)
    second = await post.put(other.user.id, "beta")
    post.later(3600)
    async with asyncio.timeout(10):
        while len(looks) < 3:  # of which each would have taken it
            post.courier.wake()
            await asyncio.sleep(0)
    assert ((await post.row(second)).state, said(other)) == (outbox.PENDING, [])


def looks_of(post: Post) -> list[int]:
    """How many deliveries each of the courier's looks takes from now on."""
    looks: list[int] = []
    claim = post.courier._claim

    def watched(*known: Any) -> Any:
        found = claim(*known)
        looks.append(len(found[0]))
        return found

    post.courier._claim = watched  # type: ignore[assignment, method-assign]
    return looks


async def test_what_is_so_already_is_done(post: Post) -> None:
    """Editing into the same text, deleting what is gone."""
    chat = post.chat()
    post.start()
    delivery = await post.put(chat.user.id, "alpha")
    await post.becomes(delivery, outbox.SENT)
    await post.edit(delivery, {"text": "alpha"})
    await post.becomes(delivery + 1, outbox.SENT)
    assert "message is not modified" in str(post.channel.verdicts[-1].error)
    chat.delete(chat.last)
    now = post.sandbox.clock.now()
    await post.database.write(lambda session: outbox.take_back(session, delivery, now=now))
    post.courier.wake()
    await post.becomes(delivery + 2, outbox.SENT)
    assert "not found" in str(post.channel.verdicts[-1].error)


@pytest.mark.parametrize("when", ["before", "after"])
async def test_an_edit_of_unknown_fate_is_simply_repeated(post: Post, when: str) -> None:
    chat = post.chat()
    post.start()
    delivery = await post.put(chat.user.id, "alpha")
    await post.becomes(delivery, outbox.SENT)
    post.sandbox.faults.add(Fault("cut", "editMessageText", when=when))  # type: ignore[arg-type]
    await post.edit(delivery, {"text": "beta"})
    assert await post.carry_through(delivery + 1) == outbox.SENT
    assert post.outcomes == [SENT, NOT_SENT, SENT]
    assert said(chat) == ["beta"]


async def test_a_server_that_is_away_got_nothing_and_gets_it_once(post: Post) -> None:
    """However long it is away, and although other errors follow: nothing is given up, nothing doubled."""
    chat = post.chat()
    post.start()
    await post.sandbox.unplug()
    delivery = await post.put(chat.user.id)
    for _ in range(8):
        await post.until(delivery, lambda row: row.state == outbox.PENDING and row.due_at > post.sandbox.clock.now())
        post.later(60)
    assert post.outcomes[:8] == [NOT_SENT] * 8
    post.sandbox.faults.add(error(502))
    await post.sandbox.plug_in()
    assert await post.carry_through(delivery) == outbox.SENT
    assert said(chat) == ["alpha"]


async def test_a_name_that_nobody_looks_up_got_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """The name server does not answer, be it for hours: what is to be sent is not given up after ten minutes."""

    async def look_up(*_: object, **__: object) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", look_up)
    monkeypatch.setattr(api, "REQUEST_SECONDS", 0.5)
    monkeypatch.setattr(api, "CONNECT_SECONDS", 0.1)
    async with api.TelegramApi("http://telegram.example", TOKEN) as telegram:
        for seconds in (None, 0.5):
            with pytest.raises(api.NO_ANSWER) as trouble:
                await telegram.post("sendMessage", {}, seconds)
            assert judge_failure(trouble.value).outcome is NOT_SENT


async def test_after_a_day_what_could_not_go_is_reported(post: Post) -> None:
    chat = post.chat()
    post.start()
    await post.sandbox.unplug()
    delivery = await post.put(chat.user.id)
    await post.until(delivery, lambda row: row.error is not None)
    post.later(24 * 3600)
    await post.becomes(delivery, outbox.FAILED)
    await post.sandbox.plug_in()


async def test_what_was_put_in_long_before_it_falls_due_is_not_given_up_at_its_first_failure(post: Post) -> None:
    """A reminder, say: the day counts from when it is to go."""
    chat = post.chat()
    post.start()
    in_a_week = post.sandbox.clock.now() + timedelta(days=7)
    delivery = await post.put(chat.user.id, due_at=in_a_week)
    await post.sandbox.unplug()
    post.later(7 * 24 * 3600)
    await post.until(delivery, lambda row: row.error is not None)
    await post.sandbox.plug_in()
    assert await post.carry_through(delivery) == outbox.SENT


async def test_a_group_that_became_a_supergroup_is_followed(post: Post) -> None:
    owner = post.sandbox.add_user("Metodiķe")
    group = post.sandbox.add_group("Metodiķi", [owner, post.bot])
    old = group.id
    group.migrate()
    post.start()
    delivery = await post.put(old)
    await post.becomes(delivery, outbox.SENT)
    assert post.outcomes == [Outcome.MIGRATED, SENT]
    assert said(group.seat(owner)) == ["alpha"]
    assert (await post.row(delivery)).chat_id == group.id != old


async def test_what_was_for_a_deleted_thread_goes_to_general(post: Post) -> None:
    owner = post.sandbox.add_user("Metodiķe")
    group = post.sandbox.add_group("Metodiķi", [owner, post.bot], forum=True)
    seat, topic = group.seat(owner), group.create_topic("Jautājumi")
    post.start()
    there = await post.put(group.id, payload={"text": "alpha", "message_thread_id": topic.thread_id})
    await post.becomes(there, outbox.SENT)
    group.delete_topic(topic)
    elsewhere = await post.put(group.id, payload={"text": "beta", "message_thread_id": topic.thread_id})
    await post.becomes(elsewhere, outbox.SENT)
    assert post.outcomes == [SENT, Outcome.THREAD_GONE, SENT]
    assert said(seat)[-1] == "beta"
    assert "message_thread_id" not in seat.messages[-1]


async def test_a_thread_that_is_gone_without_having_been_named_is_no_reason_to_try_for_ever(post: Post) -> None:
    post.sandbox.faults.add(error(400, times=None, description="Bad Request: message thread not found"))
    post.start()
    delivery = await post.put(post.chat().user.id)
    await post.becomes(delivery, outbox.FAILED)
    assert post.outcomes == [Outcome.THREAD_GONE]


async def test_what_may_have_arrived_says_so_when_it_is_given_up(post: Post) -> None:
    chat = post.chat()
    post.sandbox.faults.add(error(500, times=None))
    post.start()
    delivery = await post.put(chat.user.id)
    assert await post.carry_through(delivery) == outbox.FAILED
    assert (await post.row(delivery)).error == "Bad Gateway; given up, it may have arrived"
