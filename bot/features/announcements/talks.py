"""Replies to an announcement: they reach its author, who answers, or registers them as a consultation."""

from markupsafe import Markup

from bot.access import Act
from bot.context import Context, Rows, button
from bot.conversations import Conversations
from bot.dialogs.form import EARLIER_STEP
from bot.errors import UserError
from bot.features.announcements import views
from bot.texts import N_, Texts
from bot.typed import Typed
from storage.announcements import ANNOUNCEMENT, ANNOUNCEMENT_MESSAGE, Announcement, AnnouncementMessage
from storage.members import TELEGRAM, Member


class _Talks(Conversations[AnnouncementMessage]):
    message, kind, subject_kind = AnnouncementMessage, ANNOUNCEMENT_MESSAGE, ANNOUNCEMENT
    act = Act.OWN_PROFILE

    def heading(self, texts: Texts, said: AnnouncementMessage) -> Markup:
        if said.author_id == said.subject.author_id:
            return texts.t("💬 <b>Answer about announcement No. {number}</b>", number=said.subject.number)
        return texts.t("💬 <b>Reply to your announcement No. {number}</b>", number=said.subject.number)

    def title(self, texts: Texts, said: AnnouncementMessage) -> str:
        return views.title_of(said.subject, texts)

    def relay_buttons(self, texts: Texts, said: AnnouncementMessage, reader: Member) -> Rows:
        """Answer it, or (for who announced) keep it as a consultation."""
        rows = [[button(texts.plain("Answer"), f"an:answer:{said.id}")]]
        if reader.id == said.subject.author_id:
            rows.append([button(texts.plain("📝 Register as a consultation"), f"an:record:{said.id}")])
        return rows

    def sent(self, texts: Texts, said: AnnouncementMessage, name: str, *, reachable: bool) -> Markup:
        number = said.subject.number
        if reachable:
            return texts.t(
                "✅ Sent, about announcement No. {number}. Only this person reads it: {name}", number=number, name=name
            )
        return texts.t(
            "⚠️ Your message about announcement No. {number} is kept, but cannot be delivered now. To: {name}",
            number=number,
            name=name,
        )

    def sent_buttons(self, ctx: Context, said: AnnouncementMessage) -> Rows:
        undo = button(ctx.texts.plain("Undo"), f"an:unsay:{said.id}")
        if ctx.me.id != said.asker_id or not ctx.may(Act.ASK):
            return [[undo]]
        return [[undo], [button(ctx.texts.plain("❓ Rather a question to the methodologists"), f"an:ask:{said.id}")]]

    def taken_back(self, texts: Texts, said: AnnouncementMessage) -> Markup:
        return texts.t("✖ Taken back (about announcement No. {number}).", number=said.subject.number)

    def not_delivered(self, texts: Texts, said: AnnouncementMessage, reason: str) -> Markup:
        return texts.t(
            "⚠️ Your message about announcement No. {number} was not delivered: {reason}.",
            number=said.subject.number,
            reason=reason,
        )


TALKS = _Talks()


def reply(ctx: Context, announcement: Announcement, typed: Typed, *, silently: bool = False) -> None:
    """Write to the author; ``silently`` where who writes sees what they wrote."""
    if announcement.author_id == ctx.me.id:
        raise UserError(N_("This is your own announcement: there is nobody else to write to."))
    TALKS.say(ctx, announcement.id, ctx.me.id, typed, silently=silently)


def record(ctx: Context, said: AnnouncementMessage) -> None:
    """The author keeps a reply as a consultation; what it does not say (its topic, say) is asked."""
    if ctx.me.id != said.subject.author_id or ctx.offers is None:
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
    TALKS.take_back(ctx, said)
    ctx.offers.take(ctx, "ask", "new", typed)
