"""Which delivery a message of ours is, whose button was pressed or to which somebody replies.

Its buttons name it, so that it is known even where nobody could tell whether the message had arrived.
"""

from bot.context import Context
from bot.delivery.telegram import unmark
from bot.incoming import Json
from storage.arrivals import reveal_message
from storage.held import is_lost
from storage.outbox import About, delivery_at, delivery_numbered


def pressed_in(ctx: Context, pressed: Json) -> str:
    """What the pressed button says; that its message has arrived is known whatever comes of the press.

    Nothing, where the message was sent in the time that was lost when the database came from a backup: what the button
    names is gone, and may be something else by now.
    """
    data, carrier = unmark(pressed.get("data") or "")
    if carrier is None:
        return data
    if _is_revealed(ctx, carrier, pressed["message"]):
        ctx.pressed_delivery = carrier
        return data
    return "" if is_lost(ctx.session, carrier) else data


def shown_in(ctx: Context, message: Json) -> About | None:
    """What a message of ours in this chat is about."""
    found = delivery_at(ctx.session, ctx.chat_id, message["message_id"]) or _carrier(ctx, message)
    return found[1] if found else None


def _carrier(ctx: Context, message: Json) -> tuple[int, About] | None:
    rows = message.get("reply_markup", {}).get("inline_keyboard", ())
    for data in (button.get("callback_data", "") for row in rows for button in row):
        _, carrier = unmark(data)
        if carrier is not None and _is_revealed(ctx, carrier, message):
            return delivery_numbered(ctx.session, carrier)
    return None


def _is_revealed(ctx: Context, carrier: int, message: Json) -> bool:
    return reveal_message(ctx.session, carrier, ctx.chat_id, message["message_id"], ctx.now)
