"""A person's phone in the tour: says, presses, and waits for what the bot says; everything is printed."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from rich.console import Console
from rich.panel import Panel
from rich.text import Text

from bot.demo.region import DemoRegion
from bot.sandbox import PrivateChat, Seat

SECONDS = 20.0
"""How long one step may take before the tour gives up."""


class TourError(Exception):
    """What the tour expected did not come."""


@dataclass
class Phone:
    """One person's phone in the tour, with their own chat open or the group's."""

    region: DemoRegion
    chat: Seat
    owner: str
    console: Console

    def say(self, text: str, **how: Any) -> None:
        """Send a text."""
        self._print(text, "bold")
        self.chat.send(text, **how)

    def start(self, code: str) -> None:
        """Follow an invite link."""
        self._print(f"/start {code}", "bold")
        assert isinstance(self.chat, PrivateChat)  # noqa: S101 - a link is followed in private
        self.chat.start(code)

    def press(self, words: str, label: str) -> None:
        """Press a button of the newest message that says ``words``."""
        message = self._found(words)
        pressed = next(text for text in _buttons(message) if label in text)
        self._print(f"[ {pressed} ]", "bold cyan")
        self.chat.press(message, pressed)

    async def tap(self, words: str, label: str) -> None:
        """Wait for a message with this button and press it."""
        await self.wait(lambda: any(words in text_of(one) and _has(one, label) for one in self._after_mine()), label)
        self.press(words, label)

    async def sees(self, *words: str) -> dict[str, Any]:
        """Wait until the bot says this, print it."""
        await self.wait(lambda: self._newest(*words) is not None, " … ".join(words))
        message = self._newest(*words)
        assert message is not None  # noqa: S101 - just waited for
        lines = [text_of(message), *(f"[ {label} ]" for label in _buttons(message)[:6])]
        self.console.print(Panel(Text("\n".join(lines)), title=f"Plaukts → {self.owner}", title_align="left", width=78))
        return message

    def _after_mine(self) -> list[dict[str, Any]]:
        """What has come since the owner last wrote: buttons above that are of an earlier step."""
        messages = self.chat.messages
        mine = [index for index, one in enumerate(messages) if not one["from"]["is_bot"]]
        return messages[mine[-1] + 1 :] if mine else messages

    def _newest(self, *words: str) -> dict[str, Any] | None:
        messages = [one for one in self.chat.messages if all(word in text_of(one) for word in words)]
        return messages[-1] if messages else None

    def _found(self, words: str) -> dict[str, Any]:
        message = self._newest(words)
        if message is None:
            raise TourError(words)
        return message

    async def wait(self, condition: Callable[[], object], what: str) -> None:
        """Wait until this is so; raises TourError, which names ``what``."""
        try:
            await self.region.sandbox.wait_for(condition, timeout=SECONDS)
        except TimeoutError:
            raise TourError(what) from None

    def _print(self, text: str, style: str) -> None:
        self.console.print(Text(f"{self.owner}: ", style="dim"), Text(text, style=style), sep="")


def text_of(message: dict[str, Any]) -> str:
    """Text or caption of a message."""
    return str(message.get("text") or message.get("caption") or "")


def _buttons(message: dict[str, Any]) -> list[str]:
    rows = (message.get("reply_markup") or {}).get("inline_keyboard", [])
    return [button["text"] for row in rows for button in row]


def _has(message: dict[str, Any], label: str) -> bool:
    return any(label in text for text in _buttons(message))
