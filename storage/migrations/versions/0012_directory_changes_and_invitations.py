"""Changes of the directory from a day on; invitations that know whom they invite"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0012"
down_revision: str | None = "0011"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "directory_changes",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("object_kind", sa.String(length=20), nullable=False),
        sa.Column("object_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["members.id"], name=op.f("fk_directory_changes_made_by_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_directory_changes")),
    )
    with op.batch_alter_table("directory_changes", schema=None) as batch_op:
        batch_op.create_index("ix_directory_changes_object_kind_object_id", ["object_kind", "object_id"], unique=False)

    op.create_table(
        "invite_libraries",
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("library_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["code"], ["invites.code"], name=op.f("fk_invite_libraries_code"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["library_id"], ["libraries.id"], name=op.f("fk_invite_libraries_library_id")),
        sa.PrimaryKeyConstraint("code", "library_id", name=op.f("pk_invite_libraries")),
    )
    with op.batch_alter_table("invite_libraries", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_invite_libraries_library_id"), ["library_id"], unique=False)

    op.execute(
        "INSERT INTO invite_libraries (code, library_id) "
        "SELECT code, library_id FROM invites WHERE library_id IS NOT NULL"
    )
    with op.batch_alter_table("invites", schema=None) as batch_op:
        batch_op.add_column(sa.Column("purpose", sa.String(length=20), nullable=True))
        batch_op.add_column(sa.Column("name", sa.String(length=200), nullable=True))
        batch_op.add_column(sa.Column("email", sa.String(length=320), nullable=True))
        batch_op.add_column(sa.Column("member_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True))
        batch_op.create_index(batch_op.f("ix_invites_email"), ["email"], unique=False)
        batch_op.drop_constraint(batch_op.f("fk_invites_library_id"), type_="foreignkey")
        batch_op.create_foreign_key(
            batch_op.f("fk_invites_member_id"), "members", ["member_id"], ["id"], ondelete="SET NULL"
        )
        batch_op.drop_column("library_id")

    with op.batch_alter_table("libraries", schema=None) as batch_op:
        batch_op.add_column(sa.Column("former_names", sa.JSON(), nullable=True))
    op.execute("UPDATE libraries SET former_names = '[]'")
    with op.batch_alter_table("libraries", schema=None) as batch_op:
        batch_op.alter_column("former_names", existing_type=sa.JSON(), nullable=False)


def downgrade() -> None:
    with op.batch_alter_table("libraries", schema=None) as batch_op:
        batch_op.drop_column("former_names")

    with op.batch_alter_table("invites", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("library_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True)
        )
        batch_op.drop_constraint(batch_op.f("fk_invites_member_id"), type_="foreignkey")
        batch_op.create_foreign_key(batch_op.f("fk_invites_library_id"), "libraries", ["library_id"], ["id"])
        batch_op.drop_index(batch_op.f("ix_invites_email"))
        batch_op.drop_column("member_id")
        batch_op.drop_column("email")
        batch_op.drop_column("name")
        batch_op.drop_column("purpose")
    op.execute(
        "UPDATE invites SET library_id = "
        "(SELECT MIN(library_id) FROM invite_libraries WHERE invite_libraries.code = invites.code)"
    )
    with op.batch_alter_table("invite_libraries", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_invite_libraries_library_id"))

    op.drop_table("invite_libraries")
    with op.batch_alter_table("directory_changes", schema=None) as batch_op:
        batch_op.drop_index("ix_directory_changes_object_kind_object_id")

    op.drop_table("directory_changes")
