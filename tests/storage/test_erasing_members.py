"""A member is erased: nothing refers to them any more but what has to be counted, on both databases."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from storage import outbox
from storage.announcements import AnnouncementMessage  # noqa: F401 - its table is one of those looked at
from storage.attendance import distinct_persons, figures
from storage.belongings import BELONGINGS, Fate
from storage.database import Database
from storage.erasing_copies import FAREWELL, forget_farewells, fragments, quotes
from storage.erasing_members import begin_erasing, erase_member, forget_given_up
from storage.events import GOING, INVITED, PUBLISHED, Event, Registration, new_draft
from storage.inbox import RawUpdate, inbox, ready_units, store_updates
from storage.members import TELEGRAM, Address, JoinRequest, Member
from storage.moderation import Mute
from storage.news import NEWS, NewsPost
from storage.outbox import About
from storage.preferences import preferences
from storage.searches import Search
from storage.tables import metadata
from tests.storage.outboxes import NOW, Outbox

RIGA = ZoneInfo("Europe/Riga")
OCTOBER = datetime(2026, 10, 1, 10)  # noqa: DTZ001 - on the region's clocks
CHAT, OTHERS_CHAT = 7_200_000_001, 7_200_000_002


def new_member(session: Session, name: str, role: str, chat: int) -> Member:
    member = Member(name=name, role=role, language="lv", created_at=NOW)
    session.add_all([member, Address(member=member, channel=TELEGRAM, address=str(chat))])
    session.flush()
    return member


def new_event(session: Session, organiser: Member, begins: datetime) -> Event:
    event = new_draft(
        session, organiser_id=organiser.id, kind="seminar", title="Krājums", begins=begins, zone=RIGA, now=NOW
    )
    event.status = PUBLISHED
    session.flush()
    return event


def erase(session: Session, member: Member) -> None:
    erase_member(session, member, begin_erasing(session, member, "Dzēsts dalībnieks", NOW), "🗑", NOW)


def test_who_came_is_counted_as_before_and_a_place_to_come_is_passed_on(database: Database) -> None:
    def job(session: Session) -> None:
        organiser = new_member(session, "Metodiķe", "methodologist", OTHERS_CHAT)
        guest = new_member(session, "Deputāte", "guest", CHAT)
        held = [new_event(session, organiser, OCTOBER + timedelta(days=days)) for days in (5, 6, 7)]
        to_come = [new_event(session, organiser, OCTOBER + timedelta(days=days)) for days in (35, 36)]
        states = [(held[0], GOING, True), (held[1], GOING, True), (held[2], INVITED, None)]
        states += [(to_come[0], GOING, None), (to_come[1], INVITED, None)]
        for event, state, attended in states:
            one = Registration(event_id=event.id, state=state, at=NOW, member_id=guest.id, attended=attended)
            one.representative = True
            one.question = "Par budžetu"
            session.add(one)
        session.flush()
        ids = [event.id for event in held]
        before = figures(session, ids), distinct_persons(session, ids)
        erase(session, guest)
        assert (figures(session, ids), distinct_persons(session, ids)) == before
        left = session.scalars(select(Registration).order_by(Registration.event_id)).unique().all()
        assert [(one.event_id, one.question, one.name) for one in left] == [
            (event.id, None, "Dzēsts dalībnieks") for event in (*held, to_come[0])
        ]
        left[-1].state = INVITED  # the tick has passed the place on
        session.flush()
        forget_given_up(session)
        assert len(session.scalars(select(Registration.id)).all()) == len(held)

    database.submit(job).result()


def test_nothing_refers_to_them_that_should_not(database: Database) -> None:
    def job(session: Session) -> None:
        member, other = new_member(session, "Anna", "librarian", CHAT), new_member(session, "B", "admin", OTHERS_CHAT)
        session.add(JoinRequest(member=member, asked_at=NOW, decided_by_id=other.id))
        session.add(JoinRequest(member=other, asked_at=NOW, decided_by_id=member.id))
        session.add(Search(member_id=member.id, query="papirusrullis", message_id=1, at=NOW))
        session.add(Mute(member_id=member.id, by_id=other.id, at=NOW, until=None, reason="papirusrullis"))
        session.add(Mute(member_id=other.id, by_id=member.id, at=NOW, until=None, reason="paliek"))
        session.execute(
            insert(preferences).values(member_id=member.id, kind="news", subject="contest", cadence="daily")
        )
        body = f'{{"message": {{"from": {{"id": {CHAT}, "x": 1}}, "text": "papirusrullis"}}}}'
        store_updates(
            session, [RawUpdate(5, body, CHAT), RawUpdate(6, body, -100), RawUpdate(7, "{}", OTHERS_CHAT)], NOW
        )
        erase(session, member)
        for name, one in BELONGINGS.items():
            table, column = metadata.tables[name.partition(".")[0]], name.partition(".")[2]
            found = set(session.scalars(select(table.c[column])))
            assert CHAT not in found, name
            if one.fate in (Fate.GOES, Fate.UNLINKED) and column not in ("chat_id", "user_id"):
                assert member.id not in found, name
        rows = "".join(str(tuple(row)) for table in metadata.sorted_tables for row in session.execute(select(table)))
        assert "papirusrullis" not in rows
        assert "Anna" not in rows
        assert str(CHAT) not in rows
        assert "paliek" in rows
        assert [unit.update_ids for unit in ready_units(session, NOW)[0]] == [[7]], "others' updates are handled"
        assert session.execute(select(inbox.c.body).where(inbox.c.update_id == 7)).scalar_one() == "{}"

    database.submit(job).result()


def test_what_is_on_its_way_brings_no_words_back(house: Database) -> None:
    box = Outbox(house)

    def begin(session: Session) -> int:
        member = new_member(session, "Anna", "librarian", CHAT + 10)
        post = NewsPost(
            number=991, author_id=member.id, category="contest", text="papirusrullis ir te", published_at=NOW
        )
        session.add(post)
        session.flush()
        return member.id

    key = box.do(begin)
    news: dict[str, Any] = {"about": About("relay", NEWS, 991), "chat_id": OTHERS_CHAT}
    under_way, waiting = (
        box.put("papirusrullis ir te", **news),
        box.put("1. papirusrullis ir te", chat_id=8, about=About("digest")),
    )
    strange = box.put("Labdien, kolēģi!", chat_id=9, about=About("announcement", "announcement", 4))
    mine = box.put("Atbilde", chat_id=CHAT + 10)
    farewell = box.put("Dzēsts", chat_id=CHAT + 10, about=About(FAREWELL), lane=outbox.Lane.INTERACTIVE)
    box.claim(under_way)
    box.do(lambda session: erase(session, session.get_one(Member, key)))
    assert [box.row(one).payload for one in (under_way, waiting, mine)] == [{}, {}, {}]
    box.settle(under_way, outbox.PENDING, due_at=NOW)  # it did not arrive
    assert box.claim(under_way) == []
    gone = box.carry_all(NOW + timedelta(minutes=1))
    assert sorted(payload["text"] for _, payload, _ in gone) == ["Dzēsts", "Labdien, kolēģi!"]
    assert box.state(strange) == "sent"
    box.do(forget_farewells)
    assert (box.row(farewell).chat_id, box.row(farewell).payload) == (0, {})


def test_a_line_is_known_by_its_beginning_also_where_it_is_escaped() -> None:
    wanted = fragments(["Kā?\nKur ir <zelta> & sudraba grāmatas, lūdzu?"], 4)
    assert quotes({"text": "<i>Kur ir &lt;zelta&gt; &amp; sud…</i>"}, fragments(["Kur ir <zelta> & sud"], 4))
    assert quotes({"text": "Kur ir <zelta> & sudraba grāmatas"}, wanted)
    assert not quotes({"text": "Kā?"}, wanted), "three letters say nothing"
