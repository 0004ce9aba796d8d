"""Credentials of those who treat, what a clinic does about a missing one, and the needling that one does not cover."""

import sqlalchemy as sa
from alembic import op

from clinic_log.base.base_model import UtcDateTime

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

_KINDS = ("registration", "needling")
_ENDS = ("withdrawn", "mistake")
_OVERRIDES = ("hazard_read", "both_sides_of_chest", "long_needle", "precaution", "contraindication")
_OUTSIDE = "outside_credential"


def upgrade():
    op.create_table(
        "credential",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("clinic_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("replaces_id", sa.Integer(), nullable=True),
        sa.Column("kind", _coded(_KINDS, "credential_kind"), nullable=False),
        sa.Column("issuing_body", sa.String(length=200), nullable=False),
        sa.Column("number", sa.String(length=80), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("regions", sa.JSON(), nullable=False),
        sa.Column("techniques", sa.JSON(), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("ended_as", _coded(_ENDS, "credential_end"), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("ended_by_id", sa.Integer(), nullable=True),
        sa.Column("end_reason", sa.String(length=300), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "expires_on IS NULL OR expires_on >= valid_from", name=op.f("ck_credential_expires_after_begin")
        ),
        sa.CheckConstraint("(ended_as IS NULL) = (ended_at IS NULL)", name=op.f("ck_credential_end_has_moment")),
        sa.CheckConstraint("(ended_as IS NULL) = (end_reason = '')", name=op.f("ck_credential_end_has_reason")),
        sa.CheckConstraint(
            "(ended_on IS NOT NULL) = (coalesce(ended_as, '') = 'withdrawn')",
            name=op.f("ck_credential_withdrawal_has_day"),
        ),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinic.id"], name=op.f("fk_credential_clinic_id")),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"], name=op.f("fk_credential_user_id")),
        sa.ForeignKeyConstraint(["replaces_id"], ["credential.id"], name=op.f("fk_credential_replaces_id")),
        sa.ForeignKeyConstraint(["ended_by_id"], ["app_user.id"], name=op.f("fk_credential_ended_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credential")),
    )
    op.create_index(op.f("ix_credential_user_id"), "credential", ["user_id"], unique=False)
    op.create_index(op.f("ix_credential_replaces_id"), "credential", ["replaces_id"], unique=False)
    op.create_index(op.f("ix_credential_clinic_id_expires_on"), "credential", ["clinic_id", "expires_on"], unique=False)
    with op.batch_alter_table("clinic_policy") as policy:
        policy.add_column(
            sa.Column("credentials_required", sa.Boolean(), nullable=False, server_default=sa.false())  # as before
        )
    with op.batch_alter_table("clinic_policy") as policy:
        policy.alter_column("credentials_required", server_default=None)
    _allow_overrides(*_OVERRIDES, _OUTSIDE)


def downgrade():
    told = op.get_bind().scalar(
        sa.text("SELECT count(*) FROM session_override WHERE code = :code").bindparams(code=_OUTSIDE)
    )
    if told:  # it is part of notes, signed ones among them, which are never changed
        raise RuntimeError(
            f"{told} needlings are marked as outside a credential, which the older program does not know."
        )
    _allow_overrides(*_OVERRIDES)
    with op.batch_alter_table("clinic_policy") as policy:
        policy.drop_column("credentials_required")
    op.drop_table("credential")


def _allow_overrides(*codes):
    with op.batch_alter_table("session_override") as overrides:
        overrides.drop_constraint(op.f("ck_session_override_override_code"), type_="check")
        overrides.create_check_constraint(op.f("ck_session_override_override_code"), sa.column("code").in_(codes))


def _coded(codes, name):
    return sa.Enum(*codes, name=name, native_enum=False, create_constraint=True, length=40)
