"""Marks of a kind are found by their beginning, which a language's order of signs does not keep together"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0038"
down_revision: str | None = "0037"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    _compare(sa.String(100, collation="C"))


def downgrade() -> None:
    _compare(sa.String(100))


def _compare(type_: sa.String) -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.alter_column("marks", "name", type_=type_, existing_nullable=False)
