"""The one thing that is typed: since when somebody is in the profession."""

from dataclasses import dataclass

from bot.access import Act
from bot.context import Context, button
from bot.dialogs.form import Data, Form, Prompt, pick
from bot.errors import UserError
from bot.features.preferences import actions, views
from bot.features.preferences.rules import year_entered
from bot.texts import N_, join_lines
from bot.typed import Typed


@dataclass(frozen=True)
class YearField:
    """A year, or a number of years; what was said before can be taken back."""

    name: str = "year"

    def prompt(self, ctx: Context, data: Data) -> Prompt:
        rows = []
        if ctx.me.in_profession_since is not None:
            rows.append([button(ctx.texts.plain("Do not say"), pick("none"))])
        return Prompt(
            join_lines(
                [
                    ctx.texts.t("Since which year, or for how many years, have you worked in libraries?"),
                    ctx.texts.t(
                        "Only if you like to say. It helps to offer professional development that fits, "
                        "and is shown to nobody."
                    ),
                ]
            ),
            rows,
        )

    def typed(self, ctx: Context, data: Data, typed: Typed) -> bool:
        year = year_entered(typed.text, ctx.today)
        if year is None:
            raise UserError(N_("That is not a year. Type a year like 2004, or a number of years like 12."))
        data[self.name] = year
        return True

    def pressed(self, ctx: Context, data: Data, key: str) -> bool:
        data[self.name] = None
        return True


def _finish(ctx: Context, data: Data) -> None:
    actions.set_profession(ctx, data["year"])
    said = views.profession_set if data["year"] is not None else views.profession_cleared
    ctx.show(said(ctx.texts, ctx.me), views.back_to_profile(ctx.texts))


PROFESSION = Form("profession", (YearField(),), _finish, act=Act.ASK, title=N_("Years in the profession"))
