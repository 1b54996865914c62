"""Whether something goes by Telegram, by e-mail or both is the same, asked of one member or of all in one statement."""

from itertools import product

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage import mail_codes
from storage.broadcasts import Content, announce, put_in_portion
from storage.database import Database
from storage.mail_chats import EMAIL, TELEGRAM, address_in, channel_of, is_mailbox, mailbox
from storage.mailing import INVITATIONS, WAYS, goes_to, number_of_chat, ways_to
from storage.members import Address, Member
from storage.outbox import BLOCKED, CANCELLED, About, Lane, deliveries, enqueue
from storage.report_addresses import add_report_address
from tests.journeys.world import RIGA
from tests.storage.outboxes import NOW

NONE, GOOD, LOST, WAITING = "none", "good", "lost", "waiting"


def a_member(session: Session, way: str | None, chat: str, box: str) -> Member:
    member = Member(name=f"{way}/{chat}/{box}", role="librarian", language="lv", created_at=NOW, invitations_by=way)
    session.add(member)
    session.flush()
    if chat != NONE:
        lost = NOW if chat == LOST else None
        session.add(Address(member=member, channel=TELEGRAM, address=str(1000 + member.id), unreachable_since=lost))
    if box != NONE:
        session.add(
            Address(
                member=member,
                channel=EMAIL,
                address=f"a{member.id}@example.lv",
                unreachable_since=NOW if box == LOST else None,
                confirmed_at=None if box == WAITING else NOW,
            )
        )
    session.flush()
    return member


def everybody(session: Session) -> list[Member]:
    combinations = product((None, *WAYS), (NONE, GOOD, LOST), (NONE, GOOD, LOST, WAITING))
    return [a_member(session, *one) for one in combinations]


def test_one_and_all_agree(database: Database) -> None:
    def job(session: Session) -> None:
        members = everybody(session)
        query = select(Member.id, number_of_chat()).join(Address, Address.member_id == Member.id)
        by_sql = {tuple(row) for row in session.execute(query.where(goes_to(INVITATIONS)))}
        ways = ways_to(session, members, INVITATIONS)
        one_by_one = {(member, way.chat_id) for member, found in ways.items() for way in found if way.reachable}
        assert by_sql == one_by_one
        named = {one.name: [is_mailbox(way.chat_id) for way in ways[one.id]] for one in members}
        assert named["None/good/good"] == [False]
        assert named["None/none/good"] == [True]
        assert named["telegram/none/good"] == [], "who has ended letters gets none"
        assert named["both/good/good"] == [False, True]
        assert named["email/good/good"] == [True]
        assert named["email/good/lost"] == [False]
        assert named["email/good/waiting"] == [False]
        without = {tuple(row) for row in session.execute(query.where(goes_to(None)))}
        assert without == {(one.id, 1000 + one.id) for one in members if f"/{GOOD}/" in one.name}

    database.submit(job).result()


def test_a_broadcast_puts_in_letters_of_their_own(database: Database) -> None:
    """With keys of their own and the file that goes with letters; what is Telegram's files alone goes to no mailbox."""

    def job(session: Session) -> None:
        both = a_member(session, "both", GOOD, GOOD)
        text, album = Content("sendMessage", {"text": "x"}), Content("sendMediaGroup", {"media": [{}, {}]})
        for kind, content in (("invitation", text), ("files0", album)):
            about = About(kind, "event", 1)
            announce(session, about, {"lv": content}, roles=["librarian"], now=NOW, mail_kind=INVITATIONS, urgent=True)
        announce(session, About("card", "event", 2), {"lv": text}, roles=["librarian"], now=NOW, urgent=True)
        for _ in range(3):
            put_in_portion(session, NOW, RIGA)
        c = deliveries.c
        rows = session.execute(select(c.kind, c.object_id, c.channel, c.dedupe_key, c.chat_id).order_by(c.id)).all()
        assert [tuple(row[:3]) for row in rows] == [
            ("invitation", 1, TELEGRAM),
            ("invitation", 1, EMAIL),
            ("files0", 1, TELEGRAM),
            ("card", 2, TELEGRAM),
        ]
        assert rows[1].dedupe_key == f"invitation:event:1::{both.id}:mail"
        assert all(channel_of(row.chat_id) == row.channel for row in rows)

    database.submit(job).result()


def test_mailboxes_are_beyond_telegrams_numbers() -> None:
    for chat in (2**52, -(2**52) // 10, -1009999999999, -99999999999999, 1):
        assert not is_mailbox(chat)
    for address in (1, 7, 10**9):
        assert is_mailbox(mailbox(address))
        assert address_in(mailbox(address)) == address


def test_a_new_address_takes_over_what_waits(database: Database) -> None:
    def job(session: Session) -> None:
        member = a_member(session, "email", NONE, GOOD)
        old = session.scalars(select(Address).where(Address.member_id == member.id)).one()
        about, more = About("relay"), {"lane": Lane.ANSWER, "now": NOW, "recipient_id": member.id}
        send = {"chat_id": mailbox(old.id), "method": "sendMessage", "payload": {"text": "x"}, "about": about}
        pending, refused = enqueue(session, **send, **more), enqueue(session, **send, **more)  # type: ignore[arg-type]
        session.execute(deliveries.update().where(deliveries.c.id == refused).values(state=BLOCKED))
        new = mail_codes.put_address(session, member, "jauna@example.lv")
        assert mail_codes.addresses_of(session, member.id) == (old, new)
        mail_codes.confirm_address(session, new, NOW)
        assert mail_codes.addresses_of(session, member.id) == (new, None)
        query = select(deliveries.c.id, deliveries.c.chat_id).order_by(deliveries.c.id)
        assert [tuple(row) for row in session.execute(query)] == [
            (pending, mailbox(new.id)),
            (refused, mailbox(new.id)),
        ]
        mail_codes.remove_address(session, new)
        assert set(session.scalars(select(deliveries.c.state))) == {CANCELLED}

    database.submit(job).result()


def test_an_address_that_nobody_confirmed_goes_to_whoever_enters_it(database: Database) -> None:
    def job(session: Session) -> None:
        first, second = a_member(session, None, GOOD, NONE), a_member(session, None, GOOD, NONE)
        mail_codes.put_address(session, first, "a@example.lv")
        mine = mail_codes.put_address(session, second, "a@example.lv")
        assert mail_codes.addresses_of(session, first.id) == (None, None)
        mail_codes.confirm_address(session, mine, NOW)
        assert mail_codes.is_of_another(session, "a@example.lv", first.id)
        assert not mail_codes.is_of_another(session, "a@example.lv", second.id)
        outside = add_report_address(session, "b@example.lv", "lv", NOW).member_id
        mail_codes.put_address(session, first, "b@example.lv")
        assert session.get(Member, outside) is None, "the address was all of them"

    database.submit(job).result()
