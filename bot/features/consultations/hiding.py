"""How moderation hides what was asked and answered: the words are taken out of the thread, and kept to be brought back.

Taken out, and not only marked: whatever shows a thread (cards, copies, search, digests) then cannot show them. The
record stays, with its number, its status and its place in the reports.
"""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from bot.context import Context, button
from bot.errors import UserError
from bot.features.consultations import board, digesting, showing, similar
from bot.features.consultations.rules import first_words
from bot.hiding import ERASED, Hidable, Kept, Written
from bot.originals import LEFT_IN_GROUP, delete_original
from bot.texts import N_, texts_for
from bot.typed import in_order
from storage import outbox
from storage.authored import authored_at
from storage.consultations import (
    ANSWER,
    CHAT,
    QUESTION,
    ConsultationMessage,
    consultation_numbered,
)
from storage.members import Member
from storage.moderation import hiding_of
from storage.outbox import About
from storage.revisions import DELETABLE

MOST_SHOWN = 20
"""Messages of a thread among which one is chosen."""
_TITLES = {QUESTION: N_("question No. {number}"), ANSWER: N_("answer to question No. {number}")}


def _question(ctx: Context, number: int) -> ConsultationMessage | None:
    consultation = consultation_numbered(ctx.session, number)
    return consultation.messages[0] if consultation is not None and consultation.origin == CHAT else None


def _said(ctx: Context, message_id: int) -> ConsultationMessage | None:
    message = ctx.session.get(ConsultationMessage, message_id)
    return message if message is not None and message.part != QUESTION else None


def _look(ctx: Context, message: ConsultationMessage | None) -> Written | None:
    if message is None or message.consultation.deleted_at is not None:
        return None
    title = _TITLES.get(message.part, N_("addition to question No. {number}"))
    return Written(ctx.texts.plain(title, number=message.consultation.number), message.author_id, message.text)


def _hide(ctx: Context, message: ConsultationMessage | None) -> Kept | None:
    if message is None:
        return None
    kept: Kept = {"text": message.text, "attachments": message.attachments}
    kept[LEFT_IN_GROUP] = not _delete_original(ctx, message)
    message.hidden_at = ctx.now
    message.text = texts_for(ctx.region.language).plain(_instead(ctx, message))
    message.attachments = []
    _take_back(ctx, message)
    _show_as_it_is(ctx, message, with_files=bool(kept["attachments"]))
    return kept


def _instead(ctx: Context, message: ConsultationMessage) -> str:
    """What stands there for all (msgid)."""
    author = ctx.session.get(Member, message.author_id) if message.author_id is not None else None
    is_erased = any(one is not None and one.erased_at is not None for one in (author, message.consultation.asker))
    return ERASED if is_erased else N_("🙈 Hidden by a methodologist.")


def _show(ctx: Context, message: ConsultationMessage | None, kept: Kept | None) -> None:
    if message is None or kept is None:
        return
    message.hidden_at, message.text, message.attachments = None, kept["text"], kept["attachments"]
    _show_as_it_is(ctx, message, with_files=bool(kept["attachments"]))
    if message.attachments:
        showing.attach_late(ctx, message, message.attachments)
    is_answer = message.part != QUESTION
    if is_answer and _was_in_group(message) and not kept[LEFT_IN_GROUP] and not board.is_said(ctx, message):
        board.say(ctx, message)  # what its author wrote there is gone for good


def _was_in_group(message: ConsultationMessage) -> bool:
    return (message.chat_id or 0) < 0


def _delete_original(ctx: Context, message: ConsultationMessage) -> bool:
    """What its author wrote in the group goes; a question's card then has to show what there is to be seen."""
    parts = len(message.attachments) if message.album else 1
    about = About("deletion", "message", message.id)
    first = min((int(item["part"]) for item in message.attachments if "part" in item), default=message.message_id)
    gone = delete_original(ctx, message.chat_id, first, max(1, parts), about=about)
    if gone and message.part == QUESTION:
        message.consultation.stands_in_group = False
    return gone


def _take_back(ctx: Context, message: ConsultationMessage) -> None:
    """What came along goes; what is older than two days Telegram deletes in no private chat."""
    is_question = message.part == QUESTION
    object_id = message.consultation.number if is_question else message.id
    about = About("attachment", "consultation" if is_question else "message", object_id)
    for delivery, recipient_id in outbox.deliveries_about(ctx.session, about):
        if recipient_id is None or ctx.now - message.at < DELETABLE:
            ctx.take_back(delivery)


def _show_as_it_is(ctx: Context, message: ConsultationMessage, *, with_files: bool) -> None:
    ctx.session.flush()
    consultation = message.consultation
    if message.part == QUESTION:
        digesting.follow(ctx, consultation)
        if with_files:
            board.renew(ctx, consultation)
    else:
        showing.relay_edit(ctx, message)
        if with_files and board.is_said(ctx, message):
            board.unsay(ctx, message)
            board.say(ctx, message)
    showing.refresh(ctx, consultation)
    similar.refresh_pages(ctx, consultation)


def keep_change(
    ctx: Context, message: ConsultationMessage, text: str, attachments: Sequence[dict[str, str]] = ()
) -> None:
    """The author changed something while it is hidden: that is how it will be read, should it be shown again."""
    hiding = hiding_of(ctx.session, _kind(message), _key(message))
    if hiding is not None and hiding.kept is not None:
        kept = hiding.kept
        with_these = in_order([*kept["attachments"], *attachments])
        hiding.kept = {**kept, "text": text or kept["text"], "attachments": with_these}


def _question_at(session: Session, chat_id: int, message_id: int) -> int | None:
    message = authored_at(session, ConsultationMessage, chat_id, message_id)
    is_question = message is not None and message.part == QUESTION and message.consultation.origin == CHAT
    return message.consultation.number if message is not None and is_question else None


def _said_at(session: Session, chat_id: int, message_id: int) -> int | None:
    message = authored_at(session, ConsultationMessage, chat_id, message_id)
    return message.id if message is not None and message.part != QUESTION else None


HIDABLE = {
    "consultation": Hidable[Context](
        look=lambda ctx, number: _look(ctx, _question(ctx, number)),
        hide=lambda ctx, number: _hide(ctx, _question(ctx, number)),
        show=lambda ctx, number, kept: _show(ctx, _question(ctx, number), kept),
        written_at=_question_at,
    ),
    "message": Hidable[Context](
        look=lambda ctx, message_id: _look(ctx, _said(ctx, message_id)),
        hide=lambda ctx, message_id: _hide(ctx, _said(ctx, message_id)),
        show=lambda ctx, message_id, kept: _show(ctx, _said(ctx, message_id), kept),
        written_at=_said_at,
    ),
}
"""A question is named by its number, as on its card; what was said to it by its own id."""


def choose(ctx: Context) -> None:
    """*Hide …* on a question's page: the question, or one of its answers."""
    consultation = consultation_numbered(ctx.session, int(ctx.match[0]))
    shown = [one for one in consultation.messages if one.hidden_at is None] if consultation is not None else []
    if consultation is None or not shown:
        raise UserError(N_("There is nothing here any more that could be hidden."))
    ctx.pressed_delivery = None  # the page stays
    rows = [[button(_label(ctx, one), f"mo:hide:{_kind(one)}:{_key(one)}")] for one in shown[:MOST_SHOWN]]
    ctx.say(ctx.texts.t("What is to be hidden?"), rows)


def _label(ctx: Context, message: ConsultationMessage) -> str:
    sign = {QUESTION: "❓", ANSWER: "💬"}.get(message.part, "➕")
    return f"{sign} {first_words(message.text, 40) or ctx.texts.plain('(no text; see the attachment)')}"


def _kind(message: ConsultationMessage) -> str:
    return "consultation" if message.part == QUESTION else "message"


def _key(message: ConsultationMessage) -> int:
    return message.consultation.number if message.part == QUESTION else message.id
