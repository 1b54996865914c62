"""Several lines at once: one record each, shown as a table first, saved with one tap and taken back with one."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.access import Act
from bot.context import Context
from bot.dialogs.form import EARLIER_STEP, Data, Form, Prompt, ask_again, number_in, start
from bot.dialogs.pickers import PAGE, matching
from bot.errors import UserError
from bot.features.consultations import pasting_views as views
from bot.features.consultations.log.card import refresh
from bot.features.consultations.oneline import is_record_line
from bot.features.consultations.oneline_numbers import is_day_alone
from bot.features.consultations.registering import REGISTER, leave_unfinished, record_of, register, understood
from bot.features.consultations.words import read_line
from bot.texts import N_
from bot.typed import Typed
from bot.undoing import check_undo
from storage.consultations import Consultation, consultation_numbered
from storage.dialogs import Dialog, dialog_of
from storage.libraries import Library, libraries_on
from storage.numbers import mark_once, marked_value
from storage.outbox import About
from storage.unfinished import RECORD, RECORDS
from storage.vocabulary import CHANNEL, TOPIC, entries_of

MOST = 30
"""Lines at a time: more than a table in one message can show."""
NEEDED = ("libraries", CHANNEL, TOPIC)
"""What a record must say; the rest is optional."""
_BULLET = re.compile(r"^(?:[-–—•*]\s+|\d{1,2}\)\s+)")

Row = Data
"""A line, what of it needs no question and what it could mean (``registering.understood``)."""


def take(ctx: Context, typed: Typed) -> bool:
    """Two lines or more that each are a record's: begin the table; tells whether they were.

    Raises UserError where they are too many.
    """
    lines = _lines(ctx, typed.text)
    if not _are_records(ctx, typed, lines):
        return False
    _refuse_many(len(lines))
    rows = [_row(ctx, line, typed.message_id) for line in lines]
    start(ctx, LINES, prefilled={"rows": rows, "_message": typed.message_id})
    return True


def follow_edit(ctx: Context, message_id: int, text: str) -> bool:
    """The message was changed that is being made into records and is not saved yet; tells whether it was."""
    dialog = dialog_of(ctx.session, ctx.chat_id, ctx.user_id)
    if dialog is None or dialog.form not in (RECORD, RECORDS) or not message_id or dialog.expires_at <= ctx.now:
        return False
    data = dict(dialog.data)
    if dialog.form == RECORDS and data.get("_message") == message_id and (lines := _lines(ctx, text)):
        rows: list[Row] = data["rows"]
        of_others = [row for row in rows if row.get("message") != message_id]
        _refuse_many(len(lines) + len(of_others))
        known = {row["line"]: row for row in rows}  # what was chosen for a line stays with it
        mine = [known.get(line) or _row(ctx, line, message_id) for line in lines]
        ctx.pressed_delivery = dialog.delivery_id  # the table stands where it stood
        start(ctx, LINES, prefilled={"rows": [*mine, *of_others], "_message": message_id})
        return True
    source = data.get("source") or {}
    if dialog.form != RECORD or source.get("message_id") != message_id:
        return False
    known_now, unclear = understood(read_line(ctx.session, text, ctx.today), Typed.from_json({**source, "text": text}))
    chosen = {name: data[name] for name in NEEDED if data.get(name) and name not in data["_given"]}
    ctx.pressed_delivery = dialog.delivery_id
    start(ctx, ONE, {**chosen, **known_now}, prefilled=unclear)
    return True


def _are_records(ctx: Context, typed: Typed, lines: Sequence[str]) -> bool:
    if len(lines) < 2 or typed.attachments or typed.forwarded:
        return False
    return sum(is_record_line(read_line(ctx.session, line, ctx.today)) for line in lines[: MOST + 1]) > 1


def _begin_another(ctx: Context, dialog: Dialog, typed: Typed) -> bool:
    """While a record is unfinished lines are pasted: they are no choice of its step."""
    if not _are_records(ctx, typed, _lines(ctx, typed.text)):
        return REGISTER.another is not None and REGISTER.another(ctx, dialog, typed)
    _refuse_many(len(_lines(ctx, typed.text)))
    leave_unfinished(ctx, dialog)
    return take(ctx, typed)


def take_lines(ctx: Context, typed: Typed) -> bool:
    """The same for what a methodologist types without a command."""
    return ctx.may(Act.REGISTER) and take(ctx, typed)


def missing(row: Row) -> str | None:
    """The first thing that a row has yet to say."""
    return next((name for name in NEEDED if not row.get(name)), None)


def undo(ctx: Context, first: int) -> None:
    """Take back within ten minutes all that was saved together; what was undone singly stays so."""
    numbers: list[int] = json.loads(marked_value(ctx.session, f"lines:{first}") or "[]")
    records = [one for number in numbers if (one := consultation_numbered(ctx.session, number)) is not None]
    if not records:
        raise UserError(N_("Consultation No. {number} was taken back or does not exist."), number=first)
    check_undo(records[0].entered_at, ctx.now)
    for record in records:
        record.deleted_at = ctx.now
        ctx.note("undo_record", "consultation", record.number)
    ctx.session.flush()
    for record in records:  # what shows one of them singly, too
        refresh(ctx, record.number)
    ctx.show(views.undone(ctx.texts, len(records)))


def _lines(ctx: Context, text: str) -> list[str]:
    """The lines that say something, each with its day where one stands above it as a heading (``12. martā``)."""
    lines, heading = [], ""
    for line in _written_lines(text):
        if is_day_alone(line, ctx.today):
            heading = line.rstrip(" :–—-")
        else:
            own = not heading or read_line(ctx.session, line, ctx.today).day is not None
            lines.append(line if own else f"{heading} {line}")
    return lines


def _written_lines(text: str) -> list[str]:
    """Without the bullets or running numbers before them."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if all(line.startswith(f"{number}. ") for number, line in enumerate(lines, start=1)):
        return [line.partition(" ")[2].strip() for line in lines]
    return [_BULLET.sub("", line) for line in lines]


def _refuse_many(count: int) -> None:
    if count > MOST:
        raise UserError(
            N_("At most {most} lines can be registered at a time; these are {n}. Send them in parts."),
            most=MOST,
            n=count,
        )


def _row(ctx: Context, line: str, message_id: int = 0) -> Row:
    data, unclear = understood(read_line(ctx.session, line, ctx.today), Typed(""))
    return {"line": line, "message": message_id, **data, "source": {}, **unclear}


@dataclass(frozen=True)
class LinesField:
    """The table of what was read; a row can be opened, mended and left out."""

    name: str = "rows"

    def prompt(self, ctx: Context, data: Data) -> Prompt:
        rows = data["rows"]
        at = data.get("_opened")
        if at is None:
            return views.table(ctx, rows, [missing(row) for row in rows])
        lacks = missing(rows[at])
        return views.opened(ctx, rows[at], at + 1, lacks)

    def typed(self, ctx: Context, data: Data, typed: Typed) -> bool:
        """A row that is open is typed anew, or its library; beside the table further lines are added."""
        rows: list[Row] = [*data["rows"]]
        at = data.get("_opened")
        if at is None:
            lines = _lines(ctx, typed.text)
            if not any(is_record_line(read_line(ctx.session, line, ctx.today)) for line in lines):
                raise UserError(N_("A choice is needed here: press a button. What you wrote was not registered."))
            _refuse_many(len(rows) + len(lines))
            data["rows"] = [*rows, *(_row(ctx, line) for line in lines)]
            return False
        line = " ".join(typed.text.split())
        is_record = is_record_line(read_line(ctx.session, line, ctx.today))
        found = (
            []
            if is_record or missing(rows[at]) != "libraries"
            else matching(libraries_on(ctx.session, ctx.today), line)
        )
        if len(found) == 1:
            self._mend(data, at, libraries=[found[0].id])
        elif found:
            rows[at] = {**rows[at], "_libraries": [one.id for one in found[:PAGE]]}
            data["rows"] = rows
        elif line:
            rows[at] = _row(ctx, line, rows[at].get("message", 0))
            data["rows"] = rows
            data["_opened"] = None if missing(rows[at]) is None else at
        return False

    def pressed(self, ctx: Context, data: Data, key: str) -> bool:
        rows: list[Row] = [*data["rows"]]
        at = data.get("_opened")
        what, _, value = key.partition("=")
        if what == "save" and at is None:
            return self._save(ctx, data)
        if what == "row" and (number := number_in(value)) is not None and 0 < number <= len(rows):
            data["_opened"] = number - 1
        elif what == "table":
            data["_opened"] = None
        elif at is None:
            raise UserError(EARLIER_STEP)
        elif what == "drop":
            del rows[at]
            data["rows"], data["_opened"] = rows, None
            return not rows
        elif what == "libraries" and (number := number_in(value)) and ctx.session.get(Library, number) is not None:
            self._mend(data, at, libraries=[number])
        elif what in (CHANNEL, TOPIC) and value in {entry.key for entry in entries_of(ctx.session, what)}:
            self._mend(data, at, **{what: value})
        else:
            raise UserError(EARLIER_STEP)
        return False

    @staticmethod
    def _mend(data: Data, at: int, **values: object) -> None:
        """One answer more; a row that lacks nothing any more closes."""
        row = {**data["rows"][at], **values}
        data["rows"] = [*data["rows"][:at], row, *data["rows"][at + 1 :]]
        data["_opened"] = at if missing(row) else None

    @staticmethod
    def _save(ctx: Context, data: Data) -> bool:
        """What is clear is saved; what is not stays in the table."""
        clear = [row for row in data["rows"] if missing(row) is None]
        rest = [row for row in data["rows"] if missing(row) is not None]
        if not clear:
            raise UserError(EARLIER_STEP)
        if not rest:
            return True
        _register(ctx, clear, beside=True)
        data["rows"], data["_message"] = rest, None  # a later change of the message cannot tell which line is which
        return False


def _finish(ctx: Context, data: Data) -> None:
    if data["rows"]:
        _register(ctx, data["rows"])
    else:
        ctx.show(ctx.texts.t("Cancelled. Nothing was saved."))


def _register(ctx: Context, rows: Sequence[Row], *, beside: bool = False) -> list[Consultation]:
    saved = [register(ctx, record_of(row), shown=False) for row in rows]
    first = saved[0].number
    mark_once(ctx.session, f"lines:{first}", ctx.now, json.dumps([one.number for one in saved]))
    text, buttons = views.saved(ctx, saved), views.saved_buttons(ctx.texts, first)
    about = About("records", "consultation", first)
    if beside:
        ctx.say(text, buttons, about=about)
    else:
        ctx.show(text, buttons, about=about)
    return saved


LINES = Form(RECORDS, (LinesField(),), _finish, act=Act.REGISTER, title=N_("📝 Registering several consultations"))
ONE = replace(REGISTER, another=_begin_another)
"""The form of one record, which gives way to several."""


def go_on(ctx: Context) -> None:
    """What was begun and not saved yet stands at the end of the chat again, where it was left."""
    dialog = dialog_of(ctx.session, ctx.chat_id, ctx.user_id)
    form = next((one for one in (ONE, LINES) if dialog is not None and one.name == dialog.form), None)
    if dialog is None or form is None or not ask_again(ctx, form, dialog):
        raise UserError(N_("Nothing is unfinished: it was saved, or left."))
