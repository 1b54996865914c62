"""The pages of a record: all that can be added and corrected, what was corrected, and that it was taken out."""

from datetime import datetime
from typing import Any

from markupsafe import Markup

from bot.context import Button, Context, Rows, button
from bot.features.consultations import record_views
from bot.features.consultations.log import fields
from bot.texts import bold, join_lines
from bot.undoing import may_undo
from storage import outbox
from storage.consultations import TYPED, Consultation
from storage.corrections import (
    CHANNEL,
    DAY,
    DELETED,
    LIBRARIES,
    PARTICIPANTS,
    REPORTED,
    SECOND_TOPIC,
    TEXTS,
    TOPIC,
    Correction,
    corrections_of,
    exported_at,
    snapshot,
)
from storage.outbox import About

TOLD = 15
"""Corrections that their page tells, the newest."""
SEVERAL = "several"
"""In a button: more libraries, where ``libraries`` puts one in the place of another."""
_FIRST = (LIBRARIES, CHANNEL, TOPIC, SECOND_TOPIC, DAY)
PAGE = "record_page"
"""What a message about a record is, where it does not show its card."""


def show(ctx: Context, record: Consultation, *, change: Correction | None = None, undone: bool = False) -> None:
    """What stands in the record, and a button for each field; above it what was changed just now."""
    lines: list[Markup | str | None] = []
    rows: list[list[Button]] = []
    if change is not None:
        sign = (
            ctx.texts.t("↩️ The correction was taken back.") if undone else ctx.texts.t("✅ The record was corrected.")
        )
        lines += [Markup("{} {}").format(sign, _told(ctx, change)), _late(ctx, change), ""]
        if not undone:
            rows.append([button(ctx.texts.plain("Undo"), f"lg:undo:{change.id}")])
    traced = len(corrections_of(ctx.session, record))
    ctx.show(
        join_lines([*lines, *_facts(ctx, record)]),
        [*rows, *_fields(ctx, record), *_ways(ctx, record, traced)],
        about=About(PAGE, "consultation", record.number),
    )


def opened(ctx: Context, record: Consultation) -> int | None:
    """The message in which the acting person has a page of the record open, and nothing is asked in its place."""
    about = About(PAGE, "consultation", record.number)
    shown = outbox.deliveries_about(ctx.session, about, recipient_id=ctx.me.id)
    return shown[-1][0] if shown else None


def refresh(ctx: Context, record: Consultation, *, change: Correction | None = None) -> None:
    """Such a page shows how the record stands now, and what was changed."""
    ctx.pressed_delivery = opened(ctx, record)
    if ctx.pressed_delivery is not None:
        show(ctx, record, change=change)


def give_way(ctx: Context) -> None:
    """Something is asked in the place of the page that was pressed."""
    if ctx.pressed_delivery is not None:
        outbox.set_about(ctx.session, ctx.pressed_delivery, About("reply"))


def _facts(ctx: Context, record: Consultation) -> list[Markup | str]:
    values = snapshot(record)
    order = [*_FIRST, *(one for one in fields.NAMES if one not in (*_FIRST, DELETED))]
    stated = {one: fields.in_words(ctx, one, values[one]) for one in order}
    if record.participants == 1:
        stated[PARTICIPANTS] = ""
    return [
        bold(ctx.texts.plain("✏️ Consultation No. {number}", number=record.number)),
        *(f"{_name(ctx, record, one)}: {words}" for one, words in stated.items() if words),
        "",
        ctx.texts.t("What is to be added or corrected?"),
    ]


def _name(ctx: Context, record: Consultation, field: str) -> str:
    one_library = field == LIBRARIES and len(record.libraries) == 1
    return ctx.texts.plain("Library") if one_library else fields.name(ctx, field)


def _fields(ctx: Context, record: Consultation) -> list[list[Button]]:
    offered = []
    for one in fields.fields_of(record):
        if one == LIBRARIES:
            offered += _libraries(ctx, record)
        else:
            offered.append(button(fields.name(ctx, one), f"lg:field:{record.number}:{one}"))
    return [offered[at : at + 2] for at in range(0, len(offered), 2)]


def _libraries(ctx: Context, record: Consultation) -> list[Button]:
    """One in the place of another, or more of them."""
    several = button(ctx.texts.plain("Several libraries"), f"lg:field:{record.number}:{SEVERAL}")
    if len(record.libraries) > 1:
        return [several]
    return [button(ctx.texts.plain("Library"), f"lg:field:{record.number}:{LIBRARIES}"), several]


def _ways(ctx: Context, record: Consultation, traced: int) -> list[list[Button]]:
    number = record.number
    ways = []
    if traced:
        ways.append(button(ctx.texts.plain("Corrections ({n})", n=traced), f"lg:trace:{number}"))
    if record.origin == TYPED:
        ways.append(button(ctx.texts.plain("Delete the record"), f"lg:delete:{number}"))
    return [*([ways] if ways else []), [button(ctx.texts.plain("◀ Back"), f"lg:card:{number}")]]


def _told(ctx: Context, change: Correction) -> str:
    """``Temats: Cits → Projekti``: of texts only that they were changed, once that cannot be taken back."""
    name = fields.name(ctx, change.field)
    if change.field == DELETED:
        return (
            ctx.texts.plain("{field}: taken out", field=name)
            if change.after
            else ctx.texts.plain("{field}: put back", field=name)
        )
    if change.field in TEXTS and change.before is None and change.after is None:
        return ctx.texts.plain("{field}: changed", field=name)
    return f"{name}: {_value(ctx, change.field, change.before)} → {_value(ctx, change.field, change.after)}"


def _value(ctx: Context, field: str, value: Any) -> str:
    return fields.in_words(ctx, field, value) or "–"


def _late(ctx: Context, change: Correction) -> Markup | None:
    """That a report has been made which says otherwise, if one has."""
    days = [day for day in (change.day_before, change.day_after) if day is not None]
    at = next((at for day in days if (at := exported_at(ctx.session, day)) is not None), None)
    if change.field not in REPORTED or at is None or change.at <= at:
        return None
    return ctx.texts.t("The report of this month has been made already; its next copy will tell of what is late.")


def show_trace(ctx: Context, record: Consultation) -> None:
    """Who corrected what and when, the newest last."""
    changes = corrections_of(ctx.session, record)
    lines = [
        "{when} · {who}: {what}".format(
            when=_when(ctx, change.at), who=change.by.name if change.by else "–", what=_told(ctx, change)
        )
        for change in changes[-TOLD:]
    ]
    left_out = len(changes) - len(lines)
    head = bold(ctx.texts.plain("Corrections of consultation No. {number}", number=record.number))
    earlier = ctx.texts.tn("({n} earlier one)", "({n} earlier ones)", left_out) if left_out else None
    if record.deleted_at is None:
        back: Rows = [[button(ctx.texts.plain("◀ Back"), f"lg:edit:{record.number}")]]
    else:
        deleted = [change for change in changes[-1:] if change.field == DELETED and may_undo(change.at, ctx.now)]
        back = [
            *([button(ctx.texts.plain("Undo"), f"lg:undo:{change.id}")] for change in deleted),
            [record_views.to_day(ctx.texts, record.happened_on or ctx.today, ctx.today)],
        ]
    ctx.show(
        join_lines([head, earlier, *(lines or [ctx.texts.t("Nothing was corrected.")])]),
        back,
        about=About(PAGE, "consultation", record.number),
    )


def _when(ctx: Context, at: datetime) -> str:
    return ctx.texts.short(ctx.region.local(at))


def show_deleted(ctx: Context, record: Consultation, change: Correction) -> None:
    """It was taken out, and can be put back for ten minutes."""
    traced = len(corrections_of(ctx.session, record))
    ctx.show(
        join_lines(
            [
                ctx.texts.t("✖ Consultation No. {number} was deleted; it is not counted.", number=record.number),
                _late(ctx, change),
            ]
        ),
        [
            [
                button(ctx.texts.plain("Undo"), f"lg:undo:{change.id}"),
                button(ctx.texts.plain("Corrections ({n})", n=traced), f"lg:trace:{record.number}"),
            ],
            [record_views.to_day(ctx.texts, record.happened_on or ctx.today, ctx.today)],
        ],
        about=About(PAGE, "consultation", record.number),
    )
