"""announcements by e-mail"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0029"
down_revision: str | None = "0028"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    with op.batch_alter_table("announcements", schema=None) as batch_op:
        batch_op.add_column(sa.Column("mailed", sa.Boolean(), server_default=sa.false(), nullable=False))

    with op.batch_alter_table("broadcasts", schema=None) as batch_op:
        batch_op.add_column(sa.Column("only_by", sa.String(length=20), nullable=True))

    with op.batch_alter_table("members", schema=None) as batch_op:
        batch_op.add_column(sa.Column("announcements_by", sa.String(length=10), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("members", schema=None) as batch_op:
        batch_op.drop_column("announcements_by")

    with op.batch_alter_table("broadcasts", schema=None) as batch_op:
        batch_op.drop_column("only_by")

    with op.batch_alter_table("announcements", schema=None) as batch_op:
        batch_op.drop_column("mailed")
