"""Files up and down, albums, copies."""

import hashlib
from typing import Any

import aiohttp
import pytest

from bot.sandbox import Limits, PrivateChat, Sandbox
from bot.sandbox.files import sample_picture
from tests.sandbox.conftest import TOKEN, Api


@pytest.fixture
def to(chat: PrivateChat) -> int:
    """The id of a started chat."""
    chat.start()
    return chat.user.id


async def test_a_document_goes_up_and_down_unchanged(api: Api, to: int, chat: PrivateChat) -> None:
    data = bytes(range(256)) * 4
    body = await api.upload("sendDocument", "document", data, "pārskats 2026.xlsx", chat_id=to, caption="Pārskats")
    document = body["result"]["document"]
    assert (document["file_name"], document["file_size"]) == ("pārskats 2026.xlsx", 1024)
    again = await api.ok("sendDocument", chat_id=to, document=document["file_id"])
    assert again["document"] == document
    path = (await api.ok("getFile", file_id=document["file_id"]))["file_path"]
    async with api.http.get(f"{api.url}/file/bot{TOKEN}/{path}") as response:
        assert hashlib.sha256(await response.read()).digest() == hashlib.sha256(data).digest()
    async with api.http.get(f"{api.url}/file/bot{TOKEN}/documents/none") as response:
        assert response.status == 404


@pytest.mark.parametrize("method", ["sendPhoto", "sendDocument", "sendVoice", "sendAudio", "sendVideo", "sendSticker"])
async def test_wrong_identifiers_and_kinds(api: Api, to: int, method: str, chat: PrivateChat) -> None:
    kind = method.removeprefix("send").lower()
    wrong = (400, "Bad Request: wrong file identifier/HTTP URL specified")
    assert await api.refused(method, chat_id=to, **{kind: "AAAA"}) == wrong
    other = chat.send_photo() if kind != "photo" else chat.send_document("x.png", b"x")
    file_id = other["photo"][-1]["file_id"] if "photo" in other else other["document"]["file_id"]
    code, description = await api.refused(method, chat_id=to, **{kind: file_id})
    assert (code, description.startswith("Bad Request: can't use file of type ")) == (400, True)


async def test_sizes(api: Api, to: int, chat: PrivateChat, sandbox: Sandbox) -> None:
    large = chat.send_document("video.mp4", b"x", size=20 * 1024 * 1024 + 1)["document"]["file_id"]
    assert await api.refused("getFile", file_id=large) == (400, "Bad Request: file is too big")
    just = chat.send_document("video.mp4", b"x", size=20 * 1024 * 1024)["document"]["file_id"]
    await api.ok("getFile", file_id=just)
    assert sandbox.limits.upload_bytes == 50 * 1024 * 1024
    sandbox.limits = Limits(upload_bytes=1000)
    body = await api.upload("sendDocument", "document", bytes(1000), "x.bin", chat_id=to)
    assert body["ok"]
    body = await api.upload("sendDocument", "document", bytes(1001), "x.bin", chat_id=to)
    assert (body["error_code"], body["description"]) == (413, "Request Entity Too Large")
    body = await api.upload("sendDocument", "document", b"", "x.bin", chat_id=to)
    assert body["description"] == "Bad Request: file must be non-empty"
    body = await api.upload("sendPhoto", "photo", b"text", "x.png", chat_id=to)
    assert body["description"] == "Bad Request: IMAGE_PROCESS_FAILED"
    assert await api.refused("getFile", file_id="x") == (
        400,
        "Bad Request: wrong file_id or the file is temporarily unavailable",
    )


async def test_captions(api: Api, to: int) -> None:
    form: dict[str, Any] = {"chat_id": to, "parse_mode": "HTML"}
    body = await api.upload(
        "sendPhoto", "photo", sample_picture(), "x.png", **form, caption="<b>" + "ā" * 1025 + "</b>"
    )
    assert body["description"] == "Bad Request: message caption is too long"
    body = await api.upload(
        "sendPhoto", "photo", sample_picture(), "x.png", **form, caption="<b>" + "ā" * 1024 + "</b>"
    )
    message_id = body["result"]["message_id"]
    assert body["result"]["photo"][-1]["width"] == 320
    same = {"chat_id": to, "message_id": message_id}
    assert (await api.ok("editMessageCaption", **same, caption="īsi"))["caption"] == "īsi"
    assert await api.refused("editMessageText", **same, text="x") == (
        400,
        "Bad Request: there is no text in the message to edit",
    )


async def test_albums(api: Api, to: int, chat: PrivateChat) -> None:
    photo = chat.send_photo()["photo"][-1]["file_id"]
    item = {"type": "photo", "media": photo}
    few = (400, "Bad Request: group of media must include 2-10 items")
    assert await api.refused("sendMediaGroup", chat_id=to, media=[item]) == few
    assert await api.refused("sendMediaGroup", chat_id=to, media=[item] * 11) == few
    document = chat.send_document("x.txt", b"x")["document"]["file_id"]
    mixed = [item, {"type": "document", "media": document}]
    assert (await api.refused("sendMediaGroup", chat_id=to, media=mixed))[0] == 400
    sent = await api.ok("sendMediaGroup", chat_id=to, media=[{**item, "caption": "Izstāde"}, item])
    assert len({message["media_group_id"] for message in sent}) == 1
    ids = [message["message_id"] for message in sent]
    copies = await api.ok("copyMessages", chat_id=to, from_chat_id=to, message_ids=[*ids, 999])
    assert len(copies) == 2
    assert len({message["media_group_id"] for message in chat.messages[-2:]} | {sent[0]["media_group_id"]}) == 2
    missing = await api.refused("sendMediaGroup", chat_id=to, media=[{**item, "media": "attach://one"}, item])
    assert missing[0] == 400


async def test_an_album_is_uploaded_by_attach(api: Api, to: int) -> None:
    form = aiohttp.FormData()
    form.add_field("chat_id", str(to))
    form.add_field("media", '[{"type":"photo","media":"attach://a"},{"type":"photo","media":"attach://b"}]')
    form.add_field("a", sample_picture(), filename="a.png")
    form.add_field("b", sample_picture(seed=1), filename="b.png")
    async with api.http.post(f"{api.url}/bot{TOKEN}/sendMediaGroup", data=form) as response:
        body = await response.json()
    assert [len(message["photo"]) for message in body["result"]] == [2, 2]


async def test_copies_and_forwards(api: Api, to: int, chat: PrivateChat) -> None:
    theirs = {"chat_id": to, "from_chat_id": to, "message_id": chat.send("jautājums")["message_id"]}
    copied = await api.ok("copyMessage", **theirs)
    assert list(copied) == ["message_id"]
    assert ("forward_origin" in chat.last, chat.last["text"]) == (False, "jautājums")
    forwarded = await api.ok("forwardMessage", **theirs)
    assert forwarded["forward_origin"]["sender_user"]["id"] == to
    gone = {**theirs, "message_id": 999}
    assert await api.refused("copyMessage", **gone) == (400, "Bad Request: message to copy not found")
    assert await api.refused("forwardMessage", **gone) == (400, "Bad Request: message to forward not found")
    backwards = {"chat_id": to, "from_chat_id": to, "message_ids": [2, 1]}
    assert (await api.refused("forwardMessages", **backwards))[0] == 400
    secret = await api.ok("sendMessage", chat_id=to, text="x", protect_content=True)
    assert secret["has_protected_content"] is True
    hidden = {**theirs, "message_id": secret["message_id"]}
    assert await api.refused("forwardMessage", **hidden) == (400, "Bad Request: the message can't be forwarded")
