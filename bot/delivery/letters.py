"""A delivery as a letter: what Telegram would show, as plain text and as HTML, with links in place of its buttons."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from html import escape, unescape
from typing import Any

from bot.delivery.attached import Attached
from bot.delivery.unsubscribing import Unsubscribing
from bot.region import Region
from bot.texts import N_, Texts, cut, texts_for
from storage.carrying import Claimed
from storage.files import FileContent
from storage.letters import Addressee
from storage.mail_codes import CODE
from storage.mailing import ANNOUNCEMENTS, ANSWERS, DIGESTS, INVITATIONS, REMINDERS, REPORTS
from storage.outbox import About

PRODUCT = "Plaukts"
LONGEST_SUBJECT = 120
"""UTF-16 units: more of it no list of letters shows."""
_POLICY = SMTP.clone(max_line_length=76)
_TAG = re.compile(r"<[^>]*>")
_LINK = re.compile(r'<a href="([^"]*)">(.*?)</a>', re.DOTALL)
_QUOTE = re.compile(r"<blockquote[^>]*>(.*?)</blockquote>", re.DOTALL)
_PRE = re.compile(r"(<pre>.*?</pre>)", re.DOTALL)
_BLOCK_END = re.compile(r"\n?(<(?:blockquote|pre)[^>]*>)|(</(?:blockquote|pre)>)\n?")
_BARE_LINK = re.compile(
    r"(<a .*?</a>)|(https?://(?:[^\s<>\"&]|&amp;)*(?:[^\s<>\"&.,;:!?)]|&amp;))", re.DOTALL
)  # other escaped signs are none of an address, and must not be broken up
_SIGN = re.compile(r"^[^\w«„\"'(]+")
_METHOD = re.compile(rb"^METHOD:(\w+)", re.MULTILINE)
_OF_OBJECTS = {
    "announcement": ANNOUNCEMENTS,
    "event": INVITATIONS,
    "news": DIGESTS,
    "consultation": ANSWERS,
    "message": ANSWERS,
}
_LABELS = {
    ANSWERS: N_("Answers to your questions"),
    ANNOUNCEMENTS: N_("Announcements"),
    DIGESTS: N_("News and digests"),
    INVITATIONS: N_("Invitations to events"),
    REMINDERS: N_("Reminders of events"),
    REPORTS: N_("Reports of the region"),
}
"""What the kinds are called where one chooses."""
_BY_KIND = {"digest": DIGESTS, "report": REPORTS}
_BEGINNINGS = {
    "invitation": N_("Invitation: {subject}"),
    "reminder": N_("Reminder: {subject}"),
    "offer_letter": N_("A place has become free: {subject}"),
    "confirmed_letter": N_("You take part: {subject}"),
    "told_letter": N_("About the event: {subject}"),
}
"""How subjects of letters about events begin, where their first line is not as good."""
_INVITES = ("invitation", "invited_change")
"""What asks whether one comes."""
_TITLE = re.compile(r"^<b>(.*)</b>$", re.MULTILINE)
"""What an event is called has a line of its own."""
_OPENS = {"announcement": "ao", "event": "e", "news": "n"}
"""What a deep link opens, by the kind of object."""


_NOTHING_LEFT = ("withdrawal", "letters_ended")
"""Letters after which there is nothing to be opened."""
NOTHING_ATTACHED = Attached()


@dataclass(frozen=True)
class Sender:
    """From whom letters come."""

    address: str
    """Of the envelope and of *From*."""
    reply_to: str | None
    """Whoever reads the answers."""


def label(texts: Texts, kind: str) -> str:
    """What a kind of letters is called."""
    return texts.plain(_LABELS[kind])


def kind_of(about: About) -> str | None:
    """Which of the kinds it is that can be ended; nothing of what comes in any case."""
    if about.object_kind == "event" and about.kind == "reminder":
        return REMINDERS
    return _BY_KIND.get(about.kind) or _OF_OBJECTS.get(about.object_kind or "")


def plain(html: str) -> str:
    """Telegram's HTML as text, with the addresses of its links."""

    def linked(found: re.Match[str]) -> str:
        url, words = found[1], found[2]
        return url if _TAG.sub("", words) == url else f"{words} ({url})"

    def quoted(found: re.Match[str]) -> str:
        return "\n".join(f"> {line}" for line in found[1].strip().splitlines())

    return unescape(_TAG.sub("", _QUOTE.sub(quoted, _LINK.sub(linked, html))))


def subject(texts: Texts, about: About, html: str) -> str:
    """The first line without its sign; of an event what it is called, and what there is about it."""
    lines = (line for line in html.splitlines() if line.strip())
    first = _words(next(lines, "")) or PRODUCT
    title = _TITLE.search(html)
    if about.object_kind == "event" and title and _words(title[1]) != first:
        words, beginning = _words(title[1]), _BEGINNINGS.get(about.kind)
        first = texts.plain(beginning, subject=words) if beginning else f"{first}: {words}"
    return cut(first, LONGEST_SUBJECT)


def _words(html: str) -> str:
    """One line of text, without the sign in front."""
    return _SIGN.sub("", " ".join(unescape(_TAG.sub("", html)).split()))


def links(payload: Mapping[str, Any]) -> list[tuple[str, str]]:
    """(label, address) of the buttons that open something; what others would do is done in the chat."""
    rows: Sequence[Sequence[Mapping[str, str]]] = payload.get("reply_markup", {}).get("inline_keyboard", ())
    return [(one["text"], one["url"]) for row in rows for one in row if "url" in one]


@dataclass(frozen=True)
class LetterWriter:
    """Writes the letters of one region."""

    region: Region
    sender: Sender
    unsubscribing: Unsubscribing | None
    """Nothing where there is no address at which others reach us."""

    def letter(
        self,
        delivery: Claimed,
        to: Addressee,
        now: datetime,
        file: FileContent | None = None,
        attached: Attached = NOTHING_ATTACHED,
    ) -> bytes:
        """The letter as it goes over the wire; ``file`` is one that Plaukts has made, ``attached`` what people sent."""
        texts, payload = texts_for(to.language), delivery.payload
        html = str(payload.get("text") or payload.get("caption") or "")
        if attached.left_out:
            html += f"\n\n{self._left_out(to, texts, attached.left_out)}"
        text = plain(html)
        kind = kind_of(to.about)
        opened = [*links(payload), *self._opened(to, texts)] if to.about.kind != CODE else []
        closing = self._closing(to, texts, kind)
        stop = self.unsubscribing.url(to.address_id, kind) if self.unsubscribing and kind else None
        mail = EmailMessage(policy=_POLICY)
        mail["From"] = Address(f"{PRODUCT} · {self.region.name}", addr_spec=self.sender.address)
        mail["To"] = Address(to.name, addr_spec=to.address)
        mail["Subject"] = payload.get("subject") or subject(texts, to.about, html)
        mail["Date"] = format_datetime(now)
        mail["Message-ID"] = self._message_id(delivery.id, to.about, to.key, to.address)
        if to.follows is not None:  # programs show both as one conversation
            mail["In-Reply-To"] = mail["References"] = self._message_id(*to.follows, to.address)
        mail["Auto-Submitted"] = "auto-generated"
        mail["Content-Language"] = texts.language
        if self.sender.reply_to:
            mail["Reply-To"] = self.sender.reply_to
        words = [text, *(f"{name}: {url}" for name, url in opened), "-- \n" + "\n".join(closing)]
        if stop:
            words.append(texts.plain("No more such letters: {address}", address=stop))
        mail.set_content("\n\n".join(words) + "\n", cte="quoted-printable")
        page = _page(html, opened, closing, (texts.plain("No more such letters"), stop) if stop else None, texts)
        mail.add_alternative(page, subtype="html", cte="quoted-printable")
        if file is not None and file.content is not None:
            _attach(mail, file)
        for one in attached.files:
            kind_of_file, _, subtype = one.mime.partition("/")
            mail.add_attachment(one.content, maintype=kind_of_file, subtype=subtype, filename=one.name)
        return self._list_headers(stop, kind) + mail.as_bytes()

    def _left_out(self, to: Addressee, texts: Texts, names: Sequence[str]) -> str:
        """That something travels along that a letter cannot carry, and how it can be had."""
        listed = ", ".join(names)
        if to.in_telegram:
            return str(texts.t("Not attached to this letter: {names}. It can be opened in Telegram.", names=listed))
        if self.sender.reply_to:
            said = N_("Not attached to this letter: {names}. Please reply to it: you will get this otherwise.")
            return str(texts.t(said, names=listed))
        return str(texts.t("Not attached to this letter: {names}.", names=listed))

    def _opened(self, to: Addressee, texts: Texts) -> list[tuple[str, str]]:
        if not to.in_telegram or not self.region.bot_username or to.about.kind in _NOTHING_LEFT:
            return []
        prefix = _OPENS.get(to.about.object_kind or "")
        start = f"?start={prefix}{to.about.object_id}" if prefix else ""
        return [(texts.plain("Open in Telegram"), f"https://t.me/{self.region.bot_username}{start}")]

    def _closing(self, to: Addressee, texts: Texts, kind: str | None) -> list[str]:
        lines = [texts.plain("This letter was sent by Plaukts, {region}.", region=self.region.name)]
        if kind is None:
            return lines
        if to.about.kind in _INVITES and not to.in_telegram and self.sender.reply_to:
            lines.append(texts.plain("To register, reply to this letter: the methodologist will put you down."))
        elif to.about.kind == "offer_letter" and self.sender.reply_to:
            lines.append(texts.plain("To confirm that you come, reply to this letter: the methodologist will note it."))
        elif self.sender.reply_to:
            lines.append(texts.plain("Replies to this letter are read by the methodologist."))
        if kind == REPORTS:
            lines.append(texts.plain("Who gets reports is chosen by the methodologist in Telegram: Settings, Reports."))
        elif to.in_telegram:
            called = label(texts, kind)
            lines.append(
                texts.plain("What comes by e-mail is chosen in Telegram: Profile, E-mail ({kind}).", kind=called)
            )
        elif not self.unsubscribing and self.sender.reply_to:
            lines.append(texts.plain("To get no more such letters, reply to this one and say so."))
        return lines

    def _message_id(self, delivery_id: int, about: About, key: str | None, address: str) -> str:
        """The same however often it is handed in, and another one in any other database or after a restored backup."""
        of = (delivery_id, about, address, key, self.region.bot_username)
        return f"<{delivery_id}.{hashlib.sha256(repr(of).encode()).hexdigest()[:24]}@{_domain(self.sender.address)}>"

    def _list_headers(self, stop: str | None, kind: str | None) -> bytes:
        """Put in front as they are: the email package would break long addresses into encoded words."""
        if kind is None or not (stop or self.sender.reply_to):
            return b""
        ways = [f"<{stop}>"] if stop else []
        if self.sender.reply_to:
            ways.append(f"<mailto:{self.sender.reply_to}?subject=unsubscribe%20{kind}>")
        found = f"List-Unsubscribe: {f',{_LINE_END} '.join(ways)}{_LINE_END}"
        if stop:
            found += f"List-Unsubscribe-Post: List-Unsubscribe=One-Click{_LINE_END}"
        return found.encode("ascii")


_LINE_END = "\r\n"


def _domain(address: str) -> str:
    return address.rpartition("@")[2]


def _attach(mail: EmailMessage, file: FileContent) -> None:
    kind, _, subtype = file.mime.partition("/")
    content = file.content or b""
    if file.mime == "text/calendar":
        method = _METHOD.search(content)
        parameters = {"charset": "utf-8", "method": method[1].decode() if method else "PUBLISH"}
        mail.add_attachment(content, maintype=kind, subtype=subtype, filename=file.name, params=parameters)
    else:
        mail.add_attachment(content, maintype=kind, subtype=subtype, filename=file.name)


def _page(
    html: str,
    opened: Sequence[tuple[str, str]],
    closing: Sequence[str],
    stop: tuple[str, str] | None,
    texts: Texts,
) -> str:
    """One narrow column that needs no stylesheet: many programs leave those out."""
    body = _QUOTE.sub(lambda found: f'<blockquote style="{_QUOTED}">{found[1].strip()}</blockquote>', html)
    body = body.replace("<tg-spoiler>", "<span>").replace("</tg-spoiler>", "</span>")
    body = _BARE_LINK.sub(lambda found: found[1] or f'<a href="{found[2]}">{found[2]}</a>', body)
    body = "".join(_lines(part) for part in _PRE.split(_BLOCK_END.sub(r"\1\2", body)))
    buttons = "".join(f'<a href="{escape(url)}" style="{_BUTTON}">{escape(name)}</a> ' for name, url in opened)
    last = "<br>\n".join(escape(line) for line in closing)
    if stop:
        last += f'<br>\n<a href="{escape(stop[1])}" style="color:#667085">{escape(stop[0])}</a>'
    return (
        f'<!DOCTYPE html>\n<html lang="{texts.language}">\n<head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light"></head>\n'
        f'<body style="{_BODY}"><div style="{_COLUMN}">\n<div>{body}</div>\n'
        f'{f"<p>{buttons}</p>" if buttons else ""}\n<p style="{_LAST}">{last}</p>\n</div></body>\n</html>\n'
    )


def _lines(html: str) -> str:
    """Lines of text end where the page's do; what is set in type as it was written has its own."""
    if html.startswith("<pre>"):
        return html.replace("<pre>", f'<pre style="{_AS_WRITTEN}">', 1)
    return html.replace("\n", "<br>\n")


_BODY = "margin:0;padding:16px;background:#f4f5f7;color:#1d2939;font:16px/1.5 system-ui,Segoe UI,Arial,sans-serif"
_COLUMN = "max-width:600px;margin:0 auto;padding:20px 24px;background:#ffffff;border-radius:8px;overflow-wrap:anywhere"
_QUOTED = "margin:8px 0;padding:4px 12px;border-left:3px solid #98a2b3;color:#475467"
_AS_WRITTEN = "margin:8px 0;white-space:pre-wrap"
_BUTTON = (
    "display:inline-block;margin:4px 4px 4px 0;padding:8px 14px;border-radius:6px;background:#175cd3;color:#ffffff;"
    "text-decoration:none"
)
_LAST = "margin:20px 0 0;padding-top:12px;border-top:1px solid #e4e7ec;color:#667085;font-size:13px"
