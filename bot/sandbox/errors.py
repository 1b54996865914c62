"""The refusals of the Bot API: an HTTP status, a description and, at times, parameters.

Source: https://core.telegram.org/bots/api#making-requests and the descriptions that api.telegram.org gives.
"""

from __future__ import annotations

from typing import Any, Final

Json = dict[str, Any]

NOT_MODIFIED: Final = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)
TWO_POLLERS: Final = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
WEBHOOK_ACTIVE: Final = (
    "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
)
QUERY_TOO_OLD: Final = "query is too old and response timeout expired or query ID is invalid"


class ApiError(Exception):
    """A request that is refused: `code` is both the HTTP status and `error_code` of the answer."""

    def __init__(self, code: int, description: str, parameters: Json | None = None) -> None:
        super().__init__(f"{code} {description}")
        self.code = code
        self.description = description
        self.parameters = parameters

    def answer(self) -> Json:
        """The body of the answer, as Telegram forms it."""
        body: Json = {"ok": False, "error_code": self.code, "description": self.description}
        if self.parameters:
            body["parameters"] = self.parameters
        return body


class UnsupportedError(ApiError):
    """A request which Telegram may know and the sandbox does not: answered with an error and listed as a complaint."""


def bad(description: str, parameters: Json | None = None) -> ApiError:
    """400 Bad Request."""
    return ApiError(400, f"Bad Request: {description}", parameters)


def forbidden(description: str) -> ApiError:
    """403 Forbidden."""
    return ApiError(403, f"Forbidden: {description}")


def too_many(retry_after: int) -> ApiError:
    """429; `retry_after` is in whole seconds."""
    return ApiError(429, f"Too Many Requests: retry after {retry_after}", {"retry_after": retry_after})


def unsupported(description: str) -> UnsupportedError:
    """400 with words that name the sandbox, so that nobody takes it for Telegram's own answer."""
    return UnsupportedError(400, f"Bad Request: the sandbox does not know {description}")
