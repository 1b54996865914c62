"""What changing to another Telegram account looks like, to all who have a part in it."""

from markupsafe import Markup

from bot.context import Rows, button
from bot.features.members.views import greeting_member
from bot.texts import Texts, bold, join_lines
from storage.account_moves import AccountMove
from storage.members import Member


def explained(texts: Texts, member: Member) -> Markup:
    """Before the code is made."""
    return join_lines(
        [
            texts.t("📱 <b>Another Telegram account</b>"),
            bold(member.name),
            "",
            texts.t(
                "For somebody with a new phone number or account: a personal code lets them go on there with all "
                "that is theirs. It can be used once, within a day. The present account is told and can object; if it "
                "does not answer, the change takes place a day later."
            ),
            texts.t("Hand the code over only to the person themselves, in person or by phone, say."),
        ]
    )


def explained_buttons(texts: Texts, member: Member) -> Rows:
    """Yes and no."""
    yes = button(texts.plain("Make the code"), f"m:account:yes:{member.id}")
    return [[yes, button(texts.plain("No"), f"m:person:{member.id}")]]


def made(texts: Texts, member: Member, link: str, until: str) -> Markup:
    """The code, to be handed on."""
    return join_lines(
        [
            texts.t("✅ <b>The code has been made</b>"),
            bold(member.name),
            link,
            texts.t("The link is to be opened with the new account, until: {moment}.", moment=until),
        ]
    )


def made_buttons(texts: Texts, move: AccountMove) -> Rows:
    """It can be called back, and the way to the card."""
    undo = button(texts.plain("Undo"), f"m:account:off:{move.id}")
    return [[undo], [button(texts.plain("◀ Members"), "set:members")]]


def is_it_you(texts: Texts, member: Member) -> Markup:
    """To the new account."""
    return join_lines(
        [
            texts.t("📱 With this code {name} can go on in Plaukts with this Telegram account.", name=member.name),
            texts.t("Is that you? Then nothing will come to the account of before any more."),
        ]
    )


def is_it_you_buttons(texts: Texts, move: AccountMove) -> Rows:
    """The code stands in the button: whoever presses it had it."""
    return [[button(texts.plain("Yes, go on here"), f"m:account:here:{move.code}")]]


def waits(texts: Texts, until: str) -> Markup:
    """To the new account, while the old one can object."""
    return texts.t(
        "⏳ The account of before has been asked. Once it agrees you can go on here; if it does not answer: {moment}.",
        moment=until,
    )


def asked(texts: Texts, until: str) -> Markup:
    """To the account of before."""
    return join_lines(
        [
            texts.t("📱 <b>Is this you?</b>"),
            texts.t(
                "With a personal code somebody wants to go on with your membership in Plaukts in another Telegram "
                "account."
            ),
            texts.t(
                "If it is you, agree, and it is done at once. If not, object, and nothing changes. Without an answer "
                "the change takes place: {moment}.",
                moment=until,
            ),
        ]
    )


def asked_buttons(texts: Texts, move: AccountMove) -> Rows:
    """Yes and no."""
    agree = button(texts.plain("It is me, agree"), f"m:account:agree:{move.id}")
    return [[agree], [button(texts.plain("Object"), f"m:account:object:{move.id}")]]


def objected(texts: Texts, member: Member) -> Markup:
    """To the administrators."""
    return texts.t(
        "⚠️ {name} has objected: somebody with a personal code wanted to go on with this membership in another Telegram "
        "account. Nothing has changed, and the code is not valid any more. Please ask who had it.",
        name=member.name,
    )


def moved(texts: Texts, member: Member, region: str) -> Markup:
    """To the new account, which is the member's now."""
    return join_lines([texts.t("✅ <b>From now on with this account.</b>"), greeting_member(texts, member, region)])
