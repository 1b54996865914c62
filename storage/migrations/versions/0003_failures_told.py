"""When it was told that a delivery failed, or that an update was put aside"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    with op.batch_alter_table("deliveries", schema=None) as batch_op:
        batch_op.add_column(sa.Column("told_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index(
            "ix_deliveries_untold",
            ["id"],
            unique=False,
            sqlite_where=sa.text("state IN ('failed', 'blocked') AND told_at IS NULL"),
            postgresql_where=sa.text("state IN ('failed', 'blocked') AND told_at IS NULL"),
        )

    with op.batch_alter_table("inbox", schema=None) as batch_op:
        batch_op.add_column(sa.Column("told_at", sa.DateTime(timezone=True), nullable=True))
    # What failed before anybody could be told of it is not told all at once now.
    op.execute("UPDATE deliveries SET told_at = created_at WHERE state IN ('failed', 'blocked')")


def downgrade() -> None:
    with op.batch_alter_table("inbox", schema=None) as batch_op:
        batch_op.drop_column("told_at")

    with op.batch_alter_table("deliveries", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_deliveries_untold",
            sqlite_where=sa.text("state IN ('failed', 'blocked') AND told_at IS NULL"),
            postgresql_where=sa.text("state IN ('failed', 'blocked') AND told_at IS NULL"),
        )
        batch_op.drop_column("told_at")
