"""What the HTML part of a letter makes of Telegram's formatting."""

from email import message_from_bytes
from email.policy import default
from typing import Any

import pytest

from bot.delivery.attached import Attached, LetterFile
from storage.carrying import Claimed
from storage.letters import Addressee
from storage.mail_chats import mailbox
from storage.outbox import About
from tests.delivery.post import START
from tests.delivery.test_mail import ADDRESS, WRITER


def letter(text: str, attached: Attached = Attached(), **more: Any) -> Any:  # noqa: B008 - frozen
    """A letter with this text to somebody who has Telegram too."""
    delivery = Claimed(
        id=1,
        op="send",
        lane=3,
        channel="email",
        chat_id=mailbox(5),
        recipient_id=7,
        method="sendMessage",
        payload={"text": text, **more},
        file_id=None,
        target_id=None,
        target_message_id=None,
        target_span=1,
        created_at=START,
        tries=1,
    )
    about = About("announcement", "announcement", 42)
    to = Addressee(5, ADDRESS, START, "Bibliotekāre, Renda", "lv", in_telegram=True, about=about, key=None)
    return message_from_bytes(WRITER.letter(delivery, to, START, None, attached), policy=default)


def page(text: str) -> str:
    return str(letter(text).get_body(("html",)).get_content()).replace("\r\n", "\n")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("<pre>a\n b</pre>\nc", "a\n b</pre>c"),
        ("a\n<blockquote>b</blockquote>\nc", ">b</blockquote>c"),
        ("a\nb", "a<br>\nb"),
        (
            "Sk. https://example.lv/a?b=1&amp;c=2.",
            '<a href="https://example.lv/a?b=1&amp;c=2">https://example.lv/a?b=1',
        ),
        ("https://example.lv/&#34;&gt;", '<a href="https://example.lv/">https://example.lv/</a>&#34;&gt;'),
        (
            '<a href="https://example.lv">https://example.lv</a>',
            '<div><a href="https://example.lv">https://example.lv</a></div>',
        ),
        ("<tg-spoiler>a</tg-spoiler>", "<span>a</span>"),
    ],
)
def test_formatting_looks_as_it_did(text: str, shown: str) -> None:
    assert shown in page(text)


def test_long_words_break_on_a_narrow_phone() -> None:
    assert "overflow-wrap:anywhere" in page("https://example.lv/" + "a" * 300)


def test_a_subject_of_its_own_and_what_is_not_attached() -> None:
    attached = Attached([LetterFile("žurnāls.pdf", "application/pdf", b"%PDF")], ["liels.pptx"])
    mail = letter("Teksts", attached, subject="Paziņojums: Ķēves dēls – žurnālam")
    assert mail["Subject"] == "Paziņojums: Ķēves dēls – žurnālam"
    assert [one.get_filename() for one in mail.iter_attachments()] == ["žurnāls.pdf"]
    text = mail.get_body(("plain",)).get_content()
    assert "Šai vēstulei nevarēja pievienot: liels.pptx. To var atvērt Telegram." in text
    assert "https://t.me/plaukts_bot?start=ao42" in text
