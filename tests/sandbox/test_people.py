"""What people do, as a bot sees it: texts, edits, albums, forwards, replies, keys and buttons."""

from collections.abc import Callable
from typing import Any

import pytest

from bot.sandbox import PrivateChat, Sandbox, User
from tests.sandbox.conftest import Api

Json = dict[str, Any]


@pytest.fixture(autouse=True)
def started(chat: PrivateChat) -> None:
    """The chat has begun, and its bot has seen that."""
    chat.start()
    chat.bot.updates.drop()


async def test_commands_links_and_mentions_are_found(api: Api, chat: PrivateChat) -> None:
    chat.send("😀 /jautat@demo_bot par https://example.org/x?y=1, @kuldiga, a@example.org #akcija")
    (update,) = await api.updates()
    text = update["message"]["text"].encode("utf-16-le")
    found = {
        e["type"]: text[2 * e["offset"] : 2 * (e["offset"] + e["length"])].decode("utf-16-le")
        for e in update["message"]["entities"]
    }
    assert found == {
        "bot_command": "/jautat@demo_bot",
        "url": "https://example.org/x?y=1",
        "mention": "@kuldiga",
        "email": "a@example.org",
        "hashtag": "#akcija",
    }
    assert chat.send("1/2 un a/b")["text"] == "1/2 un a/b"
    assert "entities" not in chat.last


async def test_an_edit_is_told_with_the_new_text(api: Api, chat: PrivateChat) -> None:
    first = chat.send("viens")
    chat.edit(first, "divi")
    _, update = await api.updates()
    assert update["edited_message"]["text"] == "divi"
    assert update["edited_message"]["edit_date"] >= update["edited_message"]["date"]
    assert (first["text"], chat.now(first)["text"]) == ("viens", "divi")


async def test_an_album_is_several_updates(api: Api, chat: PrivateChat) -> None:
    chat.send_album([None, None, None], caption="Izstāde")
    updates = await api.updates()
    assert len({u["message"]["media_group_id"] for u in updates}) == 1
    assert [u["message"].get("caption") for u in updates] == ["Izstāde", None, None]
    assert all(len(u["message"]["photo"]) == 2 for u in updates)
    with pytest.raises(ValueError, match="2 to 10"):
        chat.send_album([None])


async def test_a_forward_names_its_origin(api: Api, chat: PrivateChat, colleague: User) -> None:
    theirs = colleague.chat_with(chat.bot)
    theirs.start()
    chat.forward(theirs.last)
    colleague.hides_forwards = True
    chat.forward(theirs.last)
    _, named, hidden = await api.updates()
    assert named["message"]["forward_origin"]["sender_user"]["id"] == colleague.id
    assert hidden["message"]["forward_origin"] == {
        "type": "hidden_user",
        "sender_user_name": "Bibliotekārs Kuldīga",
        "date": theirs.last["date"],
    }


async def test_a_reply_carries_the_message_answered_but_not_further(api: Api, chat: PrivateChat) -> None:
    one = chat.send("viens divi trīs")
    two = chat.send("divi", reply_to=one, quote="divi")
    chat.send("trīs", reply_to=two)
    *_, second, third = await api.updates()
    assert second["message"]["reply_to_message"]["text"] == "viens divi trīs"
    assert second["message"]["quote"] == {"text": "divi", "position": 6, "is_manual": True}
    assert third["message"]["reply_to_message"]["text"] == "divi"
    assert "reply_to_message" not in third["message"]["reply_to_message"]


@pytest.mark.parametrize(
    ("kind", "send"),
    [
        ("sticker", lambda chat: chat.send_sticker("🎉")),
        ("voice", lambda chat: chat.send_voice(duration=7)),
        ("contact", lambda chat: chat.send_contact("+37120000000", "Renda")),
        ("location", lambda chat: chat.send_location(56.97, 21.97)),
        ("video", lambda chat: chat.send_video()),
        ("document", lambda chat: chat.send_document("ā.txt", b"x")),
    ],
)
async def test_other_contents(api: Api, chat: PrivateChat, kind: str, send: Callable[[PrivateChat], Json]) -> None:
    send(chat)
    (update,) = await api.updates()
    assert update["message"][kind] == chat.last[kind]


async def test_buttons_and_keys(api: Api, chat: PrivateChat) -> None:
    rows = [[{"text": "Atbildēt", "callback_data": "q:1"}, {"text": "Atpakaļ", "callback_data": "back"}]]
    await api.ok("sendMessage", chat_id=chat.user.id, text="x", reply_markup={"inline_keyboard": rows})
    with pytest.raises(LookupError, match="2 buttons are called 'At'"):
        chat.press(chat.last, "At")
    query = chat.press(chat.last, "q:")
    (update,) = await api.updates()
    assert (update["callback_query"]["id"], update["callback_query"]["data"]) == (query, "q:1")
    assert update["callback_query"]["message"]["message_id"] == chat.last["message_id"]
    keys = {"keyboard": [["❓ Jautāt"], [{"text": "Tālrunis", "request_contact": True}]], "one_time_keyboard": True}
    await api.ok("sendMessage", chat_id=chat.user.id, text="y", reply_markup=keys)
    with pytest.raises(LookupError):
        chat.press_reply_key("Jautāt")
    chat.press_reply_key("❓ Jautāt")
    assert chat.keyboard is None
    (update,) = await api.updates()
    assert update["message"]["text"] == "❓ Jautāt"
    await api.ok("sendMessage", chat_id=chat.user.id, text="z", reply_markup=keys)
    await api.ok("sendMessage", chat_id=chat.user.id, text="z", reply_markup={"remove_keyboard": True})
    assert chat.keyboard is None


async def test_the_app_offers_only_what_is_possible(chat: PrivateChat, colleague: User, sandbox: Sandbox) -> None:
    with pytest.raises(RuntimeError, match="before Start"):
        colleague.chat_with(chat.bot).send("x")
    chat.block()
    with pytest.raises(RuntimeError, match="unblock"):
        chat.send("x")
    for payload in ("a" * 65, "ā", "a b"):
        with pytest.raises(ValueError, match="start payload"):
            chat.start(payload)
    chat.start("A-_9")
    assert chat.last["text"] == "/start A-_9"
    with pytest.raises(ValueError, match="4096"):
        chat.send("x" * 4097)


async def test_ids_do_not_fit_into_32_bits_and_are_counted_for_the_account(chat: PrivateChat, colleague: User) -> None:
    theirs = colleague.chat_with(chat.bot)
    theirs.start()
    assert theirs.last["message_id"] == chat.last["message_id"] + 1
    assert colleague.id > 2**32
