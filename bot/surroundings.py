"""What a handler knows of the whole bot, whose features it does not: the menu, and what is offered for a text."""

from collections.abc import Sequence
from typing import Any, Protocol, TypeVar

from markupsafe import Markup

from bot.payloads import Rows
from bot.texts import Texts
from bot.typed import Typed

C_contra = TypeVar("C_contra", contravariant=True)


class Menu(Protocol):
    """The permanent keyboard and the ``/`` list, made from the features' manifests."""

    def keyboard(self, role: str | None, texts: Texts) -> dict[str, Any]:
        """The reply keyboard of a role."""

    def commands(self, role: str | None, texts: Texts) -> list[dict[str, str]]:
        """The ``/`` list of a role, as setMyCommands takes it."""

    def group_commands(self, texts: Texts) -> list[dict[str, str]]:
        """The ``/`` list of the region's group."""

    def help(self, role: str | None, texts: Texts) -> Markup:
        """What a role can do, a line each."""

    def settings(self, role: str | None, texts: Texts) -> Rows:
        """Buttons of what a role can set under ⚙️ *Settings*."""


class Offered(Protocol[C_contra]):
    """What the features offer to do with a text that is no command (``bot.dialogs.typed``), with a Context in hand."""

    def choices(self, ctx: C_contra, name: str) -> Sequence[Any]:
        """The choices of an offer, for who may take it; none where there is no such offer."""

    def take(self, ctx: C_contra, name: str, key: str, typed: Typed) -> None:
        """Do it with this text. Raises UserError where there is no such offer, and NotAllowedError."""
