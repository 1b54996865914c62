"""e-mail"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0023"
down_revision: str | None = "0022"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "mail_letters",
        sa.Column("member_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("letters", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_mail_letters_member_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("member_id", name=op.f("pk_mail_letters")),
    )
    op.create_table(
        "mail_codes",
        sa.Column("member_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("address_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("code", sa.String(length=10), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries_left", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["address_id"], ["addresses.id"], name=op.f("fk_mail_codes_address_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_mail_codes_member_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("member_id", name=op.f("pk_mail_codes")),
    )
    with op.batch_alter_table("addresses", schema=None) as batch_op:
        batch_op.add_column(sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True))
    # Addresses so far came with an invitation that was sent there, or from the methodologist's table.
    op.execute(
        "UPDATE addresses SET confirmed_at = (SELECT created_at FROM members WHERE members.id = member_id) "
        "WHERE channel = 'email'"
    )

    with op.batch_alter_table("broadcasts", schema=None) as batch_op:
        batch_op.add_column(sa.Column("mail_kind", sa.String(length=20), nullable=True))
        batch_op.add_column(
            sa.Column("mail_file_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True)
        )
        batch_op.create_foreign_key(batch_op.f("fk_broadcasts_mail_file_id"), "files", ["mail_file_id"], ["id"])

    with op.batch_alter_table("deliveries", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_deliveries_due"), sqlite_where=sa.text("state = 'pending'"))
        batch_op.create_index(
            "ix_deliveries_due",
            ["channel", "lane", "due_at", "id"],
            unique=False,
            sqlite_where=sa.text("state = 'pending'"),
            postgresql_where=sa.text("state = 'pending'"),
        )

    with op.batch_alter_table("members", schema=None) as batch_op:
        batch_op.add_column(sa.Column("answers_by", sa.String(length=10), nullable=True))
        batch_op.add_column(sa.Column("digests_by", sa.String(length=10), nullable=True))
        batch_op.add_column(sa.Column("invitations_by", sa.String(length=10), nullable=True))
        batch_op.add_column(sa.Column("reminders_by", sa.String(length=10), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("members", schema=None) as batch_op:
        batch_op.drop_column("reminders_by")
        batch_op.drop_column("invitations_by")
        batch_op.drop_column("digests_by")
        batch_op.drop_column("answers_by")

    with op.batch_alter_table("deliveries", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_deliveries_due",
            sqlite_where=sa.text("state = 'pending'"),
            postgresql_where=sa.text("state = 'pending'"),
        )
        batch_op.create_index(
            batch_op.f("ix_deliveries_due"),
            ["lane", "due_at", "id"],
            unique=False,
            sqlite_where=sa.text("state = 'pending'"),
            postgresql_where=sa.text("state = 'pending'"),
        )

    with op.batch_alter_table("broadcasts", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_broadcasts_mail_file_id"), type_="foreignkey")
        batch_op.drop_column("mail_file_id")
        batch_op.drop_column("mail_kind")

    with op.batch_alter_table("addresses", schema=None) as batch_op:
        batch_op.drop_column("confirmed_at")

    op.drop_table("mail_codes")
    op.drop_table("mail_letters")
