"""Which psychosocial risk factors were found in an episode, by whom and when."""

import sqlalchemy as sa
from alembic import op

from clinic_log.base.base_model import UtcDateTime

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "yellow_flag_look",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("clinic_id", sa.Integer(), nullable=False),
        sa.Column("patient_id", sa.Integer(), nullable=False),
        sa.Column("episode_id", sa.Integer(), nullable=False),
        sa.Column("idempotency_key", sa.String(length=64), nullable=False),
        sa.Column("looked_on", sa.Date(), nullable=False),
        sa.Column("flags", sa.String(length=200), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("made_by_name", sa.String(length=200), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinic.id"], name=op.f("fk_yellow_flag_look_clinic_id")),
        sa.ForeignKeyConstraint(["episode_id"], ["episode.id"], name=op.f("fk_yellow_flag_look_episode_id")),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name=op.f("fk_yellow_flag_look_patient_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_yellow_flag_look")),
        sa.UniqueConstraint("clinic_id", "idempotency_key", name=op.f("uq_yellow_flag_look_clinic_id_idempotency_key")),
    )
    op.create_index(op.f("ix_yellow_flag_look_episode_id"), "yellow_flag_look", ["episode_id"], unique=False)
    op.create_index(op.f("ix_yellow_flag_look_patient_id"), "yellow_flag_look", ["patient_id"], unique=False)


def downgrade():
    looks = op.get_bind().scalar(sa.text("SELECT count(*) FROM yellow_flag_look"))
    if looks:  # what somebody found is part of the record, and the older program has no place for it
        raise RuntimeError(f"{looks} looks at yellow flags are on record, which the older program does not know.")
    op.drop_index(op.f("ix_yellow_flag_look_patient_id"), table_name="yellow_flag_look")
    op.drop_index(op.f("ix_yellow_flag_look_episode_id"), table_name="yellow_flag_look")
    op.drop_table("yellow_flag_look")
