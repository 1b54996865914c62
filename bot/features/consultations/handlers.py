"""From updates to the actions of asking, answering and registering."""

from collections.abc import Sequence

from bot.access import Act
from bot.context import Context, button
from bot.dialogs.form import EARLIER_STEP, number_in, start
from bot.dialogs.pickers import entry_rows
from bot.dialogs.typed import Choice
from bot.errors import UserError
from bot.features.consultations import (
    actions,
    asking,
    board,
    chats,
    finding,
    forms,
    hiding,
    pasting,
    registering,
    showing,
    similar,
)
from bot.features.consultations.log import changing
from bot.features.consultations.rules import is_thanks
from bot.manifest import split_command
from bot.typed import Typed
from storage.authored import authored_at, of_album
from storage.consultations import (
    ANSWERED,
    CHAT,
    COLLEAGUES,
    TYPED,
    ConsultationMessage,
    consultation_numbered,
    open_threads_of,
    taken_threads_of,
)
from storage.outbox import About, delivery_numbered
from storage.vocabulary import TOPIC, entries_of


def ask(ctx: Context) -> None:
    """``/jautat`` with the question, or alone for the dialog; in the group the question is to colleagues."""
    typed = ctx.typed
    if not ctx.private:
        actions.ask(ctx, (typed or Typed("")).with_text(ctx.arguments), audience=COLLEAGUES)
        return
    if typed is not None and (ctx.arguments or typed.attachments):
        _ask_methodologists(ctx, typed.with_text(ctx.arguments))
    else:
        asking.begin(ctx)


def _ask_methodologists(ctx: Context, typed: Typed) -> None:
    """In one step, with what was answered before in the confirmation."""
    actions.ask(ctx, typed, similar=similar.similar_to(ctx, typed.text))


def register(ctx: Context) -> None:
    """``/registret`` with a line, or alone for the dialog."""
    if ctx.typed is not None and ctx.arguments:
        take_as_record(ctx, "", ctx.typed.with_text(ctx.arguments))
    else:
        start(ctx, registering.REGISTER)


def take(ctx: Context) -> None:
    """*Take it* on a card."""
    actions.take(ctx, _number(ctx))
    ctx.toast = ctx.texts.plain("Taken: colleagues see that you will answer.")


def release(ctx: Context) -> None:
    """*Give back* on a card."""
    actions.release(ctx, _number(ctx))
    ctx.toast = ctx.texts.plain("Given back: anyone may take it.")


def answer(ctx: Context) -> None:
    """*Answer* under a question: opens the same as a reply does."""
    consultation = finding.found_to_answer(ctx, _number(ctx))
    ctx.pressed_delivery = None
    start(ctx, forms.ANSWER, {"number": consultation.number})


def add(ctx: Context) -> None:
    """*Add something* under one's question or its answer."""
    consultation = finding.found_mine(ctx, _number(ctx))
    ctx.pressed_delivery = None
    start(ctx, forms.ADD, {"number": consultation.number})


def thanks(ctx: Context) -> None:
    """*Thank you, it helped* under an answer."""
    finding.found_mine(ctx, _number(ctx))
    actions.close(ctx, _number(ctx))
    ctx.toast = ctx.texts.plain("Glad that it helped! The question is closed.")


def close(ctx: Context) -> None:
    """*Close* on a card."""
    actions.close(ctx, _number(ctx))
    ctx.toast = ctx.texts.plain("Closed")
    similar.refresh_pressed_page(ctx, finding.found(ctx, _number(ctx)))


def reopen(ctx: Context) -> None:
    """*Not solved yet*, for the asker and the methodologists."""
    actions.reopen(ctx, _number(ctx))
    ctx.toast = ctx.texts.plain("Open again")


def undo(ctx: Context) -> None:
    """*Undo* under the confirmation of a question."""
    actions.withdraw(ctx, _number(ctx))


def unsay(ctx: Context) -> None:
    """*Undo* under the confirmation of an answer or an addition."""
    actions.unsay(ctx, _number(ctx))


def choose_library(ctx: Context) -> None:
    """One of the asker's libraries in the confirmation."""
    actions.choose_library(ctx, _number(ctx), int(ctx.match[1]))


def show_topics(ctx: Context) -> None:
    """*Topic* on a card, in a confirmation: the list in its place."""
    number, message_id = finding.found_to_steer(ctx, _number(ctx)).number, ctx.match[1]
    rows = entry_rows(ctx, entries_of(ctx.session, TOPIC), lambda key: f"c:set:{number}:{message_id}:{key}")
    back = button(ctx.texts.plain("◀ Back"), f"c:set:{number}:{message_id}:-")
    ctx.show(ctx.texts.t("What was question No. {number} about?", number=number), [*rows, [back]])


def set_topic(ctx: Context) -> None:
    """A topic of that list, or back."""
    number, message_id, key = _number(ctx), int(ctx.match[1]), ctx.match[2]
    consultation = finding.found_to_steer(ctx, number)
    if key != "-":
        actions.set_topic(ctx, number, key)
    showing.refresh(ctx, consultation)
    shown = delivery_numbered(ctx.session, ctx.pressed_delivery) if ctx.pressed_delivery is not None else None
    if shown is None:
        return
    delivery, about = shown
    if about.kind == "sent":
        showing.refresh_answer_sent(ctx, consultation, message_id, delivery)
    similar.refresh_pressed_page(ctx, consultation)


def state_library(ctx: Context) -> None:
    """*Library* in the answerer's confirmation, shown while the asker has named none."""
    consultation = finding.found_to_place(ctx, _number(ctx))
    data = {"number": consultation.number, "message": int(ctx.match[1]), "confirmation": ctx.pressed_delivery}
    ctx.pressed_delivery = None  # the confirmation stays
    start(ctx, forms.PLACE, data)


def undo_record(ctx: Context) -> None:
    """*Undo* under a saved record."""
    registering.undo_record(ctx, _number(ctx))


def undo_lines(ctx: Context) -> None:
    """*Undo all* under what was saved together."""
    pasting.undo(ctx, _number(ctx))


def register_again(ctx: Context) -> None:
    """*One more like it* under a saved record."""
    registering.register_again(ctx, _number(ctx))


def replied(ctx: Context, about: About | None, message_id: int, typed: Typed) -> bool:
    """A reply to a card, a relayed message, a confirmation or one's own question continues that thread."""
    if about is None:
        own = authored_at(ctx.session, ConsultationMessage, ctx.chat_id, message_id)
        number = own.consultation.number if own is not None else None
    elif about.object_kind == "message":
        shown = ctx.session.get(ConsultationMessage, about.object_id)
        number = shown.consultation.number if shown is not None else None
    else:
        number = about.object_id if about.object_kind == "consultation" else None
    consultation = consultation_numbered(ctx.session, number) if number is not None else None
    if consultation is None or consultation.origin != CHAT:
        return False
    if consultation.asker_id == ctx.me.id:
        actions.add(ctx, consultation, typed)
    else:
        actions.answer(ctx, consultation, typed)
    return True


def edited(ctx: Context, typed: Typed) -> bool:
    """A person changed a message that is part of a thread or became a record."""
    called = split_command(typed.text)
    text = called[1] if called else typed.text
    message = authored_at(ctx.session, ConsultationMessage, ctx.chat_id, typed.message_id)
    if message is None:
        return changing.follow_edit(ctx, typed) or pasting.follow_edit(ctx, typed.message_id, text)
    if not _is_authors(ctx, message):
        return False
    if message.hidden_at is not None:
        hiding.keep_change(ctx, message, text.strip())
    elif message.consultation.origin == TYPED:
        registering.follow_line_edit(ctx, message, text)
    else:
        actions.follow_edit(ctx, message, text.strip())
    return True


def late_part(ctx: Context, typed: Typed) -> bool:
    """A part of an album whose message is in a thread already."""
    message = of_album(ctx.session, ConsultationMessage, ctx.chat_id, typed.album) if typed.album else None
    if message is None or not _is_authors(ctx, message):
        return False
    if message.hidden_at is not None:
        hiding.keep_change(ctx, message, "", typed.attachments)
    else:
        actions.add_late_part(ctx, message, typed)
    return True


def thread_choices(ctx: Context) -> Sequence[Choice]:
    """For a kept text: the open threads that it could belong to."""
    own = [
        Choice(f"add{one.number}", ctx.texts.plain("Add to question No. {number}", number=one.number))
        for one in open_threads_of(ctx.session, ctx.me.id)
    ]
    taken = [
        Choice(f"answer{one.number}", ctx.texts.plain("Answer No. {number}", number=one.number))
        for one in taken_threads_of(ctx.session, ctx.me.id)
    ]
    return [*own, *taken]


def take_for_thread(ctx: Context, key: str, typed: Typed) -> None:
    """The kept text goes to the chosen thread."""
    what, number = key.rstrip("0123456789"), number_in(key.lstrip("adnswer"))
    if number is None or what not in ("add", "answer"):
        raise UserError(EARLIER_STEP)
    if what == "add":
        actions.add(ctx, finding.found_mine(ctx, number), typed)
    else:
        actions.answer(ctx, finding.found_to_answer(ctx, number), typed)


def take_thanks(ctx: Context, typed: Typed) -> bool:
    """Thanks, typed alone: one line, with *Thanks, it helped* for what was answered to them."""
    if typed.attachments or ctx.dialog is not None or not is_thanks(typed.text):
        return False
    if typed.forwarded and ctx.may(Act.REGISTER):  # it belongs to the chat that is forwarded
        return False
    answered = [one.number for one in open_threads_of(ctx.session, ctx.me.id) if one.status == ANSWERED]
    label = ctx.texts.plain("Thank you, it helped")
    rows = [[button(f"{label} · {number}", f"c:thanks:{number}")] for number in answered[:3]]
    ctx.say(ctx.texts.t("🙂 All right. Whatever you need, write it here, or use the menu below."), rows)
    return True


def ask_choices(ctx: Context) -> Sequence[Choice]:
    """For a kept text: a new question, to the methodologists at once, or to colleagues after a look at the form."""
    to_methodologists = Choice("new", ctx.texts.plain("❓ Ask the methodologists"))
    if not board.is_there(ctx):
        return [to_methodologists]
    return [to_methodologists, Choice("colleagues", ctx.texts.plain("👥 Ask colleagues"))]


def take_as_question(ctx: Context, key: str, typed: Typed) -> None:
    """The kept text becomes a question."""
    if key == "colleagues":
        asking.begin_with(ctx, typed)
    else:
        _ask_methodologists(ctx, typed)


def register_choices(ctx: Context) -> Sequence[Choice]:
    """For a kept text: a record."""
    return [Choice("new", ctx.texts.plain("📝 Register a consultation"))]


def take_as_record(ctx: Context, _key: str, typed: Typed) -> None:
    """The kept text becomes a record; what it does not say is asked."""
    if not chats.take(ctx, ctx.parts) and not pasting.take(ctx, typed):
        registering.read_and_register(ctx, typed)


def _is_authors(ctx: Context, message: ConsultationMessage) -> bool:
    """Whether the acting person wrote it, who may be somebody of the group that has not joined."""
    return message.author_id == (ctx.member.id if ctx.member is not None else None)


def _number(ctx: Context) -> int:
    return int(ctx.match[0])
