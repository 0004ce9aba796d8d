"""What can go wrong with the reference data: a broken file, or a slug that it does not hold."""

from typing import ClassVar

from typing_extensions import override

from clinic_log.base.errors import ClinicLogError


class CatalogueError(ClinicLogError):
    """A data file is broken. Says the file and, where known, the row (the header is line 1) and the column."""

    def __init__(self, file: str, *, problem: str, row: int | str | None = None, column: str | None = None) -> None:
        self.file = file
        self.row = row
        self.column = column
        self.problem = problem
        place = file
        if row is not None:
            place += f", row {row}"
        if column is not None:
            place += f", column {column}"
        super().__init__(f"{place}: {problem}")


class UnknownEntryError(KeyError):
    """Nothing in the catalogue has this slug. A KeyError, but with a sentence for its text."""

    kind: ClassVar[str] = "entry"

    def __init__(self, slug: str) -> None:
        self.slug = slug
        super().__init__(slug)

    @override
    def __str__(self) -> str:
        return f"The catalogue holds no {self.kind} {self.slug!r}."


class UnknownMeasureError(UnknownEntryError):
    kind = "measure"


class UnknownMuscleError(UnknownEntryError):
    kind = "muscle"


class UnknownConditionError(UnknownEntryError):
    kind = "condition"


class UnknownAdverseEventError(UnknownEntryError):
    kind = "adverse event"


class UnknownListError(UnknownEntryError):
    kind = "controlled list"


class UnknownCodeError(UnknownEntryError):
    kind = "code"


class UnknownChartPlaceError(UnknownEntryError):
    kind = "place on the body chart"
