"""What is asked about a post, and answered: read by its author and who asks alone."""

from markupsafe import Markup

from bot.access import Act
from bot.context import Context, Rows, button
from bot.conversations import Conversations
from bot.errors import UserError
from bot.features.news import views
from bot.texts import N_, Texts
from bot.typed import Typed
from storage.members import Member
from storage.news import NEWS, NEWS_MESSAGE, NewsMessage, NewsPost


class _Talks(Conversations[NewsMessage]):
    message, kind, subject_kind, act = NewsMessage, NEWS_MESSAGE, NEWS, Act.EXCHANGE

    def heading(self, texts: Texts, said: NewsMessage) -> Markup:
        if said.author_id == said.subject.author_id:
            return texts.t("💬 <b>Answer about news No. {number}</b>", number=said.subject.number)
        return texts.t("💬 <b>Question about your news No. {number}</b>", number=said.subject.number)

    def title(self, texts: Texts, said: NewsMessage) -> str:
        return views.title_of(said.subject, texts)

    def relay_buttons(self, texts: Texts, said: NewsMessage, reader: Member) -> Rows:
        """What a reply does, for those who do not know replies."""
        return [[button(texts.plain("Answer"), f"n:answer:{said.id}")]]

    def sent(self, texts: Texts, said: NewsMessage, name: str, *, reachable: bool) -> Markup:
        number = said.subject.number
        if reachable:
            return texts.t(
                "✅ Sent, about news No. {number}. Only this person reads it: {name}", number=number, name=name
            )
        return texts.t(
            "⚠️ Your message about news No. {number} is kept, but cannot be delivered in Telegram now. To: {name}",
            number=number,
            name=name,
        )

    def sent_buttons(self, ctx: Context, said: NewsMessage) -> Rows:
        return [[button(ctx.texts.plain("Undo"), f"n:unsay:{said.id}")]]

    def taken_back(self, texts: Texts, said: NewsMessage) -> Markup:
        return texts.t("✖ Taken back (about news No. {number}).", number=said.subject.number)

    def not_delivered(self, texts: Texts, said: NewsMessage, reason: str) -> Markup:
        return texts.t(
            "⚠️ Your message about news No. {number} was not delivered: {reason}.",
            number=said.subject.number,
            reason=reason,
        )


TALKS = _Talks()


def ask(ctx: Context, post: NewsPost, typed: Typed, *, silently: bool = False) -> None:
    """Ask the author of a post, or go on with what was asked; ``silently`` where who asks sees what they wrote."""
    ctx.require(Act.EXCHANGE)
    if post.author_id == ctx.me.id:
        raise UserError(N_("This is your own news: there is nobody else to ask."))
    TALKS.say(ctx, post.id, ctx.me.id, typed, silently=silently)
