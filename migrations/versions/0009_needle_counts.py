"""Needles counted by region, vital signs, and a third way to count: after removal."""

import sqlalchemy as sa
from alembic import op

from clinic_log.base.base_model import UtcDateTime

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_COUNTED_HOW = "ck_treatment_session_counted_how"


def upgrade():
    op.create_table(
        "needle_count",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("region", sa.String(length=60), nullable=False),
        sa.Column("label", sa.String(length=60), nullable=False),
        sa.Column("needles_in", sa.Integer(), nullable=False),
        sa.Column("needles_out", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("counted_at", UtcDateTime(), nullable=True),
        sa.Column("counted_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("needles_in >= 0", name=op.f("ck_needle_count_needles_in_range")),
        sa.CheckConstraint(
            "needles_out IS NULL OR needles_out BETWEEN 0 AND 1000", name=op.f("ck_needle_count_needles_out_range")
        ),
        sa.CheckConstraint(
            "(needles_out IS NULL) = (counted_at IS NULL)", name=op.f("ck_needle_count_count_has_moment")
        ),
        sa.ForeignKeyConstraint(["counted_by_id"], ["app_user.id"], name=op.f("fk_needle_count_counted_by_id")),
        sa.ForeignKeyConstraint(["session_id"], ["treatment_session.id"], name=op.f("fk_needle_count_session_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_needle_count")),
        sa.UniqueConstraint("session_id", "region", name=op.f("uq_needle_count_session_id_region")),
    )
    op.create_index(op.f("ix_needle_count_region_session_id"), "needle_count", ["region", "session_id"], unique=False)
    op.create_table(
        "vital_signs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("taken_at", UtcDateTime(), nullable=True),
        sa.Column("systolic_mmhg", sa.Integer(), nullable=True),
        sa.Column("diastolic_mmhg", sa.Integer(), nullable=True),
        sa.Column("pulse_per_minute", sa.Integer(), nullable=True),
        sa.Column("oxygen_percent", sa.Integer(), nullable=True),
        sa.Column("breaths_per_minute", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.CheckConstraint("systolic_mmhg BETWEEN 40 AND 300", name=op.f("ck_vital_signs_systolic_range")),
        sa.CheckConstraint("diastolic_mmhg BETWEEN 20 AND 200", name=op.f("ck_vital_signs_diastolic_range")),
        sa.CheckConstraint("pulse_per_minute BETWEEN 20 AND 250", name=op.f("ck_vital_signs_pulse_range")),
        sa.CheckConstraint("oxygen_percent BETWEEN 50 AND 100", name=op.f("ck_vital_signs_oxygen_range")),
        sa.CheckConstraint("breaths_per_minute BETWEEN 4 AND 80", name=op.f("ck_vital_signs_breaths_range")),
        sa.CheckConstraint(
            "(systolic_mmhg IS NULL) = (diastolic_mmhg IS NULL)", name=op.f("ck_vital_signs_pressure_whole")
        ),
        sa.ForeignKeyConstraint(["session_id"], ["treatment_session.id"], name=op.f("fk_vital_signs_session_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vital_signs")),
        sa.UniqueConstraint("session_id", "uid", name=op.f("uq_vital_signs_session_id_uid")),
    )
    _allow_counting("'at-removal', 'from-memory', 'after-removal'")


def downgrade():
    # What was counted after removal was neither counted at removal nor from memory: nothing is said instead. The total
    # stands in its own column and keeps its meaning.
    op.execute("UPDATE treatment_session SET counted_how = NULL WHERE counted_how = 'after-removal'")
    _allow_counting("'at-removal', 'from-memory'")
    op.drop_table("vital_signs")
    op.drop_index(op.f("ix_needle_count_region_session_id"), table_name="needle_count")
    op.drop_table("needle_count")


def _allow_counting(codes):
    """Let `counted_how` hold these codes. SQLite rebuilds the table for it, with every other check that it had."""
    with op.batch_alter_table("treatment_session") as batch:
        batch.drop_constraint(op.f(_COUNTED_HOW), type_="check")
        batch.create_check_constraint(op.f(_COUNTED_HOW), sa.text(f"counted_how IN ({codes})"))
