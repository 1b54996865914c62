"""Everything that can be called, pressed, followed or filled in, as the updates that Telegram would send of it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from re import _parser  # type: ignore[attr-defined]  # the standard library's own reading of a pattern
from typing import Any

from bot.access import Act
from bot.manifest import Feature

TYPED, PRESSED, FOLLOWED, FILLED, CHOSEN = "typed", "pressed", "followed", "filled in", "chosen"
"""How an entry is reached; a form by typing into it and by pressing, what is offered for a text by its button."""


@dataclass(frozen=True)
class Entry:
    """One way in."""

    kind: str
    name: str
    said: str
    """The text, the button's data, the link's payload, the form's or the offer's name."""
    act: Act | None


def entries(features: list[Feature], number: int = 1) -> Iterator[Entry]:
    """All of them, with this number wherever a number can stand."""
    for feature in features:
        for command in feature.commands:
            yield Entry(TYPED, f"/{command.name}", f"/{command.name}", command.act)
        for button in feature.buttons:
            said = example(button.pattern, number)
            assert re.fullmatch(button.pattern, said), (button.pattern, said)
            yield Entry(PRESSED, said, said, button.act)
        for setting in feature.settings:
            yield Entry(PRESSED, f"set:{setting.name}", f"set:{setting.name}", setting.act)
        for link in feature.links:
            said = example(link.pattern, number)
            yield Entry(FOLLOWED, f"/start {said}", f"/start {said}", link.act)
        for form in feature.forms:
            yield Entry(FILLED, f"form {form.name}", form.name, form.act)
        for offer in feature.offers:
            yield Entry(CHOSEN, f"offer {offer.name}", offer.name, offer.act)


def example(pattern: str, number: int) -> str:
    """Something that a pattern takes: its first choices, as short as may be, and the number wherever one fits."""
    return "".join(_part(str(kind), value, number) for kind, value in _parser.parse(pattern))


def _part(kind: str, value: Any, number: int) -> str:  # noqa: PLR0911 - one for each part of a pattern
    match kind:
        case "LITERAL":
            return chr(value)
        case "SUBPATTERN":
            return "".join(_part(str(one), inner, number) for one, inner in value[-1])
        case "BRANCH":
            return "".join(_part(str(one), inner, number) for one, inner in value[1][0])
        case "MAX_REPEAT":
            least, most, inner = value
            if least == 0:
                return ""
            if least == 1 and "CATEGORY_DIGIT" in str(inner) and most >= len(str(number)):
                return str(number)
            return "".join(_part(str(one), each, number) for one, each in inner) * int(least)
        case "IN":
            return _part(str(value[0][0]), value[0][1], number)
        case "RANGE":
            return chr(value[0])
        case "CATEGORY":
            return "1" if "DIGIT" in str(value) else "a"
    raise NotImplementedError(f"{kind}: teach this to make an example of it")
