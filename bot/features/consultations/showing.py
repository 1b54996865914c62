"""Who is shown what of a question: the methodologists' cards, the asker's confirmation, relayed messages.

Cards are edited in place as things change; everyone who may answer has one, also who joined after the question.
"""

from collections.abc import Callable

from markupsafe import Markup

from bot.access import STAFF, Act
from bot.context import Context, Rows
from bot.delivery.attached import name_of, without_room
from bot.features.consultations import board, indexing, thread_views, views
from bot.features.consultations.words import likely_topics
from bot.pieces import MORE, show_pieces, tell_more, under_the_last
from bot.texts import Texts
from bot.ways import chats_of, reaches
from storage import outbox
from storage.consultations import (
    ANSWER,
    CHAT,
    COLLEAGUES,
    METHODOLOGISTS,
    OPEN,
    Consultation,
    ConsultationMessage,
    consultation_numbered,
    entry_name,
    entry_names,
    missing_cards,
    naming,
)
from storage.failures import mark_told
from storage.mail_chats import is_mailbox
from storage.mailing import ANSWERS
from storage.members import Member, telegram_chat_of, telegram_chats
from storage.outbox import About
from storage.vocabulary import TOPIC

TOPICS_OFFERED = 2
"""Under an answer: the likeliest beside the one that was proposed."""


def show_cards(ctx: Context, consultation: Consultation) -> bool:
    """A card for everyone who may answer, once each; tells whether there is anyone."""
    recipients = [
        (member, chat_id)
        for member, chat_id in telegram_chats(ctx.session, *STAFF)
        if member.id != consultation.asker_id
    ]
    for recipient, chat_id in recipients:
        _show_card(ctx, consultation, recipient, chat_id)
    return bool(recipients)


def show_open_questions(ctx: Context) -> None:
    """Whoever became a methodologist later gets the cards that wait too."""
    for consultation, recipient, chat_id in missing_cards(ctx.session, *STAFF):
        _show_card(ctx, consultation, recipient, chat_id)


def _show_card(ctx: Context, consultation: Consultation, recipient: Member, chat_id: int) -> None:
    with ctx.speaking_to(recipient) as speaking:
        delivery = speaking.tell(
            recipient,
            chat_id,
            *_card(speaking, consultation, recipient),
            about=About("card", "consultation", consultation.number),
            key=f"card:consultation:{consultation.number}:{recipient.id}",
        )
        about = About("attachment", "consultation", consultation.number)
        for piece in views.overflow(consultation):
            speaking.tell(recipient, chat_id, piece, about=about, target=delivery)
        for message in consultation.messages:
            speaking.attach(recipient, chat_id, message.attachments, about=about, target=delivery)


def _card(speaking: Context, consultation: Consultation, reader: Member) -> tuple[Markup, Rows]:
    topic = _topic_name(speaking, consultation)
    can_hand_over = consultation.audience == METHODOLOGISTS and board.is_there(speaking)
    return (
        views.card(speaking.texts, consultation, reader, topic),
        views.card_buttons(speaking.texts, consultation, reader, can_hand_over=can_hand_over),
    )


def _topic_name(ctx: Context, consultation: Consultation) -> str | None:
    return entry_name(ctx.session, TOPIC, consultation.topic, ctx.texts.language)


def refresh(ctx: Context, consultation: Consultation) -> None:
    """Let cards, confirmation and search show how the question stands now."""
    ctx.session.flush()
    if consultation.origin != CHAT:
        return
    if consultation.may_be_shown:
        indexing.follow(ctx, consultation)
    board.refresh(ctx, consultation)
    number = consultation.number
    for delivery, recipient_id in outbox.deliveries_about(ctx.session, About("card", "consultation", number)):
        reader = ctx.session.get(Member, recipient_id)
        if reader is not None and _still_reads(reader, consultation.messages[0]):
            with ctx.speaking_to(reader) as speaking:
                speaking.edit(delivery, *_card(speaking, consultation, reader))
    asker = consultation.asker
    if asker is None:
        return
    for delivery, _ in outbox.deliveries_about(ctx.session, About("confirmation", "consultation", number)):
        with ctx.speaking_to(asker) as speaking:
            confirm(speaking, consultation, edit=delivery)


def follow_name(ctx: Context, member_id: int) -> None:
    """Whoever took or was asked a question is called something else."""
    for consultation in naming(ctx.session, member_id):
        refresh(ctx, consultation)


def confirm(ctx: Context, consultation: Consultation, *, edit: int | None = None, has_reader: bool = True) -> None:
    """Tell the asker how the question stands, with what can be done."""
    undecided = undecided_libraries(consultation)
    similar = _similar(ctx, consultation)
    text = views.asked(
        ctx.texts,
        consultation,
        has_reader=has_reader,
        choose_library=bool(undecided),
        offers_similar=bool(similar),
    )
    buttons = views.asked_buttons(ctx.texts, consultation, undecided, similar)
    if edit is not None:
        ctx.edit(edit, text, buttons)
    else:
        ctx.show(text, buttons, about=About("confirmation", "consultation", consultation.number), reply=True)


def undecided_libraries(consultation: Consultation) -> list[tuple[int, str]]:
    """The asker's libraries (id, name), where there are several and it is not known which one asks."""
    asker = consultation.asker
    mine = [] if asker is None or consultation.libraries else [(one.id, one.name) for one in asker.libraries]
    return mine if len(mine) > 1 else []


def _similar(ctx: Context, consultation: Consultation) -> list[Consultation]:
    """The answered questions that its confirmation offers to read, while nobody has answered it."""
    if consultation.status != OPEN:
        return []
    found = (consultation_numbered(ctx.session, number) for number in consultation.similar)
    return [one for one in found if one is not None and indexing.is_shown(one)]


def refresh_answer_sent(ctx: Context, consultation: Consultation, message_id: int, confirmation: int) -> None:
    """The answerer's confirmation shows topic and library as they are now."""
    topic = _topic_name(ctx, consultation)
    reachable = consultation.asker is not None and reaches(ctx, consultation.asker, ANSWERS)
    ctx.edit(
        confirmation,
        thread_views.answer_sent(ctx.texts, consultation, topic, reachable=reachable),
        answer_sent_buttons(ctx, consultation, message_id),
    )


def answer_sent_buttons(ctx: Context, consultation: Consultation, message_id: int) -> Rows:
    """Under the answerer's confirmation; the topics are those that the question's words speak for, too."""
    names = entry_names(ctx.session, TOPIC, ctx.texts.language)
    likely = likely_topics(ctx.session, consultation.messages[0].text, ctx.today)
    others = [(key, names[key]) for key in likely if key in names and key != consultation.topic]
    sorts = ctx.may(Act.REGISTER)
    return thread_views.answer_sent_buttons(
        ctx.texts, consultation, message_id, sorts=sorts, topics=others[:TOPICS_OFFERED]
    )


def relay_to_asker(ctx: Context, message: ConsultationMessage) -> bool:
    """Carry an answer to the asker, as a reply to the question; tells whether they can be reached."""
    consultation = message.consultation
    asker = consultation.asker
    chats = chats_of(ctx, asker, ANSWERS) if asker else []
    if asker is None or not chats:
        return False
    with ctx.speaking_to(asker) as speaking:
        buttons = thread_views.relayed_buttons(speaking.texts, message)
        sent = [
            _relay(speaking, message, asker, chat_id, buttons, question_in(consultation, chat_id)) for chat_id in chats
        ]
    reachable = reaches(ctx, asker, ANSWERS)
    if not reachable and ctx.private:
        mark_told(ctx.session, sent, ctx.now)  # by the answerer's confirmation
    return reachable


def question_in(consultation: Consultation, chat_id: int) -> int | None:
    """The question's own message, if it was asked in this chat and not, say, in a group."""
    question = consultation.messages[0]
    return question.message_id if question.chat_id == chat_id else None


def _is_elsewhere(ctx: Context, consultation: Consultation, asker: Member) -> bool:
    """Whether the question was written in another chat, and the answer has to say what it answers."""
    chat_id = telegram_chat_of(ctx.session, asker.id)
    return chat_id is None or question_in(consultation, chat_id) is None


def _author(ctx: Context, message: ConsultationMessage, author: Member | None) -> str:
    """The name under which a message is relayed: neither an anonymous asker has one, nor who has not joined."""
    consultation = message.consultation
    if author is None or message.author_id is None:
        return ctx.texts.plain("A colleague from the group")
    if consultation.anonymous and author.id == consultation.asker_id and consultation.audience == COLLEAGUES:
        return ctx.texts.plain("A colleague (anonymously)")
    return author.name


def relay_to_staff(ctx: Context, message: ConsultationMessage) -> None:
    """Carry what the asker adds to who took the question, or to everyone who may answer.

    What was asked of colleagues the group reads; who took it is told besides.
    """
    consultation = message.consultation
    cards = dict(_cards(ctx, consultation.number))
    for recipient, chat_id in _responsible(ctx, consultation):
        with ctx.speaking_to(recipient) as speaking:
            buttons = thread_views.relayed_buttons(speaking.texts, message)
            _relay(speaking, message, recipient, chat_id, buttons, None, cards.get(recipient.id))


def _responsible(ctx: Context, consultation: Consultation) -> list[tuple[Member, int]]:
    """Who took the question and can be reached, else every methodologist; of a question to colleagues who took it."""
    if consultation.audience == COLLEAGUES:
        taker = consultation.responsible
        chat_id = telegram_chat_of(ctx.session, taker.id) if taker is not None and taker.role is not None else None
        return [(taker, chat_id)] if taker is not None and chat_id is not None else []
    staff = [(one, chat) for one, chat in telegram_chats(ctx.session, *STAFF) if one.id != consultation.asker_id]
    return [(one, chat) for one, chat in staff if one.id == consultation.responsible_id] or staff


def _cards(ctx: Context, number: int) -> list[tuple[int | None, int]]:
    """Recipient → card."""
    found = outbox.deliveries_about(ctx.session, About("card", "consultation", number))
    return [(recipient, delivery) for delivery, recipient in found]


def relay_edit(ctx: Context, message: ConsultationMessage) -> None:
    """What was relayed shows the message, and what can be done, as it is now."""
    author = ctx.session.get(Member, message.author_id) if message.author_id is not None else None
    for delivery, recipient_id in outbox.deliveries_about(ctx.session, About("relay", "message", message.id)):
        if recipient_id is None:
            board.edit_said(ctx, delivery, message)
            continue
        recipient = ctx.session.get(Member, recipient_id)
        if recipient is None or not _still_reads(recipient, message):
            continue
        with ctx.speaking_to(recipient) as speaking:
            elsewhere = _is_elsewhere(speaking, message.consultation, recipient)
            quoted = message.part == ANSWER and (elsewhere or is_mailbox(outbox.chat_of(ctx.session, delivery)))
            pieces = thread_views.relayed(speaking.texts, message, _author(speaking, message, author), quoted=quoted)
            shown = under_the_last(pieces, thread_views.relayed_buttons(speaking.texts, message))
            show_pieces(speaking, ("message", message.id), recipient, delivery, shown)


def _still_reads(recipient: Member, message: ConsultationMessage) -> bool:
    """Whether who got it may learn how it is now, by the role that they have now; that it is hidden everybody may."""
    consultation = message.consultation
    if recipient.id == consultation.asker_id or message.hidden_at is not None:
        return True
    return recipient.role in STAFF or (consultation.audience == COLLEAGUES and recipient.role is not None)


def refresh_relays(ctx: Context, consultation: Consultation) -> None:
    """The thread was closed or opened: what was relayed offers what can be done now."""
    for message in consultation.messages[1:]:
        relay_edit(ctx, message)


def left_out_of_letter(ctx: Context, answer: ConsultationMessage) -> list[str]:
    """Names of an answer's files that do not reach an asker who reads answers by e-mail alone."""
    asker = answer.consultation.asker
    large = without_room(answer.attachments)
    if not large or asker is None or not all(map(is_mailbox, chats_of(ctx, asker, ANSWERS))):
        return []
    return [name_of(item, ctx.texts, answer.attachments.index(dict(item)) + 1) for item in large]


def attach_late(ctx: Context, message: ConsultationMessage, attachments: list[dict[str, str]]) -> None:
    """A late part of an album goes to everyone who got the rest."""
    kinds = (About("relay", "message", message.id), About("card", "consultation", message.consultation.number))
    for about in kinds[: 1 if message is not message.consultation.messages[0] else 2]:
        for delivery, recipient_id in outbox.deliveries_about(ctx.session, about):
            recipient = ctx.session.get(Member, recipient_id) if recipient_id is not None else None
            chat_id = outbox.chat_of(ctx.session, delivery)
            if recipient is not None and _still_reads(recipient, message):
                about_part = About("attachment", about.object_kind, about.object_id)
                ctx.attach(recipient, chat_id, attachments, about=about_part, target=delivery)


def tell_asker_closed(ctx: Context, consultation: Consultation) -> None:
    """A methodologist closed the question: the asker hears of it, and can say that it is not solved."""

    def say(texts: Texts) -> tuple[Markup, Rows]:
        number = consultation.number
        return views.closed_for_asker(texts, number, ctx.me.name), views.reopen_buttons(texts, number)

    tell_asker(ctx, consultation, "closed", say)


def tell_asker(
    ctx: Context, consultation: Consultation, kind: str, say: Callable[[Texts], tuple[Markup, Rows]]
) -> None:
    """Tell the asker, in their language and under their question, what became of it."""
    asker = consultation.asker
    if asker is None:
        return
    about = About(kind, "consultation", consultation.number)
    with ctx.speaking_to(asker) as speaking:
        for chat_id in chats_of(ctx, asker, ANSWERS):
            question = question_in(consultation, chat_id)
            speaking.tell(asker, chat_id, *say(speaking.texts), about=about, reply_message=question)


def tell_staff_reopened(ctx: Context, consultation: Consultation) -> None:
    """The asker is not helped yet: a card that changes quietly would be overlooked."""
    number = consultation.number
    cards = dict(_cards(ctx, number))
    for recipient, chat_id in _responsible(ctx, consultation):
        with ctx.speaking_to(recipient) as speaking:
            speaking.tell(
                recipient,
                chat_id,
                views.reopened_for_staff(speaking.texts, consultation),
                thread_views.addition_buttons(speaking.texts, number),
                about=About("reopened", "consultation", number),
                target=cards.get(recipient.id),
            )


def undelivered_message(ctx: Context, about: About, reason: str) -> Markup | None:
    """For the author of a thread's message that was not delivered, or of which an attachment was not."""
    message = ctx.session.get(ConsultationMessage, about.object_id)
    if message is None:
        return None
    if about.kind in ("relay", MORE):
        return thread_views.undelivered(ctx.texts, message, reason)
    return views.undelivered_question(ctx, About(about.kind, "consultation", message.consultation.number), reason)


def take_back_relays(ctx: Context, message: ConsultationMessage) -> None:
    """Delete what was relayed, with its attachments."""
    for kind in ("relay", MORE, "attachment"):
        for delivery, _ in outbox.deliveries_about(ctx.session, About(kind, "message", message.id)):
            ctx.take_back(delivery)


def _relay(  # noqa: PLR0917 - the private end of the two functions above
    ctx: Context,
    message: ConsultationMessage,
    recipient: Member,
    chat_id: int,
    buttons: Rows,
    reply_message: int | None,
    target: int | None = None,
) -> int:
    elsewhere = is_mailbox(chat_id) or _is_elsewhere(ctx, message.consultation, recipient)
    quoted = message.part == ANSWER and elsewhere
    pieces = thread_views.relayed(ctx.texts, message, _author(ctx, message, ctx.member), quoted=quoted)
    (first, rows), *rest = under_the_last(pieces, buttons)
    about = About("relay", "message", message.id)
    delivery = ctx.tell(recipient, chat_id, first, rows, about=about, reply_message=reply_message, target=target)
    tell_more(ctx, ("message", message.id), recipient, delivery, rest)
    ctx.attach(
        recipient, chat_id, message.attachments, about=About("attachment", "message", message.id), target=delivery
    )
    return delivery
