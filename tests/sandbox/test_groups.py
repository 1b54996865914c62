"""Groups: privacy mode, membership, topics, migration."""

from typing import Any

import pytest

from bot.sandbox import Bot, Group, Sandbox, User
from tests.sandbox.conftest import Api


@pytest.fixture
def group(sandbox: Sandbox, bot: Bot, person: User, colleague: User) -> Group:
    """A forum with one topic, in which the bot is an ordinary member."""
    found = sandbox.add_group("Reģiona bibliotekāri", [person, colleague, bot], topics=["Konsultācijas"])
    bot.updates.drop()
    return found


async def _texts(api: Api) -> list[str | None]:
    return [update["message"].get("text") for update in await api.updates()]


async def test_privacy_mode(api: Api, group: Group, person: User, bot: Bot) -> None:
    group.send(person, "Labdien!")
    group.send(person, "/jautat Kā?")
    group.send(person, "/jautat@other_bot Kā?")
    group.send(person, "@demo_bot palīdzi")
    sent = await api.ok("sendMessage", chat_id=group.id, text="kartīte")
    group.send(person, "atbilde", reply_to=sent)
    group.send(person, "sadaļā", topic="Konsultācijas")
    assert await _texts(api) == ["/jautat Kā?", "@demo_bot palīdzi", "atbilde"]
    bot.sees_all = True
    group.send(person, "viss")
    assert await _texts(api) == ["viss"]


async def test_a_topic_of_the_bots_own_is_no_message_to_reply_to(
    api: Api, group: Group, person: User, bot: Bot
) -> None:
    group.create_topic("Pasākumi", by=bot)
    group.send(person, "Labdien!", topic="Pasākumi")
    assert group.messages[-1]["reply_to_message"]["from"]["id"] == bot.id
    assert await api.updates() == []


async def test_administrators_read_everything(api: Api, group: Group, person: User, bot: Bot) -> None:
    group.promote(bot)
    (change,) = await api.updates()
    assert change["my_chat_member"]["new_chat_member"]["status"] == "administrator"
    assert change["my_chat_member"]["new_chat_member"]["can_manage_topics"] is True
    group.send(person, "Labdien!")
    assert await _texts(api) == ["Labdien!"]


async def test_a_bot_that_is_thrown_out_is_told_and_refused(api: Api, group: Group, bot: Bot) -> None:
    group.kick(bot)
    (change,) = await api.updates()
    assert change["my_chat_member"]["new_chat_member"]["status"] == "kicked"
    expected = (403, "Forbidden: bot was kicked from the supergroup chat")
    assert await api.refused("sendMessage", chat_id=group.id, text="x") == expected
    group.add(bot)
    await api.ok("sendMessage", chat_id=group.id, text="x")
    await api.ok("leaveChat", chat_id=group.id)
    expected = (403, "Forbidden: bot is not a member of the supergroup chat")
    assert await api.refused("sendMessage", chat_id=group.id, text="x") == expected


async def test_a_group_in_which_the_bot_never_was_does_not_exist(api: Api, sandbox: Sandbox, person: User) -> None:
    other = sandbox.add_group("Cita", [person])
    assert await api.refused("sendMessage", chat_id=other.id, text="x") == (400, "Bad Request: chat not found")


async def test_topics(api: Api, group: Group, person: User, bot: Bot) -> None:
    topic = group.topic("Konsultācijas")
    there: dict[str, Any] = {"chat_id": group.id, "message_thread_id": topic.thread_id}
    sent = await api.ok("sendMessage", **there, text="x")
    assert (sent["is_topic_message"], sent["message_thread_id"]) == (True, topic.thread_id)
    assert sent["reply_to_message"]["forum_topic_created"]["name"] == "Konsultācijas"
    group.send(person, "/jautat", topic="Konsultācijas")
    (update,) = await api.updates()
    assert update["message"]["message_thread_id"] == topic.thread_id
    reply = await api.ok(
        "sendMessage", chat_id=group.id, text="y", reply_parameters={"message_id": update["message"]["message_id"]}
    )
    assert reply["message_thread_id"] == topic.thread_id
    group.delete_topic(topic)
    missing = (400, "Bad Request: message thread not found")
    assert await api.refused("sendMessage", **there, text="x") == missing
    assert await api.refused("sendMessage", chat_id=group.id, message_thread_id=1, text="x") == missing
    assert sent not in group.messages


async def test_general_has_no_thread_but_replies_in_it_have(api: Api, group: Group, person: User) -> None:
    first = group.send(person, "/jautat")
    second = group.send(person, "/jautat vēl", reply_to=first)
    assert "message_thread_id" not in first
    assert second["message_thread_id"] == first["message_id"]
    assert "is_topic_message" not in second


async def test_topics_made_by_the_bot_need_rights(api: Api, group: Group, bot: Bot) -> None:
    wanted = {"chat_id": group.id, "name": "Pasākumi"}
    assert await api.refused("createForumTopic", **wanted) == (
        400,
        "Bad Request: not enough rights to create a topic",
    )
    group.promote(bot, ["can_manage_topics"])
    made = await api.ok("createForumTopic", **wanted)
    there = {"chat_id": group.id, "message_thread_id": made["message_thread_id"]}
    assert await api.ok("editForumTopic", **there, name="Semināri") is True
    assert group.topic("Semināri").thread_id == made["message_thread_id"]
    assert await api.refused("editForumTopic", **there, name="Semināri") == (400, "Bad Request: TOPIC_NOT_MODIFIED")
    await api.ok("closeForumTopic", **there)
    group.demote(bot)
    assert await api.refused("sendMessage", **there, text="x") == (400, "Bad Request: TOPIC_CLOSED")
    group.promote(bot)
    await api.ok("reopenForumTopic", **there)
    await api.ok("deleteForumTopic", **there)
    assert await api.refused("deleteForumTopic", **there) == (400, "Bad Request: TOPIC_ID_INVALID")


async def test_a_group_becomes_a_supergroup(api: Api, sandbox: Sandbox, person: User, bot: Bot) -> None:
    group = sandbox.add_group("Reģions", [person, bot])
    assert group.chat()["type"] == "group"
    not_forum = await api.refused("createForumTopic", chat_id=group.id, name="x")
    assert not_forum == (400, "Bad Request: the chat is not a forum")
    bot.updates.drop()
    old = group.id
    new = group.migrate()
    before, after = await api.updates()
    assert (before["message"]["chat"]["id"], before["message"]["migrate_to_chat_id"]) == (old, new)
    assert (after["message"]["chat"]["id"], after["message"]["migrate_from_chat_id"]) == (new, old)
    body = await api("sendMessage", chat_id=old, text="x")
    assert body == {
        "ok": False,
        "error_code": 400,
        "description": "Bad Request: group chat was upgraded to a supergroup chat",
        "parameters": {"migrate_to_chat_id": new},
    }
    sent = await api.ok("sendMessage", chat_id=new, text="x")
    assert sent["chat"]["type"] == "supergroup"
    with pytest.raises(ValueError, match="already"):
        group.migrate()


async def test_what_can_be_asked_about_a_group(
    api: Api, group: Group, person: User, bot: Bot, sandbox: Sandbox
) -> None:
    chat = await api.ok("getChat", chat_id=group.id)
    assert (chat["title"], chat["is_forum"]) == ("Reģiona bibliotekāri", True)
    assert await api.ok("getChatMemberCount", chat_id=group.id) == 3
    (owner,) = await api.ok("getChatAdministrators", chat_id=group.id)
    assert (owner["status"], owner["user"]["id"]) == ("creator", person.id)
    assert (await api.ok("getChatMember", chat_id=group.id, user_id=bot.id))["status"] == "member"
    stranger = sandbox.add_user("Viesis")
    assert (await api.ok("getChatMember", chat_id=group.id, user_id=stranger.id))["status"] == "left"
    assert (await api.refused("getChatMember", chat_id=group.id, user_id=5))[0] == 400


async def test_others_messages_and_pins_need_rights(api: Api, group: Group, person: User, bot: Bot) -> None:
    theirs = {"chat_id": group.id, "message_id": group.send(person, "x")["message_id"]}
    assert await api.refused("deleteMessage", **theirs) == (400, "Bad Request: message can't be deleted")
    assert await api.refused("pinChatMessage", **theirs) == (
        400,
        "Bad Request: not enough rights to manage pinned messages in the chat",
    )
    group.promote(bot)
    await api.ok("pinChatMessage", **theirs)
    assert group.pinned == [theirs["message_id"]]
    assert (await api.ok("getChat", chat_id=group.id))["pinned_message"]["text"] == "x"
    await api.ok("unpinChatMessage", chat_id=group.id)
    assert group.pinned == []
    await api.ok("deleteMessage", **theirs)


async def test_only_members_write(group: Group, sandbox: Sandbox, colleague: User) -> None:
    with pytest.raises(RuntimeError, match="Viesis is not in"):
        group.send(sandbox.add_user("Viesis"), "x")
    group.kick(colleague)
    with pytest.raises(RuntimeError, match="is not in"):
        group.send(colleague, "x")


async def test_comings_and_goings_are_told_to_administrators_who_ask(
    api: Api, group: Group, bot: Bot, colleague: User
) -> None:
    group.promote(bot)
    bot.updates.drop()
    group.leave(colleague)
    assert [list(u)[1] for u in await api.updates(allowed_updates=["message", "chat_member"])] == ["message"]
    group.add(colleague)
    assert [list(u)[1] for u in await api.updates()] == ["chat_member", "message"]
