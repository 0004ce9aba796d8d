"""How an effect was told, consent for intimate areas, and visits of which something told waits to be confirmed.

Columns are added as they are: triggers guard two of the tables, and rebuilding one would drop them.
"""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade():
    op.add_column("adverse_event", sa.Column("told_how", sa.String(length=20), nullable=False, server_default=""))
    op.add_column("consent", sa.Column("areas", sa.JSON(), nullable=False, server_default="[]"))
    op.add_column("consent", sa.Column("chaperone", sa.String(length=20), nullable=False, server_default=""))
    op.add_column(
        "treatment_session",
        sa.Column("waits_for_confirmation", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    # The answer itself follows in 0028, which lets go of the figures that were kept of it.
    op.execute(
        "UPDATE treatment_session SET waits_for_confirmation = true"
        " WHERE id IN (SELECT session_id FROM follow_up_effect WHERE state = 'waiting')"
    )


def downgrade():
    told = op.get_bind().scalar(
        sa.text(
            "SELECT count(*) FROM adverse_event JOIN treatment_session ON treatment_session.id = reported_in_id"
            " WHERE told_how <> '' AND status IN ('signed', 'amended', 'retracted')"
        )
    )
    if told:  # it is part of what was signed
        raise RuntimeError(f"{told} side effects of signed notes say how they were told; the older program cannot.")
    areas = op.get_bind().scalar(sa.text("SELECT count(*) FROM consent WHERE chaperone <> ''"))
    if areas:  # a consent is never changed
        raise RuntimeError(f"{areas} consents name an intimate area, which the older program does not know.")
    op.drop_column("treatment_session", "waits_for_confirmation")
    op.drop_column("consent", "chaperone")
    op.drop_column("consent", "areas")
    op.drop_column("adverse_event", "told_how")
