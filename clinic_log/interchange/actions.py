"""Taking FHIR bundles into a clinic: each file whole or not at all, and each patient once."""

import hashlib
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from clinic_log.audit.actions import Act, record_change
from clinic_log.base.dates import day_in_zone, now_utc
from clinic_log.base.errors import InvalidInputError
from clinic_log.base.permissions import Actor, Permission
from clinic_log.episodes.actions import suggest_episode
from clinic_log.episodes.queries import find_suggestion
from clinic_log.interchange.rules import BrokenFileError, Remark
from clinic_log.interchange.rules.bundles import Contents, read_bundle
from clinic_log.interchange.rules.people import Person
from clinic_log.interchange.rules.problems import Problem
from clinic_log.interchange.rules.reports import NOT_READ, FileReport, FileState
from clinic_log.interchange.rules.sources import SourceFile
from clinic_log.patients.actions import add_imported_alert, import_patient
from clinic_log.patients.models import Patient
from clinic_log.patients.queries import list_by_identifiers
from clinic_log.patients.rules.details import PatientDetails
from clinic_log.patients.rules.names import sort_name

Transaction = Callable[[], AbstractContextManager[Session]]

_SHORT_HASH = 16
_BATCH = 100


@dataclass(frozen=True)
class Progress:
    """Whom to tell how far it is: after each file, and after every hundred patients of a large one."""

    file_done: Callable[[FileReport], None] = lambda _report: None
    patients_done: Callable[[str, int, int], None] = lambda _name, _done, _all: None


@dataclass
class Run:
    """One import. A dry run changes nothing but the audit; it remembers whom it would have taken."""

    by: Actor
    is_dry_run: bool
    progress: Progress
    seen: set[tuple[str, str]] = field(default_factory=set)


def import_files(
    files: Iterable[SourceFile],
    *,
    by: Actor,
    transaction: Transaction,
    is_dry_run: bool = False,
    progress: Progress | None = None,
) -> list[FileReport]:
    """Take the files one after the other, each in a transaction of its own; a broken one stops only itself.

    Running it again takes nobody twice and changes nobody: a person is known again by an identifier. `transaction`
    opens a writing transaction that is committed at its end.
    """
    by.require(Permission.IMPORT_RECORDS)
    run = Run(by, is_dry_run, progress or Progress())
    reports = []
    for file in files:
        report = _take_or_refuse(file, run, transaction)
        reports.append(report)
        run.progress.file_done(report)
    return reports


def _take_or_refuse(file: SourceFile, run: Run, transaction: Transaction) -> FileReport:
    digest = "unread"
    try:
        content = file.read()
        digest = hashlib.sha256(content).hexdigest()[:_SHORT_HASH]
        contents = read_bundle(content, today=day_in_zone(now_utc(), run.by.zone))
        with transaction() as db:
            report = _take(db, file.name, contents, run=run)
            _record(db, run, report, digest=digest)
    except (BrokenFileError, InvalidInputError) as error:
        report = _broken(file.name, error)
        with transaction() as db:
            _record(db, run, report, digest=digest)
    return report


def _broken(name: str, error: BrokenFileError | InvalidInputError) -> FileReport:
    if isinstance(error, BrokenFileError):
        return FileReport(name=name, state=FileState.BROKEN, place=error.place, reason=error.reason)
    return FileReport(name=name, state=FileState.BROKEN, place=error.field or "", reason=str(error))


def _record(db: Session, run: Run, report: FileReport, *, digest: str) -> None:
    """The entry names the file by its hash: file names often hold the name of the patient."""
    action = "interchange.file_checked" if run.is_dry_run else "interchange.file_imported"
    outcome = "done" if report.state is FileState.TAKEN else "refused"
    reason = f"FHIR file with SHA-256 {digest}: {report.summary()}"
    record_change(db, by=run.by, act=Act(action=action, object_type="fhir_bundle", outcome=outcome, reason=reason))


def _take(db: Session, name: str, contents: Contents, *, run: Run) -> FileReport:
    report = FileReport(name=name, is_dry_run=run.is_dry_run)
    for kind, count in contents.others.items():
        report.left[kind, NOT_READ] += count
    for problem in contents.stray_problems:
        report.left["Condition", problem.left_out or "its patient is not in the file"] += 1
    for number, person in enumerate(contents.people, 1):
        if number % _BATCH == 0:
            run.progress.patients_done(name, number, len(contents.people))
        problems = contents.problems.get(person.place, ())
        is_known, patient = _take_person(db, person, run=run, report=report)
        if not is_known:
            report.left["Condition", "its patient was left out"] += len(problems)
            continue
        for problem in problems:
            _take_problem(db, problem, patient, run=run, report=report)
    report.left = +report.left
    return report


def _take_person(db: Session, person: Person, *, run: Run, report: FileReport) -> tuple[bool, Patient | None]:
    """Whether the person is on record now, and the record; a dry run has none for a new person."""
    keys = [(one.system, one.value) for one in person.identifiers]
    known = list_by_identifiers(db, by=run.by, identifiers=keys)
    reason = person.left_out or _reason_to_leave(person.details, known)
    if reason or person.details is None:
        report.left["Patient", reason] += 1
        report.remarks.append(Remark(person.place, f"Patient left out: {reason}"))
        return False, None
    if known:
        report.patients_here += 1
        if known[0].born_on != person.details.born_on:
            report.remarks.append(Remark(person.place, "The record here has another date of birth: kept as it is"))
        return True, known[0]
    if run.seen & set(keys):
        report.patients_here += 1
        return True, None
    report.patients_taken += 1
    report.remarks.extend(person.remarks)
    if run.is_dry_run:
        run.seen |= set(keys)
        return True, None
    return True, _make_record(db, person, person.details, run=run)


def _make_record(db: Session, person: Person, details: PatientDetails, *, run: Run) -> Patient:
    patient = import_patient(db, by=run.by, details=details, identifiers=person.identifiers)
    if person.died_without_day:
        detail = "The import told no full date of death."
        add_imported_alert(db, by=run.by, patient=patient, label="Recorded as deceased", detail=detail)
    return patient


def _reason_to_leave(details: PatientDetails | None, known: list[Patient]) -> str:
    if len(known) > 1:
        return "its numbers belong to several patients here"
    if details is None or not known:
        return ""
    same_name = known[0].sort_name == sort_name(details.family_name, details.given_names)
    if known[0].born_on == details.born_on or same_name:
        return ""
    return "one of its numbers belongs to a patient with another name and date of birth here"


def _take_problem(db: Session, problem: Problem, patient: Patient | None, *, run: Run, report: FileReport) -> None:
    """A suggestion that is there already stays as it is, also when a person dismissed it."""
    found = problem.found
    if found is None:
        report.left["Condition", problem.left_out] += 1
        return
    known = (
        find_suggestion(db, by=run.by, patient=patient, source=found.source, source_id=found.source_id)
        if patient is not None
        else None
    )
    if known is not None:
        report.suggestions_here += 1
        return
    report.suggestions_made += 1
    report.remarks.extend(problem.remarks)
    if patient is not None and not run.is_dry_run:
        suggest_episode(db, by=run.by, patient=patient, found=found)
