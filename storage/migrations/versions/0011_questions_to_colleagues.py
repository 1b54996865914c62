"""Questions to colleagues: who reads them, the answer that helped, what settled them"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0011"
down_revision: str | None = "0010"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


_LAST = "SELECT seq FROM sqlite_sequence WHERE name = 'consultation_messages'"
_FORGET = "DELETE FROM sqlite_sequence WHERE name = 'consultation_messages'"
_GO_ON = "INSERT INTO sqlite_sequence (name, seq) VALUES ('consultation_messages', :last)"


def upgrade() -> None:
    # SQLite copies the table: what is named by a message's id must not become another's, so ids go on from the last.
    sqlite = op.get_bind().dialect.name == "sqlite"
    last = op.get_bind().scalar(sa.text(_LAST)) if sqlite else None
    with op.batch_alter_table(
        "consultation_messages", schema=None, table_kwargs={"sqlite_autoincrement": True}
    ) as batch_op:
        batch_op.add_column(sa.Column("given_by", sa.String(length=40), nullable=True))
        batch_op.add_column(
            sa.Column("library_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True)
        )
        batch_op.add_column(sa.Column("helped", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.create_foreign_key(
            batch_op.f("fk_consultation_messages_library_id"), "libraries", ["library_id"], ["id"]
        )

    if last is not None:
        op.get_bind().execute(sa.text(_FORGET))
        op.get_bind().execute(sa.text(_GO_ON), {"last": last})

    with op.batch_alter_table("consultations", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("audience", sa.String(length=20), server_default="methodologists", nullable=False)
        )
        batch_op.add_column(sa.Column("anonymous", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column("stands_in_group", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column("handover", sa.String(length=20), nullable=True))
        batch_op.add_column(sa.Column("referred_to", sa.String(length=200), nullable=True))
        batch_op.add_column(sa.Column("similar", sa.JSON(), server_default="[]", nullable=False))
        batch_op.add_column(sa.Column("settled_by", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("nudged_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("consultations", schema=None) as batch_op:
        batch_op.drop_column("nudged_at")
        batch_op.drop_column("settled_by")
        batch_op.drop_column("similar")
        batch_op.drop_column("referred_to")
        batch_op.drop_column("handover")
        batch_op.drop_column("stands_in_group")
        batch_op.drop_column("anonymous")
        batch_op.drop_column("audience")

    with op.batch_alter_table(
        "consultation_messages", schema=None, table_kwargs={"sqlite_autoincrement": True}
    ) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_consultation_messages_library_id"), type_="foreignkey")
        batch_op.drop_column("helped")
        batch_op.drop_column("library_id")
        batch_op.drop_column("given_by")
