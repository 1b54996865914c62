"""Replies to an announcement: they reach its author, who answers, or registers them as a consultation.

Each of the two sees the other's name and library, and nothing else that they do not say themselves.
"""

from markupsafe import Markup, escape

from bot.access import Act
from bot.context import Context, Rows, button
from bot.dialogs.form import EARLIER_STEP
from bot.errors import UserError
from bot.features.announcements import views
from bot.texts import N_, italic, join_lines, split
from bot.typed import Typed
from bot.undoing import check_undo
from storage import outbox
from storage.announcements import (
    ANNOUNCEMENT_MESSAGE,
    Announcement,
    AnnouncementMessage,
    latest_own_message,
)
from storage.failures import mark_told
from storage.members import TELEGRAM, Member, is_reachable, telegram_chat_of
from storage.outbox import About

RELAY, ATTACHMENT, SENT = "relay", "attachment", "sent"
PIECE = 3600
"""UTF-16 units of a person's text in one message, leaving room for the heading."""


def found(ctx: Context, message_id: int) -> AnnouncementMessage:
    """A message of one of the acting person's conversations; raises UserError."""
    ctx.require(Act.OWN_PROFILE)
    said = ctx.session.get(AnnouncementMessage, message_id)
    if said is None or ctx.me.id not in (said.asker_id, said.announcement.author_id):
        raise UserError(N_("This message was taken back already."))
    return said


def reply(ctx: Context, announcement: Announcement, typed: Typed, *, silently: bool = False) -> None:
    """Write to the author; ``silently`` where who writes sees what they wrote."""
    if announcement.author_id == ctx.me.id:
        raise UserError(N_("This is your own announcement: there is nobody else to write to."))
    _say(ctx, announcement, ctx.me.id, typed, silently=silently)


def go_on(ctx: Context, said: AnnouncementMessage, typed: Typed) -> None:
    """Answer in a conversation, or add to it."""
    _say(ctx, said.announcement, said.asker_id, typed)


def partner(ctx: Context, said: AnnouncementMessage) -> Member:
    """Who of the two the acting person is not."""
    author_id = said.announcement.author_id
    member = ctx.session.get(Member, said.asker_id if ctx.me.id == author_id else author_id)
    if member is None or member.role is None:
        raise UserError(N_("This person is no longer in Plaukts; your text was not sent."))
    return member


def _say(ctx: Context, announcement: Announcement, asker_id: int, typed: Typed, *, silently: bool = False) -> None:
    ctx.require(Act.OWN_PROFILE)
    if typed.empty:
        raise UserError(N_("This kind of message cannot be passed on. Write it in words, or send a photo or file."))
    said = AnnouncementMessage(
        announcement_id=announcement.id,
        asker_id=asker_id,
        author_id=ctx.me.id,
        text=typed.text.strip(),
        at=ctx.now,
        chat_id=typed.chat_id,
        message_id=typed.message_id,
        attachments=typed.attachments,
    )
    ctx.session.add(said)
    ctx.session.flush()
    reader = partner(ctx, said)
    ctx.note("say", ANNOUNCEMENT_MESSAGE, said.id, announcement=announcement.number)
    reachable = _relay(ctx, said, reader)
    if silently:
        return
    number = announcement.number
    text = (
        ctx.texts.t(
            "✅ Sent, about announcement No. {number}. Only this person reads it: {name}",
            number=number,
            name=reader.name,
        )
        if reachable
        else ctx.texts.t(
            "⚠️ Your message about announcement No. {number} is kept, but cannot be delivered now. To: {name}",
            number=number,
            name=reader.name,
        )
    )
    ctx.show(text, _sent_buttons(ctx, said), about=About(SENT, ANNOUNCEMENT_MESSAGE, said.id), reply=True)


def _sent_buttons(ctx: Context, said: AnnouncementMessage) -> Rows:
    undo = button(ctx.texts.plain("Undo"), f"an:unsay:{said.id}")
    if ctx.me.id != said.asker_id or not ctx.may(Act.ASK):
        return [[undo]]
    return [[undo], [button(ctx.texts.plain("❓ Rather a question to the methodologists"), f"an:ask:{said.id}")]]


def _relay(ctx: Context, said: AnnouncementMessage, reader: Member) -> bool:
    """Carry it to the other one, as a reply to what they wrote last; tells whether they can be reached."""
    chat_id = telegram_chat_of(ctx.session, reader.id)
    if chat_id is None:
        return False
    attached = About(ATTACHMENT, ANNOUNCEMENT_MESSAGE, said.id)
    with ctx.speaking_to(reader) as speaking:
        pieces = relayed(speaking, said, ctx.me)
        delivery, last = 0, len(pieces) - 1
        for index, piece in enumerate(pieces):
            sent = speaking.tell(
                reader,
                chat_id,
                piece,
                relayed_buttons(speaking, said, reader) if index == last else (),
                about=About(RELAY, ANNOUNCEMENT_MESSAGE, said.id) if index == 0 else attached,
                reply_message=latest_own_message(ctx.session, said, reader.id, chat_id) if index == 0 else None,
                target=delivery or None,
            )
            delivery = delivery or sent
        speaking.attach(reader, chat_id, said.attachments, about=attached, target=delivery)
    reachable = is_reachable(ctx.session, reader.id)
    if not reachable:
        mark_told(ctx.session, [delivery], ctx.now)  # by the confirmation
    return reachable


def relayed(ctx: Context, said: AnnouncementMessage, writer: Member) -> list[Markup]:
    """The message as the other one reads it, in as many pieces as it needs."""
    announcement = said.announcement
    head = (
        ctx.texts.t("💬 <b>Answer about announcement No. {number}</b>", number=announcement.number)
        if said.author_id == announcement.author_id
        else ctx.texts.t("💬 <b>Reply to your announcement No. {number}</b>", number=announcement.number)
    )
    pieces = split(said.text, PIECE) or [ctx.texts.plain("(no text; see the attachment)")]
    edited = italic(ctx.texts.plain("(edited)")) if said.edited_at else None
    title = italic(views.title_of(announcement, ctx.texts))
    first = join_lines([head, _who(writer), title, "", pieces[0], edited])
    return [first, *(escape(piece) for piece in pieces[1:])]


def relayed_buttons(ctx: Context, said: AnnouncementMessage, reader: Member) -> Rows:
    """Answer it, or (for who announced) keep it as a consultation."""
    rows = [[button(ctx.texts.plain("Answer"), f"an:answer:{said.id}")]]
    if reader.id == said.announcement.author_id:
        rows.append([button(ctx.texts.plain("📝 Register as a consultation"), f"an:record:{said.id}")])
    return rows


def _who(member: Member) -> str:
    return " · ".join([member.name, *(library.name for library in member.libraries)])


def record(ctx: Context, said: AnnouncementMessage) -> None:
    """The author keeps a reply as a consultation; what it does not say (its topic, say) is asked."""
    if ctx.me.id != said.announcement.author_id or ctx.offers is None:
        raise UserError(EARLIER_STEP)
    asker = ctx.session.get(Member, said.asker_id)
    libraries = ", ".join(library.name for library in asker.libraries) if asker is not None else ""
    text = " ".join(part for part in (libraries, TELEGRAM, said.text) if part)
    ctx.pressed_delivery = None
    typed = Typed(text, said.attachments, said.chat_id or 0, said.message_id or 0)
    ctx.offers.take(ctx, "register", "new", typed)


def ask(ctx: Context, said: AnnouncementMessage) -> None:
    """Who replied would rather have it as a question: it is taken back, and asked of the methodologists."""
    if ctx.me.id != said.author_id or ctx.offers is None:
        raise UserError(EARLIER_STEP)
    typed = Typed(said.text, said.attachments, said.chat_id or 0, said.message_id or 0)
    _take_back(ctx, said)
    ctx.offers.take(ctx, "ask", "new", typed)


def unsay(ctx: Context, message_id: int) -> None:
    """Take back one's own message within ten minutes."""
    said = found(ctx, message_id)
    if said.author_id != ctx.me.id:
        raise UserError(N_("Only the author can do this."))
    number = said.announcement.number
    _take_back(ctx, said)
    ctx.show(ctx.texts.t("✖ Taken back (about announcement No. {number}).", number=number))


def _take_back(ctx: Context, said: AnnouncementMessage) -> None:
    check_undo(said.at, ctx.now)
    for kind in (RELAY, ATTACHMENT):
        for delivery, _ in outbox.deliveries_about(ctx.session, About(kind, ANNOUNCEMENT_MESSAGE, said.id)):
            ctx.take_back(delivery)
    ctx.note("unsay", ANNOUNCEMENT_MESSAGE, said.id)
    ctx.session.delete(said)
    ctx.session.flush()


def follow_edit(ctx: Context, said: AnnouncementMessage, text: str) -> None:
    """The author changed the message: what the other one reads follows (later pieces of a long text stay)."""
    if text == said.text:
        return
    said.text, said.edited_at = text, ctx.now
    ctx.note("edit", ANNOUNCEMENT_MESSAGE, said.id)
    ctx.session.flush()
    about = About(RELAY, ANNOUNCEMENT_MESSAGE, said.id)
    for delivery, recipient_id in outbox.deliveries_about(ctx.session, about):
        reader = ctx.session.get(Member, recipient_id)
        if reader is not None:
            with ctx.speaking_to(reader) as speaking:
                pieces = relayed(speaking, said, ctx.me)
                speaking.edit(delivery, pieces[0], relayed_buttons(speaking, said, reader) if len(pieces) == 1 else ())


def undelivered(ctx: Context, about: About, reason: str) -> Markup | None:
    """For who wrote a message of a conversation that was not delivered."""
    said = ctx.session.get(AnnouncementMessage, about.object_id)
    if said is None:
        return None
    return ctx.texts.t(
        "⚠️ Your message about announcement No. {number} was not delivered: {reason}.",
        number=said.announcement.number,
        reason=reason,
    )
