"""Ending mails by one click: a mail program posts (RFC 8058), a person who opens the address sees a button first."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from html import escape

import structlog
from aiohttp import web
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from bot.delivery.letters import label
from bot.delivery.unsubscribing import PATH, Unsubscribing
from bot.texts import Texts, texts_for
from storage.audit import record_act
from storage.away import reason
from storage.database import Database
from storage.mail_chats import EMAIL
from storage.mailing import BY_EMAIL, BY_TELEGRAM, REPORTS, choose_way, way_of
from storage.members import Address, is_reachable
from storage.report_addresses import end_reports

log = structlog.get_logger()

ROUTE = PATH + "{token}"
AGAIN = "again"
"""The button by which such letters come again."""


class UnsubscribingPage:
    """Shows how it is, and does what was asked. Only posting changes anything: programs follow links unasked.

    Whoever opens the address again later, from any letter that they have kept, can have such letters again.
    """

    def __init__(
        self,
        unsubscribing: Unsubscribing,
        database: Database,
        now: Callable[[], datetime],
        *,
        serving: Callable[[], bool],
        language: str,
        reply_to: str | None = None,
    ) -> None:
        """``serving``: whether this process may write; ``language``: of the page; ``reply_to``: whom one can ask."""
        self._unsubscribing = unsubscribing
        self._database = database
        self._now = now
        self._serving = serving
        self._language = language
        self._reply_to = reply_to

    async def ask(self, request: web.Request) -> web.Response:
        """The page with the button."""
        named = self._unsubscribing.read(request.match_info["token"])
        texts = texts_for(self._language)
        if named is None:
            return _unknown(texts)
        try:
            stands = await asyncio.to_thread(self._stands, *named)
        except SQLAlchemyError as error:
            return _not_now(texts, error)
        if stands is not None and stands.ended:
            return _page(texts, self._ended(texts, named[1], stands))
        question = texts.plain("No more letters of this kind: {kind}?", kind=label(texts, named[1]))
        return _page(texts, _said(question) + _form(texts.plain("Yes, no more")))

    async def stop(self, request: web.Request) -> web.Response:
        """End them, or have them again; doing it twice changes nothing. 404 where it is not ours, 503 to come again."""
        named = self._unsubscribing.read(request.match_info["token"])
        texts = texts_for(self._language)
        if named is None:
            return _unknown(texts)
        if not self._serving():
            return _not_now(texts)
        try:
            again = AGAIN in await request.post()
            await self._database.write(partial(_choose, *named, self._now(), again))
            stands = await asyncio.to_thread(self._stands, *named)
        except SQLAlchemyError as error:  # whatever the database's trouble is, it can be asked again
            return _not_now(texts, error)
        if again:
            return _page(texts, _said(texts.plain("Such letters come again: {kind}.", kind=label(texts, named[1]))))
        return _page(texts, self._ended(texts, named[1], stands))

    def _stands(self, address_id: int, kind: str) -> "Stands | None":
        if kind == REPORTS:  # which others choose for somebody
            return None
        with self._database.read() as session:
            address = session.get(Address, address_id)
            if address is None or address.channel != EMAIL:
                return None
            in_telegram = is_reachable(session, address.member_id)
            return Stands(way_of(address.member, kind) == BY_TELEGRAM, in_telegram)

    def _ended(self, texts: Texts, kind: str, stands: "Stands | None") -> str:
        """That they have ended, and how to have them again."""
        said = _said(texts.plain("No more such letters will come: {kind}.", kind=label(texts, kind)))
        if kind == REPORTS:
            chosen = texts.plain("Who gets reports is chosen by the methodologist in Telegram: Settings, Reports.")
            return said + _said(chosen)
        if stands is None:
            return said
        if stands.in_telegram:
            said += _said(texts.plain("This can be changed in Telegram: Profile, E-mail."))
        else:
            said += _said(texts.plain("You are not in Telegram: nothing of this kind reaches you from now on."))
            said += _said(
                texts.plain("To have such letters again, press the button, now or later by the same address.")
            )
            if self._reply_to:
                ask = texts.plain("You can also write to the methodologist: {address}", address=self._reply_to)
                said += _said(ask)
        return said + _form(texts.plain("Send them again"), AGAIN)


@dataclass(frozen=True)
class Stands:
    """How it is with letters of a kind to somebody."""

    ended: bool
    in_telegram: bool


def _choose(address_id: int, kind: str, now: datetime, again: bool, session: Session) -> None:
    address = session.get(Address, address_id)
    if address is None or address.channel != EMAIL:
        return  # nothing goes there any more
    if kind == REPORTS:
        if again:
            return
        end_reports(session, address)
    elif again and way_of(address.member, kind) != BY_TELEGRAM:
        return
    else:
        choose_way(address.member, kind, BY_EMAIL if again else BY_TELEGRAM)
    record_act(
        session,
        at=now,
        actor_id=address.member_id,
        action="subscribe" if again else "unsubscribe",
        object_kind="member",
        object_id=address.member_id,
        kind=kind,
    )


def _unknown(texts: Texts) -> web.Response:
    said = texts.plain("This address is not complete, or no longer good.")
    return _page(texts, f"<p>{escape(said)}</p>", status=404)


def _not_now(texts: Texts, error: SQLAlchemyError | None = None) -> web.Response:
    if error is not None:
        log.error("cannot end mails yet", error=reason(error))
    said = texts.plain("This cannot be done just now. Please try again in a few minutes.")
    return _page(texts, _said(said), status=503)


def _said(sentence: str) -> str:
    return f"<p>{escape(sentence)}</p>"


def _form(label: str, name: str = "") -> str:
    named = f' name="{name}" value="1"' if name else ""
    return f'<form method="post"><button{named}>{escape(label)}</button></form>'


def _page(texts: Texts, body: str, status: int = 200) -> web.Response:
    page = (
        f'<!DOCTYPE html><html lang="{texts.language}"><head><meta charset="utf-8"><title>Plaukts</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">'
        "<style>body{font:18px/1.5 system-ui,sans-serif;max-width:32rem;margin:3rem auto;padding:0 1rem}"
        f"button{{font:inherit;padding:.5rem 1rem}}</style></head><body>{body}</body></html>"
    )
    headers = {"Referrer-Policy": "no-referrer", "Cache-Control": "no-store"}
    return web.Response(text=page, content_type="text/html", status=status, headers=headers)
