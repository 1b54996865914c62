"""From updates to the actions of composing, ordering and steering announcements."""

from collections.abc import Callable, Sequence

from markupsafe import Markup

from bot.context import Context, button
from bot.dialogs.form import start
from bot.dialogs.typed import Choice
from bot.errors import UserError
from bot.features.announcements import actions, cards, copies, forms, second_letters, talks
from bot.manifest import without_command
from bot.texts import N_, join_lines
from bot.typed import Typed
from storage import outbox
from storage.announcement_progress import count_unconfirmed, lettered, progress, recipients
from storage.announcements import (
    ANNOUNCEMENT,
    Announcement,
    listed,
)
from storage.authored import authored_at, of_album
from storage.outbox import About


def announce(ctx: Context) -> None:
    """``/pazinot`` with the text makes a draft of it; alone, and from the menu, it shows what there is."""
    typed = ctx.typed
    if typed is not None and (ctx.arguments or typed.attachments):
        cards.show(ctx, actions.compose(ctx, typed.with_text(ctx.arguments)))
        return
    _list(ctx, 0)


def page(ctx: Context) -> None:
    """◀ and ▶."""
    _list(ctx, int(ctx.match[0]))


def _list(ctx: Context, number: int) -> None:
    found, more = listed(ctx.session, number)
    ctx.show(*cards.listing(ctx, found, number, more=more))


def new(ctx: Context) -> None:
    """*New announcement*."""
    ctx.pressed_delivery = None
    start(ctx, forms.COMPOSE)


def card(ctx: Context) -> None:
    """A number in the list: its card, below."""
    cards.show(ctx, actions.found(ctx, _number(ctx)), anew=True)


def back(ctx: Context) -> None:
    """Back to the card."""
    announcement = actions.found(ctx, _number(ctx))
    _forget_previews(ctx, announcement)
    cards.show(ctx, announcement)


def whom(ctx: Context) -> None:
    """*For whom*."""
    announcement = actions.found_draft(ctx, _number(ctx))
    start(ctx, forms.WHOM, {"number": announcement.number}, prefilled={"audience": announcement.audience})


def when(ctx: Context) -> None:
    """*When*, *Another time*."""
    announcement = actions.found(ctx, _number(ctx))
    actions.check_not_gone(ctx, announcement)
    start(ctx, forms.WHEN, {"number": announcement.number})


def link(ctx: Context) -> None:
    """*Button with a link*."""
    start(ctx, forms.LINK, {"number": actions.found_draft(ctx, _number(ctx)).number})


def until(ctx: Context) -> None:
    """*For who joins later*."""
    start(ctx, forms.UNTIL, {"number": actions.found_draft(ctx, _number(ctx)).number})


def edit(ctx: Context) -> None:
    """*Text* of a draft, *Edit* of what was ordered."""
    announcement = actions.found(ctx, _number(ctx))
    ctx.pressed_delivery = None
    start(ctx, forms.CHANGE, {"number": announcement.number})


def _switching(name: str) -> Callable[[Context], None]:
    def handler(ctx: Context) -> None:
        announcement = actions.found_draft(ctx, _number(ctx))
        actions.toggle(name)(ctx, announcement)
        cards.show(ctx, announcement)

    return handler


def discard(ctx: Context) -> None:
    """*Throw away*: it can come back."""
    announcement = actions.found_draft(ctx, _number(ctx))
    actions.discard(ctx, announcement)
    undo = [[button(ctx.texts.plain("Undo"), f"an:restore:{announcement.number}")]]
    ctx.show(ctx.texts.t("✖ The draft No. {number} was thrown away.", number=announcement.number), undo)


def restore(ctx: Context) -> None:
    """*Undo* of that."""
    cards.show(ctx, actions.restore(ctx, _number(ctx)))


# Looking at it, and sending it ---------------------------------------------------------------------------------------


def look(ctx: Context) -> None:
    """The announcement just as recipients will see it, and below it the question whether it is good like this."""
    announcement = actions.found_draft(ctx, _number(ctx))
    _forget_previews(ctx, announcement)
    if ctx.pressed_delivery is not None:
        ctx.take_back(ctx.pressed_delivery)
        ctx.pressed_delivery = None
    copies.lay_out(announcement)
    copies.say_one(ctx, announcement, cards.PREVIEW)
    people = recipients(ctx.session, announcement, ctx.today.year)
    number = announcement.number
    lines: list[Markup | str | None] = [
        ctx.texts.t("⬆️ This is how recipients will see it."),
        cards.reckoned(ctx, announcement),
        ctx.texts.t("When: {when}", when=cards.when(ctx, announcement)),
        ctx.texts.t("It is also posted in the group’s thread for news.") if announcement.in_group else None,
    ]
    send = button(ctx.texts.plain_n("📣 Send to {n} person", "📣 Send to {n} people", people), f"an:send:{number}")
    rows = [
        [send] if people else [button(ctx.texts.plain("For whom"), f"an:whom:{number}")],
        [button(ctx.texts.plain("A test to myself"), f"an:test:{number}")],
        [button(ctx.texts.plain("◀ Back"), f"an:back:{number}")],
    ]
    ctx.say(join_lines(lines), rows, about=About("question", ANNOUNCEMENT, number))


def test(ctx: Context) -> None:
    """*A test to myself*: it comes as it would to others, and stays."""
    announcement = actions.found_draft(ctx, _number(ctx))
    copies.lay_out(announcement)
    copies.say_one(ctx, announcement, cards.TEST)
    ctx.toast = ctx.texts.plain("Sent to you alone.")


def _forget_previews(ctx: Context, announcement: Announcement) -> None:
    """What was only looked at goes."""
    about = About(cards.PREVIEW, ANNOUNCEMENT, announcement.number)
    for delivery, _ in outbox.deliveries_about(ctx.session, about, recipient_id=ctx.me.id):
        ctx.take_back(delivery)
        outbox.set_about(ctx.session, delivery, About("looked_at", ANNOUNCEMENT, announcement.number))


def send(ctx: Context) -> None:
    """*Send to so many people*."""
    announcement = actions.found_draft(ctx, _number(ctx))
    actions.order(ctx, announcement)
    _forget_previews(ctx, announcement)
    cards.show(ctx, announcement)
    cards.refresh(ctx, announcement)


def at_once(ctx: Context) -> None:
    """*Send at once*: without waiting."""
    announcement = actions.found_out(ctx, _number(ctx))
    actions.plan(ctx, announcement, None)
    cards.show(ctx, announcement)
    cards.refresh(ctx, announcement)


# Steering it ---------------------------------------------------------------------------------------------------------


def stop(ctx: Context) -> None:
    """*Stop*."""
    announcement = actions.found_out(ctx, _number(ctx))
    actions.stop(ctx, announcement)
    if announcement.is_draft:
        ctx.toast = ctx.texts.plain("Stopped: nothing was sent. It is a draft again.")
    cards.show(ctx, announcement)
    cards.refresh(ctx, announcement)


def go_on(ctx: Context) -> None:
    """*Go on*."""
    announcement = actions.found_out(ctx, _number(ctx))
    actions.go_on(ctx, announcement)
    cards.show(ctx, announcement)
    cards.refresh(ctx, announcement)


def withdraw(ctx: Context) -> None:
    """*Withdraw the announcement*: it is asked whether that is meant."""
    announcement = actions.found_out(ctx, _number(ctx))
    text = ctx.texts.t(
        "Withdraw announcement No. {number}? Its copies are deleted for everybody; this cannot be undone.",
        number=announcement.number,
    )
    people = lettered(ctx.session, announcement)
    if not people:
        _ask(ctx, announcement, text, [(ctx.texts.plain("Yes, withdraw it"), "gone")])
        return
    letters = ctx.texts.tn(
        "To {n} person it has gone by e-mail, and a letter cannot be taken back. "
        "Shall they get a second one, “Withdrawn: …”?",
        "To {n} people it has gone by e-mail, and a letter cannot be taken back. "
        "Shall they get a second one, “Withdrawn: …”?",
        people,
    )
    told = ctx.texts.plain_n(
        "Yes, withdraw it and write to {n} person", "Yes, withdraw it and write to {n} people", people
    )
    choices = [
        (told, "gonetold"),
        (ctx.texts.plain("Yes, without a second letter"), "gone"),
    ]
    _ask(ctx, announcement, join_lines([text, letters]), choices)


def withdraw_surely(ctx: Context) -> None:
    """It is meant."""
    announcement = actions.found_out(ctx, _number(ctx))
    actions.withdraw(ctx, announcement)
    cards.show(ctx, announcement)
    cards.refresh(ctx, announcement)


def withdraw_and_tell(ctx: Context) -> None:
    """It is meant, and who has it by e-mail gets another letter."""
    announcement = actions.found_out(ctx, _number(ctx))
    actions.withdraw(ctx, announcement)
    second_letters.tell_withdrawn(ctx, announcement)
    cards.show(ctx, announcement)
    cards.refresh(ctx, announcement)


def correct(ctx: Context) -> None:
    """*Send the correction* to those who have an earlier text by e-mail."""
    second_letters.correct(ctx, actions.found_out(ctx, _number(ctx)))


def stop_correcting(ctx: Context) -> None:
    """*Stop* under that."""
    second_letters.stop_correcting(ctx, actions.found_out(ctx, _number(ctx)))


def correct_again(ctx: Context) -> None:
    """*Correct them once more*: copies that did not follow a change."""
    announcement = actions.found_out(ctx, _number(ctx))
    if not actions.correct_again(ctx, announcement):
        raise UserError(N_("There is nothing left to correct."))
    ctx.toast = ctx.texts.plain("The copies are being corrected once more.")
    cards.show(ctx, announcement)


def repeat(ctx: Context) -> None:
    """*Repeat unconfirmed sendings*: who may get it twice is asked about."""
    announcement = actions.found_out(ctx, _number(ctx))
    unknown = progress(ctx.session, announcement, ctx.now, ctx.today.year).unknown
    text = ctx.texts.tn(
        "Nobody knows whether it reached {n} person. Send it to them once more? They may get it twice.",
        "Nobody knows whether it reached {n} people. Send it to them once more? They may get it twice.",
        unknown,
    )
    _ask(ctx, announcement, text, [(ctx.texts.plain("Yes, once more"), "again")])


def repeat_surely(ctx: Context) -> None:
    """It is meant."""
    announcement = actions.found_out(ctx, _number(ctx))
    if not actions.repeat(ctx, announcement):
        ctx.toast = ctx.texts.plain("There is nothing to repeat any more.")
    cards.show(ctx, announcement)
    cards.refresh(ctx, announcement)


def remind(ctx: Context) -> None:
    """*Remind the others*: who has not said that they read it."""
    announcement = actions.found_out(ctx, _number(ctx))
    people = count_unconfirmed(ctx.session, announcement)
    text = ctx.texts.tn(
        "Remind {n} person who has not confirmed that they have read it?",
        "Remind {n} people who have not confirmed that they have read it?",
        people,
    )
    _ask(ctx, announcement, text, [(ctx.texts.plain("Yes, remind"), "reminded")])


def remind_surely(ctx: Context) -> None:
    """It is meant."""
    announcement = actions.found_out(ctx, _number(ctx))
    actions.remind(ctx, announcement)
    ctx.toast = ctx.texts.plain("The reminder goes to those who have not confirmed.")
    cards.show(ctx, announcement)


def _ask(ctx: Context, announcement: Announcement, text: Markup, choices: Sequence[tuple[str, str]]) -> None:
    number = announcement.number
    rows = [
        *([button(label, f"an:{verb}:{number}")] for label, verb in choices),
        [button(ctx.texts.plain("◀ Back"), f"an:back:{number}")],
    ]
    ctx.show(text, rows, about=About(cards.OWN, ANNOUNCEMENT, number))


# What is written -----------------------------------------------------------------------------------------------------


def edited(ctx: Context, typed: Typed) -> bool:
    """An author changed the message that was announced, or one of a conversation."""
    if ctx.member is None:
        return False
    announcement = authored_at(ctx.session, Announcement, ctx.chat_id, typed.message_id)
    if announcement is None and typed.album:
        announcement = of_album(ctx.session, Announcement, ctx.chat_id, typed.album)
    if announcement is not None and announcement.author_id == ctx.member.id:
        if announcement.discarded_at is None and announcement.withdrawn_at is None:
            actions.change_message(ctx, announcement, without_command(typed))
            cards.refresh(ctx, announcement)
            second_letters.offer_correction(ctx, announcement)
        return True
    return talks.TALKS.edited(ctx, typed)


def late_part(ctx: Context, typed: Typed) -> bool:
    """A part of an album whose announcement, or message of a conversation, is there already."""
    if not typed.album or ctx.member is None:
        return False
    announcement = of_album(ctx.session, Announcement, ctx.chat_id, typed.album)
    if announcement is None or announcement.author_id != ctx.member.id:
        return talks.TALKS.late_part(ctx, typed)
    if announcement.discarded_at is None and announcement.withdrawn_at is None:
        actions.add_late_part(ctx, announcement, without_command(typed))
    return True


def offer_choices(ctx: Context) -> Sequence[Choice]:
    """For a kept text: announce it."""
    return [Choice("new", ctx.texts.plain("📣 Announce it"))]


def take(ctx: Context, _key: str, typed: Typed) -> None:
    """The kept text becomes a draft."""
    cards.show(ctx, actions.compose(ctx, typed))


def undelivered(ctx: Context, about: About, why: str) -> Markup | None:
    """For who caused it: a part of an announcement was not delivered."""
    number = about.object_id
    if about.kind.startswith(copies.IN_THREAD):
        return ctx.texts.t(
            "⚠️ Announcement No. {number} did not get into the group: {reason}.", number=number, reason=why
        )
    return ctx.texts.t(
        "⚠️ Announcement No. {number} was not delivered to everyone: {reason}.", number=number, reason=why
    )


def _number(ctx: Context) -> int:
    return int(ctx.match[0])


switch_receipts, switch_urgent, switch_group = map(_switching, ("receipts", "urgent", "in_group"))
