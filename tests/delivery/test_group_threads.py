"""Threads of the region's group, on the wire: made when needed, made anew when deleted, waited for."""

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.delivery.meaning import Outcome
from bot.sandbox import Fault, Group
from storage import groups, inbox, outbox
from storage.outbox import About
from tests.delivery.post import Post, do, said

SENT = outbox.SENT


@pytest.fixture
def group(post: Post) -> Group:
    """The region's group, a forum that the bot administers, without threads of its own yet."""
    owner = post.sandbox.add_user("Metodiķe")
    group = post.sandbox.add_group("Reģions", [owner, post.bot], forum=True)
    group.promote(post.bot)

    def job(session: Session) -> None:
        found = groups.seen_group(session, group.chat())
        found.status, found.rights = groups.ADMINISTRATOR, [groups.MANAGE_TOPICS, groups.PIN_MESSAGES]
        groups.adopt(session, found, post.sandbox.clock.now())

    do(post, job)
    return group


def _make(post: Post, kind: str = groups.NEWS, name: str = "Jaunumi") -> int:
    def job(session: Session) -> int:
        found = groups.region_group(session)
        assert found is not None
        making = groups.make_thread(session, found, kind, name, post.sandbox.clock.now()).making_id
        assert making is not None
        return making

    return do(post, job)


def _know(post: Post, group: Group, name: str) -> int:
    """A thread that was made before."""
    topic = group.create_topic(name)

    def job(session: Session) -> None:
        found = groups.region_group(session)
        assert found is not None
        session.add(groups.GroupThread(group_id=found.id, name=name, kind=groups.NEWS, thread_id=topic.thread_id))

    do(post, job)
    return topic.thread_id


def _threads(group: Group) -> dict[str, list[str]]:
    """What the bot said in which thread."""
    found: dict[str, list[str]] = {name: [] for name in ("", *(topic.name for topic in group.topics.values()))}
    for message in group.messages:
        if message["from"]["is_bot"] and "text" in message:
            inside = message["message_thread_id"] if message.get("is_topic_message") else None
            found[group.topic(inside).name if inside else ""].append(message["text"])
    return found


async def test_what_is_posted_waits_for_its_thread(post: Post, group: Group) -> None:
    making = _make(post)
    waiting = await post.put(group.id, payload={"text": "alpha", "message_thread_id": 0}, target_id=making)
    post.start()
    await post.becomes(waiting, SENT)
    assert _threads(group) == {"Jaunumi": ["alpha"], "": []}


async def test_where_a_thread_cannot_be_made_the_message_goes_to_general(post: Post, group: Group) -> None:
    group.promote(post.bot, [groups.PIN_MESSAGES])
    making = _make(post)
    waiting = await post.put(group.id, payload={"text": "alpha", "message_thread_id": 0}, target_id=making)
    post.start()
    await post.becomes(waiting, SENT)
    assert _threads(group) == {"": ["alpha"]}
    assert (await post.row(making)).state == outbox.FAILED


@pytest.mark.parametrize("refused", [False, True])
async def test_what_was_answered_to_a_question_comes_in_by_the_inbox(post: Post, group: Group, refused: bool) -> None:
    if refused:
        group.demote(post.bot)
    making = _make(post)
    post.start()
    await post.becomes(making, outbox.FAILED if refused else SENT)
    row: Any = do(post, lambda session: session.execute(select(inbox.inbox)).one())
    assert (row.update_id, row.chat_id) == (-making, group.id)
    assert ("not enough rights" in row.body) == refused
    assert ("message_thread_id" in row.body) != refused


async def test_a_deleted_thread_is_made_anew_for_what_was_to_go_there(post: Post, group: Group) -> None:
    thread_id = _know(post, group, "Jaunumi")
    post.start()
    there = await post.put(group.id, payload={"text": "alpha", "message_thread_id": thread_id})
    await post.becomes(there, SENT)
    group.delete_topic(group.topic("Jaunumi"))
    news = [
        await post.put(group.id, payload={"text": text, "message_thread_id": thread_id}) for text in ("beta", "gamma")
    ]
    for one in news:
        await post.becomes(one, SENT)
    assert _threads(group) == {"Jaunumi": ["beta", "gamma"], "": []}
    assert group.topic("Jaunumi").thread_id != thread_id
    assert post.sandbox.done["createForumTopic"] == 1


async def test_whoever_deletes_threads_as_fast_as_they_are_made_gets_it_in_general(post: Post, group: Group) -> None:
    thread_id = _know(post, group, "Jaunumi")
    gone = "Bad Request: message thread not found"
    post.sandbox.faults.add(Fault("answer", "sendMessage", code=400, description=gone, times=groups.MOST_TRIES_THREAD))
    post.start()
    delivery = await post.put(group.id, payload={"text": "alpha", "message_thread_id": thread_id})
    await post.becomes(delivery, SENT)
    assert _threads(group)[""] == ["alpha"]
    assert post.sandbox.done["createForumTopic"] < groups.MOST_TRIES_THREAD


async def test_what_was_for_a_thread_of_peoples_own_goes_to_general(post: Post, group: Group) -> None:
    topic = group.create_topic("Ekskursijas")
    post.start()
    group.delete_topic(topic)
    delivery = await post.put(group.id, payload={"text": "alpha", "message_thread_id": topic.thread_id})
    await post.becomes(delivery, SENT)
    assert post.outcomes == [Outcome.THREAD_GONE, Outcome.SENT]
    assert _threads(group) == {"": ["alpha"]}


async def test_the_text_with_a_photo_is_edited_as_its_caption(post: Post, group: Group) -> None:
    (owner,) = post.sandbox.users.values()
    sent = group.seat(owner).send_photo()["photo"][-1]["file_id"]
    post.start()
    card = await post.put(group.id, method="sendPhoto", payload={"photo": sent, "caption": "alpha"})
    await post.becomes(card, SENT)
    await post.edit(card, {"text": "<b>beta</b>", "parse_mode": "HTML", "link_preview_options": {"is_disabled": True}})
    await post.sandbox.wait_for(lambda: said(group) == ["beta"])
    waiting = await post.put(
        group.id,
        method="sendPhoto",
        payload={"photo": sent, "caption": "alpha"},
        due_at=post.sandbox.clock.now().replace(hour=23),
    )
    await post.edit(waiting, {"text": "gamma"})
    assert (await post.row(waiting)).payload == {"photo": sent, "caption": "gamma"}


async def test_a_message_is_pinned_when_it_has_arrived(post: Post, group: Group) -> None:
    card = await post.put(group.id)
    pin = await post.put(group.id, method="pinChatMessage", payload={}, about=About("pin"), target_id=card)
    post.start()
    await post.becomes(pin, SENT)
    assert group.pinned == [(await post.row(card)).message_id]


async def test_what_was_to_change_a_message_of_before_a_migration_changes_none_of_after(post: Post) -> None:
    owner = post.sandbox.add_user("Metodiķe")
    group = post.sandbox.add_group("Reģions", [owner, post.bot])
    post.start()
    card = await post.put(group.id)
    await post.becomes(card, SENT)
    old = group.id
    group.migrate()
    await post.edit(card, {"text": "beta"})
    reply = await post.put(old, "gamma", target_id=card)
    await post.becomes(reply, SENT)
    assert said(group) == ["gamma"]
    assert "reply_to_message" not in group.messages[-1]
    assert {one.method for one in post.sandbox.requests if one.answer and one.answer["ok"]} == {"sendMessage"}
