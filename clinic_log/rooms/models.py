"""Rooms, the boxes of needles in use in them, and who works where."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from clinic_log.base.base_model import Base, Created


class Room(Created, Base):
    """A room or couch of a clinic. It is retired and never deleted: boxes stand in it."""

    __tablename__ = "room"
    __table_args__ = (CheckConstraint("(retired_at IS NULL) = (retired_by_id IS NULL)", name="retired_by_somebody"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    clinic_id: Mapped[int] = mapped_column(ForeignKey("clinic.id"), index=True)
    name: Mapped[str] = mapped_column(String(80))
    retired_at: Mapped[datetime | None]
    retired_by_id: Mapped[int | None] = mapped_column(ForeignKey("app_user.id"))

    boxes: Mapped[list["NeedleBox"]] = relationship(back_populates="room", order_by="NeedleBox.id")


class NeedleBox(Created, Base):
    """A box in use in a room, from when it was opened until somebody put it away; it is changed in nothing else."""

    __tablename__ = "needle_box"
    __table_args__ = (
        Index(None, "room_id", "put_away_at"),
        CheckConstraint("(put_away_at IS NULL) = (put_away_by_id IS NULL)", name="put_away_by_somebody"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    room_id: Mapped[int] = mapped_column(ForeignKey("room.id"))
    product: Mapped[str] = mapped_column(String(120))
    lot: Mapped[str] = mapped_column(String(60))
    expires_on: Mapped[date | None]
    put_away_at: Mapped[datetime | None]
    put_away_by_id: Mapped[int | None] = mapped_column(ForeignKey("app_user.id"))

    room: Mapped[Room] = relationship(back_populates="boxes")


class RoomChoice(Created, Base):
    """That a person said in which room they work, on the browser of a sign-in; the newest counts."""

    __tablename__ = "room_choice"
    __table_args__ = (Index(None, "user_id", "login_session_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    room_id: Mapped[int] = mapped_column(ForeignKey("room.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("app_user.id"))
    login_session_id: Mapped[int | None] = mapped_column(ForeignKey("login_session.id"))
    address: Mapped[str | None] = mapped_column(String(64))
