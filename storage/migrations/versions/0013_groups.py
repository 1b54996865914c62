"""The groups that the bot is in, their threads, and who is there without having joined"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0013"
down_revision: str | None = "0012"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "group_guests",
        sa.Column("user_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("delivery_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("invited_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["delivery_id"], ["deliveries.id"], name=op.f("fk_group_guests_delivery_id")),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_group_guests")),
    )
    op.create_table(
        "groups",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("title", sa.String(length=255), nullable=False),
        sa.Column("supergroup", sa.Boolean(), nullable=False),
        sa.Column("forum", sa.Boolean(), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=True),
        sa.Column("rights", sa.JSON(), nullable=False),
        sa.Column("adopted", sa.Boolean(), nullable=True),
        sa.Column("adopted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("greeted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("card_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("welcome_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("invitation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("invited_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["card_id"], ["deliveries.id"], name=op.f("fk_groups_card_id")),
        sa.ForeignKeyConstraint(["invitation_id"], ["deliveries.id"], name=op.f("fk_groups_invitation_id")),
        sa.ForeignKeyConstraint(["welcome_id"], ["deliveries.id"], name=op.f("fk_groups_welcome_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_groups")),
        sa.UniqueConstraint("adopted", name=op.f("uq_groups_adopted")),
        sa.UniqueConstraint("chat_id", name=op.f("uq_groups_chat_id")),
    )
    op.create_table(
        "group_threads",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("group_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(length=128), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=True),
        sa.Column("thread_id", sa.BigInteger(), nullable=True),
        sa.Column("making_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("replaces_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("gone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["group_id"], ["groups.id"], name=op.f("fk_group_threads_group_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["making_id"], ["deliveries.id"], name=op.f("fk_group_threads_making_id")),
        sa.ForeignKeyConstraint(["replaces_id"], ["group_threads.id"], name=op.f("fk_group_threads_replaces_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_threads")),
    )
    with op.batch_alter_table("group_threads", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_group_threads_group_id_thread_id"), ["group_id", "thread_id"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("group_threads", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_group_threads_group_id_thread_id"))

    op.drop_table("group_threads")
    op.drop_table("groups")
    op.drop_table("group_guests")
