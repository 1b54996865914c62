"""Buttons carry the delivery that they belong to, within Telegram's 64 bytes, and a press gives it back."""

from hypothesis import given
from hypothesis import strategies as st

from bot.delivery.telegram import MARK, unmark
from bot.sandbox import Fault
from storage import arrivals, outbox
from tests.delivery.post import Post

DATA_BYTES = 50
"""The longest data of a button of ours (bot.context.button)."""
DATA = st.text(max_size=DATA_BYTES).filter(lambda text: len(text.encode()) <= DATA_BYTES)


@given(DATA.filter(bool), st.integers(1, 9_999_999_999_999))
def test_a_mark_comes_off_as_it_went_on(data: str, delivery: int) -> None:
    """Whatever is in the data, the mark's own sign included."""
    marked = f"{data}{MARK}{delivery}"
    assert len(marked.encode()) <= 64
    assert unmark(marked) == (data, delivery)


def test_what_carries_no_mark_is_left_as_it_is() -> None:
    for data in ("", "c:take:42", "~", "~7", "c:take:42~", "c:take:42~x", "c:take:42~²", "c:take:42~-7"):
        assert unmark(data) == (data, None)


async def test_the_longest_button_is_taken_by_telegram(post: Post) -> None:
    """Also under an edit: there the mark is that of the message, not of the edit."""
    chat = post.chat()
    data = "ā" * (DATA_BYTES // 2)
    rows = [[{"text": "Atbildēt", "callback_data": data}, {"text": "Saite", "url": "https://example.lv/"}]]
    markup = {"reply_markup": {"inline_keyboard": rows}}
    post.start()
    delivery = await post.put(chat.user.id, payload={"text": "alpha", **markup})
    await post.becomes(delivery, outbox.SENT)
    await post.edit(delivery, {"text": "beta", **markup})
    await post.becomes(delivery + 1, outbox.SENT)
    (row,) = chat.last["reply_markup"]["inline_keyboard"]
    assert row[0]["callback_data"] == f"{data}{MARK}{delivery}"
    assert row[1] == {"text": "Saite", "url": "https://example.lv/"}


async def test_a_press_proves_that_a_message_of_unknown_fate_has_arrived(post: Post) -> None:
    """So it does not come a second time, and what has changed meanwhile is shown in it."""
    chat = post.chat()
    rows = [[{"text": "Ņemt", "callback_data": "c:take:42"}]]
    post.sandbox.faults.add(Fault("cut", "sendMessage", when="after"))
    post.start()
    delivery = await post.put(chat.user.id, payload={"text": "alpha", "reply_markup": {"inline_keyboard": rows}})
    await post.becomes(delivery, outbox.UNKNOWN)
    await post.edit(delivery, {"text": "beta"})
    pressed = chat.last
    _, carrier = unmark(pressed["reply_markup"]["inline_keyboard"][0][0]["callback_data"])
    assert carrier == delivery
    now = post.sandbox.clock.now()
    await post.database.write(
        lambda session: arrivals.reveal_message(session, delivery, chat.user.id, pressed["message_id"], now)
    )
    post.later(60)
    await post.sandbox.wait_for(lambda: chat.now(pressed)["text"] == "beta")
    assert [one for one in chat.messages if one["from"]["is_bot"]] == [chat.now(pressed)]
