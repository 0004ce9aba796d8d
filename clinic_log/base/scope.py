"""Whose rows a query reads: never those of another clinic, unless it is named."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement

from clinic_log.base.permissions import Actor


def of_clinics(column: Any, *, by: Actor, clinics: Collection[int] = ()) -> ColumnElement[bool]:  # noqa: ANN401
    """Rows of these clinics, in each of which the person has the right; without any, of the one in which they act."""
    scoped: ColumnElement[bool] = column.in_(clinics) if clinics else column == by.clinic_id
    return scoped
