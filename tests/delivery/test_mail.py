"""Letters over a real socket: what each fault of a mail server makes of a delivery, and what is in a letter."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from sqlalchemy import select, update

from bot.delivery.attached import AttachedFiles
from bot.delivery.courier import Courier
from bot.delivery.letters import LetterWriter, Sender
from bot.delivery.mail import MailChannel
from bot.delivery.mail_meaning import Stage, Stop, judge
from bot.delivery.meaning import Outcome
from bot.delivery.pace import UNPACED
from bot.delivery.smtp import MailServer as Server
from bot.delivery.smtp import hand_in
from bot.delivery.unsubscribing import Unsubscribing
from bot.payloads import link, message
from bot.region import Region
from storage.database import Database
from storage.mail_chats import EMAIL, mailbox
from storage.members import Address, Member
from storage.outbox import (
    BLOCKED,
    CANCELLED,
    FAILED,
    PENDING,
    SENT,
    UNKNOWN,
    About,
    Lane,
    deliveries,
    enqueue,
    take_back,
)
from tests.delivery.post import START, Post
from tests.journeys.world import RIGA
from tests.mail_server import CUT, MailServer, mail_server

ADDRESS = "bibliotekare@example.lv"
REGION = Region("Kuldīgas reģions", RIGA, "lv", "plaukts_bot", mails=True)
UNSUBSCRIBING = Unsubscribing("https://plaukts.example.lv", "1:token")
WRITER = LetterWriter(REGION, Sender("plaukts@example.lv", "metodike@example.lv"), UNSUBSCRIBING)


async def member_with_address(database: Database, address: str = ADDRESS, *, telegram: bool = True) -> tuple[int, int]:
    """(member, mailbox) of somebody whose address is confirmed."""

    def job(session: Any) -> tuple[int, int]:
        member = Member(name="Bibliotekāre, Renda", role="librarian", language="lv", created_at=START)
        at = Address(member=member, channel=EMAIL, address=address, confirmed_at=START)
        session.add(at)
        if telegram:
            session.add(Address(member=member, channel="telegram", address="77"))
        session.flush()
        return member.id, mailbox(at.id)

    return await database.write(job)


@asynccontextmanager
async def postman(
    post: Post, server: MailServer, seconds: float = 5, files: AttachedFiles | None = None
) -> AsyncIterator[Courier]:
    """A courier of mails on the post office's database."""
    now = post.sandbox.clock.now
    channel = MailChannel(Server.of(server.url), WRITER, post.database, now, files=files, seconds=seconds)
    courier = Courier(post.database, channel, now, UNPACED, carries=EMAIL)
    telegrams, post.courier = post.courier, courier  # whom the post office wakes
    running = asyncio.create_task(courier.run())
    try:
        yield courier
    finally:
        await courier.stop(2)
        await running
        post.courier = telegrams


@pytest.mark.parametrize(
    ("faults", "state", "letters"),
    [
        ({}, SENT, 1),
        ({"rcpt": ["451 4.7.1 Greylisted, come back later", "451 4.7.1 Greylisted"]}, SENT, 1),
        ({"data": ["452 4.3.1 full"]}, SENT, 1),
        ({"rcpt": [CUT]}, SENT, 1),
        ({"rcpt": ["550 5.1.1 <bibliotekare@example.lv>: no such user"]}, BLOCKED, 0),
        ({"rcpt": ["550 No such user here"]}, BLOCKED, 0),
        ({"rcpt": ["554 5.7.1 Relay access denied"]}, FAILED, 0),
        ({"rcpt": ["552 5.2.2 Mailbox full"]}, FAILED, 0),
        ({"mail": ["553 5.7.1 Not your address"]}, FAILED, 0),
        ({"data": ["554 5.6.0 Looks like spam"]}, FAILED, 0),
    ],
    ids=lambda value: str(value)[:60] if isinstance(value, dict) else "",
)
async def test_what_a_mail_server_says(post: Post, faults: dict[str, list[str]], state: str, letters: int) -> None:
    async with mail_server() as server:
        server.faults = {stage: list(replies) for stage, replies in faults.items()}
        member, box = await member_with_address(post.database)
        async with postman(post, server):
            delivery = await post.put(box, "Sveiki", recipient_id=member)
            became = await post.carry_through(delivery)
        assert became == state
        assert len(server.taken) == letters
        row = await post.row(delivery)
        assert "bibliotekare" not in (row.error or ""), "the server's words quote people's addresses"


async def test_an_address_that_is_refused_is_out_of_reach(post: Post) -> None:
    async with mail_server() as server:
        server.faults = {"rcpt": ["550 5.1.1 unknown"]}
        member, box = await member_with_address(post.database)
        async with postman(post, server):
            await post.becomes(await post.put(box, recipient_id=member), BLOCKED)
    query = select(Address.channel).where(Address.member_id == member, Address.unreachable_since.is_not(None))
    assert await post.database.write(lambda session: session.scalars(query).all()) == [EMAIL]


@pytest.mark.parametrize("keeps", [True, False], ids=["taken before", "not taken"])
async def test_a_connection_that_ends_with_the_letter_is_of_unknown_fate(post: Post, keeps: bool) -> None:
    """It goes again, as the same letter, by which whoever gets both can tell."""
    async with mail_server() as server:
        server.faults, server.keeps = {"data": [CUT]}, keeps
        member, box = await member_with_address(post.database)
        async with postman(post, server):
            delivery = await post.put(box, "Atbilde", recipient_id=member)
            await post.becomes(delivery, UNKNOWN)
            assert await post.carry_through(delivery) == SENT
        ids = [one["Message-ID"] for one in server.taken]
        assert len(ids) == (2 if keeps else 1)
        assert len(set(ids)) == 1


async def test_a_broadcast_of_unknown_fate_does_not_go_again(post: Post) -> None:
    async with mail_server() as server:
        server.faults, server.keeps = {"data": [CUT]}, True
        member, box = await member_with_address(post.database)
        async with postman(post, server):
            delivery = await post.put(box, "Ziņa", lane=Lane.BROADCAST, recipient_id=member)
            await post.becomes(delivery, UNKNOWN)
            post.later(3600)
            again = await post.put(box, "Otra", recipient_id=member)
            await post.becomes(again, SENT)
            assert (await post.row(delivery)).state == UNKNOWN
        assert len(server.taken) == 2


async def test_a_slow_mail_server_holds_up_nobody_in_telegram(post: Post) -> None:
    async with mail_server() as server:
        server.gate.clear()
        people = [await member_with_address(post.database, f"b{n}@example.lv", telegram=False) for n in range(6)]
        chat = post.chat()
        telegrams = post.start()
        async with postman(post, server):
            letters = [await post.put(box, "Lēni", recipient_id=member) for member, box in people]
            for _ in range(20):
                delivery = await post.put(chat.user.id, "Ātri")
                telegrams.wake()
                await post.becomes(delivery, SENT)
            assert not server.taken
            server.gate.set()
            for letter in letters:
                await post.becomes(letter, SENT)
        await telegrams.stop(1)


async def test_what_has_not_gone_follows_and_what_has_gone_stays(post: Post) -> None:
    member, box = await member_with_address(post.database)
    async with mail_server() as server:
        early = await post.put(box, "Pirms", recipient_id=member)
        await post.edit(early, {"text": "Pēc"})
        stopped = await post.put(box, "Nekad", recipient_id=member)
        await post.database.write(lambda session: take_back(session, stopped, now=START))
        async with postman(post, server):
            await post.becomes(early, SENT)
            await post.edit(early, {"text": "Par vēlu"})
            await post.database.write(lambda session: take_back(session, early, now=START))
            server.gate.clear()
            under_way = await post.put(box, "Ceļā", recipient_id=member)
            await post.becomes(under_way, "sending")
            await post.edit(under_way, {"text": "Par vēlu arī"})
            server.gate.set()
            await post.becomes(under_way, SENT)
            last = await post.put(box, "Beidzamā", recipient_id=member)
            await post.becomes(last, SENT)
        assert [one["Subject"] for one in server.taken] == ["Pēc", "Ceļā", "Beidzamā"]
        assert (await post.row(stopped)).state == CANCELLED
        rows = await post.database.write(lambda session: session.execute(_open()).all())
        assert not rows, "nothing waits to change a letter"


def _open() -> Any:
    return select(deliveries.c.id).where(deliveries.c.state.in_((PENDING, "sending")))


async def test_a_removed_or_unconfirmed_address_gets_nothing(post: Post) -> None:
    member, box = await member_with_address(post.database)

    def forget(session: Any) -> None:
        session.execute(update(Address).where(Address.channel == EMAIL).values(confirmed_at=None))

    await post.database.write(forget)
    async with mail_server() as server:
        async with postman(post, server):
            delivery = await post.put(box, "Sveiki", recipient_id=member)
            await post.becomes(delivery, FAILED)
        assert not server.taken


async def test_a_letter_is_complete(post: Post) -> None:
    """Latvian everywhere, links in place of buttons, and all that mail programs look for."""
    member, box = await member_with_address(post.database)
    payload = message(
        '🗞 <b>Apkopojums</b> · žurnāli &amp; ķīļi\n\n• <a href="https://t.me/plaukts_bot?start=n4">Jūrmalā šķiro</a>',  # type: ignore[arg-type]
        [[link("Skatīt", "https://example.lv/a?b=1&c=2")]],
    )
    async with mail_server() as server:

        def put(session: Any) -> int:
            about = About("digest")
            more: dict[str, Any] = {
                "lane": Lane.REMINDER,
                "now": START,
                "recipient_id": member,
                "key": "digest:1:2026-10-12:1",
            }
            return enqueue(session, chat_id=box, method="sendMessage", payload=payload, about=about, **more)

        async with postman(post, server) as courier:
            delivery = await post.database.write(put)
            courier.wake()
            await post.becomes(delivery, SENT)
        (mail,) = server.taken
        assert server.envelopes == [("plaukts@example.lv", [ADDRESS])]
    assert mail["Subject"] == "Apkopojums · žurnāli & ķīļi"
    assert mail["From"].addresses[0].display_name == "Plaukts · Kuldīgas reģions"
    assert mail["To"].addresses[0].display_name == "Bibliotekāre, Renda"
    assert mail["Reply-To"] == "metodike@example.lv"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "<https://plaukts.example.lv/mail/stop/" in mail["List-Unsubscribe"]
    assert "<mailto:metodike@example.lv?subject=unsubscribe%20digests>" in mail["List-Unsubscribe"]
    plain, page = (mail.get_body((kind,)) for kind in ("plain", "html"))
    assert plain is not None
    assert page is not None
    text, html = plain.get_content(), page.get_content()
    assert "Jūrmalā šķiro (https://t.me/plaukts_bot?start=n4)" in text
    assert "Skatīt: https://example.lv/a?b=1&c=2" in text
    assert "<b>" not in text
    assert 'href="https://example.lv/a?b=1&amp;c=2"' in html
    assert "žurnāli &amp; ķīļi" in html
    assert max(map(len, mail.as_bytes().split(b"\n"))) < 998


def test_a_token_that_was_made_up_ends_nothing() -> None:
    url = UNSUBSCRIBING.url(7, "digests")
    token = url.rpartition("/")[2]
    assert UNSUBSCRIBING.read(token) == (7, "digests")
    for forged in (
        token.replace("7.", "8."),
        token.replace("digests", "answers"),
        token[:-1],
        "7.digests.",
        "",
        "a.b.c",
    ):
        assert UNSUBSCRIBING.read(forged) is None


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtp://u%40x.lv:p%3Aw@mail.example.lv", ("mail.example.lv", 587, False, True, "u@x.lv", "p:w")),
        ("smtps://u:p@mail.example.lv", ("mail.example.lv", 465, True, False, "u", "p")),
        ("smtp://localhost:2525", ("localhost", 2525, False, False, None, None)),
        ("smtp://mail.example.lv:25?tls=no", ("mail.example.lv", 25, False, False, None, None)),
    ],
)
def test_a_servers_url(url: str, expected: tuple[Any, ...]) -> None:
    server = Server.of(url)
    assert tuple(vars(server).values()) == expected
    assert "p:w" not in repr(server)


@pytest.mark.parametrize("url", ["http://a.lv", "smtp://", "smtp://u@a.lv", "smtp://a.lv/x", "smtp://a.lv?tls=maybe"])
def test_no_servers_url(url: str) -> None:
    with pytest.raises(ValueError, match=r"no mail server|option|login"):
        Server.of(url)


async def test_nothing_is_said_without_the_encryption_that_was_asked_for() -> None:
    async with mail_server() as server:
        asked = Server("localhost", server.port, encrypted=False, starttls=True, user="u", password="secret")
        with pytest.raises(Stop) as stop:
            await hand_in(asked, "plaukts@example.lv", ADDRESS, b"Subject: x\r\n\r\ny\r\n", 5)
        assert stop.value.stage is Stage.ENCRYPTION
        assert judge(stop.value).outcome is Outcome.NOT_SENT
        assert not server.attempts


@pytest.mark.parametrize(
    ("stop", "outcome", "silent"),
    [
        (Stop(Stage.CONNECTION, None, "ConnectionRefusedError"), Outcome.NOT_SENT, True),
        (Stop(Stage.LOGIN, 535, "5.7.8"), Outcome.NOT_SENT, True),
        (Stop(Stage.SENDER, 421, "4.3.2"), Outcome.NOT_SENT, True),
        (Stop(Stage.RECIPIENT, 450, "4.2.1"), Outcome.NOT_SENT, False),
        (Stop(Stage.RECIPIENT, 550, "5.2.1"), Outcome.BLOCKED, False),
        (Stop(Stage.DATA, 421, "4.4.2"), Outcome.NOT_SENT, True),
        (Stop(Stage.DATA, 550, "5.1.1"), Outcome.BLOCKED, False),
        (Stop(Stage.DATA, None, "SMTPReadTimeoutError"), Outcome.UNKNOWN, False),
    ],
    ids=str,
)
def test_what_an_ending_means(stop: Stop, outcome: Outcome, silent: bool) -> None:
    verdict = judge(stop)
    assert (verdict.outcome, verdict.retry_after is not None) == (outcome, silent)


async def test_no_server_means_again_later() -> None:
    async with mail_server() as server:
        gone = Server.of(server.url)
    with pytest.raises(Stop) as stop:
        await hand_in(gone, "plaukts@example.lv", ADDRESS, b"x", 5)
    verdict = judge(stop.value)
    assert verdict.outcome is Outcome.NOT_SENT
    assert verdict.retry_after
