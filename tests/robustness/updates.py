"""Updates as Telegram never sends them: real ones of each kind, in which something is missing, huge or odd."""

import copy
from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st

METHODOLOGIST, LIBRARIAN, STRANGER, GROUP = 7_000_000_001, 7_000_000_002, 7_000_000_003, -1_000_000_000_004
Where = tuple[Any, ...]


def _user(user_id: int) -> dict[str, Any]:
    return {"id": user_id, "is_bot": False, "first_name": "Kāds", "last_name": "Kādsuzvārds", "language_code": "lv"}


_BOT = {"id": 1, "is_bot": True, "first_name": "Plaukts", "username": "plaukts_bot"}


def _private(user_id: int) -> dict[str, Any]:
    return {"id": user_id, "type": "private", "first_name": "Kāds"}


_GROUP = {"id": GROUP, "type": "supergroup", "title": "Bibliotekāri", "is_forum": True}


def message(text: str, sender: int = LIBRARIAN, **more: Any) -> dict[str, Any]:
    """A text in private."""
    return {
        "message_id": 10,
        "from": _user(sender),
        "chat": _private(sender),
        "date": 1_791_792_000,
        "text": text,
        **more,
    }


_OURS = {
    **message("Jautājums Nr. 1"),
    "from": _BOT,
    "reply_markup": {"inline_keyboard": [[{"text": "Atbildēt", "callback_data": "c:answer:1~7"}]]},
}
_THREAD = {"message_thread_id": 5, "is_topic_message": True}
_BEGUN = {**message(""), "chat": _GROUP, "forum_topic_created": {"name": "Konsultācijas"}}
_FILE = {"file_id": "f1", "file_unique_id": "u1", "file_name": "saraksts.xlsx", "mime_type": "text/csv"}
_ENTITIES = [
    {"type": "bold", "offset": 0, "length": 4},
    {"type": "text_link", "offset": 2, "length": 5, "url": "https://example.lv/"},
]
_ORIGIN = {"type": "user", "sender_user": _user(STRANGER), "date": 1_791_700_000}


def _pressed(data: str, sender: int = LIBRARIAN, **more: Any) -> dict[str, Any]:
    query = {"id": "77", "from": _user(sender), "chat_instance": "1", "data": data, "message": _OURS}
    return {"callback_query": {**query, **more}}


def press(more: dict[str, Any]) -> dict[str, Any]:
    """A pressed button with this about it."""
    return _pressed("m:language:en", **more)


def _membership(status: str, chat: dict[str, Any]) -> dict[str, Any]:
    old = {"user": _BOT, "status": "member"}
    new = {"user": _BOT, "status": status, "can_manage_topics": True}
    change = {"from": _user(LIBRARIAN), "chat": chat, "date": 1_791_792_000}
    return {**change, "old_chat_member": old, "new_chat_member": new}


REAL: list[dict[str, Any]] = [
    {"message": message("/start ABCDEFGHJK", STRANGER)},
    {"message": message("/jautat Kā norakstīt grāmatas?", entities=_ENTITIES)},
    {"message": message("Renda tālr statistika 15min", METHODOLOGIST)},
    {"message": message("Labdien!", METHODOLOGIST, forward_origin=_ORIGIN)},
    {"message": message("Tā.", METHODOLOGIST, reply_to_message=_OURS, entities=_ENTITIES)},
    {"message": message("/pasakums Seminārs Rendā 12. martā plkst. 10-13", METHODOLOGIST, message_thread_id=3)},
    {"message": {**message(""), "caption": "Saraksts", "caption_entities": _ENTITIES, "document": _FILE}},
    {"message": {**message(""), "media_group_id": "a1", "photo": [{"file_id": "p1", "width": 1, "height": 1}]}},
    {"message": message("", contact={"phone_number": "+37120000000", "first_name": "Kāds"})},
    {"edited_message": message("/jautat Kā norakstīt?", edit_date=1_791_792_100)},
    {"message": message("Vai kāds zina?", chat=_GROUP, reply_to_message=_BEGUN, **_THREAD)},
    {"message": message("@plaukts_bot kā to darīt?", chat=_GROUP, entities=_ENTITIES)},
    {"message": message("/grupa", METHODOLOGIST, chat=_GROUP, sender_chat=_GROUP)},
    {"message": message("", chat=_GROUP, new_chat_members=[_user(STRANGER)])},
    {"message": message("", chat=_GROUP, migrate_to_chat_id=-1_000_000_000_009)},
    _pressed("c:answer:1~7", METHODOLOGIST),
    _pressed("m:language:en"),
    _pressed("f:1:pick:1"),
    _pressed("c:take:1", message={**_OURS, "chat": _GROUP}),
    {"my_chat_member": _membership("kicked", _private(LIBRARIAN))},
    {"my_chat_member": _membership("administrator", _GROUP)},
    {"chat_member": _membership("left", _GROUP)},
    {"channel_post": {"message_id": 1, "date": 1, "chat": {"id": -100, "type": "channel"}, "text": "x"}},
    {"poll": {"id": "1", "question": "?"}},
]


def _nested(depth: int) -> Any:
    value: Any = "x"
    for number in range(depth):
        value = [value] if number % 2 else {"message": value}
    return value


NASTY = st.sampled_from(
    [
        "",
        "\0",
        "a\0b",
        "\ud800",
        "a\udfff\ud83d",
        "\u202ecod.exe\u202c",
        "\u2067\u200f\u200e",
        "x" * 70_000,
        "👩‍👩‍👧" * 2_000,
        "<b>&amp;",
        "'; DROP TABLE members; --",
        "{0.__class__}",
        "%s%n",
        "/" * 500,
        "\n" * 5_000,
        "e\u0301" * 900,
    ]
)
NUMBERS = st.sampled_from(
    [0, -1, 1, 2**31, 2**53, 2**63 - 1, 2**63, -(2**63) - 1, 10**30, 1.5, 1e308, float("nan"), float("inf"), True]
)
_LEAVES = st.none() | st.booleans() | NUMBERS | NASTY | st.text(max_size=20)
_DEEP = st.integers(20, 400).map(_nested)
VALUES = st.recursive(
    _LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
)


def _paths(value: Any, path: Where = ()) -> Iterator[Where]:
    yield path
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        yield from _paths(inner, (*path, key))


@st.composite
def malformed(draw: st.DrawFn) -> dict[str, Any]:
    """A real update with up to three places in which something else stands, or nothing."""
    update: dict[str, Any] = copy.deepcopy(draw(st.sampled_from(REAL)))
    for _ in range(draw(st.integers(1, 3))):
        path = draw(st.sampled_from(sorted((one for one in _paths(update) if one), key=str)))
        at: Any = update
        for key in path[:-1]:
            at = at[key]
        if draw(st.integers(0, 4)) == 0:
            del at[path[-1]]
            if not update:
                return update
        else:
            at[path[-1]] = draw(VALUES | _DEEP)
    return update


UPDATES = malformed() | malformed() | st.dictionaries(st.text(max_size=12), VALUES, max_size=4)
"""Without their numbers."""
IDS = st.integers(1, 2**40) | NUMBERS | VALUES
