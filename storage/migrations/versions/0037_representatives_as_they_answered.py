"""Who answered as a municipality's representative is counted as one, whatever role they have later"""

from collections.abc import Sequence

from alembic import op

revision: str = "0037"
down_revision: str | None = "0036"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.execute(
        "UPDATE registrations SET representative = true "
        "WHERE member_id IN (SELECT id FROM members WHERE role = 'guest')"
    )


def downgrade() -> None:
    """The earlier version counts guests by their role as well: nothing has to be taken back."""
