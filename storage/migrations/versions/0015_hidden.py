"""What was hidden: which messages of a thread, and what they said"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0015"
down_revision: str | None = "0014"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    with op.batch_alter_table("consultation_messages", schema=None) as batch_op:
        batch_op.add_column(sa.Column("hidden_at", sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table("hidings", schema=None) as batch_op:
        batch_op.add_column(sa.Column("kept", sa.JSON(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("hidings", schema=None) as batch_op:
        batch_op.drop_column("kept")

    with op.batch_alter_table("consultation_messages", schema=None) as batch_op:
        batch_op.drop_column("hidden_at")
