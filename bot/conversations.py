"""Conversations about something that many read: its author and one member write to each other through the bot.

Each of the two sees the other's name and library, and nothing else that they do not say themselves. What it is called,
who may and which buttons there are is the feature's to say.
"""

from abc import ABC, abstractmethod
from typing import Generic, TypeVar

from markupsafe import Markup, escape

from bot.access import Act
from bot.albums import joined
from bot.context import Context, Rows
from bot.errors import UserError
from bot.pieces import MORE, Piece, show_pieces, tell_more, under_the_last
from bot.texts import N_, Texts, italic, join_lines, split
from bot.texts.html import PIECE
from bot.typed import Typed
from bot.undoing import check_undo
from storage import outbox
from storage.authored import authored_at, of_album
from storage.conversations import ConversationMessage, latest_own_message
from storage.failures import mark_told
from storage.members import Member, is_reachable, telegram_chat_of
from storage.outbox import About

RELAY, ATTACHMENT, SENT = "relay", "attachment", "sent"
"""What a message is in the outbox: what the other one reads (the rest of a long text apart), what came with it, that it
was sent."""

M = TypeVar("M", bound=ConversationMessage)


class Conversations(ABC, Generic[M]):
    """The conversations about one kind of things."""

    message: type[M]
    kind: str
    """What a message is called in deliveries and in the audit log."""
    subject_kind: str
    """What that is called which they are about."""
    act: Act
    """The right without which nobody takes part."""

    @abstractmethod
    def heading(self, texts: Texts, said: M) -> Markup:
        """The first line of what the other one reads."""

    @abstractmethod
    def title(self, texts: Texts, said: M) -> str:
        """What it is about, in a line."""

    @abstractmethod
    def relay_buttons(self, texts: Texts, said: M, reader: Member) -> Rows:
        """Under what the other one reads."""

    @abstractmethod
    def sent(self, texts: Texts, said: M, name: str, *, reachable: bool) -> Markup:
        """The confirmation for who wrote it; ``name``: of who reads it."""

    @abstractmethod
    def sent_buttons(self, ctx: Context, said: M) -> Rows:
        """Under that."""

    @abstractmethod
    def taken_back(self, texts: Texts, said: M) -> Markup:
        """What stands in its place afterwards."""

    @abstractmethod
    def not_delivered(self, texts: Texts, said: M, reason: str) -> Markup:
        """For who wrote it."""

    def found(self, ctx: Context, message_id: int) -> M:
        """A message of one of the acting person's conversations; raises UserError."""
        ctx.require(self.act)
        said = ctx.session.get(self.message, message_id)
        if said is None or not takes_part(ctx, said):
            raise UserError(N_("This message was taken back already."))
        return said

    def replied_to(self, ctx: Context, about: About | None, message_id: int) -> M | None:
        """The message of one of the acting person's conversations that they reply to, ours or their own."""
        if about is None:
            said = authored_at(ctx.session, self.message, ctx.chat_id, message_id)
        else:
            said = ctx.session.get(self.message, about.object_id) if about.object_kind == self.kind else None
        return said if said is not None and takes_part(ctx, said) else None

    def partner(self, ctx: Context, said: M) -> Member:
        """Who of the two the acting person is not."""
        author_id = said.subject.author_id
        member = ctx.session.get(Member, said.asker_id if ctx.me.id == author_id else author_id)
        if member is None or member.role is None:
            raise UserError(N_("This person is no longer in Plaukts; your text was not sent."))
        return member

    def go_on(self, ctx: Context, said: M, typed: Typed) -> None:
        """Answer in a conversation, or add to it."""
        self.say(ctx, said.subject_id, said.asker_id, typed)

    def say(self, ctx: Context, subject_id: int, asker_id: int, typed: Typed, *, silently: bool = False) -> None:
        """Write in the asker's conversation about it; ``silently`` where who writes sees what they wrote."""
        ctx.require(self.act)
        if typed.empty:
            raise UserError(N_("This kind of message cannot be passed on. Write it in words, or send a photo or file."))
        said = self.message(
            subject_id=subject_id,
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
        reader = self.partner(ctx, said)
        ctx.note("say", self.kind, said.id, **{self.subject_kind: said.subject.number})
        reachable = self._relay(ctx, said, reader)
        if not silently:
            text = self.sent(ctx.texts, said, reader.name, reachable=reachable)
            ctx.show(text, self.sent_buttons(ctx, said), about=About(SENT, self.kind, said.id), reply=True)

    def _relay(self, ctx: Context, said: M, reader: Member) -> bool:
        """Carry it to the other one, as a reply to what they wrote last; tells whether they can be reached."""
        chat_id = telegram_chat_of(ctx.session, reader.id)
        if chat_id is None:
            return False
        with ctx.speaking_to(reader) as speaking:
            first, *rest = self._pieces(speaking.texts, said, ctx.me, reader)
            delivery = speaking.tell(
                reader,
                chat_id,
                *first,
                about=About(RELAY, self.kind, said.id),
                reply_message=latest_own_message(ctx.session, said, reader.id, chat_id),
            )
            tell_more(speaking, (self.kind, said.id), reader, delivery, rest)
            attached = About(ATTACHMENT, self.kind, said.id)
            speaking.attach(reader, chat_id, said.attachments, about=attached, target=delivery)
        reachable = is_reachable(ctx.session, reader.id)
        if not reachable:
            mark_told(ctx.session, [delivery], ctx.now)  # by the confirmation
        return reachable

    def _pieces(self, texts: Texts, said: M, writer: Member, reader: Member) -> list[Piece]:
        """The message as the other one reads it, in as many pieces as it needs; the buttons stand under the last."""
        pieces = split(said.text, PIECE) or [texts.plain("(no text; see the attachment)")]
        who = " · ".join([writer.name, *(library.name for library in writer.libraries)])
        edited = italic(texts.plain("(edited)")) if said.edited_at else None
        title = italic(self.title(texts, said))
        first = join_lines([self.heading(texts, said), who, title, "", pieces[0], edited])
        found = [first, *(escape(piece) for piece in pieces[1:])]
        return under_the_last(found, self.relay_buttons(texts, said, reader))

    def unsay(self, ctx: Context, message_id: int) -> None:
        """Take back one's own message within ten minutes."""
        said = self.found(ctx, message_id)
        if said.author_id != ctx.me.id:
            raise UserError(N_("Only the author can do this."))
        gone = self.taken_back(ctx.texts, said)
        self.take_back(ctx, said)
        ctx.show(gone)

    def take_back(self, ctx: Context, said: M) -> None:
        """The other one has it no more; raises UserError once the ten minutes are over."""
        check_undo(said.at, ctx.now)
        for kind in (RELAY, MORE, ATTACHMENT):
            for delivery, _ in outbox.deliveries_about(ctx.session, About(kind, self.kind, said.id)):
                ctx.take_back(delivery)
        ctx.note("unsay", self.kind, said.id)
        ctx.session.delete(said)
        ctx.session.flush()

    def edited(self, ctx: Context, typed: Typed) -> bool:
        """The author changed a message: what the other one reads follows."""
        said = authored_at(ctx.session, self.message, ctx.chat_id, typed.message_id)
        if said is None or ctx.member is None or said.author_id != ctx.member.id:
            return False
        text = typed.text.strip()
        if text != said.text:
            self._follow(ctx, said, text)
        return True

    def _follow(self, ctx: Context, said: M, text: str) -> None:
        ctx.require(self.act)
        said.text, said.edited_at = text, ctx.now
        ctx.note("edit", self.kind, said.id)
        ctx.session.flush()
        for delivery, recipient_id in outbox.deliveries_about(ctx.session, About(RELAY, self.kind, said.id)):
            reader = ctx.session.get(Member, recipient_id)
            if reader is not None:
                with ctx.speaking_to(reader) as speaking:
                    pieces = self._pieces(speaking.texts, said, speaking.me, reader)
                    show_pieces(speaking, (self.kind, said.id), reader, delivery, pieces)

    def late_part(self, ctx: Context, typed: Typed) -> bool:
        """A part of an album came after the rest was handled; tells whether it belongs to a message of theirs."""
        said = of_album(ctx.session, self.message, ctx.chat_id, typed.album) if typed.album else None
        if said is None or ctx.member is None or said.author_id != ctx.member.id:
            return False
        ctx.require(self.act)
        said.attachments = joined(said.attachments, typed)
        part = About(ATTACHMENT, self.kind, said.id)
        for delivery, recipient_id in outbox.deliveries_about(ctx.session, About(RELAY, self.kind, said.id)):
            reader = ctx.session.get(Member, recipient_id)
            chat_id = telegram_chat_of(ctx.session, reader.id) if reader else None
            if reader is not None and chat_id is not None:
                ctx.attach(reader, chat_id, typed.attachments, about=part, target=delivery)
        return True

    def undelivered(self, ctx: Context, about: About, reason: str) -> Markup | None:
        """For who wrote a message that was not delivered."""
        said = ctx.session.get(self.message, about.object_id)
        return None if said is None else self.not_delivered(ctx.texts, said, reason)


def takes_part(ctx: Context, said: ConversationMessage) -> bool:
    """Whether the acting person is one of the two."""
    return ctx.member is not None and ctx.member.id in (said.asker_id, said.subject.author_id)
