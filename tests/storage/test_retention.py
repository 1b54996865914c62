"""What is over its period goes, a portion at a time; what is still needed stays, on both databases."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from bot.features.retention.views import NAMES
from config.settings import Settings
from storage import outbox
from storage.attendance import distinct_persons, figures
from storage.audit import audit, record_act
from storage.consultations import ANSWER, ANSWERED, CHAT, OPEN, QUESTION, Consultation, ConsultationMessage
from storage.corrections import EFFORT, TOPIC, Correction
from storage.database import Database
from storage.dialogs import Dialog, save_dialog
from storage.event_reports import Held, event_totals
from storage.events import Registration
from storage.files import file_made, files, order_file
from storage.inbox import RawUpdate, fail_unit, finish_unit, inbox, store_updates
from storage.members import REMOVED, Address, Invite, JoinRequest, Member
from storage.news import NewsPost
from storage.numbers import mark_once, marks
from storage.outbox import BLOCKED, CANCELLED, FAILED, HELD, PENDING, SENT, About, Lane, deliveries
from storage.retention import STAYS, Keep, months_before
from storage.retention_nights import KINDS, State, begin_night, due, go_on, take_portion
from storage.seen import mark_seen, seen
from storage.tables import metadata
from tests.features.reports.held import add_event, add_member, came
from tests.features.reports.region import add_libraries, add_record

NOW = datetime(2029, 3, 15, 3, tzinfo=UTC)
OLD = NOW - timedelta(days=800)
YOUNG = NOW - timedelta(days=10)
RENDA = "Rendas pagasta bibliotēka"


def test_of_every_table_it_is_said_how_long_it_is_kept() -> None:
    taken = {table for kind in KINDS for table in kind.tables}
    assert taken | STAYS.keys() == set(metadata.tables), "say in storage/retention.py what becomes of the table"
    assert NAMES.keys() == {kind.name for kind in KINDS}
    assert all(hasattr(Keep(), kind.period) for kind in KINDS)


def test_the_periods_of_the_settings_are_those_of_the_code() -> None:
    fields = {name.removeprefix("keep_"): one.default for name, one in Settings.model_fields.items() if "keep_" in name}
    assert fields == vars(Keep())


def test_months_are_those_of_the_calendar() -> None:
    assert months_before(datetime(2026, 3, 31, tzinfo=UTC), 1) == datetime(2026, 2, 28, tzinfo=UTC)
    assert months_before(datetime(2026, 1, 15, tzinfo=UTC), 24) == datetime(2024, 1, 15, tzinfo=UTC)
    assert Keep(inbox_days=20).before("inbox_days", NOW) == NOW - timedelta(days=20)


def nights(database: Database, first: int = 0, now: datetime = NOW) -> State:
    """All portions of one night."""
    state = State()
    begin_night(state, now.date())
    for _ in range(400):
        database.submit(lambda session: go_on(session, state, Keep(), now)).result()
        if state.kind is None:
            return state
    raise AssertionError("it never ends")


def put(session: Session, at: datetime, state: str = SENT, **more: Any) -> int:
    values: dict[str, Any] = {"about": About("card", "consultation", 999), "payload": {"text": "vārdi"}} | more
    key = outbox.enqueue(session, chat_id=7, method="sendMessage", lane=Lane.ANSWER, now=at, **values)
    session.execute(update(deliveries).where(deliveries.c.id == key).values(state=state))
    return key


def question(session: Session, at: datetime, status: str = ANSWERED, **more: Any) -> Consultation:
    record = add_record(session, at.date(), RENDA, topic="stock", minutes=10)
    record.origin, record.status, record.entered_at, record.answered_at = CHAT, status, at, at
    for name, value in more.items():
        setattr(record, name, value)
    record.note = "piezīme"
    record.messages.append(ConsultationMessage(part=QUESTION, text="jautājums", author_id=None, at=at))
    session.flush()
    return record


def test_texts_go_after_the_last_word_and_never_without_an_answer(database: Database) -> None:
    def fill(session: Session) -> list[int]:
        add_libraries(session)
        old, waits, again = question(session, OLD), question(session, OLD, OPEN), question(session, OLD)
        again.messages.append(ConsultationMessage(part=ANSWER, text="vēl", author_id=None, at=YOUNG))
        undone = question(session, YOUNG - timedelta(days=40), deleted_at=YOUNG - timedelta(days=40))
        young = question(session, YOUNG, deleted_at=YOUNG)
        session.flush()
        return [old.id, undone.id, waits.id, again.id, young.id]

    ids = database.submit(fill).result()
    state = nights(database)
    assert (state.taken["texts"], state.taken["undone"]) == (1, 1)
    with database.read() as session:
        records = [session.get_one(Consultation, key) for key in ids]
        assert [one.note is None for one in records] == [True, True, False, False, False]
        assert [bool(one.messages[0].text) for one in records] == [False, False, True, True, True]
        assert [(one.topic, one.minutes, len(one.libraries)) for one in records] == [("stock", 10, 1)] * 5


def test_what_was_sent_loses_its_words_and_then_its_row(database: Database) -> None:
    middle = NOW - timedelta(days=100)

    def fill(session: Session) -> dict[str, int]:
        add_libraries(session)
        waiting = question(session, OLD, OPEN, number=42)
        member = Member(name="A", role=None, language="lv", created_at=OLD)
        session.add(member)
        session.flush()
        asks = JoinRequest(member=member, asked_at=YOUNG)
        session.add(asks)
        session.flush()
        found = {
            "gone": put(session, OLD),
            "followed": put(session, OLD),
            "card of a question": put(session, OLD, about=About("card", "consultation", waiting.number)),
            "request": put(session, OLD, about=About("card", "join_request", asks.id)),
            "announced": put(session, OLD, about=About("copy", "announcement", 1)),
            "held": put(session, OLD, HELD),
            "pending": put(session, OLD, PENDING),
            "in a dialog": put(session, OLD),
            "failed": put(session, middle, FAILED),
            "middle": put(session, middle),
            "waits": put(session, middle, PENDING),
            "young": put(session, YOUNG, BLOCKED),
        }
        put(session, OLD, PENDING, op="edit", target_id=found["followed"])
        put(session, OLD, SENT, op="edit", target_id=found["gone"])
        save_dialog(session, Dialog(7, 7, "ask", 0, {}, 1, found["in a dialog"], NOW + timedelta(days=1)))
        return found

    found = database.submit(fill).result()
    nights(database)
    with database.read() as session:
        rows = {row.id: row for row in session.execute(select(deliveries))}
    left = {name for name, key in found.items() if key in rows}
    announced = {"announced"}  # there is no such announcement whose copies could be corrected
    assert left == found.keys() - {"gone"} - announced
    words = {name for name in left if rows[found[name]].payload}
    assert words == {"held", "pending", "waits", "young"}
    assert rows[found["failed"]].state == CANCELLED, "without its words it could not go again"
    assert rows[found["middle"]].state == SENT


def test_the_newest_row_stays_so_that_no_number_is_given_twice(database: Database) -> None:
    keys = database.submit(lambda session: [put(session, OLD) for _ in range(3)]).result()
    nights(database)
    new = database.submit(lambda session: put(session, NOW)).result()
    assert new > keys[-1]


def test_traces_go_by_their_own_periods(database: Database) -> None:
    def fill(session: Session) -> None:
        add_libraries(session)
        member = Member(name="A", role="admin", language="lv", created_at=OLD)
        session.add(member)
        session.flush()
        for at, first in ((OLD, 10), (YOUNG, 20)):
            record_act(session, at=at, actor_id=1, action="ask")
            store_updates(session, [RawUpdate(first, "body"), RawUpdate(first + 1, "parked")], at)
            finish_unit(session, [first], at)
            fail_unit(session, [first + 1], at, "broken", 1)
            mark_seen(session, member.id, "news", first, at)
            mark_once(session, f"evening:{at.date()}:17", at)
            mark_once(session, f"report:{at.date()}", at)
            session.add(Invite(code=f"C{first}", role="guest", uses_left=1, expires_at=at, created_at=at, name="B"))
            record = question(session, at)
            for field in (TOPIC, EFFORT):
                more: dict[str, Any] = {"before": "a", "after": "b", "day_before": at.date(), "day_after": at.date()}
                session.add(Correction(consultation_id=record.id, at=at, by_id=member.id, field=field, **more))

    database.submit(fill).result()
    nights(database)
    with database.read() as session:
        assert list(session.scalars(select(audit.c.at))) == [YOUNG]
        assert set(session.scalars(select(inbox.c.update_id))) == {20, 21}
        assert list(session.scalars(select(seen.c.object_id))) == [20]
        assert list(session.scalars(select(Invite.code))) == ["C20"] or not list(session.scalars(select(Invite.code)))
        names = set(session.scalars(select(marks.c.name)))
        assert {f"report:{OLD.date()}", f"report:{YOUNG.date()}", f"evening:{YOUNG.date()}:17"} <= names
        assert f"evening:{OLD.date()}:17" not in names
        trace = [(one.field, one.by_id is None) for one in session.scalars(select(Correction).order_by(Correction.id))]
        assert trace == [(TOPIC, True), (TOPIC, False), (EFFORT, False)], "what a report tells stays"


def test_who_was_declined_is_forgotten_and_who_was_a_member_is_not(database: Database) -> None:
    def fill(session: Session) -> None:
        names = ("stranger", "former", "asks", "never looked at")
        people = [Member(name=name, role=None, language="lv", created_at=OLD) for name in names]
        session.add_all(people)
        session.flush()
        for place, one in enumerate(people):
            session.add(Address(member=one, channel="telegram", address=str(place)))
            decided: dict[str, Any] = {"decided_at": OLD, "approved": False} if place < len(people) - 1 else {}
            session.add(JoinRequest(member=one, asked_at=OLD, **decided))
        session.add(JoinRequest(member=people[2], asked_at=NOW))
        mark_once(session, f"{REMOVED}:{people[1].id}", YOUNG, "guest")

    database.submit(fill).result()
    nights(database)
    with database.read() as session:
        assert set(session.scalars(select(Member.name))) == {"former", "asks"}
        assert session.scalar(select(func.count()).select_from(JoinRequest)) == 1


def test_made_files_lose_their_bytes_and_go_with_what_carried_them(database: Database) -> None:
    def fill(session: Session) -> list[int]:
        made = []
        for at, state in ((OLD, SENT), (NOW - timedelta(days=100), SENT), (NOW - timedelta(days=100), PENDING)):
            key = order_file(session, name="a", mime="b", builder="c", arguments={}, now=at)
            file_made(session, key, b"bytes")
            put(session, at, state, file_id=key)
            made.append(key)
        put(session, NOW)
        return made

    _, middle, waits = database.submit(fill).result()
    nights(database)  # the rows go first …
    with database.read() as session:
        left = {row.id: row.bytes for row in session.execute(select(files.c.id, files.c.bytes))}
    assert left == {middle: None, waits: b"bytes"}


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_a_portion_looks_at_no_more_than_its_window(database: Database) -> None:
    """However much there is: nobody's answer waits for it, and the next portion goes on behind it."""

    def fill(session: Session) -> None:
        one = put(session, OLD)
        row = dict(session.execute(select(deliveries).where(deliveries.c.id == one)).one()._mapping)
        del row["id"]
        session.execute(insert(deliveries), [row] * 1_000)

    database.submit(fill).result()
    kind = next(one for one in KINDS if one.name == "payloads")
    before = Keep().before(kind.period, NOW)
    assert database.submit(lambda session: due(session, kind, before)).result().count == 1_001
    reached, taken = 0, []
    for _ in range(11):
        portion = database.submit(
            lambda session, reached=reached: take_portion(session, kind, before, reached, NOW)  # type: ignore[misc]
        ).result()
        reached = portion.reached
        taken.append((portion.taken, portion.whole))
    assert taken == [(100, False)] * 10 + [(1, True)]
    assert database.submit(lambda session: due(session, kind, before)).result() == due_nothing()


def due_nothing() -> Any:
    """None of it is over any more."""
    from storage.retention_nights import Due  # noqa: PLC0415

    return Due(0, None)


def test_days_are_kept_in_order() -> None:
    state = State()
    begin_night(state, date(2026, 11, 30))
    state.resumed = {"payloads": 7}
    begin_night(state, date(2026, 11, 30))
    assert state.resumed == {"payloads": 7}
    begin_night(state, date(2026, 12, 1))
    assert state.resumed == {}, "once a month everything is looked through from the beginning"


def test_guests_lose_their_names_and_are_the_same_people(database: Database) -> None:
    """At any moment of it, and also in a year of which a part is still young."""
    years = (2026, 2027)

    def fill(session: Session) -> dict[int, list[int]]:
        add_libraries(session)
        first = [
            add_event(session, date(2026, month, 3), guests=["Ruta Ozola", f"Deputāts {month}"]) for month in (2, 5)
        ]
        came(session, first[1], guest_name="  ruta  OZOLA ", guest_of="Kuldīgas novada dome", representative=True)
        last = add_event(session, date(2026, 12, 30), guests=["Ruta Ozola"], headcount=9)
        young = add_event(session, date(2027, 2, 3), guests=["Ruta Ozola"])
        return {2026: [one.id for one in (*first, last)], 2027: [young.id]}

    ids = database.submit(fill).result()
    held = {year: Held(date(year, 1, 1), date(year, 12, 31), NOW, 45) for year in years}

    def counted() -> list[Any]:
        with database.read() as session:
            return [(figures(session, ids[year]), event_totals(session, held[year])) for year in years]

    before = counted()
    assert before[0][1].persons.all == 3
    state, states = State(), set()
    begin_night(state, NOW.date())
    kind = next(one for one in KINDS if one.name == "guests")
    for _ in range(4):
        portion = database.submit(
            lambda session: take_portion(session, replace(kind, most=1), Keep().before(kind.period, NOW), 0, NOW)
        ).result()
        assert counted() == before
        states.add(portion.taken)
    assert states == {0, 1}
    with database.read() as session:
        guests = session.scalars(select(Registration)).unique().all()
    assert {one.guest_name for one in guests if one.event_id in ids[2027]} == {"Ruta Ozola"}
    old = [one for one in guests if one.event_id in ids[2026]]
    assert len({one.guest_name for one in old}) == 3
    assert all(one.guest_name and one.guest_name.startswith("— ") and one.guest_of is None for one in old)


def test_who_has_left_long_ago_has_no_name_and_is_counted(database: Database) -> None:
    def fill(session: Session) -> tuple[int, int]:
        add_libraries(session)
        people = [add_member(session, name, RENDA) for name in ("Anna Liepa", "Berta Zara", "Cilda Upe")]
        event = add_event(session, OLD.date(), *(one.name for one in people))
        session.add_all(Address(member=one, channel="telegram", address=str(7_300_000_000 + one.id)) for one in people)
        mine = question(session, YOUNG, asker_id=people[0].id)
        mine.messages[0].author_id = people[0].id
        post = NewsPost(number=77, author_id=people[0].id, category="contest", text="paliek", published_at=OLD)
        session.add(post)
        for one, at in zip(people[:2], (OLD, YOUNG), strict=True):
            one.role = None
            mark_once(session, f"{REMOVED}:{one.id}", at, "librarian")
        session.flush()
        return people[0].id, event.id

    key, event_id = database.submit(fill).result()
    with database.read() as session:
        before = figures(session, [event_id]), distinct_persons(session, [event_id])
    assert nights(database).taken["former"] == 1
    with database.read() as session:
        former = session.get_one(Member, key)
        assert (former.name, former.libraries, former.erased_at) == ("—", [], NOW)
        everything = "".join(
            str(tuple(row)) for table in metadata.sorted_tables for row in session.execute(select(table))
        )
        assert not [word for word in ("Anna", str(7_300_000_000 + key)) if word in everything]
        assert all(word in everything for word in ("Berta Zara", "Cilda Upe", "jautājums", "paliek"))
        assert (figures(session, [event_id]), distinct_persons(session, [event_id])) == before
