"""Tables of episodes."""

import sqlalchemy as sa
from alembic import op

from clinic_log.base.base_model import UtcDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "episode",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("clinic_id", sa.Integer(), nullable=False),
        sa.Column("patient_id", sa.Integer(), nullable=False),
        sa.Column("idempotency_key", sa.String(length=64), nullable=True),
        sa.Column("condition_slug", sa.String(length=80), nullable=True),
        sa.Column("condition_label", sa.String(length=200), nullable=False),
        sa.Column("catalogue_version", sa.String(length=40), nullable=False),
        sa.Column("icd10", sa.String(length=20), nullable=False),
        sa.Column("region", sa.String(length=60), nullable=False),
        sa.Column(
            "side",
            sa.Enum(
                "left", "right", "both", "midline", name="side", native_enum=False, create_constraint=True, length=40
            ),
            nullable=True,
        ),
        sa.Column("onset_on", sa.Date(), nullable=True),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("referral", sa.String(length=300), nullable=False),
        sa.Column("goals", sa.Text(), nullable=False),
        sa.Column("pain_question", sa.String(length=80), nullable=False),
        sa.Column("planned_visits", sa.Integer(), nullable=True),
        sa.Column("plan_until", sa.Date(), nullable=True),
        sa.Column(
            "state",
            sa.Enum("open", "discharged", name="episode_state", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("discharged_on", sa.Date(), nullable=True),
        sa.Column(
            "discharge_reason",
            sa.Enum(
                "goals_reached",
                "plateau",
                "referred_on",
                "patient_stopped",
                "did_not_return",
                "moved_away",
                "adverse_event",
                "other",
                name="discharge_reason",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("discharge_note", sa.Text(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state = 'discharged') = (discharge_reason IS NOT NULL)", name=op.f("ck_episode_discharge_has_reason")
        ),
        sa.CheckConstraint(
            "(state = 'discharged') = (discharged_on IS NOT NULL)", name=op.f("ck_episode_discharge_has_day")
        ),
        sa.CheckConstraint(
            "discharged_on IS NULL OR discharged_on >= opened_on", name=op.f("ck_episode_discharge_after_opening")
        ),
        sa.CheckConstraint("onset_on IS NULL OR onset_on <= opened_on", name=op.f("ck_episode_onset_before_opening")),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinic.id"], name=op.f("fk_episode_clinic_id")),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name=op.f("fk_episode_patient_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_episode")),
        sa.UniqueConstraint("clinic_id", "idempotency_key", name=op.f("uq_episode_clinic_id_idempotency_key")),
    )
    op.create_index(op.f("ix_episode_clinic_id_state"), "episode", ["clinic_id", "state"], unique=False)
    op.create_index(op.f("ix_episode_patient_id"), "episode", ["patient_id"], unique=False)
    op.create_table(
        "episode_suggestion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("clinic_id", sa.Integer(), nullable=False),
        sa.Column("patient_id", sa.Integer(), nullable=False),
        sa.Column("condition_slug", sa.String(length=80), nullable=False),
        sa.Column("source_label", sa.String(length=300), nullable=False),
        sa.Column("source", sa.String(length=120), nullable=False),
        sa.Column("source_id", sa.String(length=120), nullable=False),
        sa.Column("onset_on", sa.Date(), nullable=True),
        sa.Column("resolved_on", sa.Date(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "used",
                "dismissed",
                name="suggestion_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinic.id"], name=op.f("fk_episode_suggestion_clinic_id")),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name=op.f("fk_episode_suggestion_patient_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_episode_suggestion")),
        sa.UniqueConstraint(
            "patient_id", "source", "source_id", name=op.f("uq_episode_suggestion_patient_id_source_source_id")
        ),
    )
    op.create_index(op.f("ix_episode_suggestion_patient_id"), "episode_suggestion", ["patient_id"], unique=False)
    op.create_table(
        "tracked_measure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("episode_id", sa.Integer(), nullable=False),
        sa.Column("measure_slug", sa.String(length=80), nullable=False),
        sa.Column(
            "side",
            sa.Enum(
                "left", "right", "both", "midline", name="side", native_enum=False, create_constraint=True, length=40
            ),
            nullable=True,
        ),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["episode_id"], ["episode.id"], name=op.f("fk_tracked_measure_episode_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tracked_measure")),
        sa.UniqueConstraint(
            "episode_id",
            "measure_slug",
            "side",
            name=op.f("uq_tracked_measure_episode_id_measure_slug_side"),
            postgresql_nulls_not_distinct=True,
        ),
    )


def downgrade():
    op.drop_table("tracked_measure")
    op.drop_index(op.f("ix_episode_suggestion_patient_id"), table_name="episode_suggestion")
    op.drop_table("episode_suggestion")
    op.drop_index(op.f("ix_episode_patient_id"), table_name="episode")
    op.drop_index(op.f("ix_episode_clinic_id_state"), table_name="episode")
    op.drop_table("episode")
