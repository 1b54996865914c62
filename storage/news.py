"""News of the region's libraries, and what members ask their authors about them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Column, ForeignKey, Index, Select, String, Table, Text, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship, selectinload

from storage.authored import Authored
from storage.base import Base
from storage.conversations import ConversationMessage
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


class NewsPost(Authored, Base):
    """One piece of news, as its author wrote (and perhaps edited) it."""

    __tablename__ = "news_posts"
    __table_args__ = (Index(None, "chat_id", "message_id"), Index(None, "deadline"))

    number: Mapped[int] = mapped_column(unique=True)
    """What people call it: *Nr. 42*, from the region's one series."""
    author_id: Mapped[int] = mapped_column(ForeignKey("members.id"), index=True)
    category: Mapped[str] = mapped_column(String(40))
    """Key in the list ``news_category``."""
    text: Mapped[str] = mapped_column(Text)
    published_at: Mapped[datetime] = mapped_column(index=True)
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


class NewsMessage(ConversationMessage, Base):
    """One message between the author of a post and a member who asks about it; only these two read it."""

    __tablename__ = "news_messages"
    __table_args__ = (Index(None, "chat_id", "message_id"), {"sqlite_autoincrement": True})

    subject_id: Mapped[int] = mapped_column("post_id", ForeignKey("news_posts.id", ondelete="CASCADE"), index=True)
    subject: Mapped[NewsPost] = relationship(init=False, lazy="joined", innerjoin=True)


def post_numbered(session: Session, number: int) -> NewsPost | None:
    """The post that people call by this number, whatever became of it."""
    return session.scalar(select(NewsPost).where(NewsPost.number == number))


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
    with_libraries = query.options(selectinload(NewsPost.libraries))
    newest_first = with_libraries.order_by(NewsPost.published_at.desc(), NewsPost.id.desc())
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
