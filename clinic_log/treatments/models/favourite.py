"""Named sets that a person or a clinic applies in notes."""

from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from clinic_log.base.base_model import Base, Created, Revised


class Favourite(Created, Revised, Base):
    """Needlings, measures and other treatments under a name. Without an owner it is the clinic's; `owner_key` is then
    0, so that a name is used once by each owner. `name_key` is the folded name.
    """

    __tablename__ = "favourite"
    __table_args__ = (
        UniqueConstraint("clinic_id", "owner_key", "name_key"),
        CheckConstraint("owner_key = COALESCE(owner_id, 0)", name="owner_key_is_owner"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    clinic_id: Mapped[int] = mapped_column(ForeignKey("clinic.id"))
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("app_user.id"))
    owner_key: Mapped[int]
    name: Mapped[str] = mapped_column(String(80))
    name_key: Mapped[str] = mapped_column(String(400))
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
