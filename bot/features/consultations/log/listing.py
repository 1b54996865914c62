"""Today's consultations, and those of the days before: the acting methodologist's own, each to be opened."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from bot.context import Button, Context, Rows, button
from bot.dialogs.form import EARLIER_STEP
from bot.errors import UserError
from bot.features.consultations import record_views
from bot.texts import Texts, bold, join_lines
from storage.consultations import Consultation, names_of_lists
from storage.log import Day, given_on
from storage.outbox import About

LIST = About("list", "log", 0)
"""What a message is that shows a list: no record's card any more, where it stands in the place of one."""
SHOWN = 10
"""Records on a page."""
IN_ROW = 5


def day_of(ctx: Context, day: date) -> Day:
    """A day with the moments between which it lies."""
    begins = datetime.combine(day, time.min, ctx.region.zone)
    return Day(day, begins, datetime.combine(day + timedelta(days=1), time.min, ctx.region.zone))


def show_day(ctx: Context, day: date, page: int = 0) -> None:
    """What the acting person gave on the day, with the days beside it."""
    found = given_on(ctx.session, ctx.me.id, day_of(ctx, day), page, SHOWN)
    today = day == ctx.today
    title = ctx.texts.plain("Today's consultations") if today else ctx.texts.plain("Consultations of the day")
    lines = [
        bold(f"📝 {title}"),
        ctx.texts.on_date(day),
        "",
        *(lines_of(ctx, found.records, day) or [ctx.texts.t("None are registered.")]),
    ]
    turning = [button("◀", _data(day, found.page - 1))] if found.page else []
    if found.page + 1 < found.pages:
        turning.append(button("▶", _data(day, found.page + 1)))
    rows: Rows = [
        *numbers_of(found.records, "lg:card"),
        *([turning] if turning else []),
        _beside(ctx, day),
        [to_search(ctx.texts)],
    ]
    ctx.show(join_lines(lines), rows, about=LIST)


def lines_of(ctx: Context, records: Sequence[Consultation], day: date | None) -> list[str]:
    """A line for each; its day where that is another one."""
    names = names_of_lists(ctx.session, record_views.LISTS, ctx.texts.language, day)
    return [
        ctx.texts.plain(
            "No. {number} · {facts}", number=one.number, facts=record_views.facts(ctx.texts, one, names, day)
        )
        for one in records
    ]


def numbers_of(records: Sequence[Consultation], data: str) -> list[list[Button]]:
    """A button for each, by its number; ``data`` stands before it."""
    each = [button(str(one.number), f"{data}:{one.number}") for one in records]
    return [each[at : at + IN_ROW] for at in range(0, len(each), IN_ROW)]


def to_search(texts: Texts) -> Button:
    """To the search in the log."""
    return button(texts.plain("🔎 Search the consultations"), "lg:look")


def _beside(ctx: Context, day: date) -> list[Button]:
    before, after = day - timedelta(days=1), day + timedelta(days=1)
    ways = [button(f"◀ {ctx.texts.day_number(before)}", _data(before))]
    if after <= ctx.today:
        ways.append(button(f"{ctx.texts.day_number(after)} ▶", _data(after)))
    return ways


def _data(day: date, page: int = 0) -> str:
    return f"lg:day:{day.isoformat()}" + (f":{page}" if page else "")


def read_day(ctx: Context, iso: str) -> date:
    """The day that a button names; raises UserError for one that is none, or is still to come."""
    try:
        day = date.fromisoformat(iso)
    except ValueError:
        raise UserError(EARLIER_STEP) from None
    if day > ctx.today:
        raise UserError(EARLIER_STEP)
    return day
