"""Rollups of needle sites by two things, and of the time to the signature by what was chosen.

The tables are as they were: they are emptied, and the summaries of sessions with them, so that the program counts what
is on record in the same command (db upgrade, serve). The downgrade does the same, for a program that knows fewer cells.
"""

from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade():
    _forget()


def downgrade():
    _forget()


def _forget():
    for table in ("session_cell", "session_kind", "session_case", "session_summary"):
        op.execute(f"DELETE FROM {table}")  # noqa: S608 -- names of our own
