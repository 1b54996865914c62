"""Everything about oneself as two documents: one to read and print, one for machines."""

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from markupsafe import Markup, escape
from sqlalchemy.orm import Session

from bot.acts import PHRASES, key_of
from bot.context import Context
from bot.delivery.files import Builder
from bot.dialogs.people import NOBODY
from bot.errors import UserError
from bot.features.privacy.headings import COLUMNS, SECTIONS, VALUES
from bot.region import Region
from bot.texts import N_, Texts, join_lines, texts_for
from storage.belongings_told import told_of
from storage.consultations import entry_names
from storage.files import order_file
from storage.members import Member, telegram_chat_of
from storage.outbox import About
from storage.vocabulary import CHANNEL, EVENT_KIND, NEWS_CATEGORY, TOPIC

MY_DATA = About("my_data")
_LISTS = {
    "topic": (TOPIC,),
    "second_topic": (TOPIC,),
    "channel": (CHANNEL,),
    "category": (NEWS_CATEGORY,),
    "subject": (TOPIC, NEWS_CATEGORY, EVENT_KIND),
}
"""Columns that hold keys of the region's lists."""
_FREE = ("name", "text", "note", "question", "query", "title", "reason", "before", "after")
"""Columns that hold what people typed."""
_FOR_MACHINES = {"deliveries": "kind"}
"""Section → a column that only says which of the program's messages it was: it is in the JSON alone."""
_STYLE = (
    "body{font:11pt/1.45 sans-serif;max-width:60em;margin:2em auto;padding:0 1em;color:#222}"
    "h1{font-size:1.5em}h2{font-size:1.15em;margin:1.6em 0 .4em;border-bottom:1px solid #999}"
    "dl{display:grid;grid-template-columns:14em 1fr;gap:.15em 1em;margin:.5em 0 .9em;break-inside:avoid}"
    "dt{color:#555}dd{margin:0;white-space:pre-wrap;overflow-wrap:anywhere}p{margin:.4em 0}"
    "@media print{body{margin:0;max-width:none}}"
    "@media screen and (max-width:34em){body{margin:1em auto}dl{grid-template-columns:8.5em 1fr}}"
)


def send(ctx: Context) -> None:
    """``/manidati``, or *My data*: two documents come as soon as they are made."""
    member = ctx.member
    if member is None:
        ctx.say(ctx.texts.t("Nothing is stored about you: you have not joined."))
        return
    _order(ctx, member, _page_sent(ctx.texts))
    ctx.note("export_own_data", "member", member.id)


def send_for(ctx: Context) -> None:
    """*All data as files* under the card of somebody without Telegram: an administrator hands them over."""
    member = ctx.session.get(Member, int(ctx.match[0]))
    if member is None or member.erased_at is not None:
        raise UserError(NOBODY)
    if telegram_chat_of(ctx.session, member.id) is not None:
        raise UserError(N_("This person has Telegram and gets their data there: /manidati"))
    _order(
        ctx, member, ctx.texts.t("📄 <b>Everything that is stored about {name}</b>: to hand over.", name=member.name)
    )
    ctx.note("export_data_of", "member", member.id)


def _order(ctx: Context, member: Member, page_sent: Markup) -> None:
    arguments = {"member": member.id, "language": member.language}
    for builder, name, mime, text in (
        ("my_data_page", "mani-dati.html", "text/html", page_sent),
        ("my_data_json", "mani-dati.json", "application/json", ctx.texts.t("📄 The same for machines (JSON).")),
    ):
        document = order_file(ctx.session, name=name, mime=mime, builder=builder, arguments=arguments, now=ctx.now)
        ctx.say(text, about=MY_DATA, document=document)


def _page_sent(texts: Texts) -> Markup:
    return join_lines(
        [
            texts.t("📄 <b>Everything that is stored about you</b>, to read and to print."),
            texts.t("Of what others wrote only the answers to your own questions are in it, without names."),
        ]
    )


def _page(session: Session, arguments: Mapping[str, Any], region: Region, now: datetime) -> bytes:
    texts = texts_for(arguments["language"])
    member = session.get_one(Member, arguments["member"])
    lists = {
        column: {key: name for one in names for key, name in entry_names(session, one, texts.language).items()}
        for column, names in _LISTS.items()
    }
    said = _Page(texts, region, lists)
    body = [Markup("<h1>{}</h1>").format(texts.plain("My data in Plaukts"))]
    made = texts.plain("{name} · as of {moment}", name=member.name, moment=texts.at(region.local(now)))
    body.append(Markup("<p>{}</p><p>{}</p>").format(made, region.operator))
    told = told_of(session, member.id)
    for section, rows in told.items():
        if rows:
            body.append(Markup("<h2>{}</h2>").format(texts.plain(SECTIONS[section])))
            body += [said.row(section, row) for row in rows]
    if empty := [texts.plain(SECTIONS[section]) for section, rows in told.items() if not rows]:
        body.append(Markup("<h2>{}</h2>").format(texts.plain("Of this nothing is stored")))
        body.append(Markup("<ul>{}</ul>").format(Markup("").join(Markup("<li>{}</li>").format(one) for one in empty)))
    page = Markup(
        '<!doctype html><html lang="{}"><head><meta charset="utf-8"><title>{}</title><style>{}</style></head>'
        "<body>{}</body></html>"
    )
    style = Markup(_STYLE)  # noqa: S704 - our own
    return str(page.format(texts.language, texts.plain("My data in Plaukts"), style, Markup("\n").join(body))).encode()


class _Page:
    """One language's way of saying rows."""

    def __init__(self, texts: Texts, region: Region, lists: Mapping[str, Mapping[str, str]]) -> None:
        self._texts, self._region, self._lists = texts, region, lists

    def row(self, section: str, row: Mapping[str, Any]) -> Markup:
        """What is known of the row; what is empty is left out."""
        left_out = _FOR_MACHINES.get(section)
        known = [(name, value) for name, value in row.items() if value not in (None, "", []) and name != left_out]
        if section == "audit" and (key := key_of(row["action"], row["object_kind"])) is not None:
            known = [(name, self._texts.plain(PHRASES[key]) if name == "action" else value) for name, value in known]
        if section == "corrections" and row["field"] in self._lists:
            names = self._lists[row["field"]]
            known = [(name, names.get(v, v) if name in ("before", "after") else v) for name, v in known]
        pairs = (Markup("<dt>{}</dt><dd>{}</dd>").format(self._name(name), self._value(name, v)) for name, v in known)
        return Markup("<dl>{}</dl>").format(Markup("").join(pairs))

    def _name(self, column: str) -> str:
        return self._texts.plain(COLUMNS[column]) if column in COLUMNS else column

    def _value(self, column: str, value: Any) -> Markup:
        if column == "messages":
            return Markup("<br>").join(self._said(one) for one in value)
        if isinstance(value, list):
            return escape(", ".join(str(one) for one in value))
        return escape(value if column in _FREE else self._in_words(column, value))

    def _in_words(self, column: str, value: Any) -> object:
        if isinstance(value, bool):
            return self._texts.plain("yes") if value else self._texts.plain("no")
        if column in self._lists and value in self._lists[column]:
            return self._lists[column][value]
        if column == "field" and value in COLUMNS:
            return self._texts.plain(COLUMNS[value])
        if value in VALUES:
            return self._texts.plain(VALUES[value])
        if column == "digest_weekday":
            return f"{value} ({self._texts.weekly(value)})"
        return self._as_moment(value) if isinstance(value, str) else value

    def _as_moment(self, value: str) -> str:
        """A day or a moment as people say it; without a zone it is on the region's clocks."""
        moment = _moment(value)
        if isinstance(moment, datetime):
            return self._texts.at(moment if moment.tzinfo is None else self._region.local(moment))
        return value if moment is None else self._texts.date(moment)

    def _said(self, message: Mapping[str, Any]) -> Markup:
        who = self._texts.plain("you") if message["by"] == "me" else self._texts.plain("others")
        files = ", ".join(message["files"])
        when = self._value("at", message["at"])
        return Markup("<b>{} · {}</b><br>{}{}").format(when, who, message["text"], f" [{files}]" if files else "")


def _moment(value: str) -> date | datetime | None:
    """The day or moment that a value says, if it says one."""
    try:
        return date.fromisoformat(value) if len(value) == len("2026-10-01") else datetime.fromisoformat(value)
    except ValueError:
        return None


def _json(session: Session, arguments: Mapping[str, Any], region: Region, now: datetime) -> bytes:
    member_id = arguments["member"]
    english = texts_for("en")
    told = {
        "format": "plaukts-my-data",
        "version": 1,
        "made_at": now.isoformat(),
        "operator": region.operator,
        "explained": {
            "sections": {name: english.plain(heading) for name, heading in SECTIONS.items()},
            "keys": {name: english.plain(meaning) for name, meaning in COLUMNS.items()},
        },
        **told_of(session, member_id),
    }
    return json.dumps(told, ensure_ascii=False, indent=1).encode()


BUILDERS: dict[str, Builder] = {"my_data_page": _page, "my_data_json": _json}
