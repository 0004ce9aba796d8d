"""Rooms, the boxes of needles in use in them, who works where, and which lots were in use in a session."""

import sqlalchemy as sa
from alembic import op

from clinic_log.base.base_model import UtcDateTime

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "room",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("clinic_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("retired_at", UtcDateTime(), nullable=True),
        sa.Column("retired_by_id", sa.Integer(), nullable=True),
        *_created(),
        sa.CheckConstraint("(retired_at IS NULL) = (retired_by_id IS NULL)", name=op.f("ck_room_retired_by_somebody")),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinic.id"], name=op.f("fk_room_clinic_id")),
        sa.ForeignKeyConstraint(["retired_by_id"], ["app_user.id"], name=op.f("fk_room_retired_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_room")),
    )
    op.create_index(op.f("ix_room_clinic_id"), "room", ["clinic_id"], unique=False)
    op.create_table(
        "needle_box",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("room_id", sa.Integer(), nullable=False),
        sa.Column("product", sa.String(length=120), nullable=False),
        sa.Column("lot", sa.String(length=60), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("put_away_at", UtcDateTime(), nullable=True),
        sa.Column("put_away_by_id", sa.Integer(), nullable=True),
        *_created(),
        sa.CheckConstraint(
            "(put_away_at IS NULL) = (put_away_by_id IS NULL)", name=op.f("ck_needle_box_put_away_by_somebody")
        ),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name=op.f("fk_needle_box_room_id")),
        sa.ForeignKeyConstraint(["put_away_by_id"], ["app_user.id"], name=op.f("fk_needle_box_put_away_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_needle_box")),
    )
    op.create_index(op.f("ix_needle_box_room_id_put_away_at"), "needle_box", ["room_id", "put_away_at"], unique=False)
    op.create_table(
        "room_choice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("room_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("login_session_id", sa.Integer(), nullable=True),
        sa.Column("address", sa.String(length=64), nullable=True),
        *_created(),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name=op.f("fk_room_choice_room_id")),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"], name=op.f("fk_room_choice_user_id")),
        sa.ForeignKeyConstraint(
            ["login_session_id"], ["login_session.id"], name=op.f("fk_room_choice_login_session_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_room_choice")),
    )
    op.create_index(
        op.f("ix_room_choice_user_id_login_session_id"), "room_choice", ["user_id", "login_session_id"], unique=False
    )
    op.create_table(
        "session_lot",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("product", sa.String(length=120), nullable=False),
        sa.Column("lot", sa.String(length=60), nullable=False),
        sa.Column("lot_key", sa.String(length=60), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["session_id"], ["treatment_session.id"], name=op.f("fk_session_lot_session_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session_lot")),
        sa.UniqueConstraint("session_id", "uid", name=op.f("uq_session_lot_session_id_uid")),
    )
    op.create_index(op.f("ix_session_lot_lot_key_session_id"), "session_lot", ["lot_key", "session_id"], unique=False)


def downgrade():
    signed = op.get_bind().scalar(
        sa.text(
            "SELECT count(*) FROM session_lot JOIN treatment_session ON treatment_session.id = session_lot.session_id"
            " WHERE status IN ('signed', 'amended', 'retracted')"
        )
    )
    if signed:  # they are part of what was signed
        raise RuntimeError(f"{signed} needle lots stand in signed notes, which the older program does not know.")
    for table in ("session_lot", "room_choice", "needle_box", "room"):
        op.drop_table(table)


def _created():
    return (
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
    )
