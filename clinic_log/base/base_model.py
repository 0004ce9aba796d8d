"""The base of every table: naming of constraints, moments in UTC, coded values, who made a row and when."""

import re
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import DateTime, Dialect, Enum, MetaData
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column
from sqlalchemy.types import TypeDecorator
from typing_extensions import override

from clinic_log.base.dates import now_utc

LARGEST_ID: Final = 2**31 - 1
"""The largest key of a row; a larger number in an address names nothing."""

_CONSTRAINT_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment, kept in UTC on both databases. A naive one is a mistake and raises ValueError."""

    impl = DateTime(timezone=True)
    cache_ok = True

    @override
    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("A moment needs its time zone.")
        return value.astimezone(UTC)

    @override
    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=_CONSTRAINT_NAMES)
    type_annotation_map = {datetime: UtcDateTime}


class Created:
    """Who made the row and when; set by the action, never by a form. No author means the program itself."""

    created_at: Mapped[datetime] = mapped_column(default=now_utc)
    created_by_id: Mapped[int | None]


class Revised:
    """A number that grows with each change, so that the second of two editors is told instead of overwriting."""

    revision: Mapped[int]

    @declared_attr.directive
    @classmethod
    def __mapper_args__(cls) -> dict[str, Any]:
        return {"version_id_col": cls.revision}


def coded(codes: type[StrEnum], *, name: str | None = None) -> Enum:
    """A column type for a closed list of codes, kept as text with a check on both databases.

    `name` tells the check apart where one table has the same codes twice.
    """
    return Enum(
        codes,
        native_enum=False,
        create_constraint=True,
        length=40,
        name=name or re.sub(r"(?<!^)(?=[A-Z])", "_", codes.__name__).lower(),
        values_callable=lambda members: [member.value for member in members],
    )
