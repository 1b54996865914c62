"""slots of consultation days"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0027"
down_revision: str | None = "0026"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    with op.batch_alter_table("events", schema=None) as batch_op:
        batch_op.add_column(sa.Column("slots", sa.JSON(none_as_null=True), nullable=True))

    with op.batch_alter_table("registrations", schema=None) as batch_op:
        batch_op.add_column(sa.Column("slot", sa.DateTime(), nullable=True))
        batch_op.add_column(sa.Column("question", sa.String(length=300), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("registrations", schema=None) as batch_op:
        batch_op.drop_column("question")
        batch_op.drop_column("slot")

    with op.batch_alter_table("events", schema=None) as batch_op:
        batch_op.drop_column("slots")
