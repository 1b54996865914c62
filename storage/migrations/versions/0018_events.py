"""events"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0018"
down_revision: str | None = "0017"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "events",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("organiser_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("begins", sa.DateTime(), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("ends", sa.DateTime(), nullable=True),
        sa.Column("whole_day", sa.Boolean(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("place", sa.String(length=300), nullable=True),
        sa.Column("link", sa.String(length=500), nullable=True),
        sa.Column("lecturers", sa.String(length=300), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("academic_hours", sa.Double(), nullable=True),
        sa.Column("places", sa.Integer(), nullable=True),
        sa.Column("register_until", sa.Date(), nullable=True),
        sa.Column("confirm_hours", sa.Integer(), server_default="24", nullable=False),
        sa.Column("audience", sa.JSON(), nullable=False),
        sa.Column("reminders", sa.JSON(), nullable=False),
        sa.Column("attachments", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="0", nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancel_reason", sa.String(length=500), nullable=True),
        sa.Column("attended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("headcount", sa.Integer(), nullable=True),
        sa.Column("representatives_invited", sa.Integer(), nullable=True),
        sa.Column("representatives_present", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["organiser_id"], ["members.id"], name=op.f("fk_events_organiser_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_events")),
        sa.UniqueConstraint("number", name=op.f("uq_events_number")),
    )
    with op.batch_alter_table("events", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_events_organiser_id"), ["organiser_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_events_status_starts_at"), ["status", "starts_at"], unique=False)

    op.create_table(
        "event_libraries",
        sa.Column("event_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("library_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_event_libraries_event_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["library_id"], ["libraries.id"], name=op.f("fk_event_libraries_library_id")),
        sa.PrimaryKeyConstraint("event_id", "library_id", name=op.f("pk_event_libraries")),
    )
    with op.batch_alter_table("event_libraries", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_event_libraries_library_id"), ["library_id"], unique=False)

    op.create_table(
        "registrations",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("event_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("member_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("mode", sa.String(length=10), nullable=True),
        sa.Column("guest_name", sa.String(length=200), nullable=True),
        sa.Column("guest_of", sa.String(length=200), nullable=True),
        sa.Column("representative", sa.Boolean(), nullable=False),
        sa.Column("registered_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("offered_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attended", sa.Boolean(), nullable=True),
        sa.Column("walk_in", sa.Boolean(), nullable=False),
        sa.Column("feedback_given", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_registrations_event_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_registrations_member_id")),
        sa.ForeignKeyConstraint(["registered_by_id"], ["members.id"], name=op.f("fk_registrations_registered_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registrations")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("registrations", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_registrations_event_id_state"), ["event_id", "state"], unique=False)
        batch_op.create_index(batch_op.f("ix_registrations_member_id"), ["member_id"], unique=False)
        batch_op.create_index("uq_registrations_event_member", ["event_id", "member_id"], unique=True)

    op.create_table(
        "registration_libraries",
        sa.Column("registration_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("library_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["library_id"], ["libraries.id"], name=op.f("fk_registration_libraries_library_id")),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registrations.id"],
            name=op.f("fk_registration_libraries_registration_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("registration_id", "library_id", name=op.f("pk_registration_libraries")),
    )
    with op.batch_alter_table("registration_libraries", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_registration_libraries_library_id"), ["library_id"], unique=False)

    with op.batch_alter_table("broadcasts", schema=None) as batch_op:
        batch_op.add_column(sa.Column("audience", sa.JSON(none_as_null=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("broadcasts", schema=None) as batch_op:
        batch_op.drop_column("audience")

    with op.batch_alter_table("registration_libraries", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_registration_libraries_library_id"))

    op.drop_table("registration_libraries")
    with op.batch_alter_table("registrations", schema=None) as batch_op:
        batch_op.drop_index("uq_registrations_event_member")
        batch_op.drop_index(batch_op.f("ix_registrations_member_id"))
        batch_op.drop_index(batch_op.f("ix_registrations_event_id_state"))

    op.drop_table("registrations")
    with op.batch_alter_table("event_libraries", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_event_libraries_library_id"))

    op.drop_table("event_libraries")
    with op.batch_alter_table("events", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_events_status_starts_at"))
        batch_op.drop_index(batch_op.f("ix_events_organiser_id"))

    op.drop_table("events")
