"""The channel to Telegram: a claimed delivery becomes a request, its answer a verdict."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import aiohttp

from bot.delivery.api import NO_ANSWER, TelegramApi
from bot.delivery.meaning import Outcome, Verdict, broken, judge, judge_failure
from storage.carrying import Claimed
from storage.files import FileContent
from storage.outbox import DELETE, EXCHANGE, SEND
from storage.rewriting import FILED, NEW_THREAD, PART, THREAD

SET_COMMANDS = "setMyCommands"
"""A person's ``/`` list goes the same way as messages do, so that it is not lost either."""
FOLLOWING = ("pinChatMessage", "unpinChatMessage")
"""Methods that do something with their target's message."""
LONGEST_ID = 18
"""Digits of a delivery's id that a database can hold."""
_MEDIA = ("photo", "video", "document", "audio", "voice", "animation")
"""What a caption belongs to: an edit of the caption does not name it."""
MARK = "~"
"""Stands between a button's own data and the id of the delivery that carries it."""


class TelegramChannel:
    """Carries deliveries to the Bot API."""

    def __init__(self, api: TelegramApi) -> None:
        self._api = api

    async def deliver(self, delivery: Claimed, file: FileContent | None) -> Verdict:
        """Make the one request of this delivery."""
        try:
            parameters = _with_file(request_of(delivery), file, delivery.method)
        except Exception as error:  # our own mistake: it must not hold up its chat for ever
            return broken(error)
        try:
            status, answer = await self._api.post(delivery.method, parameters)
        except NO_ANSWER as failure:
            verdict = judge_failure(failure)
        else:
            verdict = judge(status, answer)
        if verdict.outcome is Outcome.UNKNOWN and delivery.op != SEND:
            # Editing or deleting twice does no harm.
            return Verdict(Outcome.NOT_SENT, verdict.error)
        return verdict


def request_of(delivery: Claimed) -> dict[str, Any]:
    """The Bot API parameters of a delivery."""
    if delivery.method == SET_COMMANDS:
        scope = delivery.payload.get("scope", {})
        # A group that has become a supergroup is known by another number than when this was put in.
        here = {"scope": {**scope, "chat_id": delivery.chat_id}} if "chat_id" in scope else {}
        return {**delivery.payload, **here}
    parameters: dict[str, Any] = {"chat_id": delivery.chat_id, **delivery.payload}
    carrier = delivery.id
    to_new_thread = parameters.get(THREAD) == NEW_THREAD
    if delivery.op == EXCHANGE:
        parameters = _exchanging(delivery)
        carrier = delivery.target_id or delivery.id
    elif to_new_thread:
        del parameters[THREAD]
        if delivery.target_message_id is not None:  # else it could not be made, and there is "General"
            parameters[THREAD] = delivery.target_message_id
    elif delivery.method in FOLLOWING:
        parameters["message_id"] = delivery.target_message_id or 0
    elif delivery.op != SEND:
        first = delivery.target_message_id or 0
        if delivery.target_span > 1 and delivery.op == DELETE:
            parameters["message_ids"] = list(range(first, first + delivery.target_span))
        else:
            parameters["message_id"] = first
        for name in ("reply_parameters", THREAD, *_MEDIA):  # what a message keeps when its words change
            parameters.pop(name, None)
        carrier = delivery.target_id or delivery.id
    elif delivery.target_message_id is not None:
        parameters["reply_parameters"] = {
            "message_id": delivery.target_message_id,
            "allow_sending_without_reply": True,
        }
    markup = parameters.get("reply_markup")
    if markup and "inline_keyboard" in markup:
        parameters["reply_markup"] = {"inline_keyboard": list(_marked(markup["inline_keyboard"], carrier))}
    return parameters


def _exchanging(delivery: Claimed) -> dict[str, Any]:
    """Another file for one message, with all else that it shows (https://core.telegram.org/bots/api#editmessagemedia)."""
    payload, part = delivery.payload, delivery.payload.get(PART, 0)
    if "media" in payload:
        media = payload["media"][part]
    else:
        kind = next(name for name in FILED if name in payload)
        caption = {name: payload[name] for name in ("caption", "parse_mode") if name in payload}
        media = {"type": kind, "media": payload[kind], **caption}
    markup = {name: payload[name] for name in ("reply_markup",) if name in payload}
    return {
        "chat_id": delivery.chat_id,
        "message_id": (delivery.target_message_id or 0) + part,
        "media": media,
        **markup,
    }


def unmark(data: str) -> tuple[str, int | None]:
    """A pressed button's own data, and the id of the delivery that carried it."""
    own, _, carrier = data.rpartition(MARK)
    is_number = carrier.isascii() and carrier.isdigit() and len(carrier) <= LONGEST_ID
    return (own, int(carrier)) if own and is_number else (data, None)


def _marked(rows: list[list[dict[str, Any]]], carrier: int) -> Iterator[list[dict[str, Any]]]:
    for row in rows:
        yield [
            {**button, "callback_data": f"{button['callback_data']}{MARK}{carrier}"}
            if "callback_data" in button
            else button
            for button in row
        ]


def _with_file(
    parameters: Mapping[str, Any], file: FileContent | None, method: str
) -> Mapping[str, Any] | aiohttp.FormData:
    if file is None:
        return parameters
    kind = "photo" if method == "sendPhoto" else "document"
    if file.telegram_file_id is not None:
        return {**parameters, kind: file.telegram_file_id}
    form = aiohttp.FormData(quote_fields=False)  # Telegram keeps the percent signs of a quoted name
    for name, value in parameters.items():
        form.add_field(name, value if isinstance(value, str) else json.dumps(value))
    form.add_field(kind, file.content or b"", filename=file.name, content_type=file.mime)
    return form
