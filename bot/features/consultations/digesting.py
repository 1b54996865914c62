"""Questions to colleagues as something that members can have told them: at once, or in their digest."""

from collections.abc import Sequence
from datetime import datetime

from bot.access import LIBRARIAN, STAFF, Act
from bot.context import Context, message
from bot.features.consultations import nudge_views
from bot.manifest import DigestItem, Subscription
from bot.texts import LANGUAGES, N_, texts_for
from storage.broadcasts import Content, announce
from storage.consultations import (
    ANSWER,
    COLLEAGUES,
    GOING_ON,
    SELF_SERVED,
    WITHDRAWN,
    Consultation,
    asked_of_colleagues,
    entry_names,
)
from storage.members import Member
from storage.outbox import About
from storage.preferences import ANY, DAILY, Wanting
from storage.revisions import revise, withdraw
from storage.vocabulary import TOPIC

KIND, OBJECT = "questions", "consultation"


def questions_since(ctx: Context, member: Member, subjects: Sequence[str], since: datetime) -> Sequence[DigestItem]:
    """What was asked of colleagues since then on these topics, and neither by the member nor answered by them."""
    wanted = set(subjects)
    return [
        DigestItem(
            object_kind=OBJECT,
            object_id=one.number,
            at=one.entered_at,
            title=one.messages[0].text or ctx.texts.plain("(no text; see the attachment)"),
            url=ctx.deep_link(f"q{one.number}"),
            subject=one.topic,
            detail=_answers(ctx, one),
            text=one.messages[0].text,
        )
        for one in asked_of_colleagues(ctx.session, since)
        if member.id not in {one.asker_id, *(message.author_id for message in one.messages)}
        and one.messages[0].hidden_at is None
        and (one.topic or ANY) in wanted
    ]


def announce_question(ctx: Context, consultation: Consultation) -> None:
    """Members who want questions on this topic at once have it in their private chat."""
    announce(
        ctx.session,
        _about(consultation),
        _by_language(ctx, consultation),
        roles=(LIBRARIAN, *STAFF),
        now=ctx.now,
        wanting=Wanting(KIND, consultation.topic or ANY, DAILY),
        author_id=consultation.asker_id,
        update_id=ctx.update_id,
    )


def follow(ctx: Context, consultation: Consultation) -> None:
    """What was announced shows the question as it is now, or is taken back with it."""
    if consultation.audience != COLLEAGUES:
        return
    if consultation.deleted_at is not None or consultation.status in (WITHDRAWN, SELF_SERVED):
        withdraw(ctx.session, _about(consultation), ctx.now, update_id=ctx.update_id)
    else:
        revise(ctx.session, _about(consultation), _by_language(ctx, consultation), ctx.now, update_id=ctx.update_id)


def _about(consultation: Consultation) -> About:
    return About("question", OBJECT, consultation.number)


def _by_language(ctx: Context, consultation: Consultation) -> dict[str, Content]:
    by_language = {}
    for language in LANGUAGES:
        texts = texts_for(language)
        topics = entry_names(ctx.session, TOPIC, language)
        going_on = consultation.status in GOING_ON
        by_language[language] = Content(
            "sendMessage",
            message(
                nudge_views.new_question(texts, consultation, topics.get(consultation.topic or "")),
                nudge_views.answer_buttons(texts, [consultation]) if going_on else (),
            ),
        )
    return by_language


def _answers(ctx: Context, consultation: Consultation) -> str:
    answers = sum(one.part == ANSWER for one in consultation.messages)
    if not answers:
        return ctx.texts.plain("no answer yet")
    return ctx.texts.plain_n("{n} answer", "{n} answers", answers)


QUESTIONS = Subscription(
    kind=KIND,
    label=N_("Questions to colleagues"),
    act=Act.SEARCH,
    default=DAILY,
    digest=questions_since,
    list_name=TOPIC,
    sign="❓",
    position=20,
)
