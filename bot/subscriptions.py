"""What members can want to be told: a kind of things, whose subjects each of them chooses how soon to hear of."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from bot.access import Act
from storage.members import Member

C = TypeVar("C")


@dataclass(frozen=True)
class DigestItem:
    """One line of a digest."""

    object_kind: str
    object_id: int
    """What it is about: what the member has seen (``storage.seen``) is left out, and what is told counts as seen."""
    at: datetime
    title: str
    """Plain text; the digest shortens it to a line."""
    url: str | None = None
    """Where it opens: a deep link of the bot, or a message's link in the group."""
    subject: str | None = None
    """A key of the subscription's list."""
    detail: str = ""
    """What is told beside the title in a few words (who from, how many answers), as plain text."""
    text: str = ""
    """All of it as plain text, the title first: a letter has room for that, and whoever reads it may have no chat."""


@dataclass(frozen=True)
class Subscription(Generic[C]):
    """A kind of things that members choose to be told of at once, daily, weekly or not at all; ``C`` is a Context."""

    kind: str
    label: str
    """Its name (msgid), as heading of the digest and in the preferences."""
    act: Act
    """The right without which nobody is told."""
    default: str
    """The cadence of who has not chosen (``storage.preferences``); people who are interrupted all day like it quiet."""
    digest: Callable[[C, Member, Sequence[str], datetime], Sequence[DigestItem]]
    """(context in the member's language, member, subjects, since) → what is new since then of these subjects.

    What the member has seen need not be left out. Among the subjects is ``storage.preferences.ANY`` for what has none;
    without a list it is the only one.
    """
    list_name: str | None = None
    """The vocabulary's list of its subjects, if it has some."""
    sign: str = ""
    """The emoji before its name."""
    position: int = 100
    """Order in digest and preferences."""
