"""Telegram: whether it can be reached, knows the token, brings updates the way that is set, and has our time."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from bot.delivery.api import NO_ANSWER, ApiError, TelegramApi
from bot.doctor.findings import Finding, Sign, age
from bot.logs import wordless
from bot.texts import Texts

SECONDS = 10
"""How long an answer is waited for."""
CLOCK_SECONDS = 30
"""By so much clocks may differ: due times and "within ten minutes" stay right for people."""
MANY_WAIT = 100
"""Updates that wait at Telegram: more than come while one looks."""
ERROR_IS_FRESH = timedelta(minutes=10)
ERROR_IS_OLD = timedelta(days=1)


@dataclass(frozen=True)
class Online:
    """What was found, and who the bot is if that is known."""

    findings: list[Finding]
    bot_id: int | None = None


async def check(texts: Texts, api_url: str, token: str | None, webhook_url: str | None, now: datetime) -> Online:
    """Ask Telegram; nothing is changed there."""
    clock = await _clock(texts, api_url, now)
    name = "Telegram"
    if token is None:
        says = texts.plain("PLAUKTS_TELEGRAM_TOKEN is not set")
        remedy = texts.plain("Get a token from BotFather (README, “A real bot”).")
        return Online([Finding(Sign.WRONG, name, says, remedy), *clock])
    async with TelegramApi(api_url, token) as api:
        begun = monotonic()
        try:
            me = await api.call("getMe", seconds=SECONDS)
            took = monotonic() - begun
            info = await api.call("getWebhookInfo", seconds=SECONDS)
        except ApiError as error:
            return Online([_refused(texts, name, api_url, error), *clock])
        except NO_ANSWER as error:
            host = urlsplit(api_url).netloc.rpartition("@")[2]
            says = texts.plain("{host} cannot be reached ({reason})", host=host, reason=type(error).__name__)
            remedy = texts.plain("Check network and firewall. Telegram keeps updates for 24 hours.")
            return Online([Finding(Sign.WRONG, name, says, remedy), *clock])
    says = texts.plain("@{bot} answers within {milliseconds} ms", bot=me["username"], milliseconds=round(took * 1000))
    findings = [Finding(Sign.GOOD, name, says), _updates(texts, info, webhook_url, now), *clock]
    return Online(findings, int(me["id"]))


def _refused(texts: Texts, name: str, api_url: str, error: ApiError) -> Finding:
    if error.status in (401, 404) and error.is_telegrams:
        remedy = texts.plain("Copy it from BotFather again into PLAUKTS_TELEGRAM_TOKEN.")
        return Finding(Sign.WRONG, name, texts.plain("Telegram refuses the token"), remedy)
    says = texts.plain(
        "{host} answers: {reason}", host=urlsplit(api_url).hostname or "?", reason=wordless(error.description)
    )
    return Finding(Sign.WRONG, name, says, texts.plain("Try again later, or check PLAUKTS_TELEGRAM_API_URL."))


def _updates(texts: Texts, info: Mapping[str, Any], expected: str | None, now: datetime) -> Finding:
    """How updates come: polled or posted, as it is set; what waits; what went wrong last."""
    name = texts.plain("Updates")
    url, waiting = str(info.get("url") or ""), int(info.get("pending_update_count") or 0)
    host = urlsplit(url).hostname or "?"  # the rest of the address may be its secret
    if expected is None and url:
        says = texts.plain("Telegram posts them to {host}, though PLAUKTS_WEBHOOK_URL is not set", host=host)
        remedy = texts.plain(
            "`plaukts run` ends that at its start; if it comes back, another program uses this token: have BotFather "
            "make a new one."
        )
        return Finding(Sign.WRONG, name, says, remedy)
    if expected is not None and url.rstrip("/") != expected.rstrip("/"):
        says = (
            texts.plain("Telegram posts them to {host} and not to PLAUKTS_WEBHOOK_URL", host=host)
            if url
            else texts.plain("Telegram does not post them yet")
        )
        return Finding(Sign.WRONG, name, says, texts.plain("Start `plaukts run`, which tells Telegram the address."))
    says = (
        texts.plain("polled; waiting at Telegram: {n}", n=waiting)
        if expected is None
        else texts.plain("posted to {host}; waiting at Telegram: {n}", host=host, n=waiting)
    )
    if expected is not None and info.get("last_error_date"):
        ago = now - datetime.fromtimestamp(int(info["last_error_date"]), UTC)
        if ago < ERROR_IS_OLD:
            reason = wordless(str(info.get("last_error_message") or "?"))
            says = texts.plain(
                "posted to {host}, which failed {ago} ago: {reason}; waiting at Telegram: {n}",
                host=host,
                ago=age(ago),
                reason=reason,
                n=waiting,
            )
            remedy = texts.plain("See whether PLAUKTS_WEBHOOK_URL leads here from outside, with a valid certificate.")
            return Finding(Sign.WRONG if ago < ERROR_IS_FRESH else Sign.WARNING, name, says, remedy)
    if waiting >= MANY_WAIT:
        return Finding(Sign.WARNING, name, says, texts.plain("Is `plaukts run` running?"))
    return Finding(Sign.GOOD, name, says)


async def _clock(texts: Texts, api_url: str, now: datetime) -> list[Finding]:
    """Our clock against the Date of an answer; nothing where none came, which is said elsewhere."""
    name, begun = texts.plain("Clock"), monotonic()
    timeout = aiohttp.ClientTimeout(total=SECONDS)
    try:
        async with (
            aiohttp.ClientSession(timeout=timeout) as session,
            session.head(api_url, allow_redirects=False) as response,
        ):
            theirs = parsedate_to_datetime(response.headers["Date"])
    except (*NO_ANSWER, KeyError, ValueError):
        return []
    ours = now + timedelta(seconds=(monotonic() - begun) / 2)
    ahead = (ours - theirs).total_seconds()
    if abs(ahead) <= CLOCK_SECONDS:
        return [Finding(Sign.GOOD, name, texts.plain("agrees with Telegram's"))]
    span = age(timedelta(seconds=abs(ahead)))
    says = (
        texts.plain("{span} ahead of Telegram's", span=span)
        if ahead > 0
        else texts.plain("{span} behind Telegram's", span=span)
    )
    return [Finding(Sign.WARNING, name, says, texts.plain("Let the machine set its clock by the network (NTP)."))]
