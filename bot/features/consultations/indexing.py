"""What of the answered questions the search finds: only what may be shown, and nobody's name."""

from bot.context import Context
from storage import search
from storage.consultations import ANSWERED, CLOSED, Consultation, ConsultationMessage, answers_of
from storage.search import Entry

KIND = search.QUESTION


def follow(ctx: Context, consultation: Consultation) -> None:
    """Let the search find the question as it is now, or not any more."""
    if not is_shown(consultation):
        search.remove_entry(ctx.session, KIND, consultation.number)
        return
    answers = _shown(consultation)
    search.put_entry(
        ctx.session,
        Entry(
            kind=KIND,
            object_id=consultation.number,
            title=consultation.messages[0].text,
            text="\n".join(answer.text for answer in answers if answer.text),
            topic=consultation.topic,
            at=ctx.region.local(answers[0].at),
        ),
    )


def is_shown(consultation: Consultation) -> bool:
    """Whether members may find it: answered, not taken back, asked of colleagues or released by its asker."""
    return (
        consultation.may_be_shown
        and consultation.deleted_at is None
        and consultation.status in (ANSWERED, CLOSED)
        and bool(consultation.messages[0].text)
        and consultation.messages[0].hidden_at is None
        and bool(_shown(consultation))
    )


def _shown(consultation: Consultation) -> list[ConsultationMessage]:
    return [answer for answer in answers_of(consultation) if answer.hidden_at is None]
