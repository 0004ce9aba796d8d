"""Follow-up links, what was answered by them, and the emergency advice of a clinic."""

import sqlalchemy as sa
from alembic import op

from clinic_log.base.base_model import UtcDateTime

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_ONLY_GROW = ("outside_answer", "follow_up_answer")
_ADVICE = (
    "Call the emergency number of the country that you are in, or let somebody take you to the nearest emergency "
    "department. Do not drive yourself. Say that you were treated with needles, where on your body, and when."
)


def upgrade():
    with op.batch_alter_table("clinic_policy") as policies:
        policies.add_column(sa.Column("emergency_advice", sa.Text(), nullable=False, server_default=_ADVICE))
    with op.batch_alter_table("clinic_policy") as policies:
        policies.alter_column("emergency_advice", server_default=None)
    op.create_table(
        "outside_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("clinic_id", sa.Integer(), nullable=False),
        sa.Column("patient_id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("source_key", sa.String(length=64), nullable=False),
        sa.Column("answered_at", UtcDateTime(), nullable=False),
        sa.Column("how", sa.String(length=20), nullable=False),
        *_references("outside_answer", clinic_id="clinic", patient_id="patient", session_id="treatment_session"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outside_answer")),
        sa.UniqueConstraint("clinic_id", "source_key", name=op.f("uq_outside_answer_clinic_id_source_key")),
    )
    op.create_index(op.f("ix_outside_answer_session_id"), "outside_answer", ["session_id"])
    _create_link()
    _create_answer()
    _create_effect()
    _guard()


def downgrade():
    answers = op.get_bind().scalar(sa.text("SELECT count(*) FROM follow_up_answer"))
    if answers:  # an answer is never changed, so there is nothing older that it could become
        raise RuntimeError(f"{answers} answers came by follow-up links, which the older program does not know.")
    for table in ("follow_up_effect", "follow_up_answer", "follow_up_link", "outside_answer"):
        op.drop_table(table)
    with op.batch_alter_table("clinic_policy") as policies:
        policies.drop_column("emergency_advice")


def _create_link():
    op.create_table(
        "follow_up_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("clinic_id", sa.Integer(), nullable=False),
        sa.Column("patient_id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("idempotency_key", sa.String(length=64), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("is_sent_by_mail", sa.Boolean(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("stopped_at", UtcDateTime(), nullable=True),
        sa.Column("stopped_by_id", sa.Integer(), nullable=True),
        sa.Column("answer_count", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(stopped_at IS NULL) = (stopped_by_id IS NULL)", name=op.f("ck_follow_up_link_stopped_by_somebody")
        ),
        *_references("follow_up_link", clinic_id="clinic", patient_id="patient", session_id="treatment_session"),
        *_references("follow_up_link", stopped_by_id="app_user"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow_up_link")),
        sa.UniqueConstraint("clinic_id", "idempotency_key", name=op.f("uq_follow_up_link_clinic_id_idempotency_key")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_follow_up_link_token_hash")),
    )
    op.create_index(op.f("ix_follow_up_link_session_id"), "follow_up_link", ["session_id"])


def _create_answer():
    op.create_table(
        "follow_up_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("link_id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("idempotency_key", sa.String(length=64), nullable=False),
        sa.Column("answered_at", UtcDateTime(), nullable=False),
        sa.Column("signs", sa.JSON(), nullable=False),
        sa.Column("none_of_these", sa.Boolean(), nullable=False),
        sa.Column("soreness", sa.Integer(), nullable=True),
        sa.Column("bruise", _codes("bruise", "none", "small", "large"), nullable=True),
        sa.Column("other", sa.Text(), nullable=False),
        sa.Column("pain", sa.Integer(), nullable=True),
        sa.CheckConstraint("soreness BETWEEN 0 AND 10", name=op.f("ck_follow_up_answer_soreness_range")),
        sa.CheckConstraint("pain BETWEEN 0 AND 10", name=op.f("ck_follow_up_answer_pain_range")),
        *_references("follow_up_answer", link_id="follow_up_link", session_id="treatment_session"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow_up_answer")),
        sa.UniqueConstraint("link_id", "idempotency_key", name=op.f("uq_follow_up_answer_link_id_idempotency_key")),
    )
    op.create_index(op.f("ix_follow_up_answer_session_id"), "follow_up_answer", ["session_id"])


def _create_effect():
    op.create_table(
        "follow_up_effect",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("answer_id", sa.Integer(), nullable=False),
        sa.Column("clinic_id", sa.Integer(), nullable=False),
        sa.Column("patient_id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("is_warning", sa.Boolean(), nullable=False),
        sa.Column("state", _codes("confirmation", "waiting", "confirmed", "set_aside"), nullable=False),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("late_report_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(state = 'waiting') = (decided_at IS NULL)", name=op.f("ck_follow_up_effect_decision_has_moment")
        ),
        sa.CheckConstraint(
            "(state = 'confirmed') = (late_report_id IS NOT NULL)",
            name=op.f("ck_follow_up_effect_confirmed_has_report"),
        ),
        sa.CheckConstraint(
            "(state = 'set_aside') = (reason <> '')", name=op.f("ck_follow_up_effect_set_aside_has_reason")
        ),
        *_references("follow_up_effect", clinic_id="clinic", patient_id="patient", session_id="treatment_session"),
        *_references("follow_up_effect", answer_id="follow_up_answer", decided_by_id="app_user"),
        *_references("follow_up_effect", late_report_id="late_report"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow_up_effect")),
        sa.UniqueConstraint("late_report_id", name=op.f("uq_follow_up_effect_late_report_id")),
    )
    op.create_index(op.f("ix_follow_up_effect_clinic_id_state"), "follow_up_effect", ["clinic_id", "state"])
    for column in ("answer_id", "patient_id"):
        op.create_index(op.f(f"ix_follow_up_effect_{column}"), "follow_up_effect", [column])


def _codes(name, *codes):
    return sa.Enum(*codes, name=name, native_enum=False, create_constraint=True, length=40)


def _references(table, **columns):
    for column, other in columns.items():
        yield sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"))


def _guard():
    """Nobody changes or deletes what was answered; the function is that of the reports."""
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for table in _ONLY_GROW:
        for act in ("UPDATE", "DELETE"):
            head = f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} "
            refusal = "BEGIN SELECT RAISE(ABORT, 'reports are never changed'); END"
            op.execute(head + (refusal if is_sqlite else "FOR EACH ROW EXECUTE FUNCTION refuse_report_change()"))
        if not is_sqlite:
            op.execute(
                f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION refuse_report_change()"
            )
