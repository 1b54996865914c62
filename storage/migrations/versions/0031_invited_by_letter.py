"""invited by letter"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0031"
down_revision: str | None = "0030"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    with op.batch_alter_table("event_changes", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "letters_reached_id",
                sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
                server_default="0",
                nullable=False,
            )
        )


def downgrade() -> None:
    with op.batch_alter_table("event_changes", schema=None) as batch_op:
        batch_op.drop_column("letters_reached_id")
