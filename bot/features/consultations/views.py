"""What a question looks like: to the methodologists, and to who asked it."""

from collections.abc import Sequence

from markupsafe import Markup, escape

from bot.context import Context, Rows, button
from bot.features.consultations.board_views import asker
from bot.features.consultations.rules import CARD_TEXT, first_words
from bot.texts import Texts, cut, italic, join_lines, split
from bot.texts.html import PIECE
from storage.consultations import (
    ANSWER,
    CLOSED,
    COLLEAGUES,
    DECLINED,
    OPEN,
    PROPOSED,
    REFERRED,
    SELF_SERVED,
    WITHDRAWN,
    Consultation,
)
from storage.members import Member
from storage.outbox import About

_CONFIRMATIONS = ("confirmation", "sent", "record")
"""Kinds of what tells somebody that what they did is saved."""


def card(texts: Texts, consultation: Consultation, reader: Member, topic: str | None) -> Markup:
    """The question as the methodologists see it: who, what, how it stands."""
    question = consultation.messages[0]
    body = cut(question.text, CARD_TEXT) if question.text else texts.plain("(no text; see the attachment)")
    return join_lines(
        [
            texts.t("❓ <b>Question No. {number}</b>", number=consultation.number),
            _asker(texts, consultation),
            "",
            body,
            italic(texts.plain("(edited)")) if question.edited_at else None,
            "",
            texts.t("Topic: {topic}", topic=topic) if topic else None,
            _standing(texts, consultation, reader),
            _with_others(texts, consultation),
        ]
    )


def card_buttons(texts: Texts, consultation: Consultation, reader: Member, *, can_hand_over: bool) -> Rows:
    """What a methodologist can do with it."""
    number = consultation.number
    if consultation.status in (CLOSED, WITHDRAWN, SELF_SERVED):
        reopen = [[button(texts.plain("Reopen"), f"c:reopen:{number}")]]
        return reopen if consultation.status == CLOSED else []
    taken_by_reader = consultation.responsible_id == reader.id
    take = (
        button(texts.plain("Give back"), f"c:release:{number}")
        if taken_by_reader
        else button(texts.plain("Take it"), f"c:take:{number}")
    )
    passing_on = [button(texts.plain("Refer"), f"c:refer:{number}")]
    if can_hand_over and consultation.handover is None:
        passing_on.insert(0, button(texts.plain("Hand over to colleagues"), f"c:offer:{number}"))
    return [
        [button(texts.plain("Answer"), f"c:answer:{number}"), take],
        passing_on,
        [button(texts.plain("Topic"), f"c:topic:{number}:0"), button(texts.plain("Close"), f"c:close:{number}")],
    ]


def _with_others(texts: Texts, consultation: Consultation) -> Markup | None:
    """Whom else it was passed on to, or is to be."""
    if consultation.referred_to:
        return texts.t("↗️ Referred to: {whom}", whom=consultation.referred_to)
    if consultation.audience == COLLEAGUES:
        return texts.t("👥 Asked of the colleagues in the group, too")
    if consultation.handover == PROPOSED:
        return texts.t("👥 Asked of colleagues if the asker agrees")
    if consultation.handover == DECLINED:
        return texts.t("🔒 The asker does not want it to be asked of colleagues")
    return None


def _asker(texts: Texts, consultation: Consultation) -> str:
    name = consultation.asker.name if consultation.asker else "–"
    libraries = ", ".join(library.name for library in consultation.libraries) or texts.plain("library not stated")
    return f"{name} · {libraries}"


def _standing(texts: Texts, consultation: Consultation, reader: Member) -> Markup:
    if consultation.status == CLOSED:
        return texts.t("✅ Closed")
    if consultation.status == WITHDRAWN:
        return texts.t("✖ Withdrawn by the asker")
    if consultation.status == SELF_SERVED:
        return texts.t("✔ An earlier answer helped; nobody has to answer")
    answers = sum(message.part == ANSWER for message in consultation.messages)
    parts = []
    if consultation.messages[-1].part != ANSWER and consultation.status != REFERRED:
        parts.append(texts.t("🕓 Waiting again") if answers else texts.t("🕓 Waiting for an answer"))
    if answers:
        parts.append(texts.tn("💬 {n} answer", "💬 {n} answers", answers))
    if consultation.responsible_id == reader.id:
        parts.append(texts.t("taken by: you"))
    elif consultation.responsible is not None:
        parts.append(texts.t("taken by: {name}", name=consultation.responsible.name))
    return Markup(" · ").join(parts)


def overflow(consultation: Consultation) -> list[Markup]:
    """What of a long question did not fit on its card."""
    shown = cut(consultation.messages[0].text, CARD_TEXT).removesuffix("…")
    rest = consultation.messages[0].text[len(shown) :].strip()
    return [escape(f"… {piece}") for piece in split(rest, PIECE)]


def asked(
    texts: Texts, consultation: Consultation, *, has_reader: bool, choose_library: bool, offers_similar: bool
) -> Markup:
    """The asker's confirmation."""
    number = consultation.number
    if consultation.status == WITHDRAWN:
        return texts.t("✖ Question No. {number} was taken back. Nobody has to answer it.", number=number)
    if consultation.status == SELF_SERVED:
        return texts.t("✔ Glad that it helped! Nobody has to answer question No. {number}.", number=number)
    if consultation.status == CLOSED:
        shown = texts.t("Colleagues can find question and answer, without names.")
        return join_lines(
            [
                texts.t("✅ Question No. {number} is closed.", number=number),
                shown if consultation.may_be_shown and consultation.answered_at else None,
            ]
        )
    lines: list[Markup | str] = [
        texts.t("✅ Question No. {number} is registered.", number=number),
        _readers(texts, consultation),
    ]
    if not has_reader and consultation.audience != COLLEAGUES:
        lines[1] = texts.t("No methodologist has joined yet; the question is kept and will reach the first one.")
    if consultation.referred_to:
        lines.append(texts.t("↗️ Referred to: {whom}", whom=consultation.referred_to))
    if consultation.libraries:
        lines.append(texts.t("Library: {name}", name=", ".join(one.name for one in consultation.libraries)))
    if choose_library:
        lines.append(texts.t("Which of your libraries is it about?"))
    if offers_similar:
        lines += ["", texts.t("Similar questions have been answered already. Does one of them help?")]
    return join_lines(lines)


def _readers(texts: Texts, consultation: Consultation) -> Markup:
    if consultation.audience != COLLEAGUES:
        return texts.t("Only the methodologists read it. The answer will arrive here.")
    if consultation.anonymous:
        return texts.t("The group reads it, without your name and library. The answers will arrive here.")
    return texts.t("The group reads it. The answers will arrive here.")


def asked_buttons(
    texts: Texts,
    consultation: Consultation,
    libraries: Sequence[tuple[int, str]],
    similar: Sequence[Consultation],
) -> Rows:
    """Undo, add, the choice of a library where there are several, and what was answered before."""
    number = consultation.number
    if consultation.status == WITHDRAWN:
        return []
    if consultation.status == SELF_SERVED:
        return [[button(texts.plain("Ask all the same"), f"c:anyway:{number}")]]
    if consultation.status == CLOSED:
        return closed_buttons(texts, consultation)
    choices = [[button(name, f"c:library:{number}:{key}")] for key, name in libraries]
    ways = [
        button(texts.plain("Add something"), f"c:add:{number}"),
        button(texts.plain("Topic"), f"c:topic:{number}:0"),
    ]
    if consultation.status == OPEN:
        ways.append(button(texts.plain("Undo"), f"c:undo:{number}"))
    read = [[button(f"🔎 {first_words(one.messages[0].text, 40)}", f"c:read:{one.number}")] for one in similar]
    if similar:
        read.append([button(texts.plain("Yes, it helped"), f"c:served:{number}")])
    return [*choices, ways, *read]


def closed_buttons(texts: Texts, consultation: Consultation) -> Rows:
    """For the asker, when the question is settled: not solved yet, and whether others may find it."""
    rows = [*reopen_buttons(texts, consultation.number)]
    if consultation.answered_at is not None and consultation.audience != COLLEAGUES:
        if consultation.may_be_shown:
            rows.append([button(texts.plain("Stop showing it"), f"c:unshow:{consultation.number}")])
        else:
            rows.append([button(texts.plain("May be shown anonymously"), f"c:show:{consultation.number}")])
    return rows


def reopen_buttons(texts: Texts, number: int) -> Rows:
    """Under what is closed."""
    return [[button(texts.plain("Not solved yet"), f"c:reopen:{number}")]]


def reopened_for_staff(texts: Texts, consultation: Consultation) -> Markup:
    """The asker said that it is not solved yet."""
    return join_lines(
        [
            texts.t("↩️ Question No. {number} is open again: it is not solved yet.", number=consultation.number),
            asker(texts, consultation) if consultation.anonymous else _asker(texts, consultation),
        ]
    )


def closed_for_asker(texts: Texts, number: int, by: str) -> Markup:
    """A methodologist closed the question."""
    return join_lines(
        [
            texts.t("✅ Question No. {number} was closed by: {name}.", number=number, name=by),
            texts.t("If an answer is still needed, press the button."),
        ]
    )


def undelivered_question(ctx: Context, about: About, reason: str) -> Markup:
    """For who caused it: a card, or another message about a question, was not delivered."""
    number = about.object_id
    if about.kind == "card":
        return ctx.texts.t(
            "⚠️ Question No. {number} was not delivered to every methodologist: {reason}.", number=number, reason=reason
        )
    if about.kind in _CONFIRMATIONS:  # who reads this must not ask again
        return ctx.texts.t(
            "⚠️ No. {number} is saved, but its confirmation was not delivered: {reason}.", number=number, reason=reason
        )
    return ctx.texts.t("⚠️ A message about No. {number} was not delivered: {reason}.", number=number, reason=reason)


def referred_for_asker(texts: Texts, consultation: Consultation) -> Markup:
    """Somebody else is to answer."""
    return texts.t(
        "↗️ Question No. {number} was referred to: {whom}.",
        number=consultation.number,
        whom=consultation.referred_to or "",
    )


def referred_to_you(texts: Texts, consultation: Consultation, by: str) -> Markup:
    """For the methodologist who is to answer now."""
    return join_lines(
        [
            texts.t("↗️ Question No. {number} was referred to you by: {name}.", number=consultation.number, name=by),
            asker(texts, consultation) if consultation.anonymous else _asker(texts, consultation),
            "",
            cut(consultation.messages[0].text, 500),
        ]
    )
