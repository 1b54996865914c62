"""Alive, ready, and in figures: what whoever watches the process is told, and what not."""

import asyncio
import json
import re
import socket
import threading
from collections.abc import Iterator
from datetime import timedelta
from functools import partial

import pytest
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import delete

from bot.delivery.meaning import Outcome
from bot.web.health import _Shared
from bot.web.server import CannotListenError, Place, listening
from storage import outbox
from storage.backup_marks import Failed, Made, note_failed, note_made
from storage.database import Database
from storage.inbox import RawUpdate, fail_unit, inbox, store_updates
from storage.outbox import Lane
from tests.architecture.readme import README
from tests.storage.outboxes import CHAT, Outbox
from tests.storage.outboxes import NOW as DUE
from tests.web.conftest import NOW, Endpoints, serving


@pytest.fixture
def nowhere() -> Iterator[Database]:
    """A database that cannot be reached."""
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        database = Database(f"postgresql://plaukts@127.0.0.1:{closed.getsockname()[1]}/plaukts")
        database.start()
        yield database
        database.stop()


async def figures(endpoints: Endpoints) -> dict[str, float]:
    """The metrics: `name` or `name{value of its one label}` → figure."""
    status, text = await endpoints.get("/metrics")
    assert status == 200
    samples = [sample for family in text_string_to_metric_families(text) for sample in family.samples]
    return {one.name + "".join(f"{{{value}}}" for value in one.labels.values()): one.value for one in samples}


async def test_alive_while_the_writer_lives(endpoints: Endpoints) -> None:
    status, text = await endpoints.get("/healthz")
    assert (status, json.loads(text)) == (200, {"event loop": "ok", "writer": "ok"})
    endpoints.database.stop()
    status, text = await endpoints.get("/healthz")
    assert (status, json.loads(text)["writer"]) == (503, "ended")


async def test_ready_says_what_is_missing_a_line_each(endpoints: Endpoints) -> None:
    status, text = await endpoints.get("/readyz")
    assert (status, json.loads(text)["telegram"]) == (503, "not asked yet")
    endpoints.metrics.contacted(200)
    status, text = await endpoints.get("/readyz")
    assert status == 200
    assert text.splitlines()[1:-1] == ['  "database": "ok",', '  "lease": "held",', '  "telegram": "ok"']
    for away in (None, 502):
        endpoints.metrics.contacted(away)
        status, text = await endpoints.get("/readyz")
        assert (status, json.loads(text)["telegram"]) == (503, "no answer")
    endpoints.metrics.contacted(409)
    endpoints.is_serving = False
    status, text = await endpoints.get("/readyz")
    assert (status, json.loads(text)["lease"]) == (200, "standby")


async def test_a_database_that_is_away_is_told_and_hides_nothing_else(nowhere: Database) -> None:
    async with serving(nowhere) as endpoints:
        endpoints.metrics.contacted(200)
        status, text = await endpoints.get("/readyz")
        assert (status, json.loads(text)["database"]) == (503, "no answer")
        found = await figures(endpoints)
        assert (await endpoints.get("/healthz"))[0] == 200, "starting anew would not bring the database back"
    assert (found["plaukts_database_up"], found["plaukts_telegram_reachable"]) == (0, 1)
    assert "plaukts_inbox_waiting" not in found


async def test_what_waits_and_what_went_wrong_is_in_the_figures(endpoints: Endpoints) -> None:
    database, box = endpoints.database, Outbox(endpoints.database)
    old = NOW - timedelta(seconds=90)
    raw = [RawUpdate(number, '{"text": "Kas?"}', CHAT) for number in (1, 2, 3)]
    await database.write(lambda session: store_updates(session, raw, old))
    await database.write(lambda session: fail_unit(session, [3], NOW, "ValueError", 1))
    box.put("Sveiki", Lane.BROADCAST, due_at=DUE - timedelta(seconds=30))
    box.put("Vēlāk", Lane.REMINDER, due_at=DUE + timedelta(hours=1))
    for state in (outbox.UNKNOWN, outbox.FAILED, outbox.FAILED):
        box.bring(box.put("Atbilde"), state)
    found = await figures(endpoints)
    assert {name: value for name, value in found.items() if name.startswith(("plaukts_inbox", "plaukts_outbox"))} == {
        "plaukts_inbox_waiting": 2,
        "plaukts_inbox_oldest_seconds": 90,
        "plaukts_inbox_parked": 1,
        "plaukts_outbox_oldest_seconds{interactive}": 0,
        "plaukts_outbox_oldest_seconds{answer}": 0,
        "plaukts_outbox_oldest_seconds{reminder}": 0,
        "plaukts_outbox_oldest_seconds{broadcast}": 30,
        "plaukts_outbox_deliveries{unknown}": 1,
        "plaukts_outbox_deliveries{failed}": 2,
    }
    _, text = await endpoints.get("/metrics")
    assert not [word for word in (str(CHAT), "Kas?", "Sveiki", "Atbilde", "ValueError", "s3cret") if word in text]
    await database.write(lambda session: session.execute(delete(inbox)))
    assert (await figures(endpoints))["plaukts_inbox_oldest_seconds"] == 0


async def test_what_happens_is_counted(endpoints: Endpoints) -> None:
    before = await figures(endpoints)
    await endpoints.post({"update_id": 1})
    await endpoints.post({"update_id": 1}, secret="wrong")
    endpoints.metrics.stored(3)
    for outcome in (Outcome.SENT, Outcome.SENT, Outcome.BLOCKED):
        endpoints.metrics.attempted(outcome)
    for outcome in (Outcome.SENT, Outcome.UNKNOWN):
        endpoints.metrics.mailed(outcome)
    for status in (429, 200, None):
        endpoints.metrics.contacted(status)
    endpoints.metrics.waiting_at_telegram(4)
    after = await figures(endpoints)
    grown = {name: after[name] - value for name, value in before.items() if name.startswith("plaukts_")}
    assert {name: value for name, value in grown.items() if value and "created" not in name} == {
        "plaukts_updates_stored_total": 4,
        "plaukts_webhook_posts_total{200}": 1,
        "plaukts_webhook_posts_total{403}": 1,
        "plaukts_inbox_waiting": 1,
        "plaukts_delivery_attempts_total{sent}": 2,
        "plaukts_delivery_attempts_total{blocked}": 1,
        "plaukts_mail_attempts_total{sent}": 1,
        "plaukts_mail_attempts_total{unknown}": 1,
        "plaukts_telegram_too_many_requests_total": 1,
        "plaukts_webhook_waiting_updates": 4,
    }
    assert after["plaukts_lease_holder"] == 1
    assert after["process_resident_memory_bytes"] > 0
    endpoints.is_serving = False
    assert (await figures(endpoints))["plaukts_lease_holder"] == 0


async def test_how_old_the_last_good_backup_is_and_whether_one_failed_since(endpoints: Endpoints) -> None:
    async def told() -> dict[str, float]:
        return {name: one for name, one in (await figures(endpoints)).items() if name.startswith("plaukts_backup_")}

    failed = Failed(NOW, "no_room", {"path": "/backups"})
    assert await told() == {"plaukts_backup_failing": 0}, "none was made yet"
    await endpoints.database.write(lambda session: note_failed(session, failed))
    assert await told() == {"plaukts_backup_failing": 1}
    made = Made(NOW - timedelta(days=3), "plaukts-2026-10-09-080000.zip", 1000)
    await endpoints.database.write(lambda session: note_made(session, made))
    assert await told() == {"plaukts_backup_age_seconds": 259_200, "plaukts_backup_failing": 0}
    await endpoints.database.write(lambda session: note_failed(session, failed))
    assert await told() == {"plaukts_backup_age_seconds": 259_200, "plaukts_backup_failing": 1}
    assert "/backups" not in (await endpoints.get("/metrics"))[1]


async def test_the_readme_says_what_each_figure_means(endpoints: Endpoints) -> None:
    exported = {name.partition("{")[0] for name in await figures(endpoints)}
    listed = set(re.findall(r"^\| `(plaukts_\w+)", README.read_text(encoding="utf-8"), re.MULTILINE))
    exported.add("plaukts_backup_age_seconds")  # not there before the first backup
    assert listed == {name for name in exported if name.startswith("plaukts_") and not name.endswith("_created")}


async def test_two_bots_count_apart(endpoints: Endpoints) -> None:
    async with serving(endpoints.database) as other:
        other.metrics.stored(5)
        assert (await figures(endpoints))["plaukts_updates_stored_total"] == 0


async def test_a_database_that_hangs_is_asked_once() -> None:
    """However many ask meanwhile; and the thread is one that a stop does not wait for."""
    asked: list[bool] = []
    answer = threading.Event()

    def hang() -> bool:
        asked.append(threading.current_thread().daemon)
        return answer.wait(10)

    shared = _Shared(hang, seconds=0.01)
    assert await asyncio.gather(*(shared.result() for _ in range(50))) == [None] * 50
    assert await shared.result() is None
    answer.set()
    patient = partial(asyncio.wait_for, timeout=5)
    assert shared._under_way is not None
    assert await patient(shared._under_way)
    assert asked == [True]


async def test_a_place_that_is_taken(endpoints: Endpoints) -> None:
    port = int(endpoints.url.rpartition(":")[2])
    with pytest.raises(CannotListenError, match="Address already in use"):
        async with listening(Place("127.0.0.1", port), []):
            pass
    with pytest.raises(CannotListenError):
        async with listening(Place("host.invalid", 8080), []):
            pass
