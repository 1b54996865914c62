"""Asking and answering. Every action checks who may, changes state, notes it, and has everyone shown how it stands."""

from collections.abc import Sequence

from bot.access import STAFF, Act
from bot.albums import joined
from bot.context import Context
from bot.dialogs.form import EARLIER_STEP
from bot.errors import UserError
from bot.features.consultations import board, digesting, finding, showing, thread_views
from bot.features.consultations.log.tracing import traced
from bot.features.consultations.rules import may_continue, status_after_reopening
from bot.features.consultations.words import proposed_topic
from bot.texts import N_
from bot.typed import Typed
from bot.undoing import check_undo
from storage.consultations import (
    ADDITION,
    ANSWER,
    ANSWERED,
    CHAT,
    CLOSED,
    COLLEAGUES,
    METHODOLOGIST,
    METHODOLOGISTS,
    OPEN,
    PEER,
    QUESTION,
    REFERRED,
    REPLY,
    SELF_SERVED,
    TELEGRAM_CHANNEL,
    WITHDRAWN,
    Consultation,
    ConsultationMessage,
    add_question,
    entry_names,
)
from storage.libraries import Library
from storage.numbers import next_number
from storage.outbox import About
from storage.vocabulary import TOPIC


def ask(
    ctx: Context,
    typed: Typed,
    *,
    audience: str = METHODOLOGISTS,
    anonymous: bool = False,
    similar: Sequence[int] = (),
) -> Consultation:
    """Register a question to the methodologists, or to colleagues.

    ``similar``: numbers of answered questions that its confirmation offers.
    """
    consultation = new_question(ctx, typed, audience=audience, anonymous=anonymous)
    consultation.similar = list(similar)
    add_question(ctx.session, consultation, ctx.me)
    ctx.note("ask", "consultation", consultation.number, audience=audience)
    if audience == METHODOLOGISTS:
        showing.confirm(ctx, consultation, has_reader=showing.show_cards(ctx, consultation))
        return consultation
    publish(ctx, consultation)
    if ctx.private or showing.undecided_libraries(consultation):
        showing.confirm(ctx, consultation)
    return consultation


def publish(ctx: Context, consultation: Consultation) -> None:
    """Let colleagues read it: in the group, and at once those who want that."""
    board.put_up(ctx, consultation)
    digesting.announce_question(ctx, consultation)


def new_question(ctx: Context, typed: Typed, *, audience: str, anonymous: bool = False) -> Consultation:
    """What a question of the acting person is at first; not stored yet."""
    ctx.require(Act.EXCHANGE if audience == COLLEAGUES else Act.ASK)
    if typed.empty:
        raise UserError(N_("The question is empty. Write it after the command or send it as a message."))
    libraries = ctx.me.libraries
    consultation = Consultation(
        number=next_number(ctx.session),
        origin=CHAT,
        status=OPEN,
        entered_at=ctx.now,
        asker_id=ctx.me.id,
        channel=TELEGRAM_CHANNEL,
        topic=proposed_topic(ctx.session, typed.text, ctx.today),
        audience=audience,
        anonymous=anonymous,
        may_be_shown=audience == COLLEAGUES,
        libraries=list(libraries) if len(libraries) == 1 else [],
    )
    consultation.messages.append(_message(ctx, typed, QUESTION))
    return consultation


def choose_library(ctx: Context, number: int, library_id: int) -> None:
    """Which of the asker's libraries the question is about."""
    consultation = finding.found_mine(ctx, number)
    library = ctx.session.get(Library, library_id)
    if library is None or library not in ctx.me.libraries:
        raise UserError(N_("There is no such library any more. Choose another one."))
    with traced(ctx, consultation):
        consultation.libraries = [library]
    ctx.note("choose_library", "consultation", number)
    showing.refresh(ctx, consultation)


def withdraw(ctx: Context, number: int) -> None:
    """Take back one's own question while nobody has answered it and the ten minutes last."""
    consultation = finding.found_mine(ctx, number)
    if consultation.status != OPEN:
        raise UserError(N_("The question has been answered or closed already."))
    check_undo(consultation.entered_at, ctx.now)
    consultation.status, consultation.closed_at = WITHDRAWN, ctx.now
    ctx.note("withdraw", "consultation", number)
    board.take_down(ctx, consultation)
    digesting.follow(ctx, consultation)
    showing.refresh(ctx, consultation)
    showing.refresh_relays(ctx, consultation)


def take(ctx: Context, number: int) -> None:
    """Say that one will answer it."""
    consultation = finding.found_to_answer(ctx, number)
    _refuse_settled(consultation)
    other = consultation.responsible
    if other is not None and other.id != ctx.me.id:
        raise UserError(N_("It was taken already by: {name}. You can still answer."), name=other.name)
    consultation.responsible = ctx.me
    ctx.note("take", "consultation", number)
    showing.refresh(ctx, consultation)


def release(ctx: Context, number: int) -> None:
    """Give back what one took."""
    consultation = finding.found(ctx, number)
    if consultation.responsible_id != ctx.me.id:
        raise UserError(N_("You have not taken this question."))
    consultation.responsible = None
    ctx.note("release", "consultation", number)
    showing.refresh(ctx, consultation)


def answer(ctx: Context, consultation: Consultation, typed: Typed) -> None:
    """Answer a question; with its first answer it becomes a consultation of that day.

    In the group everybody's reply is an answer, also of a guest and of who has not joined: it was said to the asker
    and all can read it there. Of who has not joined only the answer is kept, without its author.
    """
    if ctx.private or ctx.muted or ctx.may(Act.ASK):
        ctx.require(finding.answering(consultation))
    if consultation.status in (WITHDRAWN, SELF_SERVED):
        raise UserError(N_("The asker has withdrawn the question; your text was not sent."))
    if typed.empty:
        raise UserError(N_("This kind of message cannot be passed on. Write it in words, or send a photo or file."))
    message = _message(ctx, typed, ANSWER)
    message.given_by = METHODOLOGIST if ctx.role in STAFF else PEER
    message.library_id = next((one.id for one in ctx.member.libraries), None) if ctx.member else None
    consultation.messages.append(message)
    if consultation.audience == METHODOLOGISTS:
        consultation.responsible = consultation.responsible or ctx.me
    if consultation.answered_at is None:
        consultation.answered_at, consultation.happened_on = ctx.now, ctx.today
        consultation.given_by = message.given_by
    if consultation.status in (OPEN, REFERRED):
        consultation.status = ANSWERED
    ctx.session.flush()
    ctx.note("answer", "consultation", consultation.number)
    reachable = showing.relay_to_asker(ctx, message)
    if ctx.private:
        board.say(ctx, message)
        ctx.show(
            thread_views.answer_sent(
                ctx.texts,
                consultation,
                _topic_name(ctx, consultation),
                reachable=reachable,
                left_out=showing.left_out_of_letter(ctx, message),
            ),
            showing.answer_sent_buttons(ctx, consultation, message.id),
            about=About("sent", "consultation", consultation.number),
            reply=True,
        )
    showing.refresh(ctx, consultation)


def add(ctx: Context, consultation: Consultation, typed: Typed) -> None:
    """The asker adds to the question, or replies to an answer; a closed thread is open again."""
    if typed.empty:
        raise UserError(N_("This kind of message cannot be passed on. Write it in words, or send a photo or file."))
    if not may_continue(consultation.status, consultation.closed_at, ctx.now):
        raise UserError(
            N_("Question No. {number} was closed long ago. Ask a new one, please; your text was not sent."),
            number=consultation.number,
        )
    _refuse_muted(ctx, consultation)
    message = _message(ctx, typed, REPLY if consultation.answered_at else ADDITION)
    closed = consultation.status == CLOSED
    if closed:
        consultation.status, consultation.closed_at = status_after_reopening(consultation.answered_at), None
        showing.refresh_relays(ctx, consultation)
    consultation.messages.append(message)
    ctx.session.flush()
    ctx.note("add", "consultation", consultation.number)
    showing.relay_to_staff(ctx, message)
    if ctx.private:
        board.say(ctx, message)
        ctx.show(
            thread_views.added(ctx.texts, consultation.number),
            [[thread_views.undo_button(ctx.texts, message.id)]],
            about=About("sent", "consultation", consultation.number),
            reply=True,
        )
    showing.refresh(ctx, consultation)


def unsay(ctx: Context, message_id: int) -> None:
    """Take back one's own message of a thread; the only answer taken back leaves the question open.

    Where other answers remain, the question is a consultation of the day of the first of them.
    """
    message = ctx.session.get(ConsultationMessage, message_id)
    if message is None or ctx.member is None or message.author_id != ctx.member.id:
        raise UserError(N_("This message was taken back already."))
    if message.part == QUESTION:  # a question is withdrawn, a record undone, each as a whole
        raise UserError(EARLIER_STEP)
    check_undo(message.at, ctx.now)
    consultation = message.consultation
    showing.take_back_relays(ctx, message)
    consultation.messages.remove(message)
    ctx.session.delete(message)
    first = next((one for one in consultation.messages if one.part == ANSWER), None)
    if message.part == ANSWER and first is not None:
        consultation.answered_at, consultation.happened_on = first.at, ctx.region.local(first.at).date()
        consultation.given_by = first.given_by or METHODOLOGIST
    elif message.part == ANSWER:
        consultation.answered_at = consultation.happened_on = consultation.given_by = None
        if consultation.status == ANSWERED:
            consultation.status = OPEN
    ctx.note("unsay", "consultation", consultation.number)
    ctx.show(thread_views.taken_back(ctx.texts, consultation.number))
    showing.refresh(ctx, consultation)


def close(ctx: Context, number: int) -> None:
    """Settle a question: the asker says that it helped, or a methodologist closes it."""
    consultation = finding.found_to_steer(ctx, number)
    by_asker = consultation.asker_id == ctx.me.id
    _refuse_settled(consultation)
    consultation.status, consultation.closed_at = CLOSED, ctx.now
    ctx.note("close", "consultation", number)
    digesting.follow(ctx, consultation)
    if not by_asker:
        showing.tell_asker_closed(ctx, consultation)
    showing.refresh(ctx, consultation)
    showing.refresh_relays(ctx, consultation)


def reopen(ctx: Context, number: int) -> None:
    """Not solved yet: within 14 days the thread goes on as the same record."""
    consultation = finding.found_to_steer(ctx, number)
    if consultation.status != CLOSED:
        raise UserError(N_("Question No. {number} is open already."), number=number)
    if not may_continue(consultation.status, consultation.closed_at, ctx.now):
        raise UserError(N_("Question No. {number} was closed long ago. Please ask a new one."), number=number)
    consultation.status, consultation.closed_at = status_after_reopening(consultation.answered_at), None
    ctx.note("reopen", "consultation", number)
    digesting.follow(ctx, consultation)
    showing.refresh(ctx, consultation)
    showing.refresh_relays(ctx, consultation)
    if consultation.asker_id == ctx.me.id:
        showing.tell_staff_reopened(ctx, consultation)


def set_topic(ctx: Context, number: int, key: str) -> None:
    """Correct the topic of a consultation: who answers, and the asker."""
    consultation = finding.found_to_steer(ctx, number)
    if key not in entry_names(ctx.session, TOPIC, ctx.texts.language):
        raise UserError(N_("This entry is no longer in the list. Choose another one."))
    with traced(ctx, consultation):
        consultation.topic = key
    ctx.note("set_topic", "consultation", number, topic=key)


def state_library(ctx: Context, number: int, library_id: int) -> Consultation:
    """Say which library a question came from, where the asker has not."""
    consultation = finding.found_to_place(ctx, number)
    if consultation.libraries:
        names = ", ".join(library.name for library in consultation.libraries)
        raise UserError(N_("The library of question No. {number} is known already: {name}"), number=number, name=names)
    library = ctx.session.get(Library, library_id)
    if library is None:
        raise UserError(N_("There is no such library any more. Choose another one."))
    with traced(ctx, consultation):
        consultation.libraries = [library]
    ctx.note("state_library", "consultation", number, library=library_id)
    showing.refresh(ctx, consultation)
    return consultation


def follow_edit(ctx: Context, message: ConsultationMessage, text: str) -> None:
    """The author changed the message: the stored text and everything that shows it follow."""
    if message.text == text:
        return
    _refuse_muted(ctx, message.consultation)
    message.text, message.edited_at = text, ctx.now
    ctx.note("edit", "consultation", message.consultation.number)
    ctx.session.flush()
    showing.relay_edit(ctx, message)
    if message.part == QUESTION:
        digesting.follow(ctx, message.consultation)
    showing.refresh(ctx, message.consultation)


def add_late_part(ctx: Context, message: ConsultationMessage, typed: Typed) -> None:
    """A part of an album came after the rest was handled."""
    message.attachments = joined(message.attachments, typed)
    if typed.text and not message.text:
        message.text, message.message_id = typed.text, typed.message_id  # whose edits change the words
    ctx.session.flush()
    showing.attach_late(ctx, message, typed.attachments)
    board.attach_late(ctx, message, typed.attachments)
    showing.refresh(ctx, message.consultation)


def _topic_name(ctx: Context, consultation: Consultation) -> str | None:
    return entry_names(ctx.session, TOPIC, ctx.texts.language).get(consultation.topic or "")


def _message(ctx: Context, typed: Typed, part: str) -> ConsultationMessage:
    return ConsultationMessage(
        author_id=ctx.member.id if ctx.member is not None else None,
        part=part,
        text=typed.text.strip(),
        at=ctx.now,
        chat_id=typed.chat_id,
        message_id=typed.message_id,
        album=typed.album,
        attachments=typed.attachments,
    )


def _refuse_settled(consultation: Consultation) -> None:
    if consultation.status in (CLOSED, WITHDRAWN, SELF_SERVED):
        raise UserError(N_("Question No. {number} is closed already."), number=consultation.number)


def _refuse_muted(ctx: Context, consultation: Consultation) -> None:
    if ctx.muted and consultation.audience == COLLEAGUES:
        ctx.require(Act.EXCHANGE)
