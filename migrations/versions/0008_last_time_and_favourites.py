"""What became of the rows of last time, where values came from, and favourites."""

import sqlalchemy as sa
from alembic import op

from clinic_log.base.base_model import UtcDateTime

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade():
    # Columns are added and dropped in place: a table that is rebuilt would lose its triggers.
    op.add_column("treatment_session", sa.Column("last_time", sa.Text(), server_default="", nullable=False))
    op.add_column("needling", sa.Column("origins", sa.JSON(none_as_null=True), nullable=True))
    op.create_table(
        "favourite",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("clinic_id", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("owner_key", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("name_key", sa.String(length=400), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint("owner_key = COALESCE(owner_id, 0)", name=op.f("ck_favourite_owner_key_is_owner")),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinic.id"], name=op.f("fk_favourite_clinic_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["app_user.id"], name=op.f("fk_favourite_owner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_favourite")),
        sa.UniqueConstraint(
            "clinic_id", "owner_key", "name_key", name=op.f("uq_favourite_clinic_id_owner_key_name_key")
        ),
    )


def downgrade():
    op.drop_table("favourite")
    op.drop_column("needling", "origins")
    op.drop_column("treatment_session", "last_time")
