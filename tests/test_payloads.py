import pytest

from bot.payloads import is_captioned


@pytest.mark.parametrize(
    ("kinds", "fits", "captioned"),
    [
        (["photo"], True, True),
        (["photo"], False, False),
        (["photo", "photo"], True, False),
        ([], True, False),
        (["video_note"], True, False),
    ],
)
def test_one_photo_carries_a_text_that_fits(kinds: list[str], fits: bool, captioned: bool) -> None:
    assert is_captioned([{"kind": kind, "file_id": "x"} for kind in kinds], fits=fits) is captioned
