"""The form of muting: who, for how long, why."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from bot.access import Act, may_mute
from bot.context import Context, button
from bot.dialogs.form import EARLIER_STEP, Data, Form, Prompt, number_in, pick
from bot.errors import UserError
from bot.features.moderation import actions, hiding, views
from bot.features.moderation.rules import DURATIONS, tidy_reason
from bot.texts import N_, bold, cut, join_lines
from bot.typed import Typed
from storage.alphabet import latvian_order
from storage.latvian import fold, words
from storage.members import Member

SHOWN = 8
"""Members that are offered at once; more letters find fewer."""
NO_REASON = N_("A reason has 3 to 500 characters: its reader wants to understand it. Please type it again.")


def _mutable(ctx: Context, letters: str) -> Sequence[Member]:
    """Members whom the acting person may mute, with a word of their name that begins with each of the typed ones."""
    wanted = [fold(word) for word in words(letters)]
    found = ctx.session.scalars(select(Member).where(Member.role.is_not(None)))
    return [
        member
        for member in sorted(found, key=lambda one: (latvian_order(one.name), one.id))
        if may_mute(ctx.role, member.role, oneself=member.id == ctx.me.id)
        and all(any(fold(word).startswith(start) for word in words(member.name)) for start in wanted)
    ]


@dataclass(frozen=True)
class MemberField:
    """Type a few letters of a name and pick. Keeps the member's id under its name."""

    name: str = "member"

    def prompt(self, ctx: Context, data: Data) -> Prompt:
        found = _mutable(ctx, data.get("_letters", ""))
        rows = [[button(_label(one), pick(one.id))] for one in found[:SHOWN]]
        hint = ctx.texts.t("Type a few letters of the name, or choose from the list.")
        if not found:
            hint = ctx.texts.t("Nothing fits “{letters}”. Type other letters.", letters=data.get("_letters", ""))
        return Prompt(join_lines([ctx.texts.t("Who is not to write to colleagues for a time?"), hint]), rows)

    def typed(self, ctx: Context, data: Data, typed: Typed) -> bool:
        letters = " ".join(typed.text.split())[:60]
        found = _mutable(ctx, letters)
        if letters and len(found) == 1:
            data[self.name] = found[0].id
            return True
        data["_letters"] = letters
        return False

    def pressed(self, ctx: Context, data: Data, key: str) -> bool:
        data[self.name] = actions.member_to_mute(ctx, number_in(key) or 0).id
        return True


@dataclass(frozen=True)
class DurationField:
    """An hour, a day, a week, until it is lifted."""

    name: str = "duration"

    def prompt(self, ctx: Context, data: Data) -> Prompt:
        choices = [button(ctx.texts.plain(label), pick(key)) for key, label in views.DURATION_NAMES.items()]
        return Prompt(ctx.texts.t("For how long?"), [choices[:3], choices[3:]])

    def typed(self, ctx: Context, data: Data, typed: Typed) -> bool:
        raise UserError(N_("A choice is needed here: press a button. What you wrote was not registered."))

    def pressed(self, ctx: Context, data: Data, key: str) -> bool:
        if key not in DURATIONS:
            raise UserError(EARLIER_STEP)
        data[self.name] = key
        return True


@dataclass(frozen=True)
class ReasonField:
    """Why, as whom it concerns will read it."""

    question: str
    """Msgid of what is asked."""
    name: str = "reason"

    def prompt(self, ctx: Context, data: Data) -> Prompt:
        return Prompt(ctx.texts.t(self.question))

    def typed(self, ctx: Context, data: Data, typed: Typed) -> bool:
        reason = tidy_reason(typed.text)
        if reason is None:
            raise UserError(NO_REASON)
        data[self.name] = reason
        return True

    def pressed(self, ctx: Context, data: Data, key: str) -> bool:
        raise UserError(EARLIER_STEP)


def _label(member: Member) -> str:
    libraries = ", ".join(library.name for library in member.libraries)
    return cut(f"{member.name} · {libraries}" if libraries else member.name, 60)


def _known(ctx: Context, data: Data) -> str:
    member = ctx.session.get(Member, data.get("member", 0))
    return bold(member.name) if member is not None else ""


def _mute(ctx: Context, data: Data) -> None:
    actions.mute(ctx, data["member"], data["duration"], data["reason"])


MUTE = Form(
    "mute",
    (
        MemberField(),
        DurationField(),
        ReasonField(
            N_("Why? The member will read it: write it as you would say it to them. Please do not name readers.")
        ),
    ),
    _mute,
    act=Act.MODERATE,
    title=N_("🔇 Muting a member"),
    left=N_("Cancelled. Nobody was muted."),
    known=_known,
)


def _hide(ctx: Context, data: Data) -> None:
    hiding.hide(ctx, data["kind"], data["id"], data["reason"])


def _hidden_title(ctx: Context, data: Data) -> str:
    return join_lines([hiding.to_hide(ctx, data["kind"], data["id"])[1].title])


HIDE = Form(
    "hide",
    (ReasonField(N_("Why is it to be hidden? The author will read it. Please do not name readers.")),),
    _hide,
    act=Act.MODERATE,
    title=N_("🙈 Hiding"),
    left=N_("Cancelled. Nothing was hidden."),
    known=_hidden_title,
)
