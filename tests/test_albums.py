"""The parts of an album, in whatever order they come, and what may take whose place."""

from itertools import permutations

import pytest

from bot.albums import File, exchange_in, joined
from bot.typed import Typed, typed_from

PARTS = (11, 12, 13)


def part(number: int, kind: str = "photo", file_id: str = "") -> File:
    return {"kind": kind, "file_id": file_id or f"f{number}", "part": str(number)}


def said(*files: File, message_id: int = 0) -> Typed:
    return Typed("", list(files), message_id=message_id or int(files[0].get("part", 1)))


@pytest.mark.parametrize("order", list(permutations(PARTS)))
def test_a_late_part_finds_its_place_in_whatever_order_the_parts_come(order: tuple[int, ...]) -> None:
    found: list[File] = []
    for number in order:
        found = joined(found, said(part(number)))
    assert [item["file_id"] for item in found] == ["f11", "f12", "f13"]
    for number in order:
        exchange = exchange_in(found, said(part(number, file_id="new")), own=number == 11)
        assert exchange is not None
        assert exchange.old == part(number)
        assert [item["file_id"] == "new" for item in exchange.attachments] == [one == number for one in PARTS]


def test_what_went_with_the_caption_stays_in_front() -> None:
    found = joined([part(12)], said(part(11)), captioned=True)
    found = joined(found, said(part(10)), captioned=True)
    assert [item["part"] for item in found] == ["12", "10", "11"]


@pytest.mark.parametrize("order", list(permutations(PARTS)))
def test_the_messages_of_one_unit_are_one_album_in_its_order(order: tuple[int, ...]) -> None:
    sizes = [{"file_id": "small"}, {"file_id": "large"}]
    messages = [
        {"message_id": number, "chat": {"id": 5}, "media_group_id": "a", "photo": sizes, "caption": f"c{number}"}
        for number in order
    ]
    typed = typed_from(messages)
    assert (typed.text, typed.message_id, typed.album) == ("c11\nc12\nc13", 11, "a")
    assert typed.attachments == [part(number, file_id="large") for number in PARTS]


def test_a_single_file_is_told_by_its_message_and_no_other_is_touched() -> None:
    single = [{"kind": "photo", "file_id": "a"}]
    other = Typed("", [{"kind": "document", "file_id": "b"}], message_id=1)
    found = exchange_in(single, other, own=True)
    assert found is not None
    assert found.attachments == other.attachments
    assert exchange_in(single, other, own=False) is None
    assert exchange_in(single, Typed("", list(single), message_id=1), own=True) is None, "the same one"
    assert exchange_in([part(11), part(12)], said(part(13)), own=False) is None, "of another album"
    assert exchange_in([part(11)], Typed("", [], message_id=11), own=True) is None
    added = exchange_in([], other, own=True)
    assert added is not None
    assert added.old is None
    assert not added.allowed, "it takes nothing's place"


@pytest.mark.parametrize(
    ("old", "new", "alone", "in_album"),
    [
        ("photo", "photo", True, True),
        ("photo", "video", True, True),
        ("photo", "document", True, False),
        ("document", "document", True, True),
        ("document", "audio", True, False),
        ("photo", "animation", True, False),
        ("photo", "voice", False, False),
        ("video_note", "photo", False, False),
    ],
)
def test_which_file_can_take_the_place_of_which(old: str, new: str, *, alone: bool, in_album: bool) -> None:
    for others, allowed in (([], alone), ([part(12, old)], in_album)):
        found = exchange_in([part(11, old), *others], said(part(11, new, "new")), own=True)
        assert found is not None
        assert found.allowed is allowed


@pytest.mark.parametrize("kind", ["voice", "video_note"])
def test_what_nobody_can_replace_is_the_same_under_any_number(kind: str) -> None:
    assert exchange_in([{"kind": kind, "file_id": "a"}], said({"kind": kind, "file_id": "b"}), own=True) is None
