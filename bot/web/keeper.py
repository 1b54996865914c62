"""Telling Telegram where to post, and looking that it stays so."""

import asyncio
from collections.abc import Callable

import structlog
from yarl import URL

from bot.delivery.api import NO_ANSWER, ApiError, TelegramApi
from bot.inbox import ALLOWED_UPDATES, PolledElsewhereError, TokenRefusedError
from bot.logs import wordless
from bot.web.webhook import Hook

log = structlog.get_logger()

CONNECTIONS = 40
"""Posts at a time, Telegram's own default: those that wait together are stored in one commit."""
LOOK_SECONDS = 60.0
MOST_TAKEN_AWAY = 3
"""Looks in a row that find another address: by then somebody else uses the token, and does not give way."""


class WebhookRefusedError(Exception):
    """Telegram does not take the address; the reason is in its words."""


class WebhookKeeper:
    """Keeps the webhook set while this process takes updates."""

    def __init__(self, api: TelegramApi, hook: Hook, waiting: Callable[[int], None]) -> None:
        """``waiting`` is told how many updates Telegram has for us."""
        self._api = api
        self._hook = hook
        self._waiting = waiting
        self._last_error = 0

    async def set(self) -> None:
        """Set the webhook; what waits at Telegram stays there. Raises WebhookRefusedError and what the API raises."""
        parameters = {
            "url": self._hook.url,
            "secret_token": self._hook.secret,
            "allowed_updates": ALLOWED_UPDATES,
            "max_connections": CONNECTIONS,
            "drop_pending_updates": False,
        }
        try:
            await self._api.call("setWebhook", parameters)
        except ApiError as error:
            if error.status == 400 and error.is_telegrams:
                raise WebhookRefusedError(error.description) from None
            raise

    async def run(self) -> None:
        """Look until cancelled; raises PolledElsewhereError and TokenRefusedError."""
        taken_away = 0
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            try:
                taken_away = 0 if await self._is_ours() else taken_away + 1
                if taken_away == MOST_TAKEN_AWAY:
                    raise PolledElsewhereError
                if taken_away:
                    log.warning("somebody else has changed the webhook; setting it again")
                    await self.set()
            except ApiError as error:
                if error.status in (401, 404) and error.is_telegrams:
                    raise TokenRefusedError from None
                log.warning("telegram refuses", error=wordless(error.description))
            except WebhookRefusedError as error:
                log.warning("telegram refuses the webhook", error=wordless(str(error)))
            except NO_ANSWER as error:
                log.warning("telegram cannot be reached", error=type(error).__name__)

    async def _is_ours(self) -> bool:
        info = await self._api.call("getWebhookInfo")
        self._waiting(info["pending_update_count"])
        if info.get("last_error_date", 0) > self._last_error:
            self._last_error = info["last_error_date"]
            log.warning(
                "telegram could not post updates",
                error=info.get("last_error_message"),
                waiting=info["pending_update_count"],
            )
        return URL(info["url"]) == URL(self._hook.url)  # however Telegram spells it
