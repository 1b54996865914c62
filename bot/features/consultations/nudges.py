"""What nobody has answered in time: one list in the morning for each methodologist, once a word to willing colleagues.

The group is never reminded.
"""

from collections import defaultdict
from collections.abc import Sequence

from bot.access import LIBRARIAN, STAFF
from bot.context import Context
from bot.features.consultations import nudge_views
from bot.features.consultations.rules import EVENING, MORNING, overdue_from
from bot.workdays import is_working_day
from storage.consultations import COLLEAGUES, Consultation, entry_names
from storage.members import Member, telegram_chats
from storage.numbers import mark_once
from storage.outbox import About, Lane
from storage.preferences import hold_until
from storage.vocabulary import TOPIC
from storage.waiting import unanswered, willing

LISTED = 8
"""Questions that one list shows; it says how many more there are."""


def look_in_the_morning(ctx: Context) -> None:
    """On the morning of every working day, once: what is overdue then. Later that day nothing is added."""
    local = ctx.local
    if not MORNING <= local.time() < EVENING or not is_working_day(ctx.today):
        return
    if not mark_once(ctx.session, f"morning:{ctx.today.isoformat()}", ctx.now):
        return
    waiting = [one for one in unanswered(ctx.session) if one.messages[0].hidden_at is None]
    overdue = [one for one in waiting if is_overdue(ctx, one)]
    if not overdue:
        return
    for methodologist, chat_id in telegram_chats(ctx.session, *STAFF):
        _tell_methodologist(ctx, methodologist, chat_id, overdue)
    _ask_colleagues(ctx, [one for one in overdue if one.audience == COLLEAGUES and one.nudged_at is None])
    ctx.note("nudge", questions=len(overdue))


def is_overdue(ctx: Context, consultation: Consultation) -> bool:
    """Whether the region's working time for a first answer is over."""
    asked = ctx.region.local(consultation.entered_at)
    return overdue_from(asked, ctx.region.nudge_after_days, is_working_day) <= ctx.local


def _tell_methodologist(ctx: Context, reader: Member, chat_id: int, overdue: Sequence[Consultation]) -> None:
    questions = [one for one in overdue if one.asker_id != reader.id]
    if not questions:
        return
    with ctx.speaking_to(reader) as speaking:
        speaking.tell(
            reader,
            chat_id,
            nudge_views.morning_list(speaking.texts, questions[:LISTED], len(questions), ctx.region),
            nudge_views.answer_buttons(speaking.texts, questions[:LISTED]),
            about=About("morning"),
            lane=Lane.REMINDER,
            key=f"morning:{ctx.today.isoformat()}:{reader.id}",
            due_at=hold_until(reader, ctx.now, ctx.region.zone),
        )


def _ask_colleagues(ctx: Context, questions: Sequence[Consultation]) -> None:
    """Each question goes once to those who may be asked on its topic; several to one member are one message."""
    of_member: dict[int, list[Consultation]] = defaultdict(list)
    members: dict[int, tuple[Member, int]] = {}
    for question in questions:
        question.nudged_at = ctx.now
        for member, chat_id in willing(ctx.session, question.topic, (LIBRARIAN, *STAFF)):
            if member.id != question.asker_id:
                members[member.id] = member, chat_id
                of_member[member.id].append(question)
    for member, chat_id in members.values():
        asked = of_member[member.id][:LISTED]
        with ctx.speaking_to(member) as speaking:
            topics = entry_names(ctx.session, TOPIC, speaking.texts.language)
            speaking.tell(
                member,
                chat_id,
                nudge_views.asked_by_colleagues(speaking.texts, asked, topics),
                nudge_views.answer_buttons(speaking.texts, asked),
                about=About("nudge"),
                lane=Lane.REMINDER,
                due_at=hold_until(member, ctx.now, ctx.region.zone),
            )
