"""What people sent along, fetched from Telegram for letters: what fits, what does not, what comes later."""

from collections.abc import Mapping
from typing import Any

from bot.delivery.attached import MOST_BYTES, AttachedFiles, without_room
from bot.delivery.mail import FILES_WITHIN
from bot.sandbox import Fault
from bot.texts import texts_for
from storage.outbox import SENT
from tests.delivery.post import START, Post
from tests.delivery.test_mail import member_with_address, postman
from tests.mail_server import mail_server

LATVIAN = texts_for("lv")
HALF = MOST_BYTES // 2


def item(kind: str, message: Mapping[str, Any], **more: str) -> dict[str, str]:
    """An attachment as a sent message gives it."""
    sent = message[kind][-1] if kind == "photo" else message[kind]
    return {"kind": kind, "file_id": sent["file_id"], **more}


async def test_what_fits_together_travels_along_and_the_rest_is_named(post: Post) -> None:
    chat = post.chat()
    photo = item("photo", chat.send_photo())
    first = item("document", chat.send_document("a.pdf", b"%PDF", size=HALF), name="a.pdf")
    large = item("document", chat.send_document("b.zip", b"PK", size=MOST_BYTES + 1), name="b.zip")
    huge = item("document", chat.send_document("c.zip", b"PK", size=30 * 1024 * 1024), name="c.zip")
    voice = item("voice", chat.send_voice())
    gone = {"kind": "document", "file_id": "BQACAgQAAxAAAA"}
    found = await AttachedFiles(post.api).fetch([photo, first, large, huge, voice, gone], LATVIAN)
    assert [(one.name, one.mime) for one in found.files] == [
        ("foto 1.png", "image/png"),
        ("a.pdf", "application/pdf"),
        ("balss ziņa 5.oga", "audio/ogg"),
    ]
    assert found.left_out == ["b.zip", "c.zip", "fails 6"]


def test_what_will_find_no_room_is_known_by_its_size() -> None:
    sizes = (HALF, None, MOST_BYTES + 1, HALF, HALF)
    items = [
        {"kind": "document", "file_id": str(at)} | ({"size": str(size)} if size else {})
        for at, size in enumerate(sizes)
    ]
    assert [item["file_id"] for item in without_room(items)] == ["2", "4"]


async def test_together_they_may_not_be_larger_either(post: Post) -> None:
    chat = post.chat()
    content = b"0" * HALF
    files = [item("document", chat.send_document(f"{n}.bin", content + b"1"), name=f"{n}.bin") for n in range(2)]
    found = await AttachedFiles(post.api).fetch(files, LATVIAN)
    assert ([one.name for one in found.files], found.left_out) == (["0.bin"], ["1.bin"])


async def test_a_file_is_fetched_once_for_many_letters(post: Post) -> None:
    chat = post.chat()
    files = AttachedFiles(post.api)
    sent = [item("document", chat.send_document("a.txt", b"a"), name="a.txt")]
    await files.fetch(sent, LATVIAN)
    post.sandbox.faults.add(Fault("refuse", "getFile"))
    assert [one.content for one in (await files.fetch(sent, LATVIAN)).files] == [b"a"]


async def test_what_telegram_does_not_give_now_is_waited_for_and_in_the_end_named(post: Post) -> None:
    chat = post.chat()
    sent = [item("document", chat.send_document("a.txt", b"a"), name="a.txt")]
    payload: dict[str, Any] = {"text": "Skatīt pielikumā.", "attached": sent}
    member, box = await member_with_address(post.database, telegram=False)
    async with mail_server() as server, postman(post, server, files=AttachedFiles(post.api)):
        post.sandbox.faults.add(Fault("cut", "getFile"))
        assert await post.carry_through(await post.put(box, payload=payload, recipient_id=member)) == SENT
        post.sandbox.faults.add(Fault("cut", "getFile", times=None))
        post.later(2 * FILES_WITHIN.total_seconds())
        payload["attached"] = [item("document", chat.send_document("b.txt", b"b"), name="b.txt")]
        await post.becomes(await post.put(box, payload=payload, recipient_id=member, now=START), SENT)
    whole, without = server.taken
    assert [one.get_filename() for one in whole.iter_attachments()] == ["a.txt"]
    text = without.get_body(("plain",))
    assert text is not None
    assert "Šai vēstulei nevarēja pievienot: b.txt. Lūdzu, atbildiet uz šo vēstuli" in text.get_content()
