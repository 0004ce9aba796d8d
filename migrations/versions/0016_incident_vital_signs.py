"""Vital signs that are entered into the review of an incident."""

import sqlalchemy as sa
from alembic import op

from clinic_log.base.base_model import UtcDateTime

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_TABLE = "incident_vital_signs"
_KINDS = "ck_incident_step_step_kind"
_STEPS = ("opened", "moved", "found", "contact", "action_added", "action_done", "hold_placed", "hold_lifted")
_RANGES = {
    "systolic_range": "systolic_mmhg BETWEEN 40 AND 300",
    "diastolic_range": "diastolic_mmhg BETWEEN 20 AND 200",
    "pulse_range": "pulse_per_minute BETWEEN 20 AND 250",
    "oxygen_range": "oxygen_percent BETWEEN 50 AND 100",
    "breaths_range": "breaths_per_minute BETWEEN 4 AND 80",
    "pressure_whole": "(systolic_mmhg IS NULL) = (diastolic_mmhg IS NULL)",
}


def upgrade():
    _allow_steps(*_STEPS, "vital_signs")
    op.create_table(
        _TABLE,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column("by_name", sa.String(length=200), nullable=False),
        sa.Column("taken_at", UtcDateTime(), nullable=True),
        *(
            sa.Column(name, sa.Integer(), nullable=True)
            for name in ("systolic_mmhg", "diastolic_mmhg", "pulse_per_minute", "oxygen_percent", "breaths_per_minute")
        ),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        *(sa.CheckConstraint(words, name=op.f(f"ck_{_TABLE}_{name}")) for name, words in _RANGES.items()),
        sa.ForeignKeyConstraint(["review_id"], ["incident_review.id"], name=op.f(f"fk_{_TABLE}_review_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{_TABLE}")),
    )
    op.create_index(op.f(f"ix_{_TABLE}_review_id"), _TABLE, ["review_id"])
    _guard(_TABLE)


def downgrade():
    readings = op.get_bind().scalar(sa.text("SELECT count(*) FROM incident_vital_signs"))
    if readings:  # the step that tells of a reading is never changed, and the older program does not know its kind
        raise RuntimeError(f"{readings} readings were entered into reviews, which the older program does not know.")
    op.drop_table(_TABLE)
    _allow_steps(*_STEPS)


def _allow_steps(*kinds):
    """SQLite makes the table anew, without its triggers."""
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    if is_sqlite:
        for act in ("update", "delete"):
            op.execute(f"DROP TRIGGER incident_step_no_{act}")
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    with op.batch_alter_table("incident_step") as steps:
        steps.drop_constraint(op.f(_KINDS), type_="check")
        steps.create_check_constraint(op.f(_KINDS), sa.text(f"kind IN ({listed})"))
    if is_sqlite:
        _guard("incident_step")


def _guard(table):
    """Nobody changes or deletes a row; the function is that of the reports."""
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for act in ("UPDATE", "DELETE"):
        head = f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} "
        refusal = "BEGIN SELECT RAISE(ABORT, 'reports are never changed'); END"
        op.execute(head + (refusal if is_sqlite else "FOR EACH ROW EXECUTE FUNCTION refuse_report_change()"))
    if not is_sqlite:
        op.execute(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_report_change()"
        )
