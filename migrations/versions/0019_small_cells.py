"""How small a cell may be when figures leave the clinic."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table("clinic_policy") as policies:
        policies.add_column(sa.Column("hides_ten", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("clinic_policy") as policies:
        policies.alter_column("hides_ten", server_default=None)


def downgrade():
    with op.batch_alter_table("clinic_policy") as policies:
        policies.drop_column("hides_ten")
