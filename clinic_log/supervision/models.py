"""What a supervisor keeps: filters of the team's figures under a name."""

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
