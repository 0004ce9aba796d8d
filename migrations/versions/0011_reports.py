"""Reports as they were made."""

import sqlalchemy as sa
from alembic import op

from clinic_log.base.base_model import UtcDateTime

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

KINDS = ("summary", "progress", "letter", "discharge", "handover")


def upgrade():
    op.create_table(
        "kept_report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("clinic_id", sa.Integer(), nullable=False),
        sa.Column("patient_id", sa.Integer(), nullable=False),
        sa.Column("episode_id", sa.Integer(), nullable=False),
        sa.Column("idempotency_key", sa.String(length=64), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(*KINDS, name="report_kind", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("made_by_name", sa.String(length=200), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinic.id"], name=op.f("fk_kept_report_clinic_id")),
        sa.ForeignKeyConstraint(["episode_id"], ["episode.id"], name=op.f("fk_kept_report_episode_id")),
        sa.ForeignKeyConstraint(["made_by_id"], ["app_user.id"], name=op.f("fk_kept_report_made_by_id")),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name=op.f("fk_kept_report_patient_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kept_report")),
        sa.UniqueConstraint("clinic_id", "idempotency_key", name=op.f("uq_kept_report_clinic_id_idempotency_key")),
    )
    op.create_index(op.f("ix_kept_report_episode_id"), "kept_report", ["episode_id"], unique=False)
    op.create_index(op.f("ix_kept_report_patient_id_made_at"), "kept_report", ["patient_id", "made_at"], unique=False)


def downgrade():
    op.drop_index(op.f("ix_kept_report_patient_id_made_at"), table_name="kept_report")
    op.drop_index(op.f("ix_kept_report_episode_id"), table_name="kept_report")
    op.drop_table("kept_report")
