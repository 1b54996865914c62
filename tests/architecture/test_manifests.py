"""Every feature says what it is in one way, and Telegram takes what it says."""

import pkgutil
import re
from collections import Counter
from re import _parser  # type: ignore[attr-defined]  # the standard library's own reading of a pattern
from typing import Any

import pytest

import bot.features
from bot.access import RIGHTS, ROLES, Act
from bot.manifest import Button, Command, discover
from bot.texts import LANGUAGES, texts_for
from config import vocabulary
from storage.latvian import fold
from storage.preferences import ASKED, CADENCES

FEATURES = discover()
COMMANDS = [command for feature in FEATURES for command in feature.commands]
BUTTONS = [button for feature in FEATURES for button in feature.buttons]

COMMAND_NAME = re.compile(r"[a-z0-9_]{1,32}")
"""The Bot API's rule (BotCommand)."""
LONGEST_DESCRIPTION = 256
MOST_COMMANDS = 100
MOST_BYTES = 64
"""Of callback_data, by the Bot API."""
DELIVERY_MARK = len("~") + len(str(2**40))
"""What the courier may add to a button: a delivery's id."""


def test_every_folder_is_a_feature_of_the_same_name() -> None:
    folders = sorted(module.name for module in pkgutil.iter_modules(bot.features.__path__))
    assert [feature.name for feature in FEATURES] == folders


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_a_command_is_one_that_telegram_takes(command: Command) -> None:
    assert len(COMMANDS) <= MOST_COMMANDS
    for name in (command.name, *command.aliases):
        assert COMMAND_NAME.fullmatch(name), f"/{name}: Telegram takes 1–32 of a–z, 0–9 and _"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_a_command_is_described_in_every_language(command: Command, language: str) -> None:
    catalogue = texts_for(language)._translations._catalog  # type: ignore[attr-defined]
    for msgid in filter(None, (command.about, command.label)):
        assert catalogue.get(msgid), f"/{command.name} has no {language} text for {msgid!r}"
    assert len(texts_for(language).plain(command.about)) <= LONGEST_DESCRIPTION


def test_no_two_commands_share_a_name_or_a_label() -> None:
    names = Counter(fold(name) for command in COMMANDS for name in (command.name, *command.aliases))
    labels = Counter(
        fold(f"{command.sign} {texts_for(language).plain(command.label)}")
        for language in LANGUAGES
        for command in COMMANDS
        if command.label is not None
    )
    assert not [name for name, count in names.items() if count > 1]
    assert not [label for label, count in labels.items() if count > len(LANGUAGES)]


def test_what_is_in_the_menu_has_a_sign_and_a_place_of_its_own() -> None:
    in_menu = [command for command in COMMANDS if command.label is not None]
    assert all(command.sign for command in in_menu)
    positions = Counter(command.position for command in COMMANDS)
    assert not [position for position, count in positions.items() if count > 1], "the order of menu and help is chosen"


@pytest.mark.parametrize("button", BUTTONS, ids=lambda button: button.pattern)
def test_the_longest_data_of_a_button_fits_with_the_deliverys_mark(button: Button) -> None:
    longest = _longest(button.pattern)
    assert re.fullmatch(button.pattern, longest)
    assert len(longest.encode()) + DELIVERY_MARK <= MOST_BYTES, longest


def test_a_button_is_nobody_elses() -> None:
    reserved = [button.pattern for button in BUTTONS if button.pattern.startswith(("f:", "t:"))]
    assert not reserved, "f: and t: are the buttons of forms and of offers"
    examples = {button.pattern: _longest(button.pattern) for button in BUTTONS}
    for pattern, example in examples.items():
        takers = [button.pattern for button in BUTTONS if re.fullmatch(button.pattern, example)]
        assert takers == [pattern]


def test_forms_offers_ticks_and_builders_have_names_of_their_own() -> None:
    for kind in ("forms", "offers", "ticks"):
        names = Counter(one.name for feature in FEATURES for one in getattr(feature, kind))
        assert not [name for name, count in names.items() if count > 1], kind
    builders = Counter(name for feature in FEATURES for name in feature.builders)
    assert not [name for name, count in builders.items() if count > 1]


def test_subscriptions_have_kinds_of_their_own_and_what_they_need() -> None:
    subscriptions = [one for feature in FEATURES for one in feature.subscriptions]
    kinds = [one.kind for one in subscriptions]
    assert ASKED not in kinds, "which is whether colleagues may ask"
    assert len(set(kinds)) == len(kinds)
    assert {one.default for one in subscriptions} <= set(CADENCES)
    assert all(one.list_name is None or one.list_name in vocabulary() for one in subscriptions)


def test_a_deep_link_is_one_that_telegram_takes_and_no_invite_code() -> None:
    for feature in FEATURES:
        for one in feature.links:
            longest = _longest(one.pattern)
            assert re.fullmatch(one.pattern, longest)
            assert re.fullmatch(r"[a-z0-9_-]{1,64}", longest), longest
            assert not any(re.fullmatch(one.pattern, code) for code in ("ABCDEFGHJK", "abcdefghjk", "2345678923"))
    examples = [_longest(one.pattern) for feature in FEATURES for one in feature.links]
    for example in examples:
        assert sum(bool(re.fullmatch(one.pattern, example)) for feature in FEATURES for one in feature.links) == 1


def test_kinds_of_answers_have_one_taker() -> None:
    kinds = Counter(kind for feature in FEATURES for kind in feature.answered)
    assert not [kind for kind, count in kinds.items() if count > 1]


def test_every_act_has_its_roles() -> None:
    assert set(RIGHTS) == set(Act)
    assert all(roles and roles <= set(ROLES) for roles in RIGHTS.values())


UNBOUNDED = 20
"""How often something repeats that a pattern sets no bound for: as long as a vocabulary's key may get."""


def _longest(pattern: str) -> str:
    """An example of what a pattern takes, everything in it as long as it gets."""
    return _example(_parser.parse(pattern))


def _example(parsed: Any) -> str:
    return "".join(_longest_of(str(kind), value) for kind, value in parsed)


def _longest_of(kind: str, value: Any) -> str:
    match kind:
        case "LITERAL":
            return chr(value)
        case "SUBPATTERN":
            return _example(value[-1])
        case "BRANCH":
            return max((_example(branch) for branch in value[1]), key=len)
        case "MAX_REPEAT":
            _least, most, inner = value
            return _example(inner) * (UNBOUNDED if most == _parser.MAXREPEAT else most)
        case "IN":
            return _longest_of(*_first(value))
        case "RANGE" | "CATEGORY":
            return "9" if "DIGIT" in str(value) else "x" if kind == "CATEGORY" else chr(value[1])
    raise NotImplementedError(f"{kind}: teach this test to make an example of it")


def _first(choices: Any) -> tuple[str, Any]:
    kind, value = choices[0]
    return str(kind), value
