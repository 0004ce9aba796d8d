"""Answers to warnings, where side effects sit, and what later visits heard of them."""

import sqlalchemy as sa
from alembic import op

from clinic_log.base.base_model import UtcDateTime

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_SIDES = "side IN ('left', 'right', 'midline')"


def upgrade():
    op.add_column("treatment_session", sa.Column("warning_signs_given", sa.Boolean(), nullable=True))
    op.add_column(
        "treatment_session",
        sa.Column("warning_signs_reason", sa.String(length=300), nullable=False, server_default=""),
    )
    op.add_column("adverse_event", sa.Column("muscle_slug", sa.String(length=80), nullable=True))
    # Written out: a column with its own check is added and dropped in place on both databases.
    op.execute(
        "ALTER TABLE adverse_event ADD COLUMN side VARCHAR(40) "
        f"CONSTRAINT ck_adverse_event_needle_side CHECK ({_SIDES})"
    )
    op.create_table(
        "session_override",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "code",
            sa.Enum(
                "hazard_read",
                "both_sides_of_chest",
                "long_needle",
                "precaution",
                name="override_code",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("subject", sa.String(length=80), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", UtcDateTime(), nullable=True),
        sa.CheckConstraint(
            "(code = 'hazard_read') = (reason = '')", name=op.f("ck_session_override_reason_unless_read")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["app_user.id"], name=op.f("fk_session_override_by_id")),
        sa.ForeignKeyConstraint(["session_id"], ["treatment_session.id"], name=op.f("fk_session_override_session_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session_override")),
        sa.UniqueConstraint("session_id", "code", "subject", name=op.f("uq_session_override_session_id_code_subject")),
    )
    op.create_table(
        "adverse_event_course",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("told_in_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "not_asked",
                "gone",
                "still_there",
                name="effect_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("resolved_on", sa.Date(), nullable=True),
        sa.Column("words", sa.String(length=500), nullable=False),
        sa.CheckConstraint(
            "resolved_on IS NULL OR state = 'gone'", name=op.f("ck_adverse_event_course_day_only_when_gone")
        ),
        sa.ForeignKeyConstraint(["event_id"], ["adverse_event.id"], name=op.f("fk_adverse_event_course_event_id")),
        sa.ForeignKeyConstraint(
            ["told_in_id"], ["treatment_session.id"], name=op.f("fk_adverse_event_course_told_in_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_adverse_event_course")),
        sa.UniqueConstraint("told_in_id", "event_id", name=op.f("uq_adverse_event_course_told_in_id_event_id")),
    )
    op.create_index(op.f("ix_adverse_event_course_event_id"), "adverse_event_course", ["event_id"], unique=False)


def downgrade():
    op.drop_index(op.f("ix_adverse_event_course_event_id"), table_name="adverse_event_course")
    op.drop_table("adverse_event_course")
    op.drop_table("session_override")
    op.drop_column("adverse_event", "side")
    op.drop_column("adverse_event", "muscle_slug")
    op.drop_column("treatment_session", "warning_signs_reason")
    op.drop_column("treatment_session", "warning_signs_given")
