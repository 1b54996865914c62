"""Anything typed that is no command is kept, and answered with "what shall I do with this?"."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.access import Act
from bot.context import Context, button
from bot.texts import cut, italic, join_lines
from bot.typed import Typed
from storage.dialogs import Dialog, end_dialog, save_dialog

FORM = "typed"
KEPT = timedelta(days=7)
"""How long a kept text waits for a decision."""


@dataclass(frozen=True)
class Choice:
    """One thing that could be done with the text."""

    key: str
    label: str
    """As on the button, in the person's language."""


@dataclass(frozen=True)
class Offer:
    """A feature's answer to "what shall I do with this?"."""

    name: str
    act: Act
    choices: Callable[[Context], Sequence[Choice]]
    take: Callable[[Context, str, Typed], None]
    """Called with the chosen key and the kept text."""
    position: int = 100


class Offers:
    """All offers of all features, in the order of their position."""

    def __init__(self, offers: Sequence[Offer]) -> None:
        self._offers = sorted(offers, key=lambda offer: offer.position)

    def ask(self, ctx: Context, typed: Typed) -> None:
        """Keep the text and ask what to do with it."""
        version = ctx.update_id or 0
        rows = [
            [button(choice.label, f"t:{version}:{offer.name}:{choice.key}")]
            for offer in self._offers
            if ctx.may(offer.act)
            for choice in offer.choices(ctx)
        ]
        rows.append([button(ctx.texts.plain("Nothing, discard it"), f"t:{version}:discard:")])
        quoted = italic(cut(typed.text, 200)) if typed.text else None
        text = join_lines([ctx.texts.t("What shall I do with this? The text is kept."), quoted])
        delivery = ctx.say(text, rows, reply=True)
        save_dialog(
            ctx.session,
            Dialog(ctx.chat_id, ctx.user_id, FORM, 0, typed.to_json(), version, delivery, ctx.now + KEPT),
        )

    def pressed(self, ctx: Context, dialog: Dialog, name: str, key: str) -> None:
        """The person has decided."""
        typed = Typed.from_json(dict(dialog.data))
        end_dialog(ctx.session, dialog.chat_id, dialog.user_id)
        ctx.dialog = None
        if name == "discard":
            ctx.show(ctx.texts.t("Discarded."))
            return
        offer = next(offer for offer in self._offers if offer.name == name)
        ctx.require(offer.act)
        ctx.typed = typed
        offer.take(ctx, key, typed)
