"""Tables of outcomes."""

import sqlalchemy as sa
from alembic import op

from clinic_log.base.base_model import UtcDateTime

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "episode_summary",
        sa.Column("episode_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("clinic_id", sa.Integer(), nullable=False),
        sa.Column("patient_id", sa.Integer(), nullable=False),
        sa.Column("practitioner_id", sa.Integer(), nullable=True),
        sa.Column("pain_question", sa.String(length=80), nullable=False),
        sa.Column("visits", sa.Integer(), nullable=False),
        sa.Column("needling_visits", sa.Integer(), nullable=False),
        sa.Column("first_before", sa.Double(), nullable=True),
        sa.Column("first_score_on", sa.Date(), nullable=True),
        sa.Column("last_before", sa.Double(), nullable=True),
        sa.Column("last_score_on", sa.Date(), nullable=True),
        sa.Column("counted_on", sa.Date(), nullable=True),
        sa.Column("had_room", sa.Boolean(), nullable=True),
        sa.Column("response_either", sa.String(length=20), nullable=True),
        sa.Column("response_both", sa.String(length=20), nullable=True),
        sa.Column("refreshed_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinic.id"], name=op.f("fk_episode_summary_clinic_id")),
        sa.ForeignKeyConstraint(["episode_id"], ["episode.id"], name=op.f("fk_episode_summary_episode_id")),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name=op.f("fk_episode_summary_patient_id")),
        sa.ForeignKeyConstraint(["practitioner_id"], ["app_user.id"], name=op.f("fk_episode_summary_practitioner_id")),
        sa.PrimaryKeyConstraint("episode_id", name=op.f("pk_episode_summary")),
    )
    op.create_index(
        op.f("ix_episode_summary_clinic_id_counted_on"), "episode_summary", ["clinic_id", "counted_on"], unique=False
    )
    op.create_index(
        op.f("ix_episode_summary_clinic_id_practitioner_id_counted_on"),
        "episode_summary",
        ["clinic_id", "practitioner_id", "counted_on"],
        unique=False,
    )
    op.create_index(op.f("ix_episode_summary_patient_id"), "episode_summary", ["patient_id"], unique=False)


def downgrade():
    op.drop_index(op.f("ix_episode_summary_patient_id"), table_name="episode_summary")
    op.drop_index(op.f("ix_episode_summary_clinic_id_practitioner_id_counted_on"), table_name="episode_summary")
    op.drop_index(op.f("ix_episode_summary_clinic_id_counted_on"), table_name="episode_summary")
    op.drop_table("episode_summary")
