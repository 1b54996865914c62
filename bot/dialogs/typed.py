"""Anything typed that is no command is kept, and answered with "what shall I do with this?"."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import reduce
from typing import Any

from markupsafe import Markup

from bot.access import Act
from bot.context import Context, button
from bot.dialogs.form import EARLIER_STEP, KEPT_TEXT, KEPT_TEXT_FOR, leave_unsaid, number_in
from bot.errors import UserError
from bot.texts import N_, cut, italic, join_lines
from bot.typed import Typed
from storage.dialogs import Dialog, dialog_of, end_dialog, save_dialog

TOGETHER = timedelta(minutes=2)
"""Messages that come within this time of each other are one text; a later one is another, asked about by itself."""
DISCARD = "discard"
NOBODY_READS = N_(
    "Nobody reads what is written here. Invitations are answered by their buttons, 📅 shows the events that are for "
    "you; about anything else please speak to whoever invited you."
)
"""What a guest is told, who takes part in events and nothing else (msgid)."""


@dataclass(frozen=True)
class Choice:
    """One thing that could be done with the text."""

    key: str
    label: str
    """As on the button, in the person's language."""
    likely: bool = False
    """Whether the text reads as if it was meant for this: it is offered first."""


@dataclass(frozen=True)
class Offer:
    """A feature's answer to "what shall I do with this?"."""

    name: str
    act: Act
    choices: Callable[[Context], Sequence[Choice]]
    take: Callable[[Context, str, Typed], None]
    """Called with the chosen key and the kept text."""
    position: int = 100
    recognises: Callable[[Context, Sequence[Typed]], Markup | None] = lambda _ctx, _parts: None
    """What to ask, where it sees what these messages are; then its choices come first."""


@dataclass(frozen=True)
class Kept:
    """One text that waits for a decision; several can."""

    key: int
    """Tells its buttons from those of the others."""
    at: datetime
    prompt: int
    """The delivery that asks about it."""
    parts: Sequence[Typed]
    """Messages that were sent one right after the other."""

    def to_json(self) -> dict[str, Any]:
        parts = [part.to_json() for part in self.parts]
        return {"key": self.key, "at": self.at.isoformat(), "prompt": self.prompt, "parts": parts}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Kept":
        parts = [Typed.from_json(part) for part in data["parts"]]
        return cls(data["key"], datetime.fromisoformat(data["at"]), data["prompt"], parts)


class Offers:
    """All offers of all features, in the order of their position."""

    def __init__(self, offers: Sequence[Offer]) -> None:
        self._offers = sorted(offers, key=lambda offer: offer.position)
        self._named = {offer.name: offer for offer in self._offers}

    def ask(self, ctx: Context, typed: Typed) -> None:
        """Keep the text and ask what to do with it. What came right before and still waits belongs to it.

        Raises UserError for who has nothing that could be done with a text.
        """
        if not any(ctx.may(offer.act) for offer in self._offers):
            raise UserError(NOBODY_READS)
        waiting = dialog_of(ctx.session, ctx.chat_id, ctx.user_id)
        kept = _kept(ctx, waiting)
        if not kept:
            leave_unsaid(ctx)
        key = kept[-1].key + 1 if kept else 1
        before: Sequence[Typed] = ()
        if kept and ctx.now - kept[-1].at <= TOGETHER:
            ctx.take_back(kept[-1].prompt)
            before = kept.pop().parts
        version = waiting.version if waiting and key > 1 else ctx.update_id or 0
        ctx.pressed_delivery = None
        self._show(ctx, version, kept, Kept(key, ctx.now, 0, [*before, typed]))

    def edited(self, ctx: Context, typed: Typed) -> bool:
        """A text that still waits was changed by its author; tells whether it was one."""
        waiting = dialog_of(ctx.session, ctx.chat_id, ctx.user_id)
        kept = _kept(ctx, waiting)
        for one in kept:
            if waiting is not None and typed.message_id in {part.message_id for part in one.parts}:
                ctx.pressed_delivery = one.prompt
                parts = [
                    part.with_text(typed.text) if part.message_id == typed.message_id else part for part in one.parts
                ]
                self._show(ctx, waiting.version, kept, replace(one, parts=parts))
                return True
        return False

    def pressed(self, ctx: Context, dialog: Dialog, name: str, key: str) -> None:
        """The person has decided; raises UserError where that text waits no more, or for what is not offered."""
        number, _, choice = key.partition(".")
        kept = _kept(ctx, dialog)
        decided = next((one for one in kept if one.key == number_in(number)), None)
        offer = self._named.get(name)
        if decided is None or (offer is None and name != DISCARD):
            raise UserError(EARLIER_STEP)
        _save(ctx, dialog.version, [one for one in kept if one is not decided])
        ctx.dialog = None
        if offer is None:
            ctx.show(ctx.texts.t("Discarded."))
            return
        ctx.require(offer.act)
        ctx.typed, ctx.parts = _together(decided.parts), decided.parts
        offer.take(ctx, choice, ctx.typed)

    def choices(self, ctx: Context, name: str) -> Sequence[Choice]:
        """The choices of one offer, for who may take it; none where there is no such offer."""
        offer = self._named.get(name)
        return offer.choices(ctx) if offer is not None and ctx.may(offer.act) else ()

    def take(self, ctx: Context, name: str, key: str, typed: Typed) -> None:
        """Do with a text what an offer does. Raises UserError where there is no such offer, and NotAllowedError."""
        offer = self._named.get(name)
        if offer is None:
            raise UserError(EARLIER_STEP)
        ctx.require(offer.act)
        ctx.typed = typed
        offer.take(ctx, key, typed)

    def _show(self, ctx: Context, version: int, kept: Sequence[Kept], one: Kept) -> None:
        """Ask about one of the texts, in its place among the others."""
        typed = _together(one.parts)
        offers = [offer for offer in self._offers if ctx.may(offer.act)]
        asked = {offer.name: offer.recognises(ctx, one.parts) for offer in offers}
        offered = [(offer, choice) for offer in offers for choice in offer.choices(ctx)]
        offered.sort(key=lambda each: (asked[each[0].name] is None, not each[1].likely))
        rows = [[button(choice.label, f"t:{version}:{offer.name}:{one.key}.{choice.key}")] for offer, choice in offered]
        rows.append([button(ctx.texts.plain("Nothing, discard it"), f"t:{version}:{DISCARD}:{one.key}.")])
        # The answer is a reply to the newest part, which Telegram shows above it; earlier ones are quoted.
        quoted = italic(cut(typed.text, 200)) if len(one.parts) > 1 and typed.text else None
        what = next(filter(None, asked.values()), ctx.texts.t("What shall I do with this? The text is kept."))
        text = join_lines([what, quoted])
        shown = replace(one, prompt=ctx.show(text, rows, reply=True))
        _save(ctx, version, sorted([*(other for other in kept if other.key != one.key), shown], key=lambda it: it.key))


def forwarded_waits(ctx: Context) -> bool:
    """Whether something forwarded came right before and waits for a decision: what is typed now belongs to it."""
    kept = _kept(ctx, dialog_of(ctx.session, ctx.chat_id, ctx.user_id))
    return bool(kept) and ctx.now - kept[-1].at <= TOGETHER and any(part.forwarded for part in kept[-1].parts)


def _kept(ctx: Context, dialog: Dialog | None) -> list[Kept]:
    """The texts that wait, in the order in which they came."""
    if dialog is None or dialog.form != KEPT_TEXT:
        return []
    found = [Kept.from_json(one) for one in dialog.data.get("texts", ())]
    return [one for one in found if ctx.now - one.at < KEPT_TEXT_FOR]


def _save(ctx: Context, version: int, kept: Sequence[Kept]) -> None:
    if not kept:
        end_dialog(ctx.session, ctx.chat_id, ctx.user_id)
        return
    data = {"texts": [one.to_json() for one in kept]}
    newest = kept[-1]
    save_dialog(
        ctx.session,
        Dialog(ctx.chat_id, ctx.user_id, KEPT_TEXT, 0, data, version, newest.prompt, newest.at + KEPT_TEXT_FOR),
    )


def _together(parts: Sequence[Typed]) -> Typed:
    """Messages that were sent one after the other, as one; it stands where the first one does."""
    return reduce(Typed.and_then, parts)
