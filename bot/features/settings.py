"""⚙️ Settings: what is not daily, assembled from what the features bring."""

from bot.access import Act
from bot.context import Context
from bot.manifest import Button, Command, Feature
from bot.texts import N_, join_lines


def show_settings(ctx: Context) -> None:
    """What the person's role can set, as buttons; in place of what was pressed, or as a message."""
    assert ctx.menu is not None  # noqa: S101 - every context of the running bot has one
    text = join_lines([ctx.texts.t("⚙️ <b>Settings</b>"), ctx.texts.t("What would you like to change?")])
    ctx.show(text, ctx.menu.settings(ctx.role, ctx.texts))


feature = Feature(
    name="settings",
    commands=(
        Command(
            "iestatijumi",
            show_settings,
            N_("Own profile, members, libraries and other lists"),
            aliases=("settings",),
            act=Act.LISTS,
            sign="⚙️",
            label=N_("Settings"),
            position=85,
        ),
    ),
    buttons=(Button("set", show_settings, Act.LISTS),),
)
