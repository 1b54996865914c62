"""What a question to colleagues looks like in the group."""

from markupsafe import Markup, escape

from bot.context import Button, Context, Link, Rows, button, link
from bot.features.consultations.rules import CARD_TEXT
from bot.texts import Texts, cut, italic, join_lines, split
from bot.texts.html import PIECE
from storage.consultations import (
    ANSWER,
    CLOSED,
    GOING_ON,
    Consultation,
    ConsultationMessage,
)


def card(texts: Texts, consultation: Consultation, topic: str | None) -> Markup:
    """The question with who asks, or, as a reply to a question that stands there, its number alone; how it stands."""
    question = consultation.messages[0]
    head = texts.t("❓ <b>Question No. {number}</b>", number=consultation.number)
    if topic:
        head += escape(f" · {topic}")
    if consultation.stands_in_group:
        return join_lines([head, standing(texts, consultation)])
    return join_lines(
        [
            head,
            asker(texts, consultation),
            "",
            cut(question.text, CARD_TEXT) if question.text else texts.plain("(no text; see the attachment)"),
            italic(texts.plain("(edited)")) if question.edited_at else None,
            "",
            standing(texts, consultation),
        ]
    )


def is_of_group(consultation: Consultation) -> bool:
    """Whether the question was written in the group itself (a group's chat has a negative id)."""
    return (consultation.messages[0].chat_id or 0) < 0


def asker(texts: Texts, consultation: Consultation) -> str:
    """Who asks; of an anonymous question neither the name nor the library."""
    if consultation.anonymous or consultation.asker is None:
        return texts.plain("A colleague (anonymously)")
    libraries = ", ".join(library.name for library in consultation.libraries)
    return f"{consultation.asker.name} · {libraries}" if libraries else consultation.asker.name


def standing(texts: Texts, consultation: Consultation) -> Markup:
    """Waiting, answered, settled; how many answers; who took it."""
    answers = sum(message.part == ANSWER for message in consultation.messages)
    parts = []
    if consultation.status == CLOSED:
        parts.append(texts.t("✅ Settled"))
    elif not answers:
        parts.append(texts.t("🕓 Waiting for an answer"))
    if answers:
        parts.append(texts.tn("💬 {n} answer", "💬 {n} answers", answers))
    if any(message.helped for message in consultation.messages):
        parts.append(texts.t("one of them helped"))
    if consultation.status in GOING_ON and consultation.responsible is not None:
        parts.append(texts.t("taken by: {name}", name=consultation.responsible.name))
    return Markup(" · ").join(parts)


def card_buttons(group: Context, consultation: Consultation) -> Rows:
    """Answer and read in the private chat, take it; take the card back where the bot made it by itself."""
    texts, number = group.texts, consultation.number
    look = link(texts.plain("Show everything"), group.deep_link(f"q{number}"))
    if consultation.status not in GOING_ON:
        return [[look]]
    rows: list[list[Button | Link]] = [
        [
            link(texts.plain("Answer"), group.deep_link(f"a{number}")),
            button(texts.plain("Give back"), f"c:release:{number}")
            if consultation.responsible is not None
            else button(texts.plain("Take it"), f"c:take:{number}"),
        ],
        [look],
    ]
    if is_of_group(consultation) and consultation.answered_at is None:
        rows[1].append(button(texts.plain("This is no question"), f"c:noq:{number}"))
    return rows


def said(texts: Texts, message: ConsultationMessage, author: str) -> list[Markup]:
    """What a member answered or added in private, in as many pieces as it needs."""
    number = message.consultation.number
    if message.part == ANSWER:
        head = texts.t("💬 <b>Answer to question No. {number}</b>", number=number)
    else:
        head = texts.t("➕ <b>Added to question No. {number}</b>", number=number)
    pieces = split(message.text, PIECE) or [texts.plain("(no text; see the attachment)")]
    edited = italic(texts.plain("(edited)")) if message.edited_at else None
    shown_author = author or texts.plain("A colleague (anonymously)")
    return [join_lines([head, shown_author, "", pieces[0], edited]), *(escape(piece) for piece in pieces[1:])]
