"""The forms of answering, of adding, of saying where a question came from."""

from collections.abc import Sequence

from bot.access import Act
from bot.context import Context
from bot.dialogs.form import Data, Form
from bot.dialogs.pickers import LibraryField, MessageField
from bot.features.consultations import actions, finding, showing
from bot.texts import N_, cut, italic, join_lines
from bot.typed import Typed
from storage.consultations import COLLEAGUES, consultation_numbered
from storage.libraries import Library

QUOTED = 300
"""Characters of the question above the place where its answer is written: it may stand in another chat."""


def _answer_what(ctx: Context, data: Data) -> str:
    consultation = consultation_numbered(ctx.session, data["number"])
    if consultation is None:
        return ctx.texts.t("Write the answer.")
    if consultation.audience == COLLEAGUES:
        what = ctx.texts.t(
            "Write the answer to question No. {number}. The asker and everybody in the group will read it.",
            number=consultation.number,
        )
    else:
        what = ctx.texts.t(
            "Write the answer to question No. {number}. The asker and the methodologists will read it.",
            number=consultation.number,
        )
    first = consultation.messages[0] if consultation.messages else None
    question = first.text if first is not None and first.hidden_at is None else ""
    return join_lines([what, italic(cut(question, QUOTED)) if question else None])


def _add_what(ctx: Context, data: Data) -> str:
    consultation = consultation_numbered(ctx.session, data["number"])
    if consultation is not None and consultation.audience == COLLEAGUES:
        return ctx.texts.t(
            "Write what to add to question No. {number}. Everybody in the group will read it.", number=data["number"]
        )
    return ctx.texts.t(
        "Write what to add to question No. {number}. Only the methodologists will read it.", number=data["number"]
    )


def _answer(ctx: Context, data: Data) -> None:
    ctx.typed = Typed.from_json(data["message"])
    actions.answer(ctx, finding.found(ctx, data["number"]), ctx.typed)


def _add(ctx: Context, data: Data) -> None:
    ctx.typed = Typed.from_json(data["message"])
    actions.add(ctx, finding.found_mine(ctx, data["number"]), ctx.typed)


def _place(ctx: Context, data: Data) -> None:
    consultation = actions.state_library(ctx, data["number"], data["libraries"][0])
    if data.get("confirmation") is not None:
        showing.refresh_answer_sent(ctx, consultation, data["message"], data["confirmation"])
    ctx.show(
        ctx.texts.t(
            "✅ Question No. {number} came from: {name}",
            number=consultation.number,
            name=consultation.libraries[0].name,
        )
    )


def _askers_libraries(ctx: Context, data: Data) -> Sequence[Library]:
    asker = finding.found(ctx, data["number"]).asker
    return asker.libraries if asker is not None else ()


ANSWER = Form(
    "answer",
    (MessageField("message", _answer_what),),
    _answer,
    act=Act.ASK,  # which right it takes depends on who reads it: a methodologist who is muted goes on answering
    left=N_("Cancelled. No answer was sent."),
)
PLACE = Form(
    "place",
    (LibraryField("libraries", N_("Which library did the question come from?"), only=_askers_libraries),),
    _place,
    act=Act.REGISTER,
)
ADD = Form("add", (MessageField("message", _add_what),), _add, act=Act.ASK, left=N_("Cancelled. Nothing was added."))
