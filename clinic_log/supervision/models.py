"""What a supervisor keeps: filters of the team's figures under a name, and looks at courses that do not improve."""

from datetime import date

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from clinic_log.base.base_model import Base, Created, Revised


class SavedView(Created, Revised, Base):
    """One person's filter as it stands in an address, which names no patient. `name_key` is the folded name. The
    default is what the page shows while no filter was chosen.
    """

    __tablename__ = "saved_view"
    __table_args__ = (UniqueConstraint("clinic_id", "owner_id", "name_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    clinic_id: Mapped[int] = mapped_column(ForeignKey("clinic.id"))
    owner_id: Mapped[int] = mapped_column(ForeignKey("app_user.id"))
    name: Mapped[str] = mapped_column(String(80))
    name_key: Mapped[str] = mapped_column(String(400))
    filter: Mapped[dict[str, str]] = mapped_column(JSON)
    is_default: Mapped[bool]


class CourseLook(Created, Base):
    """A supervisor looked at a course that does not improve. It is never changed or removed: the course comes back to
    the queue by itself, and another look is another row.

    `visits`, `scores` (those outside a session), `last_before` and `last_score_on` are the course as it was seen.
    `made_by_name` is what the person was called then.
    """

    __tablename__ = "course_look"
    __table_args__ = (UniqueConstraint("clinic_id", "idempotency_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    clinic_id: Mapped[int] = mapped_column(ForeignKey("clinic.id"))
    patient_id: Mapped[int] = mapped_column(ForeignKey("patient.id"), index=True)
    episode_id: Mapped[int] = mapped_column(ForeignKey("episode.id"), index=True)
    idempotency_key: Mapped[str] = mapped_column(String(64))
    looked_on: Mapped[date]
    visits: Mapped[int]
    scores: Mapped[int]
    last_before: Mapped[float | None]
    last_score_on: Mapped[date | None]
    note: Mapped[str] = mapped_column(String(300))
    made_by_name: Mapped[str] = mapped_column(String(200))
