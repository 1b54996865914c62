"""A text that needs several messages: the rest follows its beginning, and both follow what the text becomes."""

from collections.abc import Sequence

from markupsafe import Markup

from bot.context import Context, Rows
from storage import outbox
from storage.members import Member
from storage.outbox import About

MORE = "more"
"""What the rest of a long text is in the outbox."""

Piece = tuple[Markup, Rows]
"""A message's text, and the buttons under it."""


def under_the_last(pieces: Sequence[Markup], buttons: Rows) -> list[Piece]:
    """The messages of a text that has these buttons."""
    return [*((piece, ()) for piece in pieces[:-1]), (pieces[-1], buttons)]


def tell_more(ctx: Context, of: tuple[str, int], reader: Member, first: int, rest: Sequence[Piece]) -> None:
    """The rest of a long text goes where its beginning (the delivery ``first``) went, as replies to that.

    ``of`` is the kind and number of the object whose text it is.
    """
    chat_id = outbox.chat_of(ctx.session, first)
    for piece, rows in rest:
        ctx.tell(reader, chat_id, piece, rows, about=About(MORE, *of), target=first)


def show_pieces(ctx: Context, of: tuple[str, int], reader: Member, first: int, pieces: Sequence[Piece]) -> None:
    """What the reader has of it, from the delivery ``first`` on, shows all of it, be it more messages or fewer."""
    chat_id = outbox.chat_of(ctx.session, first)
    more = outbox.deliveries_about(ctx.session, About(MORE, *of), recipient_id=reader.id)
    standing = [first, *(delivery for delivery, _ in more if outbox.chat_of(ctx.session, delivery) == chat_id)]
    for delivery, piece in zip(standing, pieces, strict=False):
        ctx.edit(delivery, *piece)
    for delivery in standing[len(pieces) :]:
        ctx.take_back(delivery)
        outbox.set_about(ctx.session, delivery, About(f"earlier_{MORE}", *of))
    tell_more(ctx, of, reader, first, pieces[len(standing) :])
