"""Contraindications asked of the patient, as versions, with their alerts and overrides; consent in writing."""

import sqlalchemy as sa
from alembic import op

from clinic_log.base.base_model import UtcDateTime

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_CODE = "ck_session_override_override_code"
_CODES = "code IN ('hazard_read', 'both_sides_of_chest', 'long_needle', 'precaution'{more})"
_ONLY_GROW = ("screening", "contraindication_override", "consent", "consent_withdrawal")
_NUMBERS = (
    ("consent_days", "0", "consent_days BETWEEN 30 AND 1825 OR consent_days = 0"),
    ("adult_from_years", "18", "adult_from_years BETWEEN 14 AND 21"),
)


def upgrade():
    with op.batch_alter_table("clinic_policy") as policies:
        policies.add_column(sa.Column("supervisors_override", sa.Boolean(), nullable=False, server_default=sa.false()))
        for name, default, allowed in _NUMBERS:
            policies.add_column(sa.Column(name, sa.Integer(), nullable=False, server_default=default))
            policies.create_check_constraint(op.f(f"ck_clinic_policy_{name}_range"), sa.text(allowed))
    with op.batch_alter_table("clinic_policy") as policies:
        for name in ("supervisors_override", "consent_days", "adult_from_years"):
            policies.alter_column(name, server_default=None)
    op.add_column("patient_alert", sa.Column("code", sa.String(length=40), nullable=True))
    for name in ("screening_confirmed", "screening_words"):
        op.add_column("treatment_session", sa.Column(name, sa.Text(), nullable=False, server_default=""))
        with op.batch_alter_table("treatment_session") as sessions:
            sessions.alter_column(name, server_default=None)
    with op.batch_alter_table("session_override") as overrides:
        overrides.drop_constraint(op.f(_CODE), type_="check")
        overrides.create_check_constraint(op.f(_CODE), sa.text(_CODES.format(more=", 'contraindication'")))
    _create_screening()
    _create_override()
    _create_consent()
    _guard()


def downgrade():
    overridden = op.get_bind().scalar(sa.text("SELECT count(*) FROM session_override WHERE code = 'contraindication'"))
    if overridden:  # a signed note is never changed, so there is nothing older that it could become
        raise RuntimeError(f"{overridden} notes were signed under an override that the older program does not know.")
    for table in reversed(_ONLY_GROW):
        op.drop_table(table)
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION refuse_screening_change()")
    with op.batch_alter_table("session_override") as overrides:
        overrides.drop_constraint(op.f(_CODE), type_="check")
        overrides.create_check_constraint(op.f(_CODE), sa.text(_CODES.format(more="")))
    op.drop_column("treatment_session", "screening_words")
    op.drop_column("treatment_session", "screening_confirmed")
    op.drop_column("patient_alert", "code")
    with op.batch_alter_table("clinic_policy") as policies:
        policies.drop_column("supervisors_override")
        for name, _default, _allowed in _NUMBERS:
            policies.drop_constraint(op.f(f"ck_clinic_policy_{name}_range"), type_="check")
            policies.drop_column(name)


def _create_screening():
    op.create_table(
        "screening",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("clinic_id", sa.Integer(), nullable=False),
        sa.Column("patient_id", sa.Integer(), nullable=False),
        sa.Column("episode_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("catalogue_version", sa.String(length=40), nullable=False),
        sa.Column("answered_at", UtcDateTime(), nullable=False),
        sa.Column("answered_by_name", sa.String(length=200), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        *_references("screening", clinic_id="clinic", patient_id="patient", episode_id="episode"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_screening")),
        sa.UniqueConstraint("episode_id", "number", name=op.f("uq_screening_episode_id_number")),
    )
    op.create_index(op.f("ix_screening_patient_id"), "screening", ["patient_id"])


def _create_override():
    table = "contraindication_override"
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("clinic_id", sa.Integer(), nullable=False),
        sa.Column("patient_id", sa.Integer(), nullable=False),
        sa.Column("screening_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("by_name", sa.String(length=200), nullable=False),
        sa.Column("by_roles", sa.String(length=200), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("reason <> ''", name=op.f(f"ck_{table}_has_reason")),
        *_references(table, clinic_id="clinic", patient_id="patient", screening_id="screening"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("screening_id", "code", name=op.f(f"uq_{table}_screening_id_code")),
    )
    op.create_index(op.f(f"ix_{table}_patient_id"), table, ["patient_id"])


def _create_consent():
    op.create_table(
        "consent",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("clinic_id", sa.Integer(), nullable=False),
        sa.Column("patient_id", sa.Integer(), nullable=False),
        sa.Column("idempotency_key", sa.String(length=64), nullable=False),
        sa.Column(
            "kind",
            _codes("consent_kind", "written-first", "written-renewed", "intimate-area", "declined"),
            nullable=False,
        ),
        sa.Column("form_version", sa.String(length=40), nullable=False),
        sa.Column("explained", sa.JSON(), nullable=False),
        sa.Column("copy_given", sa.Boolean(), nullable=False),
        sa.Column("given_by", _codes("given_by", "patient", "guardian", "representative"), nullable=False),
        sa.Column("giver_name", sa.String(length=200), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.Column("recorded_by_name", sa.String(length=200), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("expires_on IS NULL OR expires_on >= given_on", name=op.f("ck_consent_expiry_after_giving")),
        sa.CheckConstraint("given_by = 'patient' OR giver_name <> ''", name=op.f("ck_consent_signer_has_name")),
        *_references("consent", clinic_id="clinic", patient_id="patient"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent")),
        sa.UniqueConstraint("clinic_id", "idempotency_key", name=op.f("uq_consent_clinic_id_idempotency_key")),
    )
    op.create_index(op.f("ix_consent_patient_id"), "consent", ["patient_id"])
    op.create_table(
        "consent_withdrawal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consent_id", sa.Integer(), nullable=False),
        sa.Column("withdrawn_at", UtcDateTime(), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("recorded_by_name", sa.String(length=200), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        *_references("consent_withdrawal", consent_id="consent"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent_withdrawal")),
        sa.UniqueConstraint("consent_id", name=op.f("uq_consent_withdrawal_consent_id")),
    )


def _codes(name, *codes):
    return sa.Enum(*codes, name=name, native_enum=False, create_constraint=True, length=40)


def _references(table, **columns):
    for column, other in columns.items():
        yield sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"))


def _guard():
    """Nobody changes or deletes an answer, an override or a consent."""
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    if not is_sqlite:
        op.execute(
            "CREATE FUNCTION refuse_screening_change() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'answers and consents are never changed'; END $$"
        )
    for table in _ONLY_GROW:
        for act in ("UPDATE", "DELETE"):
            what = (
                "BEGIN SELECT RAISE(ABORT, 'answers and consents are never changed'); END"
                if is_sqlite
                else "FOR EACH ROW EXECUTE FUNCTION refuse_screening_change()"
            )
            op.execute(f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} {what}")
        if not is_sqlite:
            op.execute(
                f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION refuse_screening_change()"
            )
