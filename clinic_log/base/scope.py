"""Whose rows a query reads: never those of another clinic, unless it is named."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, SQLColumnExpression

from clinic_log.base.permissions import Actor


def of_clinics(column: SQLColumnExpression[int], *, by: Actor, clinics: Collection[int] = ()) -> ColumnElement[bool]:
    """Rows of these clinics, in each of which the person has the right; without any, of the one in which they act."""
    scoped: ColumnElement[bool] = column.in_(clinics) if clinics else column == by.clinic_id
    return scoped
