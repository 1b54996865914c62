"""The calls under /sandbox/: acts, faults, waiting, and who may call."""

import base64
from typing import Any

import pytest

from bot.sandbox import Group, Page, PrivateChat, Sandbox, User
from tests.sandbox.conftest import TOKEN, Api


async def _act(api: Api, **act: Any) -> dict[str, Any]:
    async with api.http.post(f"{api.url}/sandbox/act", json=act) as response:
        body: dict[str, Any] = await response.json()
        assert response.status == (200 if body["ok"] else 400)
        return body


async def test_people_act_over_http(api: Api, chat: PrivateChat, sandbox: Sandbox) -> None:
    key = chat.room.key
    await _act(api, chat=key, do="start", payload="KODS")
    await _act(api, chat=key, do="send", text="Labdien!", reply_to=chat.last["message_id"])
    assert chat.last["reply_to_message"]["text"] == "/start KODS"
    data = base64.b64encode(b"saturs").decode()
    sent = (await _act(api, chat=key, do="document", name="ā.txt", data=data))["result"]
    async with api.http.get(f"{api.url}/sandbox/files/{sent['document']['file_id']}?download") as response:
        assert await response.read() == b"saturs"
        assert response.headers["Content-Disposition"] == "attachment; filename*=UTF-8''%C4%81.txt"
    markup = {"inline_keyboard": [[{"text": "A", "callback_data": "a"}]]}
    await api.ok("sendMessage", chat_id=chat.user.id, text="x", reply_markup=markup)
    query = (await _act(api, chat=key, do="press", message_id=chat.last["message_id"], button="A"))["result"]
    await api.ok("answerCallbackQuery", callback_query_id=query, text="Labi")
    async with api.http.get(f"{api.url}/sandbox/chat", params={"key": key}) as response:
        assert (await response.json())["answers"][0]["text"] == "Labi"
    await _act(api, chat=key, do="block")
    refused = await _act(api, chat=key, do="send", text="x")
    assert "unblock" in refused["description"]


@pytest.mark.parametrize(
    "act",
    [{"do": "fly"}, {"do": "send", "text": "x", "chat": "group:9"}, {"do": "press", "message_id": 9, "button": "A"}],
)
async def test_what_cannot_be_done_is_said(api: Api, chat: PrivateChat, act: dict[str, Any]) -> None:
    chat.start()
    body = await _act(api, **{"chat": chat.room.key, **act})
    assert not body["ok"]
    assert body["description"]


async def test_groups_over_http(api: Api, sandbox: Sandbox, person: User, chat: PrivateChat) -> None:
    wanted = {"title": "Reģions", "members": [person.id, chat.bot.id]}
    async with api.http.post(f"{api.url}/sandbox/add", json={"group": wanted}) as response:
        key = (await response.json())["key"]
    (group,) = sandbox.rooms.values()
    await _act(api, chat=key, **{"as": person.id}, do="migrate")
    assert isinstance(group, Group)
    assert group.supergroup
    await _act(api, chat=key, **{"as": person.id}, do="promote", who=chat.bot.id, rights=["can_manage_topics"])
    assert group.may(chat.bot, "can_manage_topics")


async def test_faults_over_http(api: Api, chat: PrivateChat) -> None:
    fault = {"kind": "answer", "code": 502, "method": "getMe"}
    async with api.http.post(f"{api.url}/sandbox/faults", json={"add": [fault]}) as response:
        assert len((await response.json())["active"]) == 1
    assert await api.refused("getMe") == (502, "Bad Gateway")
    async with api.http.post(f"{api.url}/sandbox/faults", json={"clear": True}) as response:
        body = await response.json()
    assert (body["active"], body["log"][0]["took_effect"]) == ([], False)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Host": "evil.example"}, 403),
    ],
)
@pytest.mark.parametrize("path", ["/sandbox/clock", "/sandbox/act", "/sandbox/faults"])
async def test_foreign_pages_may_not_call(api: Api, path: str, headers: dict[str, str], status: int) -> None:
    async with api.http.post(f"{api.url}{path}", json={}, headers=headers) as response:
        assert response.status == (400 if path == "/sandbox/act" and status == 200 else status)


async def test_the_pages_own_calls_and_headers(api: Api, sandbox: Sandbox, chat: PrivateChat) -> None:
    beside = sandbox.add_user("Administratore").chat_with(chat.bot)
    sandbox.page = Page(title="Izmēģinājums", phones=[chat], aside=[beside])
    async with api.http.post(f"{api.url}/sandbox/clock", json={}, headers={"Origin": api.url}) as response:
        assert response.status == 200
    async with api.http.get(f"{api.url}/") as response:
        assert "default-src 'self'" in response.headers["Content-Security-Policy"]
    async with api.http.get(f"{api.url}/sandbox/state") as response:
        state = await response.json()
    assert (state["title"], state["phones"][0]["key"]) == ("Izmēģinājums", chat.room.key)
    assert [phone["key"] for phone in state["aside"]] == [beside.room.key]
    assert TOKEN not in str(state)


async def test_a_document_is_never_shown_as_a_page(api: Api, chat: PrivateChat) -> None:
    chat.start()
    sent = chat.send_document("x.html", b"<script>1</script>")["document"]["file_id"]
    async with api.http.get(f"{api.url}/sandbox/files/{sent}") as response:
        assert response.content_type == "application/octet-stream"
        assert response.headers["Content-Disposition"].startswith("attachment")


async def test_waiting(sandbox: Sandbox, chat: PrivateChat) -> None:
    with pytest.raises(TimeoutError, match="not so within"):
        await sandbox.wait_for(lambda: chat.messages, timeout=0.01)
    chat.start()
    assert await sandbox.wait_for(lambda: chat.messages) == chat.messages


async def test_requests_are_kept_as_wanted(api: Api, sandbox: Sandbox) -> None:
    await api.ok("getMe")
    sandbox.keep_requests = False
    await api.ok("getMe")
    assert [request.method for request in sandbox.requests] == ["getMe"]
    assert sandbox.done["getMe"] == 2
