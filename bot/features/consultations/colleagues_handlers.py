"""From buttons, links and messages of the group to what is done with questions to colleagues."""

from bot.access import Act
from bot.context import Context
from bot.dialogs.form import start
from bot.features.consultations import actions, asking, colleagues, finding, forms, referring, rules, similar
from bot.typed import Posted, Typed
from storage import groups
from storage.authored import authored_at
from storage.consultations import (
    CHAT,
    COLLEAGUES,
    Consultation,
    ConsultationMessage,
    consultation_numbered,
)


def helped(ctx: Context) -> None:
    """*Thank you, it helped* under an answer, for the asker; *Helped* on a question's page."""
    consultation = colleagues.mark_helped(ctx, int(ctx.match[0]))
    if finding.is_mine(ctx, consultation):
        ctx.toast = ctx.texts.plain("Glad that it helped! The question is closed.")
    else:
        ctx.toast = ctx.texts.plain("Marked: this answer helped")
    similar.refresh_pressed_page(ctx, consultation)


def no_question(ctx: Context) -> None:
    """*This is no question* on a card in the group."""
    colleagues.take_for_no_question(ctx, int(ctx.match[0]))
    ctx.toast = ctx.texts.plain("The card is taken back.")


def propose_handover(ctx: Context) -> None:
    """*Hand over to colleagues* on a methodologist's card."""
    colleagues.propose_handover(ctx, int(ctx.match[0]))
    ctx.toast = ctx.texts.plain("The asker is asked for consent.")


def decide_handover(ctx: Context) -> None:
    """The asker's yes or no."""
    colleagues.decide_handover(ctx, int(ctx.match[0]), ctx.match[1])


def let_be_shown(ctx: Context) -> None:
    """*May be shown anonymously* under what is closed."""
    colleagues.let_be_shown(ctx, int(ctx.match[0]), shown=True)
    ctx.toast = ctx.texts.plain("Thank you! Colleagues can find it, without names.")


def show_no_more(ctx: Context) -> None:
    """*Stop showing it*."""
    colleagues.let_be_shown(ctx, int(ctx.match[0]), shown=False)
    ctx.toast = ctx.texts.plain("Colleagues no longer find it.")


def read(ctx: Context) -> None:
    """One of the similar questions in a confirmation."""
    similar.open_question(ctx, int(ctx.match[0]))


def served(ctx: Context) -> None:
    """*Yes, it helped* in a confirmation."""
    similar.served(ctx, int(ctx.match[0]))


def ask_anyway(ctx: Context) -> None:
    """*Ask all the same* under what an earlier answer had settled."""
    similar.ask_anyway(ctx, int(ctx.match[0]))


def refer(ctx: Context) -> None:
    """*Refer* on a methodologist's card."""
    number = finding.found(ctx, int(ctx.match[0])).number
    ctx.pressed_delivery = None  # the card stays
    start(ctx, referring.REFER, {"number": number})


def follow_answer_link(ctx: Context) -> None:
    """*Answer* on a card in the group leads here."""
    start(ctx, forms.ANSWER, {"number": finding.found_to_answer(ctx, int(ctx.match[0])).number})


def follow_question_link(ctx: Context) -> None:
    """*Show everything* on a card in the group leads here."""
    similar.open_question(ctx, int(ctx.match[0]))


def follow_ask_link(ctx: Context) -> None:
    """*Ask* in the group's welcome leads here."""
    asking.begin(ctx)


def posted(ctx: Context, post: Posted) -> bool:
    """A message in the group: a reply within a thread is an answer, or the asker's addition; others may be questions.

    What is safely neither (thanks, a sign of assent) changes nothing.
    """
    answered = _thread_of(ctx, post)
    if answered is not None:
        if not _is_courtesy(post.typed):
            (actions.add if finding.is_mine(ctx, answered) else actions.answer)(ctx, answered, post.typed)
        return True
    if post.replied_message is not None or not (post.thread == groups.QUESTIONS or post.mentions_bot):
        return False
    if not ctx.may(Act.ASK) or _is_courtesy(post.typed):
        return False
    actions.ask(ctx, post.typed, audience=COLLEAGUES)
    return True


def replied_outside(ctx: Context, post: Posted) -> bool:
    """A guest or somebody who has not joined replied to a question: its asker is not to lose the answer, so it is one.

    Who has not joined stands with their name in the group alone: only the words are kept.
    """
    answered = _thread_of(ctx, post)
    if answered is None:
        return False
    if not _is_courtesy(post.typed):
        actions.answer(ctx, answered, post.typed)
    return True


def _thread_of(ctx: Context, post: Posted) -> Consultation | None:
    """The question to colleagues whose card, message or answer the post replies to."""
    number = None
    if post.about is not None and post.about.object_kind == "consultation":
        number = post.about.object_id
    elif post.about is not None and post.about.object_kind == "message":
        shown = ctx.session.get(ConsultationMessage, post.about.object_id)
        number = shown.consultation.number if shown is not None else None
    elif post.replied_message is not None:
        own = authored_at(ctx.session, ConsultationMessage, ctx.chat_id, post.replied_message)
        number = own.consultation.number if own is not None else None
    consultation = consultation_numbered(ctx.session, number) if number is not None else None
    if consultation is None or consultation.origin != CHAT or consultation.audience != COLLEAGUES:
        return None
    return consultation


def _is_courtesy(typed: Typed) -> bool:
    kinds = {item["kind"] for item in typed.attachments}
    return kinds <= {"sticker", "animation"} and rules.is_no_question(typed.text)
