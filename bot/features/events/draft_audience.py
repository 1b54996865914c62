"""For whom an event is, changed on its card: of a published one it is said before what that causes."""

from dataclasses import dataclass

from bot.context import Context, button
from bot.dialogs.audience import AudienceField, describe
from bot.dialogs.fields import asking
from bot.dialogs.form import EARLIER_STEP, Data, Prompt, pick
from bot.errors import UserError
from bot.features.events import drafts, inviting, making_actions, making_narrowing
from bot.features.events.making_narrowing import Effect
from bot.texts import N_, join_lines
from bot.typed import Typed
from storage.audience import Audience
from storage.mailing import INVITATIONS

SURE = "sure"


@dataclass(frozen=True)
class WhomField(AudienceField):
    """Whom it is for; where somebody is no longer meant, ``SureField`` follows."""

    def pressed(self, ctx: Context, data: Data, key: str) -> bool:
        done = super().pressed(ctx, data, key)
        if done:
            given = set(data.get("_given", ())) | {SURE}
            data["_given"] = sorted(given - {SURE} if _effect(ctx, data).narrows else given)
        return done


@dataclass(frozen=True)
class SureField:
    """Shows who is no longer meant, who stays and who is newly invited, and asks whether to go on."""

    name: str = SURE

    def prompt(self, ctx: Context, data: Data) -> Prompt:
        whom = describe(ctx, Audience.from_json(data["audience"]))
        lines = [
            ctx.texts.t("For whom from now on: {whom}", whom=whom),
            "",
            *making_narrowing.foreseen(ctx.texts, _effect(ctx, data)),
        ]
        return Prompt(join_lines(lines), [[button(ctx.texts.plain("Change for whom it is"), pick(SURE))]])

    def typed(self, ctx: Context, data: Data, typed: Typed) -> bool:
        raise UserError(N_("Press the button above, or go back to change it. What you wrote now was not added."))

    def pressed(self, ctx: Context, data: Data, key: str) -> bool:
        if key != SURE:
            raise UserError(EARLIER_STEP)
        return True


def _effect(ctx: Context, data: Data) -> Effect:
    event = making_actions.found_changeable(ctx, data["number"])
    after = inviting.audience_said(data["audience"])
    return making_narrowing.effect(ctx, event, inviting.audience_of(event), after)


def finish(ctx: Context, data: Data) -> None:
    """It is for these from now on; what that has caused is said above the card."""
    event, found = making_actions.found_changeable(ctx, data["number"]), _effect(ctx, data)
    making_actions.change(ctx, event, audience=data["audience"])
    said = join_lines(making_narrowing.done(ctx.texts, found))
    drafts.show(ctx, event, above=said or None)


FIELDS = (WhomField("audience", asking(N_("For whom is it?")), mail_kind=INVITATIONS), SureField())
