"""Tables of patients."""

import sqlalchemy as sa
from alembic import op

from clinic_log.base.base_model import UtcDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "patient",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("clinic_id", sa.Integer(), nullable=False),
        sa.Column("record_number", sa.String(length=40), nullable=False),
        sa.Column("record_number_folded", sa.String(length=40), nullable=False),
        sa.Column("record_number_value", sa.Integer(), nullable=True),
        sa.Column("family_name", sa.String(length=200), nullable=False),
        sa.Column("given_names", sa.String(length=200), nullable=False),
        sa.Column("born_on", sa.Date(), nullable=False),
        sa.Column(
            "sex",
            sa.Enum(
                "female", "male", "other", "unknown", name="sex", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("phone", sa.String(length=60), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("deceased_on", sa.Date(), nullable=True),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.Column("sort_name", sa.String(length=420), nullable=False),
        sa.Column("idempotency_key", sa.String(length=64), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint("deceased_on IS NULL OR deceased_on >= born_on", name=op.f("ck_patient_death_after_birth")),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinic.id"], name=op.f("fk_patient_clinic_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_patient")),
        sa.UniqueConstraint("clinic_id", "idempotency_key", name=op.f("uq_patient_clinic_id_idempotency_key")),
        sa.UniqueConstraint(
            "clinic_id", "record_number_folded", name=op.f("uq_patient_clinic_id_record_number_folded")
        ),
    )
    op.create_index(op.f("ix_patient_clinic_id_born_on"), "patient", ["clinic_id", "born_on"], unique=False)
    op.create_index(
        op.f("ix_patient_clinic_id_record_number_value"), "patient", ["clinic_id", "record_number_value"], unique=False
    )
    op.create_index(op.f("ix_patient_clinic_id_sort_name"), "patient", ["clinic_id", "sort_name"], unique=False)
    op.create_table(
        "patient_alert",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("patient_id", sa.Integer(), nullable=False),
        sa.Column(
            "level",
            sa.Enum("danger", "caution", name="alert_level", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("label", sa.String(length=120), nullable=False),
        sa.Column("detail", sa.String(length=300), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name=op.f("fk_patient_alert_patient_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_patient_alert")),
    )
    op.create_index(op.f("ix_patient_alert_patient_id"), "patient_alert", ["patient_id"], unique=False)
    op.create_table(
        "patient_identifier",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("clinic_id", sa.Integer(), nullable=False),
        sa.Column("patient_id", sa.Integer(), nullable=False),
        sa.Column("system", sa.String(length=255), nullable=False),
        sa.Column("value", sa.String(length=255), nullable=False),
        sa.Column("label", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinic.id"], name=op.f("fk_patient_identifier_clinic_id")),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name=op.f("fk_patient_identifier_patient_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_patient_identifier")),
        sa.UniqueConstraint("clinic_id", "system", "value", name=op.f("uq_patient_identifier_clinic_id_system_value")),
    )
    op.create_index(op.f("ix_patient_identifier_patient_id"), "patient_identifier", ["patient_id"], unique=False)


def downgrade():
    op.drop_index(op.f("ix_patient_identifier_patient_id"), table_name="patient_identifier")
    op.drop_table("patient_identifier")
    op.drop_index(op.f("ix_patient_alert_patient_id"), table_name="patient_alert")
    op.drop_table("patient_alert")
    op.drop_index(op.f("ix_patient_clinic_id_sort_name"), table_name="patient")
    op.drop_index(op.f("ix_patient_clinic_id_record_number_value"), table_name="patient")
    op.drop_index(op.f("ix_patient_clinic_id_born_on"), table_name="patient")
    op.drop_table("patient")
