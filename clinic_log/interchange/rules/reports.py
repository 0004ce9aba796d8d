"""What an import took, what it left and why: for people, and for programs as JSON."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from enum import StrEnum

from clinic_log.interchange.rules import Remark

NOT_READ = "clinic_log keeps no such resources"


class FileState(StrEnum):
    """What became of a file."""

    TAKEN = "taken"
    BROKEN = "broken"


@dataclass(kw_only=True)
class FileReport:
    """What became of one file. `left` counts resources by (type, reason); `remarks` say what was not taken as it stood.

    A broken file has a `reason` and, where one is known, a `place`; all its counts are 0.
    """

    name: str
    is_dry_run: bool = False
    state: FileState = FileState.TAKEN
    place: str = ""
    reason: str = ""
    patients_taken: int = 0
    patients_here: int = 0
    suggestions_made: int = 0
    suggestions_here: int = 0
    left: Counter[tuple[str, str]] = field(default_factory=Counter)
    remarks: list[Remark] = field(default_factory=list)

    @property
    def patients_left(self) -> int:
        return sum(count for (kind, _reason), count in self.left.items() if kind == "Patient")

    @property
    def is_complete(self) -> bool:
        """Whether every patient of the file is on record now, or would be."""
        return self.state is FileState.TAKEN and not self.patients_left

    def summary(self) -> str:
        """One line without names: it may go into the audit."""
        if self.state is FileState.BROKEN:
            return f"left out, {self.place}: {self.reason}" if self.place else f"left out: {self.reason}"
        taken, suggested = ("to take", "to suggest") if self.is_dry_run else ("taken", "suggested")
        return (
            f"{_count(self.patients_taken, 'patient')} {taken}, {self.patients_here} already here, "
            f"{self.patients_left} left out; {_count(self.suggestions_made, 'episode')} {suggested}, "
            f"{self.suggestions_here} already here"
        )


@dataclass(frozen=True, kw_only=True)
class ImportReport:
    """What became of all files of one run."""

    is_dry_run: bool
    files: tuple[FileReport, ...]

    @property
    def is_complete(self) -> bool:
        return all(file.is_complete for file in self.files)

    @property
    def broken(self) -> list[FileReport]:
        return [file for file in self.files if file.state is FileState.BROKEN]

    @property
    def patients_taken(self) -> int:
        return sum(file.patients_taken for file in self.files)

    @property
    def patients_here(self) -> int:
        return sum(file.patients_here for file in self.files)

    @property
    def patients_left(self) -> int:
        return sum(file.patients_left for file in self.files)

    @property
    def suggestions_made(self) -> int:
        return sum(file.suggestions_made for file in self.files)

    @property
    def suggestions_here(self) -> int:
        return sum(file.suggestions_here for file in self.files)

    @property
    def left(self) -> list[tuple[str, str, int]]:
        """(type, reason, count) of everything left, the types that are read first."""
        total: Counter[tuple[str, str]] = Counter()
        for file in self.files:
            total.update(file.left)
        rows = [(kind, reason, count) for (kind, reason), count in total.items()]
        return sorted(rows, key=lambda row: (row[1] == NOT_READ, row))


def lines_of(report: ImportReport) -> Iterator[str]:
    """The report as lines of text."""
    taken, became = ("would be taken", "would become") if report.is_dry_run else ("taken", "became")
    yield f"{_count(len(report.files), 'file')}, {len(report.broken)} broken"
    yield (
        f"Patients: {report.patients_taken} {taken}, {report.patients_here} already here, "
        f"{report.patients_left} left out"
    )
    yield (
        f"Conditions: {report.suggestions_made} {became} suggestions for episodes, "
        f"{report.suggestions_here} already here"
    )
    if report.left:
        yield "Left, and why:"
        yield from (f"  {count:>6,}  {kind}: {reason}" for kind, reason, count in report.left)
    remarks = [(file.name, remark) for file in report.files for remark in file.remarks]
    if remarks:
        yield "Not taken as it stood:"
        yield from (f"  {name}, {remark.place}: {remark.text}" for name, remark in remarks)
    if report.broken:
        yield "Broken files, of which nothing was taken:"
        yield from (f"  {file.name}: {file.summary()}" for file in report.broken)
    if report.is_dry_run:
        yield "This was a dry run: nothing was changed."


def as_json(report: ImportReport) -> dict[str, object]:
    """The report for a program."""
    return {
        "dry_run": report.is_dry_run,
        "complete": report.is_complete,
        "totals": {
            "files": len(report.files),
            "broken": len(report.broken),
            "patients": _three(report.patients_taken, report.patients_here, report.patients_left),
            "suggestions": {"made": report.suggestions_made, "already_here": report.suggestions_here},
            "left": [{"type": kind, "reason": reason, "count": count} for kind, reason, count in report.left],
        },
        "files": [_file_as_json(file) for file in report.files],
    }


def _file_as_json(file: FileReport) -> dict[str, object]:
    return {
        "name": file.name,
        "state": file.state.value,
        "place": file.place or None,
        "reason": file.reason or None,
        "patients": _three(file.patients_taken, file.patients_here, file.patients_left),
        "suggestions": {"made": file.suggestions_made, "already_here": file.suggestions_here},
        "left": [
            {"type": kind, "reason": reason, "count": count} for (kind, reason), count in sorted(file.left.items())
        ],
        "remarks": [asdict(remark) for remark in file.remarks],
    }


def _three(taken: int, here: int, left: int) -> dict[str, int]:
    return {"taken": taken, "already_here": here, "left_out": left}


def _count(number: int, word: str) -> str:
    return f"{number:,} {word if number == 1 else word + 's'}"
