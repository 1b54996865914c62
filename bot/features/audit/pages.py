"""The audit log in the chat: pages, by part and by person, and as a file."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from markupsafe import Markup, escape
from sqlalchemy.orm import Session

from bot.access import Act
from bot.acts import PARTS
from bot.context import Context, Region, Rows, button
from bot.dialogs.form import Data, Form, start
from bot.dialogs.people import MemberField
from bot.errors import UserError
from bot.features.audit.lines import about, as_csv, chosen, details, names_of, own_kinds, what, who
from bot.texts import N_, bold, cut, join_lines, texts_for
from storage.audit import Line, Wanted, lines
from storage.files import order_file
from storage.members import Member
from storage.outbox import About

PAGE = 10
ALL = "all"
BUILDER = "audit"
FILE = "darbibu-zurnals.csv"


def wanted(part: str, person: int) -> Wanted:
    """The lines of a part (or ``all``) by a member (or 0); raises UserError where there is no such part."""
    if part != ALL and part not in PARTS:
        raise UserError(N_("This button no longer works. The menu below shows what can be done."))
    acts = chosen(None if part == ALL else part)
    elsewhere = {action: own_kinds(action) for _, action in acts or ()}
    return Wanted(acts, elsewhere, person or None)


def first_page(ctx: Context) -> None:
    """``/zurnals``, or the place under the settings."""
    _show(ctx, 0, ALL, 0)


def page(ctx: Context) -> None:
    """A page was turned, a part chosen."""
    number, part, person = ctx.match
    _show(ctx, int(number), part, int(person))


def choose_part(ctx: Context) -> None:
    """*What was done*."""
    person = int(ctx.match[0])
    rows = [[button(ctx.texts.plain("Everything"), f"au:page:0:{ALL}:{person}")]]
    rows += [[button(ctx.texts.plain(part.label), f"au:page:0:{name}:{person}")] for name, part in PARTS.items()]
    ctx.show(ctx.texts.t("📜 <b>Audit log</b>"), rows)


def choose_person(ctx: Context) -> None:
    """*By whom*."""
    wanted(ctx.match[0], 0)
    start(ctx, PERSON, {"part": ctx.match[0]})


def order(ctx: Context) -> None:
    """*As a file*: what is chosen, all of it."""
    part, person = ctx.match[0], int(ctx.match[1])
    wanted(part, person)
    ctx.note("export_audit")
    arguments = {"part": part, "person": person, "language": ctx.texts.language}
    file = order_file(ctx.session, name=FILE, mime="text/csv", builder=BUILDER, arguments=arguments, now=ctx.now)
    ctx.toast = ctx.texts.plain("The file will be here in a moment.")
    text = ctx.texts.t("📜 The audit log as a file. It holds names: keep it as carefully as the log itself.")
    ctx.say(text, about=About("audit"), document=file)


def build(session: Session, arguments: Mapping[str, Any], region: Region, _now: datetime) -> bytes:
    """Make the ordered file."""
    found = lines(session, wanted(arguments["part"], arguments["person"]))
    return as_csv(session, found, region, texts_for(arguments["language"]))


def _show(ctx: Context, number: int, part: str, person: int) -> None:
    texts = ctx.texts
    found = lines(ctx.session, wanted(part, person), first=number * PAGE, most=PAGE + 1)
    by = ctx.session.get(Member, person) if person else None
    names = names_of(ctx.session, found)
    text = join_lines(
        [
            texts.t("📜 <b>Audit log</b>"),
            texts.t("Who did what, when: the newest first. Texts of people are not in it."),
            texts.t("Only: {what}", what=texts.plain(PARTS[part].label)) if part != ALL else None,
            texts.t("By: {name}", name=by.name) if by is not None else None,
            "",
            *[_line(ctx, line, names) for line in found[:PAGE]],
            None if found else texts.t("Nothing like this has been noted."),
        ]
    )
    turning = [button("◀", f"au:page:{number - 1}:{part}:{person}")] if number else []
    turning += [button("▶", f"au:page:{number + 1}:{part}:{person}")] if len(found) > PAGE else []
    rows: Rows = [
        *([turning] if turning else []),
        [
            button(texts.plain("What was done"), f"au:parts:{person}"),
            button(texts.plain("By whom"), f"au:who:{part}"),
            *([button(texts.plain("Everybody"), f"au:page:0:{part}:0")] if person else []),
        ],
        [button(texts.plain("As a file (CSV)"), f"au:file:{part}:{person}")],
        [button(texts.plain("◀ Settings"), "set")],
    ]
    ctx.show(text, rows)


def _line(ctx: Context, line: Line, names: Any) -> Markup:
    texts = ctx.texts
    rest = [what(texts, line), about(texts, line, names), details(texts, line)]
    said = " · ".join(cut(one, 80) for one in rest if one)
    when = texts.short(ctx.region.local(line.at))
    return Markup("{} · {}: {}").format(when, bold(cut(who(texts, line, names), 40)), escape(said))


def _picked(ctx: Context, data: Data) -> None:
    _show(ctx, 0, data["part"], data["member"])


PERSON = Form(
    "audit_person",
    (MemberField(question=lambda ctx, _data: ctx.texts.t("Whose acts?")),),
    _picked,
    act=Act.AUDIT,
    title=N_("📜 Audit log"),
)
