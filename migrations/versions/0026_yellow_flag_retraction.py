"""Who took back a look at yellow flags, when and why."""

import sqlalchemy as sa
from alembic import op

from clinic_log.base.base_model import UtcDateTime

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table("yellow_flag_look") as looks:
        looks.add_column(sa.Column("retracted_at", UtcDateTime(), nullable=True))
        looks.add_column(sa.Column("retracted_by_id", sa.Integer(), nullable=True))
        looks.add_column(sa.Column("retraction_reason", sa.String(length=300), nullable=False, server_default=""))
        looks.create_foreign_key(op.f("fk_yellow_flag_look_retracted_by_id"), "app_user", ["retracted_by_id"], ["id"])
        looks.create_check_constraint(
            op.f("ck_yellow_flag_look_retraction_has_reason"), "(retracted_at IS NULL) = (retraction_reason = '')"
        )
        looks.create_check_constraint(
            op.f("ck_yellow_flag_look_retracted_by_somebody"), "(retracted_at IS NULL) = (retracted_by_id IS NULL)"
        )
    with op.batch_alter_table("yellow_flag_look") as looks:
        looks.alter_column("retraction_reason", server_default=None)


def downgrade():
    retracted = op.get_bind().scalar(sa.text("SELECT count(*) FROM yellow_flag_look WHERE retracted_at IS NOT NULL"))
    if retracted:  # the older program would show them as found
        raise RuntimeError(f"{retracted} looks at yellow flags are retracted, which the older program does not know.")
    with op.batch_alter_table("yellow_flag_look") as looks:
        looks.drop_constraint(op.f("ck_yellow_flag_look_retracted_by_somebody"), type_="check")
        looks.drop_constraint(op.f("ck_yellow_flag_look_retraction_has_reason"), type_="check")
        looks.drop_constraint(op.f("fk_yellow_flag_look_retracted_by_id"), type_="foreignkey")
        looks.drop_column("retraction_reason")
        looks.drop_column("retracted_by_id")
        looks.drop_column("retracted_at")
