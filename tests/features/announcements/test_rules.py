"""Rules of announcements."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.features.announcements.rules import bar, ends_at, read_link

NOW = datetime(2026, 10, 12, 8, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Pieteikties https://example.lv/a", ("Pieteikties", "https://example.lv/a")),
        ("https://example.lv/a?b=c Veidlapa", ("Veidlapa", "https://example.lv/a?b=c")),
        ("Veidlapa: https://example.lv", ("Veidlapa", "https://example.lv")),
        ("Veidlapa\nHTTPS://EXAMPLE.LV", ("Veidlapa", "HTTPS://EXAMPLE.LV")),
        ("https://example.lv", None),
        ("Pieteikties", None),
        ("Pieteikties ftp://example.lv", None),
        ("a" * 41 + " https://example.lv", None),
        ("Pieteikties https://example.lv/" + "a" * 1000, None),
    ],
)
def test_a_button_is_a_label_and_an_address(typed: str, found: tuple[str, str] | None) -> None:
    assert read_link(typed) == found


def test_the_bar_shows_the_share_and_never_more_than_all() -> None:
    assert bar(0, 10) == "░" * 12 + " 0 %"
    assert bar(5, 10) == "▓" * 6 + "░" * 6 + " 50 %"
    assert bar(999, 1000) == "▓" * 11 + "░ 99 %"
    assert bar(10, 10) == bar(11, 10) == bar(0, 0) == "▓" * 12 + " 100 %"


def test_the_end_is_told_as_soon_as_the_speed_is_known() -> None:
    assert ends_at(NOW, 250, 25) == NOW + timedelta(seconds=10)
    assert ends_at(NOW, 250, 0) is None
    assert ends_at(NOW, 0, 25) is None
