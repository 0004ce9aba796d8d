"""When a clinic wants the progress of an episode to be pointed at."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

# Name, what holds for a clinic that has decided other things before, and what is allowed.
_SETTINGS = (
    ("review_at_visit", "4", "review_at_visit BETWEEN 2 AND 20"),
    ("review_after_days", "30", "review_after_days BETWEEN 7 AND 180"),
    ("visits_without_measure", "3", "visits_without_measure BETWEEN 2 AND 12"),
    ("reassess_after_days", "0", "reassess_after_days BETWEEN 14 AND 365 OR reassess_after_days = 0"),
)


def upgrade():
    with op.batch_alter_table("clinic_policy") as policy:
        for name, default, allowed in _SETTINGS:
            policy.add_column(sa.Column(name, sa.Integer(), nullable=False, server_default=default))
            policy.create_check_constraint(op.f(f"ck_clinic_policy_{name}_range"), allowed)
    # The program always says what it means: the defaults were for the rows that were there.
    with op.batch_alter_table("clinic_policy") as policy:
        for name, _default, _allowed in _SETTINGS:
            policy.alter_column(name, server_default=None)


def downgrade():
    with op.batch_alter_table("clinic_policy") as policy:
        for name, _default, _allowed in _SETTINGS:
            policy.drop_constraint(op.f(f"ck_clinic_policy_{name}_range"), type_="check")
            policy.drop_column(name)
