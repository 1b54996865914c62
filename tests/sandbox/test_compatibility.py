"""python-telegram-bot's own client works against the sandbox."""

from collections.abc import AsyncIterator

import pytest
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeChat,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaDocument,
    InputMediaPhoto,
    LinkPreviewOptions,
    ReplyKeyboardMarkup,
    ReplyParameters,
    Update,
)
from telegram.constants import ParseMode
from telegram.error import BadRequest, ChatMigrated, Forbidden, RetryAfter

from bot.sandbox import Group, Limits, PrivateChat, Sandbox, flood
from bot.sandbox.files import sample_picture
from tests.sandbox.conftest import TOKEN, Api


@pytest.fixture
async def client(api: Api) -> AsyncIterator[Bot]:
    """The library's client, set to the sandbox's address."""
    async with Bot(TOKEN, base_url=f"{api.url}/bot", base_file_url=f"{api.url}/file/bot") as found:
        yield found


async def test_messages(client: Bot, chat: PrivateChat) -> None:
    assert (await client.get_me()).username == "demo_bot"
    chat.start("X")
    (update,) = await client.get_updates(allowed_updates=Update.ALL_TYPES)
    assert update.message is not None
    buttons = InlineKeyboardMarkup([[InlineKeyboardButton("Atbildēt", callback_data="a")]])
    sent = await client.send_message(
        chat.user.id,
        "<b>Labdien!</b>",
        ParseMode.HTML,
        reply_markup=buttons,
        reply_parameters=ReplyParameters(update.message.message_id, allow_sending_without_reply=True),
        link_preview_options=LinkPreviewOptions(is_disabled=True),
        disable_notification=True,
    )
    assert sent.reply_to_message == update.message
    query = chat.press(chat.last, "Atbildēt")
    assert await client.answer_callback_query(query, "Labi", show_alert=True)
    edited = await client.edit_message_text("Saglabāts.", chat.user.id, sent.message_id)
    assert isinstance(edited, type(sent))
    assert edited.text == "Saglabāts."
    await client.send_message(chat.user.id, "x", reply_markup=ReplyKeyboardMarkup([["❓ Jautāt"]], is_persistent=True))
    assert chat.keyboard is not None
    await client.set_my_commands([BotCommand("jautat", "Jautāt")], scope=BotCommandScopeChat(chat.user.id))
    assert chat.commands == [{"command": "jautat", "description": "Jautāt"}]
    assert await client.delete_message(chat.user.id, sent.message_id)


async def test_files(client: Bot, chat: PrivateChat) -> None:
    chat.bot.pace.limits = Limits.off()
    chat.start()
    sent = await client.send_document(chat.user.id, b"content", filename="pārskats.xlsx", caption="x")
    assert sent.document is not None
    assert sent.document.file_name == "pārskats.xlsx"
    file = await client.get_file(sent.document.file_id)
    assert await file.download_as_bytearray() == b"content"
    photo = await client.send_photo(chat.user.id, sample_picture())
    album = await client.send_media_group(
        chat.user.id, [InputMediaPhoto(sample_picture(), caption="a"), InputMediaPhoto(photo.photo[-1].file_id)]
    )
    assert [message.caption for message in album] == ["a", None]
    other = InputMediaDocument(b"other", filename="cits.txt", caption="y")
    edited = await client.edit_message_media(other, chat.user.id, sent.message_id)
    assert isinstance(edited, type(sent))
    assert edited.document is not None
    assert (edited.document.file_name, edited.caption) == ("cits.txt", "y")
    await client.send_media_group(chat.user.id, [InputMediaDocument(b"a", filename="a.txt"), InputMediaDocument(b"b")])


async def test_errors(client: Bot, chat: PrivateChat, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")
    with pytest.raises(Forbidden, match="can't initiate"):
        await client.send_message(chat.user.id, "x")
    chat.start()
    with pytest.raises(BadRequest, match="Message text is empty"):
        await client.send_message(chat.user.id, "")
    sandbox.faults.add(flood(3))
    with pytest.raises(RetryAfter):
        await client.send_message(chat.user.id, "x")
    group: Group = sandbox.add_group("Reģions", [chat.user, chat.bot])
    old = group.id
    group.migrate()
    with pytest.raises(ChatMigrated) as caught:
        await client.send_message(old, "x")
    assert caught.value.new_chat_id == group.id
