"""news"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0007"
down_revision: str | None = "0006"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "revisions",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("object_kind", sa.String(length=40), nullable=False),
        sa.Column("object_id", sa.Integer(), nullable=False),
        sa.Column("op", sa.String(length=10), nullable=False),
        sa.Column("update_id", sa.BigInteger(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reached_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revisions")),
        sa.UniqueConstraint("kind", "object_kind", "object_id", name=op.f("uq_revisions_kind_object_kind_object_id")),
    )
    with op.batch_alter_table("revisions", schema=None) as batch_op:
        batch_op.create_index(
            "ix_revisions_open",
            ["changed_at", "id"],
            unique=False,
            sqlite_where=sa.text("done_at IS NULL"),
            postgresql_where=sa.text("done_at IS NULL"),
        )

    op.create_table(
        "news_posts",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("category", sa.String(length=40), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attachments", sa.JSON(), nullable=False),
        sa.Column("captioned", sa.Boolean(), nullable=False),
        sa.Column("deadline", sa.Date(), nullable=True),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("past_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("hidden_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("chat_id", sa.BigInteger(), nullable=True),
        sa.Column("message_id", sa.BigInteger(), nullable=True),
        sa.Column("album", sa.String(length=100), nullable=True),
        sa.Column("in_group", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["members.id"], name=op.f("fk_news_posts_author_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_news_posts")),
        sa.UniqueConstraint("number", name=op.f("uq_news_posts_number")),
    )
    with op.batch_alter_table("news_posts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_news_posts_author_id"), ["author_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_news_posts_chat_id_message_id"), ["chat_id", "message_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_news_posts_deadline"), ["deadline"], unique=False)
        batch_op.create_index(batch_op.f("ix_news_posts_published_at"), ["published_at"], unique=False)

    op.create_table(
        "news_libraries",
        sa.Column("post_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("library_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["library_id"], ["libraries.id"], name=op.f("fk_news_libraries_library_id")),
        sa.ForeignKeyConstraint(
            ["post_id"], ["news_posts.id"], name=op.f("fk_news_libraries_post_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("post_id", "library_id", name=op.f("pk_news_libraries")),
    )
    with op.batch_alter_table("news_libraries", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_news_libraries_library_id"), ["library_id"], unique=False)

    op.create_table(
        "news_messages",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("post_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("asker_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("author_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=True),
        sa.Column("message_id", sa.BigInteger(), nullable=True),
        sa.Column("album", sa.String(length=100), nullable=True),
        sa.Column("attachments", sa.JSON(), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["asker_id"], ["members.id"], name=op.f("fk_news_messages_asker_id")),
        sa.ForeignKeyConstraint(["author_id"], ["members.id"], name=op.f("fk_news_messages_author_id")),
        sa.ForeignKeyConstraint(
            ["post_id"], ["news_posts.id"], name=op.f("fk_news_messages_post_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_news_messages")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("news_messages", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_news_messages_chat_id_message_id"), ["chat_id", "message_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_news_messages_post_id"), ["post_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("news_messages", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_news_messages_post_id"))
        batch_op.drop_index(batch_op.f("ix_news_messages_chat_id_message_id"))

    op.drop_table("news_messages")
    with op.batch_alter_table("news_libraries", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_news_libraries_library_id"))

    op.drop_table("news_libraries")
    with op.batch_alter_table("news_posts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_news_posts_published_at"))
        batch_op.drop_index(batch_op.f("ix_news_posts_deadline"))
        batch_op.drop_index(batch_op.f("ix_news_posts_chat_id_message_id"))
        batch_op.drop_index(batch_op.f("ix_news_posts_author_id"))

    op.drop_table("news_posts")
    with op.batch_alter_table("revisions", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_revisions_open", sqlite_where=sa.text("done_at IS NULL"), postgresql_where=sa.text("done_at IS NULL")
        )

    op.drop_table("revisions")
