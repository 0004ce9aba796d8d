"""Scores outside a session, a clinic's own measures, where a measure was taken and the unit in which it was typed."""

import sqlalchemy as sa
from alembic import op

from clinic_log.base.base_model import UtcDateTime

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

BETTER = ("higher", "lower", "none")
TAKEN_BY = ("patient", "clinician")
SIDES = ("left", "right", "both", "midline")
HOW_ASKED = ("in_person", "phone", "video", "paper", "online")


def upgrade():
    op.create_table(
        "clinic_measure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("clinic_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("unit", sa.String(length=20), nullable=False),
        sa.Column("minimum", sa.Double(), nullable=False),
        sa.Column("maximum", sa.Double(), nullable=False),
        sa.Column("better", _coded(BETTER, "better"), nullable=False),
        sa.Column("taken_by", _coded(TAKEN_BY, "taken_by"), nullable=False),
        sa.Column("is_sided", sa.Boolean(), nullable=False),
        sa.Column("mcid", sa.Double(), nullable=True),
        sa.Column("mcid_source", sa.String(length=300), nullable=False),
        sa.Column("retired_at", UtcDateTime(), nullable=True),
        sa.Column("retired_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("minimum < maximum", name=op.f("ck_clinic_measure_range")),
        sa.CheckConstraint("mcid IS NULL OR mcid > 0", name=op.f("ck_clinic_measure_mcid_positive")),
        sa.CheckConstraint("(mcid IS NULL) = (mcid_source = '')", name=op.f("ck_clinic_measure_mcid_has_source")),
        sa.CheckConstraint("mcid IS NULL OR better <> 'none'", name=op.f("ck_clinic_measure_mcid_has_direction")),
        sa.CheckConstraint(
            "(retired_at IS NULL) = (retired_by_id IS NULL)", name=op.f("ck_clinic_measure_retired_by_somebody")
        ),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinic.id"], name=op.f("fk_clinic_measure_clinic_id")),
        sa.ForeignKeyConstraint(["retired_by_id"], ["app_user.id"], name=op.f("fk_clinic_measure_retired_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clinic_measure")),
    )
    op.create_index(op.f("ix_clinic_measure_clinic_id"), "clinic_measure", ["clinic_id"], unique=False)
    op.create_table(
        "outcome_score",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("clinic_id", sa.Integer(), nullable=False),
        sa.Column("patient_id", sa.Integer(), nullable=False),
        sa.Column("episode_id", sa.Integer(), nullable=False),
        sa.Column("idempotency_key", sa.String(length=64), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("catalogue_version", sa.String(length=40), nullable=False),
        sa.Column("measure_slug", sa.String(length=80), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("unit", sa.String(length=20), nullable=False),
        sa.Column("entered_unit", sa.String(length=20), nullable=False),
        sa.Column("side", _coded(SIDES, "side"), nullable=True),
        sa.Column("mode", sa.String(length=20), nullable=False),
        sa.Column("site", sa.String(length=80), nullable=False),
        sa.Column("tool", sa.String(length=80), nullable=False),
        sa.Column("value", sa.Double(), nullable=False),
        sa.Column("taken_on", sa.Date(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("asked_by_name", sa.String(length=200), nullable=False),
        sa.Column("how", _coded(HOW_ASKED, "how_asked"), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("retracted_at", UtcDateTime(), nullable=True),
        sa.Column("retracted_by_id", sa.Integer(), nullable=True),
        sa.Column("retraction_reason", sa.String(length=300), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(retracted_at IS NULL) = (retraction_reason = '')", name=op.f("ck_outcome_score_retraction_has_reason")
        ),
        sa.CheckConstraint(
            "(retracted_at IS NULL) = (retracted_by_id IS NULL)", name=op.f("ck_outcome_score_retracted_by_somebody")
        ),
        sa.ForeignKeyConstraint(["asked_by_id"], ["app_user.id"], name=op.f("fk_outcome_score_asked_by_id")),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinic.id"], name=op.f("fk_outcome_score_clinic_id")),
        sa.ForeignKeyConstraint(["episode_id"], ["episode.id"], name=op.f("fk_outcome_score_episode_id")),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name=op.f("fk_outcome_score_patient_id")),
        sa.ForeignKeyConstraint(["retracted_by_id"], ["app_user.id"], name=op.f("fk_outcome_score_retracted_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outcome_score")),
        sa.UniqueConstraint(
            "clinic_id",
            "idempotency_key",
            "position",
            name=op.f("uq_outcome_score_clinic_id_idempotency_key_position"),
        ),
    )
    op.create_index(op.f("ix_outcome_score_episode_id"), "outcome_score", ["episode_id"], unique=False)
    op.create_index(op.f("ix_outcome_score_patient_id"), "outcome_score", ["patient_id"], unique=False)
    with op.batch_alter_table("clinic_policy") as policy:
        policy.add_column(
            sa.Column("pounds_and_inches", sa.Boolean(), nullable=False, server_default=sa.false())  # as before
        )
    with op.batch_alter_table("clinic_policy") as policy:
        policy.alter_column("pounds_and_inches", server_default=None)
    op.add_column("measurement", sa.Column("site", sa.String(length=80), nullable=False, server_default=""))
    op.add_column("measurement", sa.Column("entered_unit", sa.String(length=20), nullable=False, server_default=""))


def downgrade():
    # Values are kept in the measure's unit: without the unit in which they were typed they are shown in that one.
    with op.batch_alter_table("measurement") as batch:
        batch.drop_column("entered_unit")
        batch.drop_column("site")
    with op.batch_alter_table("clinic_policy") as policy:
        policy.drop_column("pounds_and_inches")
    op.drop_index(op.f("ix_outcome_score_patient_id"), table_name="outcome_score")
    op.drop_index(op.f("ix_outcome_score_episode_id"), table_name="outcome_score")
    op.drop_table("outcome_score")
    op.drop_index(op.f("ix_clinic_measure_clinic_id"), table_name="clinic_measure")
    op.drop_table("clinic_measure")


def _coded(codes, name):
    return sa.Enum(*codes, name=name, native_enum=False, create_constraint=True, length=40)
