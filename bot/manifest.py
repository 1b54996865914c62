"""What a feature says of itself: its commands, buttons, forms, ticks. The router, the menu and the help read it."""

import importlib
import pkgutil
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVarTuple

from bot.access import Act
from bot.context import Context, Describe
from bot.delivery.files import Builder
from bot.dialogs.form import Form
from bot.dialogs.typed import Offer
from bot.hiding import Hidable
from bot.incoming import Answer, Incoming
from bot.subscriptions import DigestItem, Subscription
from bot.typed import Posted, Typed
from storage.outbox import About

__all__ = [
    "SETTING",
    "Button",
    "Command",
    "DigestItem",
    "Feature",
    "Link",
    "Listener",
    "Setting",
    "Subscription",
    "Tick",
    "discover",
    "split_command",
    "without_command",
]

Handler = Callable[[Context], None]
Said = TypeVarTuple("Said")
SETTING = "set"
"""The area of the buttons under ⚙️ *Settings*."""
_COMMAND = re.compile(r"/(\S*)\s*(.*)", re.DOTALL)


def split_command(text: str) -> tuple[str, str] | None:
    """The name of a command (with an addressee after ``@``) and what follows it; nothing for other texts."""
    found = _COMMAND.fullmatch(text)
    return (found[1], found[2].strip()) if found else None


def without_command(typed: Typed) -> Typed:
    """What somebody wrote, without the name of the command that it was written after."""
    called = split_command(typed.text)
    return typed.with_text(called[1]) if called else typed


@dataclass(frozen=True)
class Command:
    """A command of the chat, Latvian without diacritics, with its other names."""

    name: str
    handler: Handler
    about: str
    """What it does, in one line (msgid) for the ``/`` list and the help."""
    aliases: tuple[str, ...] = ()
    act: Act | None = field(kw_only=True)
    """The right that it needs; everyone may where there is none, also who has not been let in."""
    sign: str = ""
    label: str | None = None
    """The place's name in the menu (msgid); commands without one are not in the menu."""
    elsewhere: Act | None = None
    """Who has this right finds it elsewhere (in the calendar, under the settings) and has no key for it in the menu,
    where too many make a choice hard; typed, the key's words still call it."""
    position: int = 100
    """Order in menu and help."""
    in_group: bool = False
    """Whether it is also for the region's group; what it says by ``Context.say`` still goes to the private chat."""
    in_any_group: bool = False
    """Whether it is even for groups that are not the region's (yet)."""


@dataclass(frozen=True)
class Button:
    """A button of a message: the pattern of its data, whose groups become ``Context.match``."""

    pattern: str
    handler: Handler
    act: Act | None
    """The right that it needs, whatever it is about; what is somebody's own, or private, its action looks at. Everyone
    may where there is none, also who has not been let in."""
    in_group: bool = False
    """Whether messages in groups have it. Others are no good there: what they show in place of the message that they
    were pressed in is for one person's eyes, and data can be forged."""


@dataclass(frozen=True)
class Setting:
    """A place under ⚙️ *Settings*: what is not daily."""

    name: str
    label: str
    """As on its button (msgid)."""
    act: Act
    handler: Handler
    position: int = 100
    """Order among the settings."""


@dataclass(frozen=True)
class Link:
    """A deep link, ``/start PAYLOAD`` said by a member: the pattern of the payload, as ``Button`` has one of its data.

    Small letters, digits, ``_`` and ``-`` (https://core.telegram.org/bots/features#deep-linking); invite codes are ten
    characters, so that no payload may be of ten.
    """

    pattern: str
    handler: Handler
    act: Act
    """The right that it needs."""


@dataclass(frozen=True)
class Listener(Generic[*Said]):
    """Looks at what somebody says, and tells whether it took it."""

    act: Act
    """The right that it needs: of who has it not, nothing is looked at."""
    take: Callable[[Context, *Said], bool]
    outside: bool = False
    """Whether in the region's group it looks also at who has it not, for what they answered there is kept."""

    def takes(self, ctx: Context, *said: *Said) -> bool:
        """Let it look; tells whether it was taken."""
        return (ctx.may(self.act) or (self.outside and not ctx.private)) and self.take(ctx, *said)


@dataclass(frozen=True)
class Tick:
    """Something that is looked after every so many seconds; may run late or twice."""

    name: str
    seconds: float
    run: Handler


@dataclass(frozen=True)
class Feature:
    """One folder of ``bot/features``."""

    name: str
    commands: Sequence[Command] = ()
    buttons: Sequence[Button] = ()
    forms: Sequence[Form] = ()
    offers: Sequence[Offer] = ()
    """What can be done with a text that is no command."""
    replied: Sequence[Listener[About | None, int, Typed]] = ()
    """A reply: to a message of ours (with what it is about) or of the person's own (with its id). Tells if taken."""
    lines: Sequence[Listener[Typed]] = ()
    """Looks at a typed text first; tells whether it was taken."""
    outside: Sequence[Callable[[Context, Typed], bool]] = ()
    """Looks at what somebody without a role typed, before an open form does; tells whether it was taken."""
    edited: Sequence[Listener[Typed]] = ()
    """A person changed a message of theirs; tells whether it was one of this feature's."""
    late_parts: Sequence[Listener[Typed]] = ()
    """A part of an album that came after the rest was handled."""
    links: Sequence[Link] = ()
    posted: Sequence[Listener[Posted]] = ()
    """A member wrote in the region's group: in the threads for news or questions, or elsewhere if it mentions the bot
    or replies to a message of ours. Tells if taken; of what nobody takes elsewhere nothing is kept."""
    happened: Sequence[Callable[[Context, Incoming], None]] = ()
    """Something happened to a group or its people, and nobody wrote."""
    outsiders: Sequence[Callable[[Context], None]] = ()
    """Somebody without a role wrote or pressed something in the region's group."""
    outside_replies: Sequence[Callable[[Context, Posted], bool]] = ()
    """Who has not joined, or is a guest, replied to something in the region's group. Tells if taken; else nothing is
    kept."""
    answered: Mapping[str, Callable[[Context, Answer], None]] = field(default_factory=dict)
    """Kind of a delivery that asked Telegram for something (``storage.answers``) → takes what it answered."""
    afterwards: Sequence[Handler] = ()
    """A member wrote or pressed something in private, and it was handled or refused."""
    ticks: Sequence[Tick] = ()
    subscriptions: Sequence[Subscription[Context]] = ()
    """What of this feature's members can have told them, by itself or in their digest."""
    settings: Sequence[Setting] = ()
    undelivered: Mapping[str, Describe] = field(default_factory=dict)
    """Kind of object (or of message, where it is about none) → the sentence for who caused one that did not arrive."""
    hidable: Mapping[str, Hidable[Context]] = field(default_factory=dict)
    """Kind of object, as deliveries name it → how a methodologist has it hidden."""
    naming: Sequence[Callable[[Context, int], None]] = ()
    """A member (by id) is called something else: messages that stand in others' chats and name them follow."""
    found: Mapping[str, Callable[[Context, int], None]] = field(default_factory=dict)
    """Kind of entry in the search → what shows that object, in a message of its own, to who found it."""
    builders: Mapping[str, Builder] = field(default_factory=dict)
    """Name → what makes an ordered file, in a reading session of another thread."""


def discover() -> list[Feature]:
    """The manifests of all features, by name."""
    return sorted(_manifests(), key=lambda feature: feature.name)


def _manifests() -> Iterator[Feature]:
    package = importlib.import_module("bot.features")
    for module in pkgutil.iter_modules(package.__path__):
        name = f"bot.features.{module.name}"
        feature: Feature = importlib.import_module(f"{name}.feature" if module.ispkg else name).feature
        yield feature
