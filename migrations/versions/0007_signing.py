"""Signing PINs, the policies of a clinic, and the kinds of later versions of a note."""

import sqlalchemy as sa
from alembic import op

from clinic_log.base.base_model import UtcDateTime

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_KINDS = ("original", "addendum", "late_entry", "clarification", "correction")
_CHECK = "ck_session_version_version_kind"


def upgrade():
    with op.batch_alter_table("app_user") as users:
        users.add_column(sa.Column("pin_hash", sa.String(length=255), nullable=True))
        users.add_column(sa.Column("pin_changed_at", UtcDateTime(), nullable=True))
    op.create_table(
        "clinic_policy",
        sa.Column("clinic_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sides_count_apart", sa.Boolean(), nullable=False),
        sa.Column("parts_count_apart", sa.Boolean(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinic.id"], name=op.f("fk_clinic_policy_clinic_id")),
        sa.PrimaryKeyConstraint("clinic_id", name=op.f("pk_clinic_policy")),
    )
    _allow_kinds(_KINDS)


def downgrade():
    later = op.get_bind().scalar(
        sa.text("SELECT count(*) FROM session_version WHERE kind NOT IN ('original', 'addendum')")
    )
    if later:  # a signed version is never changed, so there is no older kind that it could become
        raise RuntimeError(f"{later} signed versions are of a kind that the older program does not know.")
    _allow_kinds(_KINDS[:2])
    op.drop_table("clinic_policy")
    with op.batch_alter_table("app_user") as users:
        users.drop_column("pin_changed_at")
        users.drop_column("pin_hash")


def _allow_kinds(kinds):
    """Replace the check of the column. On SQLite the table is made anew, so its triggers are, too."""
    condition = "kind IN ({})".format(", ".join(f"'{kind}'" for kind in kinds))
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    with op.batch_alter_table("session_version") as versions:
        versions.drop_constraint(op.f(_CHECK), type_="check")
        versions.create_check_constraint(op.f(_CHECK), sa.text(condition))
    if is_sqlite:
        for name, act in (("update", "UPDATE"), ("delete", "DELETE")):
            op.execute(
                f"CREATE TRIGGER session_version_no_{name} BEFORE {act} ON session_version "
                "BEGIN SELECT RAISE(ABORT, 'signed versions are never changed'); END"
            )
