"""Looks of supervisors at courses that do not improve."""

import sqlalchemy as sa
from alembic import op

from clinic_log.base.base_model import UtcDateTime

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "course_look",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("clinic_id", sa.Integer(), nullable=False),
        sa.Column("patient_id", sa.Integer(), nullable=False),
        sa.Column("episode_id", sa.Integer(), nullable=False),
        sa.Column("idempotency_key", sa.String(length=64), nullable=False),
        sa.Column("looked_on", sa.Date(), nullable=False),
        sa.Column("visits", sa.Integer(), nullable=False),
        sa.Column("scores", sa.Integer(), nullable=False),
        sa.Column("last_before", sa.Double(), nullable=True),
        sa.Column("last_score_on", sa.Date(), nullable=True),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("made_by_name", sa.String(length=200), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinic.id"], name=op.f("fk_course_look_clinic_id")),
        sa.ForeignKeyConstraint(["episode_id"], ["episode.id"], name=op.f("fk_course_look_episode_id")),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name=op.f("fk_course_look_patient_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_course_look")),
        sa.UniqueConstraint("clinic_id", "idempotency_key", name=op.f("uq_course_look_clinic_id_idempotency_key")),
    )
    op.create_index(op.f("ix_course_look_episode_id"), "course_look", ["episode_id"], unique=False)
    op.create_index(op.f("ix_course_look_patient_id"), "course_look", ["patient_id"], unique=False)


def downgrade():
    looks = op.get_bind().scalar(sa.text("SELECT count(*) FROM course_look"))
    if looks:  # what somebody decided is part of the record, and the older program has no place for it
        raise RuntimeError(f"{looks} looks at courses are on record, which the older program does not know.")
    op.drop_index(op.f("ix_course_look_patient_id"), table_name="course_look")
    op.drop_index(op.f("ix_course_look_episode_id"), table_name="course_look")
    op.drop_table("course_look")
