"""earlier totals"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0026"
down_revision: str | None = "0025"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "earlier_totals",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("channel", sa.String(length=40), nullable=True),
        sa.Column("topic", sa.String(length=40), nullable=True),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_earlier_totals")),
    )
    with op.batch_alter_table("earlier_totals", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_earlier_totals_month"), ["month"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("earlier_totals", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_earlier_totals_month"))

    op.drop_table("earlier_totals")
