"""Summary rows of sessions, and rollups by month of sessions, patients and episodes.

They are empty after this migration: the program counts what is on record in the same command (db upgrade, serve).
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

_COUNTS = (
    "sessions",
    "not_attended",
    "needling_sessions",
    "before_leaving_asked",
    "before_leaving_effect",
    "before_leaving_soreness",
    "before_leaving_effects",
    "before_leaving_unasked",
    "since_last_time_asked",
    "since_last_time_effect",
    "since_last_time_soreness",
    "since_last_time_effects",
    "since_last_time_unasked",
    "pain_before",
    "pain_both",
    "sites",
    "copied",
    "sought",
    "obtained",
)
_CASE = (("condition", 80), ("region", 60), ("chronicity", 20))
_EFFORT = ("effort_sessions", "effort_needles", "effort_minutes", "effort_timed")
_FACETS = (
    "all", "condition", "region", "chronicity", "technique", "diameter", "depth", "muscle", "before_leaving",
    "since_last_time", "signed_after",
)  # fmt: skip
_OF_EPISODES = (
    "clinic_id", "counted_on", "practitioner_id", "condition", "region", "chronicity", "pain_question",
    "first_before", "had_room", "response_either", "response_both",
)  # fmt: skip


def upgrade():
    _widen_episode_summary()
    _create_session_tables()
    _create_cells()
    op.create_index(op.f("ix_episode_clinic_id_opened_on"), "episode", ["clinic_id", "opened_on"], unique=False)
    op.create_index(op.f("ix_adverse_event_clinic_id_kind_slug"), "adverse_event", ["clinic_id", "kind_slug"])
    op.create_index(op.f("ix_needling_technique_session_id"), "needling", ["technique", "session_id"], unique=False)


def downgrade():
    op.drop_index(op.f("ix_needling_technique_session_id"), table_name="needling")
    op.drop_index(op.f("ix_adverse_event_clinic_id_kind_slug"), table_name="adverse_event")
    op.drop_index(op.f("ix_episode_clinic_id_opened_on"), table_name="episode")
    for table in ("episode_cell", "patient_cell", "session_cell", "session_kind", "session_case"):
        op.drop_table(table)
    op.drop_index(op.f("ix_session_summary_patient_id"), table_name="session_summary")
    op.drop_index(op.f("ix_session_summary_clinic_id_held_on"), table_name="session_summary")
    op.drop_table("session_summary")
    op.drop_index("ix_episode_summary_case", table_name="episode_summary")
    with op.batch_alter_table("episode_summary") as summary:
        for name in (*_EFFORT, *(name for name, _length in _CASE)):
            summary.drop_column(name)
    op.create_index(op.f("ix_episode_summary_clinic_id_counted_on"), "episode_summary", ["clinic_id", "counted_on"])


def _widen_episode_summary():
    op.drop_index(op.f("ix_episode_summary_clinic_id_counted_on"), table_name="episode_summary")
    with op.batch_alter_table("episode_summary") as summary:
        for name, length in _CASE:
            summary.add_column(sa.Column(name, sa.String(length=length), nullable=False, server_default=""))
        for name in _EFFORT:
            summary.add_column(sa.Column(name, sa.Integer(), nullable=True))
    with op.batch_alter_table("episode_summary") as summary:
        for name, _length in _CASE:
            summary.alter_column(name, server_default=None)
    op.create_index("ix_episode_summary_case", "episode_summary", list(_OF_EPISODES), unique=False)


def _create_session_tables():
    op.create_table(
        "session_summary",
        sa.Column("session_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("clinic_id", sa.Integer(), nullable=False),
        sa.Column("patient_id", sa.Integer(), nullable=False),
        sa.Column("practitioner_id", sa.Integer(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("minutes_to_signature", sa.Integer(), nullable=True),
        *_counts(),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinic.id"], name=op.f("fk_session_summary_clinic_id")),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name=op.f("fk_session_summary_patient_id")),
        sa.ForeignKeyConstraint(["practitioner_id"], ["app_user.id"], name=op.f("fk_session_summary_practitioner_id")),
        _of_session("session_summary"),
        sa.PrimaryKeyConstraint("session_id", name=op.f("pk_session_summary")),
    )
    op.create_index(op.f("ix_session_summary_clinic_id_held_on"), "session_summary", ["clinic_id", "held_on"])
    op.create_index(op.f("ix_session_summary_patient_id"), "session_summary", ["patient_id"])
    op.create_table(
        "session_case",
        sa.Column("session_id", sa.Integer(), autoincrement=False, nullable=False),
        *(sa.Column(name, sa.String(length=length), nullable=False) for name, length in _CASE),
        _of_session("session_case"),
        sa.PrimaryKeyConstraint("session_id", *(name for name, _length in _CASE), name=op.f("pk_session_case")),
    )
    op.create_table(
        "session_kind",
        sa.Column("session_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("timing", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=80), nullable=False),
        sa.Column("effects", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "timing IN ('before_leaving', 'since_last_time')", name=op.f("ck_session_kind_effect_timing")
        ),
        _of_session("session_kind"),
        sa.PrimaryKeyConstraint("session_id", "timing", "kind", name=op.f("pk_session_kind")),
    )


def _create_cells():
    facets = ", ".join(f"'{facet}'" for facet in _FACETS)
    op.create_table(
        "session_cell",
        sa.Column("clinic_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("facet", sa.String(length=40), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("value", sa.String(length=80), nullable=False),
        sa.Column("practitioner_id", sa.Integer(), autoincrement=False, nullable=False),
        *_counts(),
        sa.CheckConstraint(f"facet IN ({facets})", name=op.f("ck_session_cell_facet")),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinic.id"], name=op.f("fk_session_cell_clinic_id")),
        sa.PrimaryKeyConstraint(
            "clinic_id", "facet", "month", "value", "practitioner_id", name=op.f("pk_session_cell")
        ),
    )
    op.create_table(
        "patient_cell",
        sa.Column("clinic_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("practitioner_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("previous_month", sa.Date(), nullable=False),
        sa.Column("patients", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinic.id"], name=op.f("fk_patient_cell_clinic_id")),
        sa.PrimaryKeyConstraint(
            "clinic_id", "practitioner_id", "month", "previous_month", name=op.f("pk_patient_cell")
        ),
    )
    op.create_table(
        "episode_cell",
        sa.Column("clinic_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("practitioner_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("condition", sa.String(length=80), nullable=False),
        sa.Column("response_either", sa.String(length=20), nullable=False),
        sa.Column("response_both", sa.String(length=20), nullable=False),
        sa.Column("had_room", sa.Integer(), autoincrement=False, nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("episodes", "reached", *_EFFORT)),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinic.id"], name=op.f("fk_episode_cell_clinic_id")),
        sa.PrimaryKeyConstraint(
            "clinic_id", "month", "practitioner_id", "condition", "response_either", "response_both", "had_room",
            name=op.f("pk_episode_cell"),
        ),
    )  # fmt: skip


def _counts():
    return [sa.Column(name, sa.Integer(), nullable=False) for name in _COUNTS]


def _of_session(table):
    return sa.ForeignKeyConstraint(["session_id"], ["treatment_session.id"], name=op.f(f"fk_{table}_session_id"))
