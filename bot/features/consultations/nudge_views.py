"""What reminders of unanswered questions look like."""

from collections.abc import Mapping, Sequence

from markupsafe import Markup, escape

from bot.context import Region, Rows, button
from bot.features.consultations.board_views import asker
from bot.features.consultations.rules import CARD_TEXT, first_words
from bot.texts import Texts, bold, cut, join_lines
from storage.consultations import COLLEAGUES, Consultation

SHOWN = 160
"""Characters of each question."""
BESIDE = 2
"""Buttons in a row."""


def morning_list(texts: Texts, questions: Sequence[Consultation], total: int, region: Region) -> Markup:
    """For a methodologist: what waits too long, the oldest first."""
    lines: list[Markup | str | None] = [
        texts.tn("☀️ <b>{n} question waits for an answer</b>", "☀️ <b>{n} questions wait for an answer</b>", total)
    ]
    for question in questions:
        readers = texts.plain("to colleagues") if question.audience == COLLEAGUES else ""
        asked = texts.plain("asked: {when}", when=texts.short(region.local(question.entered_at)))
        taken = (
            texts.plain("taken by: {name}", name=question.responsible.name) if question.responsible is not None else ""
        )
        facts = " · ".join(part for part in (readers, asker(texts, question), asked, taken) if part)
        lines += [
            "",
            bold(texts.plain("No. {number}", number=question.number)) + escape(f" · {facts}"),
            _words(texts, question),
        ]
    if total > len(questions):
        lines += ["", texts.tn("and {n} more", "and {n} more", total - len(questions))]
    return join_lines(lines)


def asked_by_colleagues(texts: Texts, questions: Sequence[Consultation], topics: Mapping[str, str]) -> Markup:
    """For a member who lets colleagues ask on the topic."""
    lines: list[Markup | str | None] = [texts.t("🙋 <b>Colleagues ask, and nobody has answered yet</b>")]
    for question in questions:
        topic = topics.get(question.topic or "")
        head = bold(texts.plain("No. {number}", number=question.number))
        lines += ["", head + escape(f" · {topic}") if topic else head, _words(texts, question)]
    lines += ["", texts.t("You get this because your profile says that colleagues may ask you.")]
    return join_lines(lines)


def answer_buttons(texts: Texts, questions: Sequence[Consultation]) -> Rows:
    """One to answer each."""
    all_of_them = [
        button(texts.plain("Answer No. {number}", number=one.number), f"c:answer:{one.number}") for one in questions
    ]
    return [all_of_them[at : at + BESIDE] for at in range(0, len(all_of_them), BESIDE)]


def _words(texts: Texts, question: Consultation) -> str:
    return first_words(question.messages[0].text, SHOWN) or texts.plain("(no text; see the attachment)")


def new_question(texts: Texts, consultation: Consultation, topic: str | None) -> Markup:
    """For a member who wants questions to colleagues at once."""
    head = texts.t("👥 <b>A colleague asks: No. {number}</b>", number=consultation.number)
    return join_lines(
        [
            head + escape(f" · {topic}") if topic else head,
            asker(texts, consultation),
            "",
            cut(consultation.messages[0].text, CARD_TEXT) or texts.plain("(no text; see the attachment)"),
        ]
    )
