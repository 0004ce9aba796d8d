"""Rollups for each filter of the team pages: by anybody, by what was chosen and its parts, and by case mix.

They are empty after this migration, and the summaries of sessions with them: the program counts what is on record in
the same command (db upgrade, serve).
"""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
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
_EPISODES = ("episodes", "reached", "effort_sessions", "effort_needles", "effort_minutes", "effort_timed")
_CASES = ("episodes", "evaluable", "responders_either", "responders_both", "missing")
_FACETS = (
    "all", "condition", "region", "chronicity", "technique", "diameter", "depth", "muscle", "before_leaving",
    "since_last_time", "signed_after",
)  # fmt: skip
_BASELINES = ("under-4", "4-to-6", "7-and-more", "unknown")
_REPLACED = ("session_cell", "patient_cell", "episode_cell")


def upgrade():
    # "None" does not hold while something told waits; kept only now, since the figures are counted anew from here.
    op.execute(
        "UPDATE treatment_session SET side_effects_since = NULL"
        " WHERE waits_for_confirmation AND side_effects_since = 'none'"
    )
    _forget(_REPLACED)
    _create(
        "session_cell",
        (*_key("facet"), _text("part_of", 40), _number("practitioner_id"), _day("month"), _text("value", 80),
         _text("part", 80)),
        _COUNTS,
        _codes("session_cell", "facet", _FACETS),
        _codes("session_cell", "part_of", _FACETS),
    )  # fmt: skip
    _create(
        "patient_cell",
        (*_key("facet"), _number("practitioner_id"), _text("value", 80), _day("month"), _day("previous_month")),
        ("patients",),
        _codes("patient_cell", "facet", _FACETS),
    )
    _create(
        "episode_cell",
        (*_key("facet"), _text("value", 80), _number("practitioner_id"), _text("condition", 80), _day("month"),
         *_alike()),
        _EPISODES,
        _codes("episode_cell", "facet", _FACETS),
    )  # fmt: skip
    _create(
        "case_cell",
        (_number("clinic_id"), _text("condition", 80), _day("month"), _number("practitioner_id"),
         _text("baseline", 40), _text("chronicity", 20), _text("region", 60)),
        _CASES,
        _codes("case_cell", "baseline_pain", _BASELINES, column="baseline"),
    )  # fmt: skip


def downgrade():
    _forget((*_REPLACED, "case_cell"))
    _create(
        "session_cell",
        (*_key("facet"), _day("month"), _text("value", 80), _number("practitioner_id")),
        _COUNTS,
        _codes("session_cell", "facet", _FACETS),
    )
    _create(
        "patient_cell",
        (_number("clinic_id"), _number("practitioner_id"), _day("month"), _day("previous_month")),
        ("patients",),
    )
    _create(
        "episode_cell",
        (_number("clinic_id"), _day("month"), _number("practitioner_id"), _text("condition", 80), *_alike()),
        _EPISODES,
    )


def _forget(tables):
    """Without summaries of sessions the program finds that it has to count."""
    for table in tables:
        op.drop_table(table)
    for table in ("session_kind", "session_case", "session_summary"):
        op.execute(f"DELETE FROM {table}")  # noqa: S608 -- names of our own


def _create(table, keys, counts, *checks):
    op.create_table(
        table,
        *keys,
        *(sa.Column(name, sa.Integer(), nullable=False) for name in counts),
        *checks,
        sa.ForeignKeyConstraint(["clinic_id"], ["clinic.id"], name=op.f(f"fk_{table}_clinic_id")),
        sa.PrimaryKeyConstraint(*(column.name for column in keys), name=op.f(f"pk_{table}")),
    )


def _key(facet):
    return _number("clinic_id"), _text(facet, 40)


def _alike():
    return _text("response_either", 20), _text("response_both", 20), _number("had_room")


def _codes(table, name, codes, *, column=None):
    known = ", ".join(f"'{code}'" for code in codes)
    return sa.CheckConstraint(f"{column or name} IN ({known})", name=op.f(f"ck_{table}_{name}"))


def _number(name):
    return sa.Column(name, sa.Integer(), autoincrement=False, nullable=False)


def _text(name, length):
    return sa.Column(name, sa.String(length=length), nullable=False)


def _day(name):
    return sa.Column(name, sa.Date(), nullable=False)
