"""The audit log only grows; codes that were guessed"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0033"
down_revision: str | None = "0032"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

SQLITE = (
    "CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit "
    "BEGIN SELECT RAISE(ABORT, 'the audit log only grows'); END",
    "CREATE TRIGGER audit_is_not_deleted BEFORE DELETE ON audit "
    "WHEN NOT EXISTS (SELECT 1 FROM audit_bounds WHERE OLD.at < older_than) "
    "BEGIN SELECT RAISE(ABORT, 'the audit log only grows'); END",
)
POSTGRESQL = (
    "CREATE FUNCTION audit_only_grows() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    "IF TG_OP = 'DELETE' AND EXISTS (SELECT 1 FROM audit_bounds WHERE OLD.at < older_than) THEN RETURN OLD; END IF; "
    "RAISE EXCEPTION 'the audit log only grows'; END $$",
    "CREATE TRIGGER audit_is_not_changed BEFORE UPDATE OR DELETE ON audit "
    "FOR EACH ROW EXECUTE FUNCTION audit_only_grows()",
    "CREATE TRIGGER audit_is_not_emptied BEFORE TRUNCATE ON audit "
    "FOR EACH STATEMENT EXECUTE FUNCTION audit_only_grows()",
)


def upgrade() -> None:
    op.create_table(
        "audit_bounds",
        sa.Column("older_than", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("older_than", name=op.f("pk_audit_bounds")),
    )
    op.create_table(
        "code_guesses",
        sa.Column("user_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("wrong", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("user_id", "kind", name=op.f("pk_code_guesses")),
    )
    with op.batch_alter_table("code_guesses", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_code_guesses_last_at"), ["last_at"], unique=False)
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER audit_is_not_changed")
        op.execute("DROP TRIGGER audit_is_not_deleted")
    else:
        op.execute("DROP FUNCTION audit_only_grows CASCADE")
    with op.batch_alter_table("code_guesses", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_code_guesses_last_at"))

    op.drop_table("code_guesses")
    op.drop_table("audit_bounds")
