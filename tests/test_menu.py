"""What each role has keys for: few enough to choose from, and nothing that has none is out of reach."""

import pytest

from bot.access import ROLES, may
from bot.features.settings import feature as settings_feature
from bot.manifest import discover
from bot.menu import CommandMenu, in_menu
from bot.texts import texts_for

FEATURES = discover()
MENU = CommandMenu(
    [command for feature in FEATURES for command in feature.commands],
    [setting for feature in FEATURES for setting in feature.settings],
)
MOST_KEYS = 8
"""With more, a menu is a form with too many choices."""


@pytest.mark.parametrize("role", ROLES)
def test_a_menu_has_few_keys_and_an_old_one_still_works(role: str) -> None:
    texts = texts_for("lv")
    keys = [key["text"] for row in MENU.keyboard(role, texts)["keyboard"] for key in row]
    assert len(keys) <= MOST_KEYS, keys
    help_text, listed = str(MENU.help(role, texts)), {one["command"] for one in MENU.commands(role, texts)}
    for command in MENU.all:
        if command.label is None or (command.act is not None and not may(role, command.act)):
            continue
        assert MENU.find(f"{command.sign} {texts.plain(command.label)}", "plaukts_bot") == (command, "")
        assert (f"{command.sign} {texts.plain(command.label)}" in keys) == in_menu(command, role)
        assert f"/{command.name} " in help_text
        assert command.name in listed


@pytest.mark.parametrize("role", ROLES)
def test_who_has_no_key_for_their_profile_has_it_under_the_settings(role: str) -> None:
    texts = texts_for("lv")
    under_settings = [one.text for row in MENU.settings(role, texts) for one in row]
    has_settings = may(role, settings_feature.commands[0].act)  # type: ignore[arg-type]
    assert ("👤 Profils" in under_settings) == has_settings
