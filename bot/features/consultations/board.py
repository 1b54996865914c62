"""A question in the region's group: one card in the consultations thread, edited in place, and what is said to it.

The group reads in the region's language.
"""

from markupsafe import Markup

from bot.context import Context, Rows
from bot.features.consultations import board_views
from storage import groups, outbox
from storage.consultations import (
    COLLEAGUES,
    SELF_SERVED,
    WITHDRAWN,
    Consultation,
    ConsultationMessage,
    entry_name,
)
from storage.members import Member
from storage.outbox import About
from storage.vocabulary import TOPIC

CARD, RELAY = "group_card", "relay"
"""Kinds of deliveries: the card of a question; what was said to it in private."""
_THERE = "whether the region has a group"


def is_there(ctx: Context) -> bool:
    """Whether the region has a group where colleagues can be asked; what is committed together asks once."""
    if _THERE not in ctx.session.info:
        ctx.session.info[_THERE] = groups.place(ctx.session, groups.QUESTIONS) is not None
    return bool(ctx.session.info[_THERE])


def put_up(ctx: Context, consultation: Consultation, *, again: bool = False) -> None:
    """Show the question in the group, once: as a card, which is a reply where the question stands in its thread.

    ``again``: another card takes the place of one that was taken down.
    """
    question = consultation.messages[0]
    consultation.stands_in_group = not again and _is_in_its_thread(ctx, question)
    with ctx.for_group() as group:
        text, buttons = _card(group, consultation)
        group.post(
            groups.QUESTIONS,
            text,
            buttons,
            about=About(CARD, "consultation", consultation.number),
            key=None if again else f"{CARD}:consultation:{consultation.number}",
            attachments=() if consultation.stands_in_group else question.attachments,
            reply_to_message=question.message_id if consultation.stands_in_group else None,
        )


def refresh(ctx: Context, consultation: Consultation) -> None:
    """Let the card show how the question stands now."""
    if consultation.audience != COLLEAGUES or consultation.deleted_at is not None:
        return
    if consultation.status in (WITHDRAWN, SELF_SERVED):
        return  # the card was taken down
    with ctx.for_group() as group:
        for delivery in _cards(ctx, consultation):
            group.edit(delivery, *_card(group, consultation))


def take_down(ctx: Context, consultation: Consultation) -> None:
    """The card goes, with what was posted along with it."""
    along = outbox.deliveries_about(ctx.session, About("attachment", "consultation", consultation.number))
    for delivery in (*_cards(ctx, consultation), *(one for one, recipient in along if recipient is None)):
        ctx.take_back(delivery)


def renew(ctx: Context, consultation: Consultation) -> None:
    """The card becomes another message: a photo with words under it cannot become words, nor the other way round."""
    if consultation.audience != COLLEAGUES:
        return
    cards = _cards(ctx, consultation)
    take_down(ctx, consultation)
    for delivery in cards:
        outbox.set_about(ctx.session, delivery, About("earlier_card", "consultation", consultation.number))
    if cards:
        put_up(ctx, consultation, again=True)


def unsay(ctx: Context, message: ConsultationMessage) -> None:
    """What was said for somebody in private goes from the group."""
    about = About(RELAY, "message", message.id)
    for delivery, recipient_id in outbox.deliveries_about(ctx.session, about):
        if recipient_id is None:
            ctx.take_back(delivery)
            outbox.set_about(ctx.session, delivery, About("earlier_relay", "message", message.id))


def is_said(ctx: Context, message: ConsultationMessage) -> bool:
    """Whether the group reads what somebody said in private."""
    found = outbox.deliveries_about(ctx.session, About(RELAY, "message", message.id))
    return any(recipient_id is None for _, recipient_id in found)


def say(ctx: Context, message: ConsultationMessage) -> None:
    """What was answered or added in private to a question of colleagues is a reply to its card."""
    consultation = message.consultation
    card = next(iter(_cards(ctx, consultation)), None)
    if consultation.audience != COLLEAGUES or card is None:
        return
    with ctx.for_group() as group:
        first, *rest = board_views.said(group.texts, message, _author(ctx, message))
        about = About(RELAY, "message", message.id)
        said = group.post(groups.QUESTIONS, first, about=about, reply_to_delivery=card, attachments=message.attachments)
        for piece in rest:
            about = About("attachment", "message", message.id)
            group.post(groups.QUESTIONS, piece, about=about, reply_to_delivery=said)


def attach_late(ctx: Context, message: ConsultationMessage, attachments: list[dict[str, str]]) -> None:
    """A late part of an album joins what the group has of the rest; what was written there stands there by itself."""
    consultation = message.consultation
    if consultation.audience != COLLEAGUES:
        return
    if message is consultation.messages[0]:
        shown = [] if consultation.stands_in_group else _cards(ctx, consultation)
        about = About("attachment", "consultation", consultation.number)
    else:
        relayed = outbox.deliveries_about(ctx.session, About(RELAY, "message", message.id))
        shown = [delivery for delivery, recipient_id in relayed if recipient_id is None]
        about = About("attachment", "message", message.id)
    for delivery in shown[-1:]:
        ctx.join_post(groups.QUESTIONS, delivery, attachments, about=about)


def edit_said(ctx: Context, delivery: int, message: ConsultationMessage) -> None:
    """The author changed what was said: the group sees it as it is now."""
    with ctx.for_group() as group:
        group.edit(delivery, board_views.said(group.texts, message, _author(ctx, message))[0])


def _is_in_its_thread(ctx: Context, question: ConsultationMessage) -> bool:
    """Whether the question was written where its card goes."""
    place = groups.place(ctx.session, groups.QUESTIONS)
    if place is None or place.making is not None or question.chat_id != place.chat_id:
        return False
    return place.thread == ctx.thread


def _card(group: Context, consultation: Consultation) -> tuple[Markup, Rows]:
    topic = entry_name(group.session, TOPIC, consultation.topic, group.texts.language)
    return board_views.card(group.texts, consultation, topic), board_views.card_buttons(group, consultation)


def _cards(ctx: Context, consultation: Consultation) -> list[int]:
    found = outbox.deliveries_about(ctx.session, About(CARD, "consultation", consultation.number))
    return [delivery for delivery, _ in found]


def _author(ctx: Context, message: ConsultationMessage) -> str:
    """The name under which the group sees it; the asker of an anonymous question has none."""
    consultation = message.consultation
    if consultation.anonymous and message.author_id == consultation.asker_id:
        return ""
    author = message.author_id and ctx.session.get(Member, message.author_id)
    return author.name if author else ""
