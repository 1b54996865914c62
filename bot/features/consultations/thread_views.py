"""What the messages of a question's thread look like: answers, additions, and the confirmations of their authors."""

from collections.abc import Sequence

from markupsafe import Markup, escape

from bot.context import Button, Rows, button
from bot.features.consultations.rules import first_words
from bot.features.consultations.views import closed_buttons
from bot.texts import N_, Texts, italic, join_lines, split
from bot.texts.html import PIECE
from storage.consultations import (
    ADDITION,
    ANSWER,
    CLOSED,
    QUESTION,
    SELF_SERVED,
    WITHDRAWN,
    Consultation,
    ConsultationMessage,
)

_HEADS = {
    QUESTION: N_("❓ <b>Question No. {number}</b>"),
    ADDITION: N_("➕ <b>Added to question No. {number}</b>"),
    ANSWER: N_("💬 <b>Answer to question No. {number}</b>"),
    "reply": N_("↩️ <b>Reply to answer No. {number}</b>"),
}


def relayed(texts: Texts, message: ConsultationMessage, author: str, *, quoted: bool = False) -> list[Markup]:
    """A thread's message as the other side sees it, in as many pieces as it needs.

    ``quoted``: with the question's beginning, for it was asked in another chat.
    """
    head = texts.t(_HEADS[message.part], number=message.consultation.number)
    pieces = split(message.text, PIECE) or [texts.plain("(no text; see the attachment)")]
    edited = italic(texts.plain("(edited)")) if message.edited_at else None
    question = italic(first_words(message.consultation.messages[0].text, 120)) if quoted else None
    first = join_lines([head, question or None, author, "", pieces[0], edited])
    return [first, *(escape(piece) for piece in pieces[1:])]


def relayed_buttons(texts: Texts, message: ConsultationMessage) -> Rows:
    """Under a relayed message, as the thread stands: for the asker under an answer, for the others under the rest."""
    consultation = message.consultation
    to_asker = message.part == ANSWER
    if consultation.status in (CLOSED, WITHDRAWN, SELF_SERVED):
        return closed_buttons(texts, consultation) if to_asker and consultation.status == CLOSED else []
    return answer_buttons(texts, message) if to_asker else addition_buttons(texts, consultation.number)


def answer_buttons(texts: Texts, message: ConsultationMessage) -> Rows:
    """Under an answer: go on, or done."""
    return [
        [button(texts.plain("Add something"), f"c:add:{message.consultation.number}")],
        [button(texts.plain("Thank you, it helped"), f"c:helped:{message.id}")],
    ]


def addition_buttons(texts: Texts, number: int) -> Rows:
    """Under what the asker adds."""
    return [[button(texts.plain("Answer"), f"c:answer:{number}"), button(texts.plain("Close"), f"c:close:{number}")]]


def answer_sent(
    texts: Texts,
    consultation: Consultation,
    topic: str | None,
    *,
    reachable: bool,
    left_out: Sequence[str] = (),
) -> Markup:
    """The answerer's confirmation. ``left_out``: names of files that the asker's letter has no room for."""
    lines = [
        texts.t("✅ Answer to question No. {number} is sent.", number=consultation.number)
        if reachable
        else texts.t(
            "⚠️ Answer to question No. {number} is saved, but the asker cannot be reached in Telegram now; it will be "
            "delivered as soon as that is possible.",
            number=consultation.number,
        ),
        texts.t(
            "⚠️ The asker reads answers by e-mail, and a letter has no room for: {names}. The letter says so; please "
            "let them have it in another way.",
            names=", ".join(left_out),
        )
        if left_out
        else None,
        texts.t("Topic: {topic}", topic=topic or texts.plain("not chosen yet")),
    ]
    if consultation.libraries and not consultation.anonymous:
        lines.append(texts.t("Library: {name}", name=", ".join(one.name for one in consultation.libraries)))
    elif not consultation.anonymous:
        lines.append(texts.t("Library: not known yet"))
    return join_lines(lines)


def answer_sent_buttons(
    texts: Texts, consultation: Consultation, message_id: int, *, sorts: bool, topics: Sequence[tuple[str, str]] = ()
) -> Rows:
    """Correct the topic, say which library asked where nobody has (if one may), or take the answer back.

    ``topics``: keys and names of other likely ones, of which one tap chooses.
    """
    number = consultation.number
    if not sorts:
        return [[undo_button(texts, message_id)]]
    likely = [[button(name, f"c:set:{number}:{message_id}:{key}")] for key, name in topics]
    ways = [button(texts.plain("Topic"), f"c:topic:{number}:{message_id}")]
    if not consultation.libraries and not consultation.anonymous:
        ways.append(button(texts.plain("Library"), f"c:place:{number}:{message_id}"))
    return [*likely, [*ways, undo_button(texts, message_id)]]


def added(texts: Texts, number: int) -> Markup:
    """The asker's confirmation of an addition."""
    return texts.t("✅ Added to question No. {number}.", number=number)


def undo_button(texts: Texts, message_id: int) -> Button:
    """Take one's own message back."""
    return button(texts.plain("Undo"), f"c:unsay:{message_id}")


def taken_back(texts: Texts, number: int) -> Markup:
    """A message of the thread was taken back."""
    return texts.t("✖ Taken back (No. {number}).", number=number)


def undelivered(texts: Texts, message: ConsultationMessage, reason: str) -> Markup:
    """For the author: a message of the thread was not delivered."""
    number = message.consultation.number
    if message.part == ANSWER:
        return texts.t(
            "⚠️ The answer to question No. {number} was not delivered: {reason}.", number=number, reason=reason
        )
    return texts.t(
        "⚠️ What was added to question No. {number} was not delivered to everyone: {reason}.",
        number=number,
        reason=reason,
    )
