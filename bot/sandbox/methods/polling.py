"""Getting updates, by polling or by webhook, and the bot's account."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urlsplit

from bot.sandbox.errors import WEBHOOK_ACTIVE, ApiError, Json, bad
from bot.sandbox.methods.base import Call, method
from bot.sandbox.parameters import ARRAY, BOOL, INT, STR, Table

_GETTING: Final[Table] = {"offset": INT, "limit": INT, "timeout": INT, "allowed_updates": ARRAY}
_PORTS: Final = (80, 88, 443, 8443)
_SECRET: Final = re.compile(r"[A-Za-z0-9_-]{1,256}")


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


@method(
    "setWebhook",
    {
        "url!": STR,
        "max_connections": INT,
        "allowed_updates": ARRAY,
        "drop_pending_updates": BOOL,
        "secret_token": STR,
    },
)
async def set_webhook(call: Call) -> bool:
    """https://core.telegram.org/bots/api#setwebhook; plain http is taken too, as by a local Bot API server."""
    args = call.args
    if not args["url"]:
        await call.sandbox.set_webhook(call.bot, {})
        return True
    parts = urlsplit(args["url"])
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise bad("bad webhook: An HTTPS URL must be provided for webhook")
    if parts.scheme == "http" and parts.hostname not in {"127.0.0.1", "localhost"}:
        raise bad("bad webhook: An HTTPS URL must be provided for webhook")
    if parts.scheme == "https" and (parts.port or 443) not in _PORTS:
        raise bad("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
    if "secret_token" in args and not _SECRET.fullmatch(args["secret_token"]):
        raise bad("secret token contains unallowed characters")
    call.bot.updates.allow(args.get("allowed_updates"))
    if args.get("drop_pending_updates"):
        call.bot.updates.drop()
    hook = {"url": args["url"], "max_connections": min(max(args.get("max_connections", 40), 1), 100)}
    if "secret_token" in args:
        hook["secret_token"] = args["secret_token"]
    if hook == {key: value for key, value in call.bot.webhook.items() if not key.startswith("last_error")}:
        return True  # it is so already: what is on its way is not disturbed
    call.bot.updates.interrupt("Conflict: terminated by setWebhook request")
    await call.sandbox.set_webhook(call.bot, hook)
    return True


@method("deleteWebhook", {"drop_pending_updates": BOOL})
async def delete_webhook(call: Call) -> bool:
    """https://core.telegram.org/bots/api#deletewebhook"""
    if call.args.get("drop_pending_updates"):
        call.bot.updates.drop()
    await call.sandbox.set_webhook(call.bot, {})
    return True


@method("getWebhookInfo")
def get_webhook_info(call: Call) -> Json:
    """https://core.telegram.org/bots/api#getwebhookinfo"""
    hook = {key: value for key, value in call.bot.webhook.items() if key != "secret_token"}
    found: Json = {
        "url": "",
        "has_custom_certificate": False,
        "pending_update_count": len(call.bot.updates.pending),
        **hook,
    }
    if hook:
        found["ip_address"] = "127.0.0.1"
    if call.bot.updates.allowed:
        found["allowed_updates"] = sorted(call.bot.updates.allowed)
    return found
