"""Who is refused finds nothing half done, is told why once, and costs nobody else anything."""

import asyncio
from collections.abc import Callable

import pytest
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from bot.access import Act
from bot.context import Context
from bot.errors import NotAllowedError, UserError
from storage.audit import audit
from storage.inbox import inbox
from storage.libraries import Municipality
from storage.numbers import marks
from storage.outbox import deliveries
from tests.delivery.post import Post, do, said
from tests.delivery.test_taking_in import Book, taking_in, until

WHY = "There is no such thing."


class Refusing(Book):
    """A feature whose command changes something, if it is to, before it turns out that it cannot be done."""

    def __init__(self, refusal: Exception, change: Callable[[Context], object]) -> None:
        super().__init__()
        self.refusal, self.change = refusal, change

    def note(self, ctx: Context) -> None:
        super().note(ctx)
        if ctx.arguments == "refused":
            self.change(ctx)
            raise self.refusal


def marked(ctx: Context) -> None:
    ctx.session.execute(insert(marks).values(name="half", at=ctx.now))


def made(ctx: Context) -> None:
    ctx.session.add(Municipality(name="Kuldīgas novads"))


def noted(ctx: Context) -> None:
    ctx.note("half")


def told(ctx: Context) -> None:
    ctx.say(ctx.texts.t("Help"))


def nothing(_ctx: Context) -> None:
    """It turns out at once."""


def left(session: Session) -> tuple[int, ...]:
    """What stands in the tables that were to be changed, and how often a unit failed."""
    return (
        len(session.scalars(select(marks.c.name).where(marks.c.name == "half")).all()),
        len(session.scalars(select(Municipality)).all()),
        len(session.scalars(select(audit.c.id)).all()),
        len(session.scalars(select(deliveries.c.id)).all()),
        sum(session.scalars(select(inbox.c.tries))),
    )


def waits(session: Session) -> bool:
    return bool(session.scalars(select(inbox.c.update_id).where(inbox.c.done_at.is_(None))).all())


CANNOT, MAY_NOT = (UserError(WHY), WHY), (NotAllowedError(Act.ASK), "/start")


@pytest.mark.parametrize(
    ("change", "refused"), [(marked, CANNOT), (made, MAY_NOT), (noted, CANNOT), (told, MAY_NOT), (nothing, CANNOT)]
)
async def test_who_is_refused_finds_nothing_half_done(
    post: Post, change: Callable[[Context], object], refused: tuple[Exception, str]
) -> None:
    refusal, why = refused
    chat, *others = post.chat(), post.chat(), post.chat()
    post.bot.updates.drop()
    others[0].send("/note first")
    chat.send("/note refused")
    others[1].send("/note other")
    chat.send("/note afterwards")
    book = Refusing(refusal, change)
    post.start()
    async with taking_in(post, book), asyncio.timeout(10):
        await until(book, 4)
        while not said(chat) or await post.database.write(waits):
            await asyncio.sleep(0)
    (answer,) = said(chat)
    assert why in answer
    assert do(post, left) == (0, 0, 0, 1, 0)
    assert {"first", "refused", "other", "afterwards"} == set(book.noted)
    assert book.noted.index("refused") < book.noted.index("afterwards")
