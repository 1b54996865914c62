"""Help, and leaving whatever is open."""

from markupsafe import Markup

from bot.access import Act
from bot.context import Context
from bot.dialogs.form import leave_unsaid
from bot.manifest import Command, Feature
from bot.texts import N_, join_lines
from storage.dialogs import LOOKING, dialog_of

CANCELLED = N_("Cancelled. Nothing was saved.")


def show_help(ctx: Context) -> None:
    """What the person's role can do."""
    assert ctx.menu is not None  # noqa: S101 - every context of the running bot has one
    lines: list[Markup | None] = [ctx.texts.t("❔ <b>Help</b>")]
    if ctx.role is None:
        lines += [
            ctx.texts.t("Plaukts is for the librarians of {region}. Press /start to join.", region=ctx.region.name)
        ]
    else:
        asks = ctx.may(Act.ASK)
        lines += [
            ctx.texts.t("There is nothing to remember: write what you need, and choose what is to be done with it.")
            if asks
            else ctx.texts.t("There is nothing to remember: invitations come here, and are answered by their buttons."),
            ctx.texts.t("To answer a message, reply to it or press the button under it.") if asks else None,
        ]
    ctx.say(join_lines([*lines, "", ctx.menu.help(ctx.role, ctx.texts)]), menu=ctx.role is not None)


def cancel(ctx: Context) -> None:
    """Leave the open dialog."""
    dialog = dialog_of(ctx.session, ctx.chat_id, ctx.user_id)
    if dialog is None or dialog.step == LOOKING:
        leave_unsaid(ctx)
        ctx.say(ctx.texts.t("There is nothing to cancel."))
        return
    leave_unsaid(ctx, CANCELLED)
    ctx.say(ctx.texts.t(CANCELLED))


feature = Feature(
    name="help",
    commands=(
        Command(
            "palidziba",
            show_help,
            N_("What can be done here"),
            aliases=("help",),
            act=None,
            sign="❔",
            label=N_("Help"),
            position=90,
        ),
        Command("atcelt", cancel, N_("Cancel what is open"), aliases=("cancel",), act=None, position=91),
    ),
)
