"""That a side effect got worse, and what was done about it, as a later visit or somebody outside one heard."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

_STATES = ("not_asked", "gone", "still_there")
_WORSE = "worse"


def upgrade():
    op.add_column("adverse_event_course", sa.Column("note", sa.String(length=300), nullable=False, server_default=""))
    with op.batch_alter_table("adverse_event_course") as courses:
        courses.alter_column("note", server_default=None)
    _allow_states(*_STATES, _WORSE)


def downgrade():
    worse = op.get_bind().scalar(
        sa.text("SELECT count(*) FROM adverse_event_course WHERE state = :state").bindparams(state=_WORSE)
    )
    if worse:  # it is part of notes, signed ones among them, which are never changed
        raise RuntimeError(f"{worse} side effects got worse, which the older program does not know.")
    _allow_states(*_STATES)
    with op.batch_alter_table("adverse_event_course") as courses:
        courses.drop_column("note")


def _allow_states(*states):
    name = op.f("ck_adverse_event_course_effect_state")
    with op.batch_alter_table("adverse_event_course") as courses:
        courses.drop_constraint(name, type_="check")
        courses.create_check_constraint(name, sa.column("state").in_(states))
