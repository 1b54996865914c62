"""The forms of joining and of the profile."""

from dataclasses import dataclass

from bot import notice as privacy
from bot.access import Act
from bot.context import Context, button
from bot.dialogs.form import Data, Form, Prompt, pick
from bot.dialogs.pickers import LibraryField
from bot.errors import UserError
from bot.features.members import actions, views
from bot.texts import N_, join_lines
from bot.texts.names import NO_NAME, tidy_name
from bot.typed import Typed
from storage.libraries import Library


@dataclass(frozen=True)
class NoticeField:
    """The privacy notice is read before anything is asked."""

    name: str = "notice"

    def prompt(self, ctx: Context, data: Data) -> Prompt:
        libraries = [ctx.session.get_one(Library, key).name for key in data.get("libraries", ())]
        invited = views.invited(ctx.texts, data["name"], libraries) if "name" in data.get("_given", ()) else None
        greeting, notice = views.greeting(ctx.texts, ctx.region), privacy.notice(ctx.texts, ctx.region)
        text = join_lines([greeting, invited, "", notice])
        return Prompt(text, [[button(ctx.texts.plain("I have read it, continue"), pick("read"))]])

    def typed(self, ctx: Context, data: Data, typed: Typed) -> bool:
        raise UserError(N_("Please read the notice and press the button below it."))

    def pressed(self, ctx: Context, data: Data, key: str) -> bool:
        data[self.name] = True
        return True


@dataclass(frozen=True)
class NameField:
    """The name that colleagues will see; Telegram's own is offered."""

    name: str = "name"

    def prompt(self, ctx: Context, data: Data) -> Prompt:
        suggested = tidy_name(ctx.member.name if ctx.member else ctx.user_name)
        rows = [[button(suggested, pick("suggested"))]] if suggested else []
        return Prompt(ctx.texts.t("How may we call you? Type your name, as colleagues know you."), rows)

    def typed(self, ctx: Context, data: Data, typed: Typed) -> bool:
        name = tidy_name(typed.text)
        if name is None:
            raise UserError(NO_NAME)
        data[self.name] = name
        return True

    def pressed(self, ctx: Context, data: Data, key: str) -> bool:
        name = tidy_name(ctx.member.name if ctx.member else ctx.user_name)
        if name is None:
            raise UserError(NO_NAME)
        data[self.name] = name
        return True


LIBRARIES = LibraryField(
    "libraries", N_("Which library do you work in? Choose one or several."), several=lambda _data: True
)


def _join(ctx: Context, data: Data) -> None:
    actions.join(ctx, name=data["name"], library_ids=data.get("libraries", []), code=data.get("code"))


def _rename(ctx: Context, data: Data) -> None:
    actions.rename(ctx, data["name"])
    show_profile(ctx)


def _set_libraries(ctx: Context, data: Data) -> None:
    actions.set_libraries(ctx, data.get("libraries", []))
    show_profile(ctx)


def show_profile(ctx: Context) -> None:
    """The profile in place of what was pressed, or as a message."""
    ctx.show(views.profile(ctx.texts, ctx.me), views.profile_buttons(ctx.texts, ctx.role, mails=ctx.region.mails))


JOIN = Form(
    "join",
    (NoticeField(), NameField(), LIBRARIES),
    _join,
    act=None,
    title=N_("Joining"),
    left=N_("Cancelled. Nothing was saved. To join later, press /start."),
    optional=frozenset({"libraries"}),
)
RENAME = Form("rename", (NameField(),), _rename, act=Act.OWN_PROFILE, title=N_("Profile"))
SET_LIBRARIES = Form(
    "set_libraries",
    (LIBRARIES,),
    _set_libraries,
    act=Act.OWN_PROFILE,
    title=N_("Profile"),
    optional=frozenset({"libraries"}),
)
