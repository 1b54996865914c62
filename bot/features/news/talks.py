"""Conversations between the author of a post and who asks about it: through the bot, read by these two alone.

Each sees the other's name and library, and nothing else that they do not say themselves.
"""

from markupsafe import Markup

from bot.access import Act
from bot.context import Context
from bot.errors import UserError
from bot.features.news import views
from bot.texts import N_
from bot.typed import Typed
from bot.undoing import check_undo
from storage import outbox
from storage.failures import mark_told
from storage.members import Member, is_reachable, telegram_chat_of
from storage.news import NEWS_MESSAGE, NewsMessage, NewsPost, latest_own_message
from storage.outbox import About

RELAY, ATTACHMENT, SENT = "relay", "attachment", "sent"


def found(ctx: Context, message_id: int) -> NewsMessage:
    """A message of one of the acting person's conversations; raises UserError."""
    ctx.require(Act.EXCHANGE)
    said = ctx.session.get(NewsMessage, message_id)
    if said is None or ctx.me.id not in (said.asker_id, said.post.author_id):
        raise UserError(N_("This message was taken back already."))
    return said


def ask(ctx: Context, post: NewsPost, typed: Typed, *, silently: bool = False) -> None:
    """Ask the author of a post, or go on with what was asked; ``silently`` where who asks sees what they wrote."""
    ctx.require(Act.EXCHANGE)
    if post.author_id == ctx.me.id:
        raise UserError(N_("This is your own news: there is nobody else to ask."))
    _say(ctx, post, ctx.me.id, typed, silently=silently)


def go_on(ctx: Context, said: NewsMessage, typed: Typed) -> None:
    """Answer in a conversation, or add to it."""
    ctx.require(Act.EXCHANGE)
    _say(ctx, said.post, said.asker_id, typed)


def partner(ctx: Context, said: NewsMessage) -> Member:
    """Who of the two the acting person is not."""
    other = said.asker_id if ctx.me.id == said.post.author_id else said.post.author_id
    member = ctx.session.get(Member, other)
    if member is None or member.role is None:
        raise UserError(N_("This person is no longer in Plaukts; your text was not sent."))
    return member


def _say(ctx: Context, post: NewsPost, asker_id: int, typed: Typed, *, silently: bool = False) -> None:
    if typed.empty:
        raise UserError(N_("This kind of message cannot be passed on. Write it in words, or send a photo or file."))
    said = NewsMessage(
        post_id=post.id,
        asker_id=asker_id,
        author_id=ctx.me.id,
        text=typed.text.strip(),
        at=ctx.now,
        chat_id=typed.chat_id,
        message_id=typed.message_id,
        album=typed.album,
        attachments=typed.attachments,
    )
    ctx.session.add(said)
    ctx.session.flush()
    reader = partner(ctx, said)
    ctx.note("say", NEWS_MESSAGE, said.id, news=post.number)
    reachable = _relay(ctx, said, reader)
    if silently:
        return
    ctx.show(
        views.sent(ctx.texts, said, reader.name, reachable=reachable),
        views.undo_button(ctx.texts, said),
        about=About(SENT, NEWS_MESSAGE, said.id),
        reply=True,
    )


def _relay(ctx: Context, said: NewsMessage, reader: Member) -> bool:
    """Carry it to the other one, as a reply to what they wrote last; tells whether they can be reached."""
    chat_id = telegram_chat_of(ctx.session, reader.id)
    if chat_id is None:
        return False
    about = About(ATTACHMENT, NEWS_MESSAGE, said.id)
    with ctx.speaking_to(reader) as speaking:
        pieces = views.relayed(speaking.texts, said, _who(ctx.me))
        delivery = 0
        for index, piece in enumerate(pieces):
            last = index == len(pieces) - 1
            sent = speaking.tell(
                reader,
                chat_id,
                piece,
                views.relayed_buttons(speaking.texts, said) if last else (),
                about=About(RELAY, NEWS_MESSAGE, said.id) if index == 0 else about,
                reply_message=latest_own_message(ctx.session, said, reader.id, chat_id) if index == 0 else None,
                target=None if index == 0 else delivery,
            )
            delivery = delivery or sent
        speaking.attach(reader, chat_id, said.attachments, about=about, target=delivery)
    reachable = is_reachable(ctx.session, reader.id)
    if not reachable:
        mark_told(ctx.session, [delivery], ctx.now)  # by the confirmation
    return reachable


def _who(member: Member) -> str:
    return " · ".join([member.name, *(library.name for library in member.libraries)])


def unsay(ctx: Context, message_id: int) -> None:
    """Take back one's own message within ten minutes."""
    said = found(ctx, message_id)
    if said.author_id != ctx.me.id:
        raise UserError(N_("Only the author can do this."))
    check_undo(said.at, ctx.now)
    for kind in (RELAY, ATTACHMENT):
        for delivery, _ in outbox.deliveries_about(ctx.session, About(kind, NEWS_MESSAGE, said.id)):
            ctx.take_back(delivery)
    ctx.note("unsay", NEWS_MESSAGE, said.id)
    ctx.show(ctx.texts.t("✖ Taken back (about news No. {number}).", number=said.post.number))
    ctx.session.delete(said)


def follow_edit(ctx: Context, said: NewsMessage, text: str) -> None:
    """The author changed the message: what the other one reads follows (later pieces of a long text stay)."""
    if text == said.text:
        return
    ctx.require(Act.EXCHANGE)
    said.text, said.edited_at = text, ctx.now
    ctx.note("edit", NEWS_MESSAGE, said.id)
    ctx.session.flush()
    for delivery, recipient_id in outbox.deliveries_about(ctx.session, About(RELAY, NEWS_MESSAGE, said.id)):
        reader = ctx.session.get(Member, recipient_id)
        if reader is not None:
            with ctx.speaking_to(reader) as speaking:
                pieces = views.relayed(speaking.texts, said, _who(ctx.me))
                rows = views.relayed_buttons(speaking.texts, said) if len(pieces) == 1 else ()
                speaking.edit(delivery, pieces[0], rows)


def add_late_part(ctx: Context, said: NewsMessage, typed: Typed) -> None:
    """A part of an album came after the rest was handled."""
    said.attachments = [*said.attachments, *typed.attachments]
    about = About(RELAY, NEWS_MESSAGE, said.id)
    for delivery, recipient_id in outbox.deliveries_about(ctx.session, about):
        reader = ctx.session.get(Member, recipient_id)
        chat_id = telegram_chat_of(ctx.session, reader.id) if reader else None
        if reader is not None and chat_id is not None:
            part = About(ATTACHMENT, NEWS_MESSAGE, said.id)
            ctx.attach(reader, chat_id, typed.attachments, about=part, target=delivery)


def undelivered(ctx: Context, about: About, reason: str) -> Markup | None:
    """For who wrote a message of a conversation that was not delivered."""
    said = ctx.session.get(NewsMessage, about.object_id)
    if said is None:
        return None
    return ctx.texts.t(
        "⚠️ Your message about news No. {number} was not delivered: {reason}.", number=said.post.number, reason=reason
    )
