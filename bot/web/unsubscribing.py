"""Ending mails by one click: a mail program posts (RFC 8058), a person who opens the address sees a button first."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from html import escape

import structlog
from aiohttp import web
from sqlalchemy.orm import Session

from bot.delivery.letters import label
from bot.delivery.unsubscribing import PATH, Unsubscribing
from bot.texts import Texts, texts_for
from storage.audit import record_act
from storage.away import reason
from storage.database import Database
from storage.mail_chats import EMAIL
from storage.mailing import BY_TELEGRAM, REPORTS, choose_way
from storage.members import Address
from storage.report_addresses import end_reports

log = structlog.get_logger()

ROUTE = PATH + "{token}"


class UnsubscribingPage:
    """Shows the question, and does what was asked. Only posting changes anything: programs follow links unasked."""

    def __init__(
        self,
        unsubscribing: Unsubscribing,
        database: Database,
        now: Callable[[], datetime],
        *,
        serving: Callable[[], bool],
        language: str,
    ) -> None:
        """``serving``: whether this process may write; ``language``: of those whom no token tells us."""
        self._unsubscribing = unsubscribing
        self._database = database
        self._now = now
        self._serving = serving
        self._language = language

    async def ask(self, request: web.Request) -> web.Response:
        """The page with the button."""
        named = self._unsubscribing.read(request.match_info["token"])
        texts = texts_for(self._language)
        if named is None:
            return _unknown(texts)
        question = texts.plain("No more letters of this kind: {kind}?", kind=label(texts, named[1]))
        form = f'<form method="post"><button>{escape(texts.plain("Yes, no more"))}</button></form>'
        return _page(texts, f"<p>{escape(question)}</p>{form}")

    async def stop(self, request: web.Request) -> web.Response:
        """End them; doing it twice changes nothing. 404 for an address that is not ours, 503 to come again."""
        named = self._unsubscribing.read(request.match_info["token"])
        texts = texts_for(self._language)
        if named is None:
            return _unknown(texts)
        if not self._serving():
            return web.Response(status=503)
        try:
            await self._database.write(partial(_stop, *named, self._now()))
        except Exception as error:  # whatever the database's trouble is, it can be asked again
            log.error("could not end mails yet", error=reason(error))
            return web.Response(status=503)
        said = texts.plain("No more such letters will come: {kind}.", kind=label(texts, named[1]))
        again = (
            texts.plain("Who gets reports is chosen by the methodologist in Telegram: Settings, Reports.")
            if named[1] == REPORTS
            else texts.plain("This can be changed in Telegram: Profile, E-mail.")
        )
        return _page(texts, f"<p>{escape(said)}</p><p>{escape(again)}</p>")


def _stop(address_id: int, kind: str, now: datetime, session: Session) -> None:
    address = session.get(Address, address_id)
    if address is None or address.channel != EMAIL:
        return  # nothing goes there any more
    if kind == REPORTS:
        end_reports(session, address)
    else:
        choose_way(address.member, kind, BY_TELEGRAM)
    record_act(
        session,
        at=now,
        actor_id=address.member_id,
        action="unsubscribe",
        object_kind="member",
        object_id=address.member_id,
        kind=kind,
    )


def _unknown(texts: Texts) -> web.Response:
    said = texts.plain("This address is not complete, or no longer good.")
    return _page(texts, f"<p>{escape(said)}</p>", status=404)


def _page(texts: Texts, body: str, status: int = 200) -> web.Response:
    page = (
        f'<!DOCTYPE html><html lang="{texts.language}"><head><meta charset="utf-8"><title>Plaukts</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">'
        "<style>body{font:18px/1.5 system-ui,sans-serif;max-width:32rem;margin:3rem auto;padding:0 1rem}"
        f"button{{font:inherit;padding:.5rem 1rem}}</style></head><body>{body}</body></html>"
    )
    headers = {"Referrer-Policy": "no-referrer", "Cache-Control": "no-store"}
    return web.Response(text=page, content_type="text/html", status=status, headers=headers)
