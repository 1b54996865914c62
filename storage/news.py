"""News of the region's libraries, and what members ask their authors about them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Column, ForeignKey, Index, Select, String, Table, Text, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from storage.base import Base, Id
from storage.libraries import Library
from storage.members import Member

NEWS = "news"
"""What a post is called in deliveries, the audit log and the search index."""
NEWS_MESSAGE = "news_message"
PAGE = 6
"""Posts on one page of the list."""

news_libraries = Table(
    "news_libraries",
    Base.metadata,
    Column("post_id", ForeignKey("news_posts.id", ondelete="CASCADE"), primary_key=True),
    Column("library_id", ForeignKey("libraries.id"), primary_key=True, index=True),
)
"""The author's libraries when it was published: those count as having contributed, wherever the author works later."""


class NewsPost(Base):
    """One piece of news, as its author wrote (and perhaps edited) it."""

    __tablename__ = "news_posts"
    __table_args__ = (Index(None, "chat_id", "message_id"), Index(None, "deadline"))

    id: Mapped[int] = mapped_column(Id, primary_key=True, init=False)
    number: Mapped[int] = mapped_column(unique=True)
    """What people call it: *Nr. 42*, from the region's one series."""
    author_id: Mapped[int] = mapped_column(ForeignKey("members.id"), index=True)
    category: Mapped[str] = mapped_column(String(40))
    """Key in the list ``news_category``."""
    text: Mapped[str] = mapped_column(Text)
    published_at: Mapped[datetime] = mapped_column(index=True)
    attachments: Mapped[list[dict[str, str]]] = mapped_column(JSON, default_factory=list)
    """What travels along: ``{"kind": "photo" | "document" | …, "file_id": …}``, in the order it was sent."""
    captioned: Mapped[bool] = mapped_column(default=False)
    """Whether the copies are one message, the text as the caption of the only attachment."""
    deadline: Mapped[date | None] = mapped_column(default=None)
    """The last day on which one can still answer to it (local)."""
    reminded_at: Mapped[datetime | None] = mapped_column(default=None)
    """When it was seen to that the deadline is reminded of, or that there is no need to."""
    past_at: Mapped[datetime | None] = mapped_column(default=None)
    """When it was marked as past."""
    edited_at: Mapped[datetime | None] = mapped_column(default=None)
    withdrawn_at: Mapped[datetime | None] = mapped_column(default=None)
    hidden_at: Mapped[datetime | None] = mapped_column(default=None)
    """When a methodologist hid it."""
    chat_id: Mapped[int | None] = mapped_column(BigInteger, default=None)
    message_id: Mapped[int | None] = mapped_column(BigInteger, default=None)
    """The author's own message, whose edits it follows."""
    album: Mapped[str | None] = mapped_column(String(100), default=None)
    in_group: Mapped[bool] = mapped_column(default=False)
    """Whether the author's own message stands in the group's thread: then nothing else is posted there."""

    author: Mapped[Member] = relationship(foreign_keys=[author_id], init=False, lazy="joined", innerjoin=True)
    libraries: Mapped[list[Library]] = relationship(
        secondary=news_libraries, order_by=Library.name, default_factory=list
    )

    @property
    def shown(self) -> bool:
        """Whether it is there for everyone: neither taken back nor hidden."""
        return self.withdrawn_at is None and self.hidden_at is None


class NewsMessage(Base):
    """One message between the author of a post and a member who asks about it; only these two read it."""

    __tablename__ = "news_messages"
    __table_args__ = (Index(None, "chat_id", "message_id"), {"sqlite_autoincrement": True})
    # Buttons and deliveries name a message by its id.

    id: Mapped[int] = mapped_column(Id, primary_key=True, init=False)
    post_id: Mapped[int] = mapped_column(ForeignKey("news_posts.id", ondelete="CASCADE"), index=True)
    asker_id: Mapped[int] = mapped_column(ForeignKey("members.id"))
    """Whose conversation with the post's author it is."""
    author_id: Mapped[int] = mapped_column(ForeignKey("members.id"))
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
    chat_id: Mapped[int | None] = mapped_column(BigInteger, default=None)
    message_id: Mapped[int | None] = mapped_column(BigInteger, default=None)
    album: Mapped[str | None] = mapped_column(String(100), default=None)
    attachments: Mapped[list[dict[str, str]]] = mapped_column(JSON, default_factory=list)
    edited_at: Mapped[datetime | None] = mapped_column(default=None)

    post: Mapped[NewsPost] = relationship(init=False, lazy="joined", innerjoin=True)

    @property
    def reader_id(self) -> int:
        """Who of the two did not write it."""
        return self.asker_id if self.author_id == self.post.author_id else self.post.author_id


def post_numbered(session: Session, number: int) -> NewsPost | None:
    """The post that people call by this number, whatever became of it."""
    return session.scalar(select(NewsPost).where(NewsPost.number == number))


def post_at(session: Session, chat_id: int, message_id: int) -> NewsPost | None:
    """The post that its author wrote as this message of Telegram."""
    found = select(NewsPost).where(NewsPost.chat_id == chat_id, NewsPost.message_id == message_id)
    return session.scalar(found.order_by(NewsPost.id.desc()).limit(1))


def post_of_album(session: Session, chat_id: int, album: str) -> NewsPost | None:
    """The post to which this album belongs."""
    return session.scalar(select(NewsPost).where(NewsPost.chat_id == chat_id, NewsPost.album == album).limit(1))


def news_message_at(session: Session, chat_id: int, message_id: int) -> NewsMessage | None:
    """The message of a conversation that somebody wrote as this message of Telegram."""
    found = select(NewsMessage).where(NewsMessage.chat_id == chat_id, NewsMessage.message_id == message_id)
    return session.scalar(found.order_by(NewsMessage.id.desc()).limit(1))


def news_message_of_album(session: Session, chat_id: int, album: str) -> NewsMessage | None:
    """The message of a conversation to which this album belongs."""
    found = select(NewsMessage).where(NewsMessage.chat_id == chat_id, NewsMessage.album == album)
    return session.scalar(found.limit(1))


def latest_own_message(session: Session, said: NewsMessage, member_id: int, chat_id: int) -> int | None:
    """The Telegram message that this member wrote last in the same conversation, in this chat."""
    same = select(NewsMessage.message_id).where(
        NewsMessage.post_id == said.post_id,
        NewsMessage.asker_id == said.asker_id,
        NewsMessage.author_id == member_id,
        NewsMessage.chat_id == chat_id,
        NewsMessage.id < said.id,
    )
    return session.scalar(same.order_by(NewsMessage.id.desc()).limit(1))


@dataclass(frozen=True)
class NewsPage:
    """Some posts, the newest first, and whether there are more."""

    posts: Sequence[NewsPost]
    page: int
    more: bool


def newest(
    session: Session, page: int = 0, *, category: str | None = None, author_id: int | None = None, size: int = PAGE
) -> NewsPage:
    """A page of what is shown to all; of one's own posts also those that were hidden."""
    query = select(NewsPost).where(NewsPost.withdrawn_at.is_(None))
    query = query.where(NewsPost.hidden_at.is_(None) if author_id is None else NewsPost.author_id == author_id)
    if category is not None:
        query = query.where(NewsPost.category == category)
    newest_first = query.order_by(NewsPost.published_at.desc(), NewsPost.id.desc())
    found = session.scalars(newest_first.offset(page * size).limit(size + 1)).all()
    return NewsPage(found[:size], page, len(found) > size)


def categories_in_use(session: Session) -> set[str]:
    """Keys of the categories of which something is shown."""
    return set(session.scalars(_shown(select(NewsPost.category)).distinct()))


def with_deadline(session: Session, first: date, last: date, *, limit: int = 20) -> list[NewsPost]:
    """Shown posts whose deadline lies in these days and of which nobody has been reminded."""
    between = _shown(select(NewsPost)).where(NewsPost.deadline >= first, NewsPost.deadline <= last)
    return list(session.scalars(between.where(NewsPost.reminded_at.is_(None)).order_by(NewsPost.id).limit(limit)))


def closing(session: Session, first: date, last: date, *, categories: Sequence[str], besides: int) -> list[NewsPost]:
    """Shown posts in these categories whose deadline lies in these days, but not this author's."""
    near = _shown(select(NewsPost)).where(NewsPost.deadline >= first, NewsPost.deadline <= last)
    of_others = near.where(NewsPost.category.in_(categories), NewsPost.author_id != besides)
    return list(session.scalars(of_others.order_by(NewsPost.deadline, NewsPost.id)))


def newly_past(session: Session, today: date, *, limit: int = 20) -> list[NewsPost]:
    """Shown posts whose deadline has passed and that are not marked so."""
    past = _shown(select(NewsPost)).where(NewsPost.deadline < today, NewsPost.past_at.is_(None))
    return list(session.scalars(past.order_by(NewsPost.id).limit(limit)))


def shown_since(
    session: Session, since: datetime, *, categories: Sequence[str] | None = None, besides: int | None = None
) -> list[NewsPost]:
    """What was published since then and is shown, the oldest first; ``besides``: not this author's."""
    query = _shown(select(NewsPost)).where(NewsPost.published_at >= since)
    if categories is not None:
        query = query.where(NewsPost.category.in_(categories))
    if besides is not None:
        query = query.where(NewsPost.author_id != besides)
    return list(session.scalars(query.order_by(NewsPost.published_at, NewsPost.id)))


@dataclass(frozen=True)
class NewsFigures:
    """What was published in a period: how many posts by category, and which libraries they came from."""

    posts: int
    by_category: dict[str, int]
    libraries: frozenset[int]


def news_figures(session: Session, begin: datetime, end: datetime) -> NewsFigures:
    """Counts of the posts of ``begin`` ≤ publication < ``end``; those taken back count nowhere."""
    counted = (NewsPost.published_at >= begin, NewsPost.published_at < end, NewsPost.withdrawn_at.is_(None))
    rows = session.execute(select(NewsPost.category, func.count()).where(*counted).group_by(NewsPost.category))
    by_category = {row[0]: row[1] for row in rows}
    of = select(news_libraries.c.library_id).join(NewsPost, NewsPost.id == news_libraries.c.post_id).where(*counted)
    return NewsFigures(sum(by_category.values()), by_category, frozenset(session.scalars(of.distinct())))


def _shown(query: Select[Any]) -> Select[Any]:
    return query.where(NewsPost.withdrawn_at.is_(None), NewsPost.hidden_at.is_(None))
