"""An index of the updates that were put aside, so that counting them reads nothing else"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    with op.batch_alter_table("inbox", schema=None) as batch_op:
        batch_op.create_index(
            "ix_inbox_parked",
            ["update_id"],
            unique=False,
            sqlite_where=sa.text("parked_at IS NOT NULL AND done_at IS NULL"),
            postgresql_where=sa.text("parked_at IS NOT NULL AND done_at IS NULL"),
        )


def downgrade() -> None:
    with op.batch_alter_table("inbox", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_inbox_parked",
            sqlite_where=sa.text("parked_at IS NOT NULL AND done_at IS NULL"),
            postgresql_where=sa.text("parked_at IS NOT NULL AND done_at IS NULL"),
        )
