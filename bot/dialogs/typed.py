"""Anything typed that is no command is kept, and answered with "what shall I do with this?"."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.access import Act
from bot.context import Context, button
from bot.dialogs.form import EARLIER_STEP, KEPT_TEXT, KEPT_TEXT_FOR, leave_unsaid
from bot.errors import UserError
from bot.texts import cut, italic, join_lines
from bot.typed import Typed
from storage.dialogs import Dialog, dialog_of, end_dialog, save_dialog


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
        self._named = {offer.name: offer for offer in self._offers}

    def ask(self, ctx: Context, typed: Typed) -> None:
        """Keep the text and ask what to do with it. What was kept before and still waits belongs to it."""
        waiting = _waiting(ctx)
        parts = [*(_parts(waiting.data) if waiting else ()), typed]
        leave_unsaid(ctx)
        self._show(ctx, parts, ctx.now + KEPT_TEXT_FOR)

    def edited(self, ctx: Context, typed: Typed) -> bool:
        """A text that still waits was changed by its author; tells whether it was one."""
        waiting = _waiting(ctx)
        parts = _parts(waiting.data) if waiting else []
        if waiting is None or typed.message_id not in {part.message_id for part in parts}:
            return False
        ctx.pressed_delivery = waiting.delivery_id
        changed = [part.with_text(typed.text) if part.message_id == typed.message_id else part for part in parts]
        self._show(ctx, changed, waiting.expires_at)
        return True

    def pressed(self, ctx: Context, dialog: Dialog, name: str, key: str) -> None:
        """The person has decided; raises UserError where no text waits, or for something that is not offered."""
        if dialog.form != KEPT_TEXT:
            raise UserError(EARLIER_STEP)
        typed = _together(_parts(dialog.data))
        end_dialog(ctx.session, dialog.chat_id, dialog.user_id)
        ctx.dialog = None
        if name == "discard":
            ctx.show(ctx.texts.t("Discarded."))
            return
        offer = self._named.get(name)
        if offer is None:
            raise UserError(EARLIER_STEP)
        ctx.require(offer.act)
        ctx.typed = typed
        offer.take(ctx, key, typed)

    def _show(self, ctx: Context, parts: Sequence[Typed], expires_at: datetime) -> None:
        version = ctx.update_id or 0
        typed = _together(parts)
        rows = [
            [button(choice.label, f"t:{version}:{offer.name}:{choice.key}")]
            for offer in self._offers
            if ctx.may(offer.act)
            for choice in offer.choices(ctx)
        ]
        rows.append([button(ctx.texts.plain("Nothing, discard it"), f"t:{version}:discard:")])
        # The answer is a reply to the newest part, which Telegram shows above it; earlier ones are quoted.
        quoted = italic(cut(typed.text, 200)) if len(parts) > 1 and typed.text else None
        text = join_lines([ctx.texts.t("What shall I do with this? The text is kept."), quoted])
        delivery = ctx.show(text, rows, reply=True)
        data = {"parts": [part.to_json() for part in parts]}
        save_dialog(ctx.session, Dialog(ctx.chat_id, ctx.user_id, KEPT_TEXT, 0, data, version, delivery, expires_at))


def _waiting(ctx: Context) -> Dialog | None:
    dialog = dialog_of(ctx.session, ctx.chat_id, ctx.user_id)
    return dialog if dialog and dialog.form == KEPT_TEXT and dialog.expires_at > ctx.now else None


def _parts(data: Mapping[str, Any]) -> list[Typed]:
    return [Typed.from_json(part) for part in data["parts"]]


def _together(parts: Sequence[Typed]) -> Typed:
    """Messages that were sent one after the other, as one; it stands where the first one does."""
    first = parts[0]
    return Typed(
        text="\n".join(part.text for part in parts if part.text),
        attachments=[item for part in parts for item in part.attachments],
        chat_id=first.chat_id,
        message_id=first.message_id,
        album=first.album,
    )
