"""Getting updates, by polling or by webhook, and the bot's account."""

from __future__ import annotations

from typing import Final

from bot.sandbox.errors import WEBHOOK_ACTIVE, ApiError, Json
from bot.sandbox.methods.base import Call, method
from bot.sandbox.parameters import ARRAY, INT, Table

_GETTING: Final[Table] = {"offset": INT, "limit": INT, "timeout": INT, "allowed_updates": ARRAY}


@method("getMe")
def get_me(call: Call) -> Json:
    """https://core.telegram.org/bots/api#getme"""
    return call.bot.as_me()


@method("getUpdates", _GETTING)
async def get_updates(call: Call) -> list[Json]:
    """https://core.telegram.org/bots/api#getupdates"""
    if call.bot.webhook:
        raise ApiError(409, WEBHOOK_ACTIVE)
    args = call.args
    call.bot.updates.allow(args.get("allowed_updates"))
    limit = min(max(args.get("limit", 100), 1), 100)
    timeout = min(max(args.get("timeout", 0), 0), 50)
    return await call.bot.updates.get(args.get("offset", 0), limit, timeout)
