"""What the doctor finds of the mail server and of letters, over real sockets."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import AuthResult
from sqlalchemy.orm import Session

from bot.delivery.letters import Sender
from bot.delivery.mail import Mail
from bot.delivery.smtp import MailServer as Server
from storage.mail_chats import EMAIL, mailbox
from storage.members import Address, Member
from storage.outbox import About, Lane, enqueue
from tests.certificates import made_for
from tests.delivery.post import START
from tests.doctor.practice import GOOD, SECRET, WARNING, WRONG, Practice, change
from tests.mail_server import mail_server

SENDER = Sender("plaukts@example.lv", "metodike@example.lv")


def mail(url: str, sender: Sender = SENDER) -> Mail:
    return Mail(Server.of(url), sender)


async def test_a_server_that_answers(office: Practice) -> None:
    async with mail_server() as server:
        found = await office.find(mail=mail(server.url))
        assert (found["Mail server"].sign, found["Mail server"].says) == (GOOD, "localhost answers")
        unread = await office.find(mail=mail(server.url, replace(SENDER, reply_to=None)))
        assert not server.attempts, "nothing is handed in"
    assert (unread["Mail server"].sign, unread["Mail server"].remedy) == (WARNING, "Set PLAUKTS_MAIL_REPLY_TO.")
    assert "Letters" not in found
    assert "Mail server" not in await office.find(), "where no letters go"


async def test_a_server_that_cannot_be_reached(office: Practice) -> None:
    async with mail_server() as server:
        gone = server.url
    found = (await office.find(mail=mail(gone)))["Mail server"]
    assert found.sign is WRONG
    assert found.says == "localhost takes no letters (smtp connection SMTPConnectError)"
    assert "host and port" in found.remedy


async def test_a_login_that_is_refused(office: Practice) -> None:
    def refuse(*_: Any) -> AuthResult:
        return AuthResult(success=False, handled=False)

    async with mail_server(refuse) as server:
        found = (await office.find(mail=mail(f"smtp://plaukts:{SECRET}@localhost:{server.port}")))["Mail server"]
    assert found.sign is WRONG
    assert "smtp login 535" in found.says
    assert "user and password" in found.remedy


async def test_a_server_without_the_encryption_that_is_asked_for(office: Practice) -> None:
    async with mail_server() as server:
        asked = replace(Server.of(server.url), starttls=True)
        found = (await office.find(mail=Mail(asked, SENDER)))["Mail server"]
    assert (found.sign, found.says) == (WRONG, "localhost takes no letters (smtp encryption not offered)")
    assert "smtps://" in found.remedy


@pytest.mark.parametrize("implicit", [False, True], ids=["starttls", "smtps"])
async def test_encryption_with_a_certificate_that_is_trusted_and_with_others(
    office: Practice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, implicit: bool
) -> None:
    certificate, context = made_for("localhost", tmp_path)
    other, of_another_name = made_for("mail.example.lv", tmp_path)
    for trusted, serving, good in (
        (certificate, context, True),
        (other, context, False),
        (other, of_another_name, False),
    ):
        monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
        async with mail_server(tls_context=serving, implicit=implicit) as server:
            asked = replace(Server.of(server.url), encrypted=implicit, starttls=not implicit)
            found = (await office.find(mail=Mail(asked, SENDER)))["Mail server"]
        assert found.sign is (GOOD if good else WRONG)
        if not good:
            assert found.says == "the certificate of localhost is not trusted, nothing was said to it"
            assert "SSL_CERT_FILE" in found.remedy


async def test_letters_that_wait_and_addresses_where_none_arrive(office: Practice) -> None:
    def job(session: Session) -> None:
        member = Member(name="Bibliotekāre, Renda", role="librarian", language="lv", created_at=START)
        lost = Address(member=member, channel=EMAIL, address="a@example.lv", unreachable_since=START)
        session.add(lost)
        session.flush()
        values: dict[str, Any] = {"about": About("card"), "lane": Lane.ANSWER, "now": START}
        enqueue(session, chat_id=mailbox(lost.id), method="sendMessage", payload={"text": SECRET}, **values)

    change(office, job)
    found = (await office.find())["Letters"]
    assert (found.sign, found.says) == (WRONG, "waiting: 1, but PLAUKTS_SMTP_URL is not set")
    async with mail_server() as server:
        found = (await office.find(mail=mail(server.url)))["Letters"]
    assert (found.sign, found.says) == (WARNING, "addresses at which they do not arrive: 1")
