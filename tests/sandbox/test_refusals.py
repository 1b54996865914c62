"""What Telegram refuses, a client is refused here: status, description and parameters."""

from datetime import timedelta
from typing import Any

import pytest

from bot.sandbox import PrivateChat, Sandbox
from bot.sandbox.files import sample_picture
from tests.sandbox.conftest import Api

Json = dict[str, Any]


def _buttons(**button: Any) -> Json:
    return {"inline_keyboard": [[{"text": "A", **button}]]}


@pytest.fixture
def to(chat: PrivateChat) -> int:
    """The id of a started chat."""
    chat.start()
    return chat.user.id


@pytest.mark.parametrize(
    ("text", "description"),
    [
        ("", "message text is empty"),
        (" \n ", "message text is empty"),
        ("<b></b>", "message text is empty"),
        ("ā" * 4097, "message is too long"),
        ("😀" * 2049, "message is too long"),
        ("<b>x", "can't parse entities: Can't find end tag corresponding to start tag \"b\""),
        ("x</b>", "can't parse entities: Unexpected end tag at byte offset 1"),
        (
            "<b>ā<i>y</b></i>",
            'can\'t parse entities: Unmatched end tag at byte offset 9, expected "</i>", found "</b>"',
        ),
        ("<table>", 'can\'t parse entities: Unsupported start tag "table" at byte offset 0'),
        ("ā <b", "can't parse entities: Unclosed start tag at byte offset 3"),
        ('<span class="x">y</span>', 'can\'t parse entities: Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("5 < 6", 'can\'t parse entities: Unsupported start tag "" at byte offset 2'),
    ],
)
async def test_texts(api: Api, to: int, text: str, description: str) -> None:
    answer = await api.refused("sendMessage", chat_id=to, text=text, parse_mode="HTML")
    assert answer == (400, f"Bad Request: {description}")


async def test_length_counts_after_parsing(api: Api, to: int) -> None:
    sent = await api.ok("sendMessage", chat_id=to, text=f"<b>{'😀' * 2048}</b>", parse_mode="HTML")
    assert sent["entities"] == [{"type": "bold", "offset": 0, "length": 4096}]


@pytest.mark.parametrize(
    ("markup", "description"),
    [
        (_buttons(callback_data="ā" * 33), "BUTTON_DATA_INVALID"),
        (_buttons(callback_data=""), "BUTTON_DATA_INVALID"),
        (
            _buttons(),
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
        ),
        (_buttons(url="nowhere"), "inline keyboard button URL 'nowhere' is invalid: Wrong HTTP URL"),
        (
            _buttons(callback_data="a", style="pink"),
            "can't parse inline keyboard button: Button style is invalid",
        ),
        ({"keyboard": []}, "reply keyboard must be non-empty"),
        ({"nonsense": 1}, "can't parse reply markup JSON object: object expected as reply markup"),
        ("{", "can't parse reply_markup JSON object"),
        ({"inline_keyboard": [[{"text": "A", "callback_data": "a"}] * 8] * 13}, "REPLY_MARKUP_TOO_LONG"),
    ],
)
async def test_keyboards(api: Api, to: int, markup: Any, description: str) -> None:
    answer = await api.refused("sendMessage", chat_id=to, text="x", reply_markup=markup)
    assert answer == (400, f"Bad Request: {description}")


async def test_callback_data_of_64_bytes_passes(api: Api, to: int) -> None:
    await api.ok("sendMessage", chat_id=to, text="x", reply_markup=_buttons(callback_data="ā" * 32))


async def test_unknown_token(api: Api) -> None:
    api.token = "4200:other"
    assert await api.refused("getMe") == (401, "Unauthorized")


async def test_unknown_chat(api: Api) -> None:
    assert await api.refused("sendMessage", chat_id=1, text="x") == (400, "Bad Request: chat not found")
    assert await api.refused("sendMessage", chat_id="@nobody", text="x") == (400, "Bad Request: chat not found")


async def test_nobody_is_written_to_first(api: Api, chat: PrivateChat) -> None:
    expected = (403, "Forbidden: bot can't initiate conversation with a user")
    assert await api.refused("sendMessage", chat_id=chat.user.id, text="x") == expected
    chat.start()
    await api.ok("sendMessage", chat_id=chat.user.id, text="x")


async def test_a_person_is_unknown_before_start(api: Api, chat: PrivateChat) -> None:
    mine = {"commands": [], "scope": {"type": "chat", "chat_id": chat.user.id}}
    assert await api.refused("setMyCommands", **mine) == (400, "Bad Request: chat not found")
    assert await api.refused("getChat", chat_id=chat.user.id) == (400, "Bad Request: chat not found")
    chat.start()
    await api.ok("setMyCommands", **mine)
    assert (await api.ok("getChat", chat_id=chat.user.id))["type"] == "private"


async def test_blocked_and_deactivated(api: Api, to: int, chat: PrivateChat) -> None:
    chat.block()
    expected = (403, "Forbidden: bot was blocked by the user")
    assert await api.refused("sendMessage", chat_id=to, text="x") == expected
    assert await api.refused("sendChatAction", chat_id=to, action="typing") == expected
    chat.unblock()
    await api.ok("sendMessage", chat_id=to, text="x")
    chat.user.deactivate()
    assert await api.refused("sendMessage", chat_id=to, text="x") == (403, "Forbidden: user is deactivated")


async def test_edits(api: Api, to: int, chat: PrivateChat) -> None:
    markup = _buttons(callback_data="a")
    sent = await api.ok("sendMessage", chat_id=to, text="<b>x</b>", parse_mode="HTML", reply_markup=markup)
    same: Json = {"chat_id": to, "message_id": sent["message_id"]}
    modified = "message is not modified: specified new message content and reply markup are exactly the same"
    code, description = await api.refused(
        "editMessageText", **same, text="<b>x</b>", parse_mode="HTML", reply_markup=markup
    )
    assert (code, description.removeprefix("Bad Request: ").startswith(modified)) == (400, True)
    assert (await api.refused("editMessageReplyMarkup", **same, reply_markup=markup))[1] == description
    edited = await api.ok("editMessageText", **same, text="<b>x</b>", parse_mode="HTML")
    assert "reply_markup" not in edited
    gone = {**same, "message_id": 999}
    assert await api.refused("editMessageText", **gone, text="y") == (400, "Bad Request: message to edit not found")
    theirs = {**same, "message_id": chat.messages[0]["message_id"]}
    assert await api.refused("editMessageText", **theirs, text="y") == (400, "Bad Request: message can't be edited")
    assert await api.refused("editMessageCaption", **same, caption="y") == (
        400,
        "Bad Request: there is no caption in the message to edit",
    )


async def test_messages_with_a_reply_keyboard_stay_as_they_are(api: Api, to: int) -> None:
    sent = await api.ok("sendMessage", chat_id=to, text="x", reply_markup={"keyboard": [[{"text": "A"}]]})
    assert "reply_markup" not in sent
    answer = await api.refused("editMessageText", chat_id=to, message_id=sent["message_id"], text="y")
    assert answer == (400, "Bad Request: message can't be edited")


async def test_deletions(api: Api, to: int, sandbox: Sandbox) -> None:
    first = await api.ok("sendMessage", chat_id=to, text="x")
    second = await api.ok("sendMessage", chat_id=to, text="y")
    one: Json = {"chat_id": to, "message_id": first["message_id"]}
    assert await api.ok("deleteMessage", **one) is True
    assert await api.refused("deleteMessage", **one) == (400, "Bad Request: message to delete not found")
    sandbox.clock.move(timedelta(hours=49))
    late: Json = {"chat_id": to, "message_id": second["message_id"]}
    assert await api.refused("deleteMessage", **late) == (
        400,
        "Bad Request: message can't be deleted for everyone",
    )


async def test_deleting_several_skips_what_is_gone(api: Api, to: int, chat: PrivateChat) -> None:
    sent = await api.ok("sendMessage", chat_id=to, text="x")
    assert await api.ok("deleteMessages", chat_id=to, message_ids=[sent["message_id"], 999]) is True
    assert chat.last["text"] == "/start"
    many = await api.refused("deleteMessages", chat_id=to, message_ids=list(range(1, 102)))
    assert many == (400, "Bad Request: too many message identifiers specified")


async def test_replies(api: Api, to: int) -> None:
    missing: Json = {"message_id": 999}
    answer = await api.refused("sendMessage", chat_id=to, text="x", reply_parameters=missing)
    assert answer == (400, "Bad Request: message to be replied not found")
    allowed = {**missing, "allow_sending_without_reply": True}
    sent = await api.ok("sendMessage", chat_id=to, text="Labdien, Renda!", reply_parameters=allowed)
    assert "reply_to_message" not in sent
    quoted = {"message_id": sent["message_id"], "quote": "Renda"}
    reply = await api.ok("sendMessage", chat_id=to, text="x", reply_parameters=quoted)
    assert (reply["quote"]["position"], reply["reply_to_message"]["text"]) == (9, "Labdien, Renda!")
    wrong = {"message_id": sent["message_id"], "quote": "Kuldīga"}
    answer = await api.refused("sendMessage", chat_id=to, text="x", reply_parameters=wrong)
    assert answer == (400, "Bad Request: QUOTE_TEXT_INVALID")


async def test_answers_to_pressed_buttons(api: Api, to: int, chat: PrivateChat, sandbox: Sandbox) -> None:
    await api.ok("sendMessage", chat_id=to, text="x", reply_markup=_buttons(callback_data="a"))
    query = chat.press(chat.last, "A")
    assert await api.refused("answerCallbackQuery", callback_query_id=query, text="x" * 201) == (
        400,
        "Bad Request: MESSAGE_TOO_LONG",
    )
    sandbox.clock.move(timedelta(seconds=16))
    old = (400, "Bad Request: query is too old and response timeout expired or query ID is invalid")
    assert await api.refused("answerCallbackQuery", callback_query_id=query) == old
    assert await api.refused("answerCallbackQuery", callback_query_id="12") == old
    assert chat.answers == []
    await api.ok("answerCallbackQuery", callback_query_id=chat.press(chat.last, "a"), text="Saglabāts")
    assert [answer["text"] for answer in chat.answers] == ["Saglabāts"]


async def test_commands(api: Api, to: int, chat: PrivateChat) -> None:
    command = {"command": "jautat", "description": "Jautāt"}
    many = [{"command": f"c{i}", "description": "x"} for i in range(101)]
    assert (await api.refused("setMyCommands", commands=many))[1] == "Bad Request: BOT_COMMANDS_TOO_MUCH"
    for wrong in ("Jautat", "jautāt", "a" * 33, ""):
        answer = await api.refused("setMyCommands", commands=[{**command, "command": wrong}])
        assert answer == (400, "Bad Request: BOT_COMMAND_INVALID")
    empty = await api.refused("setMyCommands", commands=[{**command, "description": ""}])
    assert empty == (400, "Bad Request: BOT_COMMAND_DESCRIPTION_INVALID")
    await api.ok("setMyCommands", commands=[command])
    english = [{"command": "ask", "description": "Ask"}]
    await api.ok("setMyCommands", commands=english, language_code="en")
    mine = [{"command": "parskats", "description": "Pārskats"}]
    await api.ok("setMyCommands", commands=mine, scope={"type": "chat", "chat_id": to})
    assert chat.commands == mine
    await api.ok("deleteMyCommands", scope={"type": "chat", "chat_id": to})
    assert chat.commands == [command]
    chat.user.language_code = "en"
    assert chat.commands == await api.ok("getMyCommands", language_code="en") == english


async def test_what_the_sandbox_does_not_know_is_loud(api: Api, to: int, sandbox: Sandbox) -> None:
    code, description = await api.refused("sendPigeon", chat_id=to)
    assert code == 404
    assert "sendPigeon" in description
    code, description = await api.refused("sendMessage", chat_id=to, text="x", colour="red")
    assert code == 400
    assert "'colour'" in description
    assert (await api.refused("sendMessage", chat_id=to, text="*x*", parse_mode="MarkdownV2"))[0] == 400
    strange = {"inline_keyboard": [[{"text": "A", "web_app": {"url": "https://example.org"}}]]}
    assert (await api.refused("sendMessage", chat_id=to, text="x", reply_markup=strange))[0] == 400
    assert len(sandbox.complaints) == 4
    sandbox.complaints.clear()


@pytest.mark.parametrize(
    ("params", "description"),
    [
        ({"text": "x"}, "chat_id is empty"),
        ({"chat_id": 1}, "message text is empty"),
        ({"chat_id": 1, "text": ["x"]}, "parameter text must be of type String"),
        ({"chat_id": 1, "text": "x", "disable_notification": "maybe"}, None),
        ({"chat_id": 1, "text": "x", "reply_parameters": []}, "object expected as reply parameters"),
    ],
)
async def test_parameters_are_checked(api: Api, params: Json, description: str | None) -> None:
    description = description or "parameter disable_notification must be of type Boolean"
    assert await api.refused("sendMessage", **params) == (400, f"Bad Request: {description}")


async def test_another_file_in_place_of_the_one_that_was_sent(api: Api, to: int, sandbox: Sandbox) -> None:
    photo, other = (sandbox.files.add("photo", sample_picture(seed=seed), "a.png").file_id for seed in (1, 2))
    paper = sandbox.files.add("document", b"a", "a.pdf").file_id
    moving = sandbox.files.add("animation", b"a", "a.mp4").file_id
    as_photo, as_paper = {"type": "photo", "media": other}, {"type": "document", "media": paper}

    async def refused(message: Json, media: Json) -> str:
        answer = await api.refused("editMessageMedia", chat_id=to, message_id=message["message_id"], media=media)
        assert answer[0] == 400
        return str(answer[1]).removeprefix("Bad Request: ")

    alone = await api.ok("sendPhoto", chat_id=to, photo=photo, caption="x")
    edited = await api.ok("editMessageMedia", chat_id=to, message_id=alone["message_id"], media=as_paper)
    assert edited["document"]["file_id"] == paper
    assert not {"photo", "caption"} & edited.keys(), "what is not said again is gone"
    assert (await refused(alone, as_paper)).startswith("message is not modified")
    assert await refused(alone, {"type": "document", "media": other}) == "can't use file of type Photo as Document"
    assert await refused(alone, {"type": "voice", "media": other}) == "unsupported media type"
    voice = await api.ok("sendVoice", chat_id=to, voice=sandbox.files.add("voice", b"a", "a.oga").file_id)
    assert await refused(voice, as_photo) == "message media can't be edited"
    album = await api.ok("sendMediaGroup", chat_id=to, media=[{"type": "photo", "media": photo}] * 2)
    assert await refused(album[1], as_paper) == "can't change media type in the album"
    gif = {"type": "animation", "media": moving}
    assert await refused(album[1], gif) == "message content type can't be used in an album"
    second = await api.ok("editMessageMedia", chat_id=to, message_id=album[1]["message_id"], media=as_photo)
    assert second["media_group_id"] == album[1]["media_group_id"]
    assert second["photo"][-1]["file_id"] == other
