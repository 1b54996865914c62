"""From updates to reports."""

from typing import cast

from bot.access import Act
from bot.context import Context
from bot.errors import UserError
from bot.features.reports import actions, views
from bot.features.reports.export import Format
from bot.features.reports.rules import ImpossiblePeriodError, Period
from bot.texts import N_


def report(ctx: Context) -> None:
    """``/parskats 2026-10``, or alone for the choice."""
    ctx.require(Act.REPORT)
    if ctx.arguments:
        actions.order_report(ctx, _period(ctx.arguments), "xlsx")
    else:
        ctx.say(views.which_month(ctx.texts), views.month_buttons(ctx.texts, ctx.today))


def choose(ctx: Context) -> None:
    """A month, or another format under a report."""
    actions.order_report(ctx, _period(ctx.match[1]), cast(Format, ctx.match[0]))
    ctx.toast = ctx.texts.plain("The file will be here in a moment.")


def _period(key: str) -> Period:
    try:
        return Period.parse(key)
    except ImpossiblePeriodError:
        raise UserError(N_("“{key}” is no month. Write it like this: /parskats 2026-10"), key=key[:20]) from None
