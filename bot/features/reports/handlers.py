"""From updates to reports."""

from typing import cast

from bot.context import Context
from bot.errors import UserError
from bot.features.reports import actions, views
from bot.features.reports.export import Format
from bot.features.reports.period_words import period_named
from bot.features.reports.rules import ImpossiblePeriodError, Period
from bot.texts import N_, cut


def report(ctx: Context) -> None:
    """``/parskats oktobris``, or alone for the choice."""
    if ctx.arguments:
        try:
            period = period_named(ctx.arguments, ctx.today)
        except ImpossiblePeriodError:
            raise UserError(
                N_("“{key}” is no month. Write it like this: /parskats oktobris, /parskats 2026-10"),
                key=cut(ctx.arguments, 40),
            ) from None
        actions.order_report(ctx, period, "xlsx")
    else:
        ctx.say(views.which_month(ctx.texts), views.month_buttons(ctx.texts, ctx.today))


def choose(ctx: Context) -> None:
    """A month, or another format under a report."""
    try:
        period = Period.parse(ctx.match[1])
    except ImpossiblePeriodError:
        raise UserError(N_("This button no longer works. The menu below shows what can be done.")) from None
    actions.order_report(ctx, period, cast(Format, ctx.match[0]))
    ctx.toast = ctx.texts.plain("The file will be here in a moment.")
