"""Late reports of side effects, and reviews of incidents."""

import sqlalchemy as sa
from alembic import op

from clinic_log.base.base_model import UtcDateTime

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_TIMING = "ck_adverse_event_timing_matches_visit"
_SIDE = "ck_adverse_event_needle_side"
_TOLD = "ck_adverse_event_course_told_in_visit_or_outside"
_TOLD_TO = "fk_adverse_event_course_told_to_id"
_HOURS = "ck_clinic_policy_review_hours_range"
_ONLY_GROW = ("late_report", "incident_step", "incident_contact")


def upgrade():
    with op.batch_alter_table("clinic_policy") as policies:
        policies.add_column(sa.Column("review_hours", sa.Integer(), nullable=False, server_default="72"))
        policies.create_check_constraint(op.f(_HOURS), sa.text("review_hours BETWEEN 1 AND 720"))
    with op.batch_alter_table("clinic_policy") as policies:
        policies.alter_column("review_hours", server_default=None)
    with op.batch_alter_table("adverse_event") as events:
        events.alter_column("reported_in_id", existing_type=sa.Integer(), nullable=True)
        events.drop_constraint(op.f(_TIMING), type_="check")
        events.create_check_constraint(
            op.f(_TIMING),
            sa.text("reported_in_id IS NULL OR (timing = 'before_leaving') = (session_id = reported_in_id)"),
        )
    with op.batch_alter_table("adverse_event_course") as courses:
        courses.alter_column("told_in_id", existing_type=sa.Integer(), nullable=True)
        courses.add_column(sa.Column("told_at", UtcDateTime(), nullable=True))
        courses.add_column(sa.Column("told_how", sa.String(length=20), nullable=False, server_default=""))
        courses.add_column(sa.Column("told_to_id", sa.Integer(), nullable=True))
        courses.create_foreign_key(op.f(_TOLD_TO), "app_user", ["told_to_id"], ["id"])
        courses.create_check_constraint(op.f(_TOLD), sa.text("(told_in_id IS NULL) = (told_at IS NOT NULL)"))
    with op.batch_alter_table("adverse_event_course") as courses:
        courses.alter_column("told_how", server_default=None)
    _create_late_report()
    _create_review()
    _create_parts()
    _guard()


def downgrade():
    late = op.get_bind().scalar(
        sa.text(
            "SELECT (SELECT count(*) FROM late_report)"
            " + (SELECT count(*) FROM adverse_event_course WHERE told_in_id IS NULL)"
        )
    )
    if late:  # a report is never changed, so there is nothing older that it could become
        raise RuntimeError(f"{late} reports were made outside a visit, which the older program does not know.")
    is_postgresql = op.get_bind().dialect.name != "sqlite"
    if is_postgresql:
        op.execute("DROP TRIGGER adverse_event_no_late_update ON adverse_event")
        op.execute("DROP TRIGGER adverse_event_no_late_delete ON adverse_event")
    else:
        op.execute("DROP TRIGGER adverse_event_no_late_update")
        op.execute("DROP TRIGGER adverse_event_no_late_delete")
    for table in ("incident_action", "incident_contact", "incident_step", "incident_review", "late_report"):
        op.drop_table(table)
    if is_postgresql:
        op.execute("DROP FUNCTION refuse_report_change()")
    with op.batch_alter_table("adverse_event_course") as courses:
        courses.drop_constraint(op.f(_TOLD), type_="check")
        courses.drop_constraint(op.f(_TOLD_TO), type_="foreignkey")
        for name in ("told_to_id", "told_how", "told_at"):
            courses.drop_column(name)
        courses.alter_column("told_in_id", existing_type=sa.Integer(), nullable=False)
    with op.batch_alter_table("adverse_event") as events:
        events.drop_constraint(op.f(_TIMING), type_="check")
        events.create_check_constraint(
            op.f(_TIMING), sa.text("(timing = 'before_leaving') = (session_id = reported_in_id)")
        )
        events.alter_column("reported_in_id", existing_type=sa.Integer(), nullable=False)
    if not is_postgresql:
        _give_side_its_own_check()
    with op.batch_alter_table("clinic_policy") as policies:
        policies.drop_constraint(op.f(_HOURS), type_="check")
        policies.drop_column("review_hours")


def _give_side_its_own_check():
    """SQLite rebuilt the table with the check of `side` as one of the table, with which the column of the migration
    before could not be dropped: the column is made anew, as it was.
    """
    with op.batch_alter_table("adverse_event") as events:
        events.drop_constraint(op.f(_SIDE), type_="check")
    op.execute(
        "ALTER TABLE adverse_event ADD COLUMN fresh_side VARCHAR(40) "
        f"CONSTRAINT {_SIDE} CHECK (fresh_side IN ('left', 'right', 'midline'))"
    )
    op.execute("UPDATE adverse_event SET fresh_side = side")
    op.execute("ALTER TABLE adverse_event DROP COLUMN side")
    op.execute("ALTER TABLE adverse_event RENAME COLUMN fresh_side TO side")


def _create_late_report():
    op.create_table(
        "late_report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("clinic_id", sa.Integer(), nullable=False),
        sa.Column("patient_id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=True),
        sa.Column("corrects_event_id", sa.Integer(), nullable=True),
        sa.Column("idempotency_key", sa.String(length=64), nullable=False),
        sa.Column("told_at", UtcDateTime(), nullable=False),
        sa.Column("told_how", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("reporter_name", sa.String(length=200), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "event_id IS NOT NULL OR corrects_event_id IS NOT NULL", name=op.f("ck_late_report_says_something")
        ),
        sa.CheckConstraint(
            "(corrects_event_id IS NULL) = (reason = '')", name=op.f("ck_late_report_correction_has_reason")
        ),
        *_references("late_report", clinic_id="clinic", patient_id="patient", session_id="treatment_session"),
        *_references("late_report", event_id="adverse_event", corrects_event_id="adverse_event"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_late_report")),
        sa.UniqueConstraint("clinic_id", "idempotency_key", name=op.f("uq_late_report_clinic_id_idempotency_key")),
        sa.UniqueConstraint("event_id", name=op.f("uq_late_report_event_id")),
        sa.UniqueConstraint("corrects_event_id", name=op.f("uq_late_report_corrects_event_id")),
    )
    op.create_index(op.f("ix_late_report_session_id"), "late_report", ["session_id"], unique=False)


def _create_review():
    op.create_table(
        "incident_review",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("clinic_id", sa.Integer(), nullable=False),
        sa.Column("patient_id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=True),
        sa.Column("event_id", sa.Integer(), nullable=True),
        sa.Column("idempotency_key", sa.String(length=64), nullable=False),
        sa.Column("kind", _codes("incident_kind", "serious_event", "escalated_event", "near_miss"), nullable=False),
        sa.Column(
            "state",
            _codes("review_state", "reported", "triaged", "investigating", "actions", "closed"),
            nullable=False,
        ),
        sa.Column("title", sa.String(length=500), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("involved_ids", sa.JSON(), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("opened_at", UtcDateTime(), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.Column("harm", _codes("harm", "none", "mild", "moderate", "severe", "death"), nullable=True),
        sa.Column(
            "preventability",
            _codes("preventability", "preventable", "probably_preventable", "not_preventable", "unknown"),
            nullable=True,
        ),
        sa.Column("factors", sa.JSON(), nullable=False),
        sa.Column("factor_words", sa.Text(), nullable=False),
        sa.Column("learning", sa.Text(), nullable=False),
        sa.Column("hold_at", UtcDateTime(), nullable=True),
        sa.Column("hold_reason", sa.Text(), nullable=False),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.Column("closed_by_id", sa.Integer(), nullable=True),
        sa.Column("step_count", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(state = 'closed') = (closed_at IS NOT NULL)", name=op.f("ck_incident_review_closing_has_moment")
        ),
        sa.CheckConstraint(
            "(kind = 'near_miss') = (event_id IS NULL)", name=op.f("ck_incident_review_event_unless_near_miss")
        ),
        sa.CheckConstraint("(hold_at IS NULL) = (hold_reason = '')", name=op.f("ck_incident_review_hold_has_reason")),
        *_references("incident_review", clinic_id="clinic", patient_id="patient", session_id="treatment_session"),
        *_references("incident_review", event_id="adverse_event", closed_by_id="app_user"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident_review")),
        sa.UniqueConstraint("clinic_id", "idempotency_key", name=op.f("uq_incident_review_clinic_id_idempotency_key")),
        sa.UniqueConstraint("event_id", name=op.f("uq_incident_review_event_id")),
    )
    op.create_index(
        op.f("ix_incident_review_clinic_id_state_due_at"), "incident_review", ["clinic_id", "state", "due_at"]
    )
    op.create_index(op.f("ix_incident_review_patient_id"), "incident_review", ["patient_id"])


def _create_parts():
    op.create_table(
        "incident_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            _codes(
                "step_kind",
                *("opened", "moved", "found", "contact", "action_added", "action_done", "hold_placed", "hold_lifted"),
            ),
            nullable=False,
        ),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("by_name", sa.String(length=200), nullable=False),
        *_references("incident_step", review_id="incident_review", by_id="app_user"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident_step")),
    )
    op.create_table(
        "incident_contact",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("by_name", sa.String(length=200), nullable=False),
        sa.Column("with_whom", sa.String(length=200), nullable=False),
        sa.Column("how", sa.String(length=20), nullable=False),
        sa.Column("advice", sa.Text(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        *_references("incident_contact", review_id="incident_review"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident_contact")),
    )
    op.create_table(
        "incident_action",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(length=500), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("done_at", UtcDateTime(), nullable=True),
        sa.Column("done_by_id", sa.Integer(), nullable=True),
        sa.Column("result", sa.String(length=500), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(done_at IS NULL) = (done_by_id IS NULL)", name=op.f("ck_incident_action_done_by_somebody")
        ),
        *_references("incident_action", review_id="incident_review", owner_id="app_user", done_by_id="app_user"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident_action")),
    )
    for table in ("incident_step", "incident_contact", "incident_action"):
        op.create_index(op.f(f"ix_{table}_review_id"), table, ["review_id"])


def _codes(name, *codes):
    return sa.Enum(*codes, name=name, native_enum=False, create_constraint=True, length=40)


def _references(table, **columns):
    for column, other in columns.items():
        yield sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"))


def _guard():
    """Nobody changes or deletes a report, a step or a contact, nor the side effect of a late report."""
    if op.get_bind().dialect.name == "sqlite":
        for table in _ONLY_GROW:
            for act in ("UPDATE", "DELETE"):
                op.execute(
                    f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} "
                    "BEGIN SELECT RAISE(ABORT, 'reports are never changed'); END"
                )
        for act in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER adverse_event_no_late_{act.lower()} BEFORE {act} ON adverse_event "
                "WHEN OLD.reported_in_id IS NULL BEGIN SELECT RAISE(ABORT, 'reports are never changed'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION refuse_report_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'reports are never changed'; END $$"
    )
    for table in _ONLY_GROW:
        for act in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION refuse_report_change()"
            )
        op.execute(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_report_change()"
        )
    for act in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER adverse_event_no_late_{act.lower()} BEFORE {act} ON adverse_event "
            "FOR EACH ROW WHEN (OLD.reported_in_id IS NULL) EXECUTE FUNCTION refuse_report_change()"
        )
