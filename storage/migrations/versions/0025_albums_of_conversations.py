"""albums of conversations"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0025"
down_revision: str | None = "0024"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    with op.batch_alter_table("announcement_messages", schema=None) as batch_op:
        batch_op.add_column(sa.Column("album", sa.String(length=100), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("announcement_messages", schema=None) as batch_op:
        batch_op.drop_column("album")
