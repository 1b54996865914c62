"""Hiding what a member wrote, with a reason to its author, and showing it again."""

from bot.access import may_mute
from bot.context import Context
from bot.errors import UserError
from bot.features.moderation import hiding_views as views
from bot.hiding import Hidable, Written
from bot.texts import N_
from storage.members import Member, telegram_chat_of
from storage.moderation import Hiding, hiding_of
from storage.outbox import About, delivery_at

HIDING = "hiding"
NOTHING = N_("Reply with this command to the message that is to be hidden: news, a question or an answer.")

Object = tuple[str, int]
"""A hidable object: its kind and id."""


def object_at(ctx: Context, message_id: int | None) -> Object:
    """What this message of the chat shows, or what a member wrote as it; raises UserError where it is nothing such."""
    if message_id is None or message_id == ctx.thread:  # in a thread everything replies to its beginning
        raise UserError(NOTHING)
    found = delivery_at(ctx.session, ctx.chat_id, message_id)
    about = found[1] if found is not None else About("")
    if about.object_kind is not None and about.object_id is not None and about.object_kind in ctx.hidable:
        return about.object_kind, about.object_id
    for kind, way in ctx.hidable.items():
        object_id = way.written_at(ctx.session, ctx.chat_id, message_id)
        if object_id is not None:
            return kind, object_id
    raise UserError(NOTHING)


def to_hide(ctx: Context, kind: str, object_id: int) -> tuple["Hidable[Context]", Written]:
    """How it is hidden, and what it is; raises UserError unless the acting person can hide it now."""
    way = ctx.hidable.get(kind)
    written = way.look(ctx, object_id) if way is not None else None
    if way is None or written is None:
        raise UserError(N_("There is nothing here any more that could be hidden."))
    if hiding_of(ctx.session, kind, object_id) is not None:
        raise UserError(N_("It is hidden already."))
    return way, written


def hide(ctx: Context, kind: str, object_id: int, reason: str) -> None:
    """Let nobody read it any more; its author is told why."""
    way, written = to_hide(ctx, kind, object_id)
    new = Hiding(
        object_kind=kind, object_id=object_id, author_id=written.author_id, by_id=ctx.me.id, at=ctx.now, reason=reason
    )
    ctx.session.add(new)
    new.kept = way.hide(ctx, object_id)
    ctx.session.flush()
    ctx.note("hide", kind, object_id, hiding=new.id)
    _tell_author(ctx, new, written)
    author = new.author
    mutable = author is not None and may_mute(ctx.role, author.role, oneself=author.id == ctx.me.id)
    ctx.show(
        views.hidden(ctx.texts, new, written),
        views.hidden_buttons(ctx.texts, new, author if mutable else None),
        about=About("sent", HIDING, new.id),
    )


def show_again(ctx: Context, hiding_id: int) -> None:
    """Undo it; the author is told."""
    hiding = ctx.session.get(Hiding, hiding_id)
    way = ctx.hidable.get(hiding.object_kind) if hiding is not None else None
    written = way.look(ctx, hiding.object_id) if way is not None and hiding is not None else None
    if hiding is None or hiding.undone_at is not None or way is None or written is None:
        raise UserError(N_("It is not hidden any more."))
    way.show(ctx, hiding.object_id, hiding.kept)
    hiding.undone_at, hiding.undone_by_id, hiding.kept = ctx.now, ctx.me.id, None
    ctx.session.flush()
    ctx.note("show_again", hiding.object_kind, hiding.object_id, hiding=hiding.id)
    _tell_author(ctx, hiding, written)
    ctx.toast = ctx.texts.plain("It can be read again.")
    ctx.show(views.shown_again(ctx.texts, written))


def _tell_author(ctx: Context, hiding: Hiding, written: Written) -> None:
    author = ctx.session.get(Member, written.author_id) if written.author_id is not None else None
    chat_id = telegram_chat_of(ctx.session, author.id) if author is not None else None
    if author is None or chat_id is None or author.id == ctx.me.id:
        return
    with ctx.speaking_to(author) as speaking:
        theirs = speaking.hidable[hiding.object_kind].look(speaking, hiding.object_id) or written
        text = views.notice(speaking.texts, hiding, theirs.title, written.text)
        speaking.tell(author, chat_id, text, about=About("notice", HIDING, hiding.id))
