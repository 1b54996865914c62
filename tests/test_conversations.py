"""Long messages of a conversation: the other one always reads all of what was written, and nothing else."""

import re
from datetime import UTC, datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.context import Context, Region
from bot.conversations import RELAY
from bot.features.news.talks import TALKS
from bot.texts import texts_for
from bot.typed import Typed
from storage.members import TELEGRAM, Address, Member
from storage.news import NewsPost
from storage.outbox import CANCELLED, DELETE, EDIT, PENDING, SEND, SENT, deliveries
from tests.features.events.making import RIGA

NOW = datetime(2026, 10, 12, 8, tzinfo=UTC)
PHOTO = {"kind": "photo", "file_id": "foto"}
_c = deliveries.c


def member(session: Session, name: str) -> Member:
    made = Member(name=name, role="librarian", language="lv", created_at=NOW)
    session.add(made)
    session.flush()
    session.add(Address(member=made, channel=TELEGRAM, address=str(1000 + made.id)))
    session.flush()
    return made


def context(session: Session, acting: Member) -> Context:
    region = Region("Kuldīgas reģions", RIGA, "lv", bot_username="plaukts_bot")
    chat = 1000 + acting.id
    return Context(session, NOW, region, texts_for("lv"), member=acting, chat_id=chat, user_id=chat)


def read_by(session: Session, reader: Member) -> list[tuple[str, bool]]:
    """What stands in the reader's chat: its last word (or method), and whether it can be answered."""
    mine = (_c.recipient_id == reader.id, _c.state != CANCELLED)
    rows = session.execute(select(deliveries).where(*mine).order_by(_c.id)).all()
    gone = {row.target_id for row in rows if row.op == DELETE}
    shown = {row.id: row for row in rows if row.op == SEND and row.id not in gone}
    newest = {row.target_id: row.payload for row in rows if row.op == EDIT}
    found = []
    for key, row in shown.items():
        payload = newest.get(key, row.payload)
        text = re.sub(r"\s*<i>[^<]*</i>$", "", payload.get("text", row.method))
        found.append((text.split()[-1], "reply_markup" in payload))
    return found


def arrive(session: Session) -> None:
    session.execute(update(deliveries).where(_c.state == PENDING).values(state=SENT, sent_at=NOW, message_id=_c.id))


def test_what_becomes_longer_or_shorter_is_read_whole(session: Session) -> None:
    author, asker = member(session, "Bibliotekāre A"), member(session, "Bibliotekāre B")
    post = NewsPost(number=1, author_id=author.id, category="other", text="Grāmatas", published_at=NOW)
    session.add(post)
    session.flush()
    ctx = context(session, asker)
    chat = ctx.chat_id

    def write(text: str) -> list[tuple[str, bool]]:
        assert TALKS.edited(ctx, Typed(text, [], chat, 5))
        stands = read_by(session, author)
        arrive(session)
        return stands

    TALKS.say(ctx, post.id, asker.id, Typed("Īss", [PHOTO], chat, 5))
    arrive(session)
    assert write("vārds " * 650 + "beigas") == [("vārds", False), ("sendPhoto", False), ("beigas", True)]
    assert write("vārds " * 650 + "gals") == [("vārds", False), ("sendPhoto", False), ("gals", True)]
    assert write("Atkal īss") == [("īss", True), ("sendPhoto", False)]
    assert write("vārds " * 650 + "viss")[-1] == ("viss", True)
    relays = select(_c.id).where(_c.kind == RELAY, _c.op == SEND)
    assert len(session.scalars(relays).all()) == 1, "by which the message is known when it is replied to"
    TALKS.take_back(ctx, session.get_one(TALKS.message, 1))
    assert read_by(session, author) == []
