"""What members see of questions that were asked of colleagues, or may be shown to them; nobody is named."""

from collections.abc import Sequence

from markupsafe import Markup, escape

from bot.access import Act
from bot.context import Button, Context, Rows, button
from bot.features.consultations.rules import first_words
from bot.texts import Texts, bold, cut, join_lines
from storage.consultations import COLLEAGUES, DECLINED, GOING_ON, Consultation, answers_of

PAGE_QUESTION, PAGE_ANSWER, PAGE_ANSWERS = 1000, 600, 4
"""UTF-16 units of a question and of each answer on its page, and how many answers: together less than a message."""


def page(texts: Texts, consultation: Consultation, topic: str | None) -> Markup:
    """The question with its answers, the one that helped first."""
    head = texts.t("❓ <b>Question No. {number}</b>", number=consultation.number)
    answers = answers_of(consultation)
    lines: list[Markup | str | None] = [
        head + escape(f" · {topic}") if topic else head,
        "",
        cut(consultation.messages[0].text, PAGE_QUESTION) or texts.plain("(no text; see the attachment)"),
    ]
    for answer in answers[:PAGE_ANSWERS]:
        title = texts.plain("✅ The answer that helped") if answer.helped else texts.plain("💬 Answer")
        shown = cut(answer.text, PAGE_ANSWER) or texts.plain("(no text; see the attachment)")
        lines += ["", bold(title), shown]
    more = len(answers) - PAGE_ANSWERS
    if more > 0:
        lines += ["", texts.tn("and {n} more answer", "and {n} more answers", more)]
    if not answers:
        lines += ["", texts.t("🕓 Waiting for an answer")]
    return join_lines(lines)


def page_buttons(ctx: Context, consultation: Consultation, *, mine: bool, sorts: bool) -> Rows:
    """Answer; for the asker and the methodologists also the topic, and which answer helped."""
    texts, number = ctx.texts, consultation.number
    going_on = consultation.status in GOING_ON
    first: list[Button] = []
    if going_on and not mine and (consultation.audience == COLLEAGUES or sorts):
        first.append(button(texts.plain("Answer"), f"c:answer:{number}"))
    if going_on and mine:
        first.append(button(texts.plain("Add something"), f"c:add:{number}"))
    rows = [first] if first else []
    if not (mine or sorts):
        return rows
    rows.append([button(texts.plain("Topic"), f"c:topic:{number}:0")])
    if sorts and going_on:
        rows[-1].append(button(texts.plain("Close"), f"c:close:{number}"))
    for answer in answers_of(consultation)[:PAGE_ANSWERS]:
        if not answer.helped:
            words = first_words(answer.text, 24) or texts.plain("(no text; see the attachment)")
            rows.append([button(texts.plain("Helped: {words}", words=words), f"c:helped:{answer.id}")])
    if ctx.may(Act.MODERATE):
        rows.append([button(texts.plain("🙈 Hide…"), f"c:hide:{number}")])
    return rows


def similar_lines(texts: Texts) -> Markup:
    """Above the similar questions."""
    return texts.t("Similar questions have been answered already. Does one of them help?")


def similar_buttons(questions: Sequence[Consultation], data_of: dict[int, str]) -> list[list[Button]]:
    """A button to read each."""
    return [[button(f"🔎 {first_words(one.messages[0].text, 40)}", data_of[one.number])] for one in questions]


def handover_proposed(texts: Texts, consultation: Consultation) -> Markup:
    """For the asker of a private question."""
    return join_lines(
        [
            texts.t(
                "🤝 A methodologist proposes to ask the colleagues in the group, too: question No. {number}.",
                number=consultation.number,
            ),
            "",
            cut(consultation.messages[0].text, 500),
            "",
            texts.t("Everybody in the group would read it. It is for you to decide."),
        ]
    )


def handover_buttons(texts: Texts, number: int) -> Rows:
    """Openly, anonymously, or not."""
    return [
        [button(texts.plain("Yes, with my name"), f"c:pass:{number}:openly")],
        [button(texts.plain("Yes, anonymously"), f"c:pass:{number}:anon")],
        [button(texts.plain("No, leave it private"), f"c:pass:{number}:not")],
    ]


def handover_decided(texts: Texts, consultation: Consultation) -> Markup:
    """What came of it."""
    number = consultation.number
    if consultation.handover == DECLINED:
        return texts.t("🔒 Question No. {number} stays with the methodologists.", number=number)
    if consultation.anonymous:
        return texts.t("👥 Question No. {number} is in the group, without your name and library.", number=number)
    return texts.t("👥 Question No. {number} is in the group.", number=number)
