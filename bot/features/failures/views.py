"""What people are told of what went wrong."""

from collections.abc import Sequence

from markupsafe import Markup

from bot.context import Rows, button
from bot.texts import Texts, join_lines
from storage.failures import ParkedUpdate

SHOWN = 3


def undelivered(texts: Texts, reason: str) -> Markup:
    """Of a message that no feature has a sentence of its own for."""
    return texts.t("⚠️ A message was not delivered: {reason}.", reason=reason)


def with_prospect(texts: Texts, sentence: Markup, *, for_good: bool) -> Markup:
    """The sentence, and what will come of it."""
    prospect = (
        texts.t("Nothing is lost: the button sends it again.")
        if for_good
        else texts.t("It is kept, and will be delivered as soon as the recipient can be reached.")
    )
    return join_lines([sentence, prospect])


def resend_button(texts: Texts, delivery_id: int) -> Rows:
    """Under what failed for good."""
    return [[button(texts.plain("Send again"), f"e:resend:{delivery_id}")]]


def sent_again(texts: Texts) -> Markup:
    """In place of the notice; should it fail once more, another one comes."""
    return texts.t("🔁 It is being sent again. Should it fail once more, a message will arrive here.")


def parked(texts: Texts, updates: Sequence[ParkedUpdate]) -> Markup:
    """For the administrators: how many, and where in the program a few of them failed (never what was written)."""
    lines = [
        texts.t("⚠️ Messages or buttons that could not be handled and were put aside: {n}.", n=len(updates)),
        *(Markup("<code>{} {}</code>").format(one.update_id, one.error) for one in updates[:SHOWN]),
        "…" if len(updates) > SHOWN else None,
        texts.t("They are kept, and their senders have been told. Once the cause is removed, they can be tried again."),
    ]
    return join_lines(lines)


def unpark_button(texts: Texts) -> Rows:
    """Under it."""
    return [[button(texts.plain("Try again"), "e:unpark")]]


def tried_again(texts: Texts, count: int) -> Markup:
    """In place of the notice."""
    return texts.t("🔁 Being tried again: {n}. Should one fail once more, a message will arrive here.", n=count)
