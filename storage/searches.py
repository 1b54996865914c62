"""What a member looks for: the words and filters behind the buttons of a page of hits, kept for some days."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, String, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.base import Base, Id
from storage.search import Page, search


class Search(Base):
    """One member's search, as it is shown now."""

    __tablename__ = "searches"
    __table_args__ = ({"sqlite_autoincrement": True},)  # an old button must not lead to another one's search

    id: Mapped[int] = mapped_column(Id, primary_key=True, init=False)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), index=True)
    query: Mapped[str] = mapped_column(Text)
    message_id: Mapped[int | None] = mapped_column(BigInteger)
    """The member's message in which the words stood."""
    at: Mapped[datetime] = mapped_column(index=True)
    kind: Mapped[str | None] = mapped_column(String(40), default=None)
    topic: Mapped[str | None] = mapped_column(String(40), default=None)
    year: Mapped[int | None] = mapped_column(default=None)
    page: Mapped[int] = mapped_column(default=0)

    @property
    def narrowed(self) -> bool:
        """Whether a filter is set."""
        return (self.kind, self.topic, self.year) != (None, None, None)


def search_of(session: Session, search_id: int, member_id: int) -> Search | None:
    """The member's search of this number, while it is kept."""
    return session.scalar(select(Search).where(Search.id == search_id, Search.member_id == member_id))


def found_by(session: Session, looked_for: Search) -> Page:
    """The page that it shows."""
    return search(
        session,
        looked_for.query,
        kind=looked_for.kind,
        topic=looked_for.topic,
        year=looked_for.year,
        page=looked_for.page,
    )
