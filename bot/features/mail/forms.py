"""The two things that are typed: the address, and the code from the letter."""

from dataclasses import dataclass

from markupsafe import Markup

from bot.access import Act
from bot.context import Context, Rows, button
from bot.dialogs.fields import TextField
from bot.dialogs.form import Data, Form, Prompt, start
from bot.errors import UserError
from bot.features.mail import actions, views
from bot.mail_addresses import read_address
from bot.texts import N_, Texts, join_lines
from bot.typed import Typed

_WRONG = N_("This is not an e-mail address. It looks like this: vards.uzvards@example.lv.")
_RIGHT, _WRONG_CODE, _OVER = "right", "wrong", "over"


def _question(ctx: Context, _data: Data) -> object:
    return join_lines(
        [
            ctx.texts.t("Type the e-mail address to which letters are to go."),
            ctx.texts.t("A letter with a code will come there, so that nobody gets letters for somebody else."),
        ]
    )


def _entered(ctx: Context, data: Data) -> None:
    if actions.enter(ctx, data["address"]):
        start(ctx, CODE, {"address": data["address"]})
    else:
        show_page(ctx, above=ctx.texts.t("This address is in use already."))


@dataclass(frozen=True)
class CodeField:
    """The code, with a few tries."""

    name: str = "code"

    def prompt(self, ctx: Context, data: Data) -> Prompt:
        wrong = ctx.texts.t("This is not the code. Please look at the letter again.") if self.name in data else None
        return Prompt(
            join_lines(
                [
                    wrong,
                    ctx.texts.t("A letter with a code is on its way to <b>{address}</b>.", address=data["address"]),
                    ctx.texts.t(
                        "Type the code here. If the letter does not come within a few minutes, look among unwanted "
                        "letters."
                    ),
                ]
            )
        )

    def typed(self, ctx: Context, data: Data, typed: Typed) -> bool:
        right = actions.is_right(ctx, typed.text)
        data[self.name] = _OVER if right is None else _RIGHT if right else _WRONG_CODE
        return right is not False

    def pressed(self, ctx: Context, data: Data, key: str) -> bool:
        raise UserError(N_("Type the code from the letter."))


def _typed_code(ctx: Context, data: Data) -> None:
    if data["code"] == _OVER:
        text = ctx.texts.t("⚠️ This code is no longer good: it has expired, or was typed wrongly too often.")
        ctx.show(text, [[button(ctx.texts.plain("New code"), "em:again")], *_back(ctx.texts)])
        return
    actions.confirm(ctx)
    ctx.say(ctx.texts.t("✅ The address is confirmed. Choose below what shall come there."))
    ctx.pressed_delivery = None
    show_page(ctx)


def _back(texts: Texts) -> Rows:
    return [[button(texts.plain("◀ Back"), "em")]]


def show_page(ctx: Context, above: Markup | None = None) -> None:
    """The page of the address, in place of what was pressed; ``above`` it, what has just happened."""
    mine = actions.addresses(ctx)
    ctx.session.flush()
    page = views.page(ctx.texts, ctx.me, mine.used, mine.waiting)
    ctx.show(
        page if above is None else join_lines([above, "", page]),
        views.page_buttons(ctx.texts, mine.used, mine.waiting),
    )


ADDRESS = Form(
    "mail_address",
    (TextField("address", _question, read_address, _WRONG),),
    _entered,
    act=Act.OWN_PROFILE,
    title=N_("E-mail"),
)
CODE = Form(
    "mail_code",
    (CodeField(),),
    _typed_code,
    act=Act.OWN_PROFILE,
    title=N_("E-mail"),
    left=N_("The address is kept, and waits for its code: Profile, E-mail."),
)
