"""Taking bundles into a clinic, on both databases."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import partial

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from clinic_log.accounts.rules import Role, SignedIn
from clinic_log.audit.actions import give_key
from clinic_log.audit.models import AuditEntry
from clinic_log.audit.queries import verify_chain
from clinic_log.base.database import own_transaction
from clinic_log.base.errors import ForbiddenError
from clinic_log.episodes.models import EpisodeSuggestion
from clinic_log.episodes.rules import SuggestionState
from clinic_log.interchange.actions import Progress, import_files
from clinic_log.interchange.rules.reports import FileReport, FileState
from clinic_log.interchange.rules.sources import SourceFile
from clinic_log.patients.models import Patient, PatientAlert
from tests.accounts.factories import make_actor, make_clinic
from tests.conftest import AUDIT_KEY
from tests.interchange.bundles import SYNTHEA, bundle, condition, patient

Importer = Callable[..., list[FileReport]]


@pytest.fixture
def by(engine: Engine) -> SignedIn:
    with own_transaction(engine) as db:
        return make_actor(db, Role.ADMINISTRATOR)


@pytest.fixture
def take(engine: Engine, by: SignedIn) -> Importer:
    """Import contents in the name of the administrator, or of another person."""

    @contextmanager
    def transaction() -> Iterator[Session]:
        with own_transaction(engine) as db:
            give_key(db, AUDIT_KEY)
            yield db

    def take(*contents: bytes, actor: SignedIn | None = None, is_dry_run: bool = False) -> list[FileReport]:
        files = [SourceFile(f"{number}.json", partial(bytes, content)) for number, content in enumerate(contents)]
        return import_files(files, by=actor or by, transaction=transaction, is_dry_run=is_dry_run)

    return take


def _rows(engine: Engine) -> tuple[list[Patient], list[EpisodeSuggestion], list[AuditEntry]]:
    with Session(engine) as db:
        return (
            list(db.scalars(select(Patient).order_by(Patient.id))),
            list(db.scalars(select(EpisodeSuggestion).order_by(EpisodeSuggestion.id))),
            list(db.scalars(select(AuditEntry).order_by(AuditEntry.sequence))),
        )


def test_a_bundle_brings_its_patient_and_suggestions(take: Importer, engine: Engine, by: SignedIn) -> None:
    (report,) = take(SYNTHEA.read_bytes())

    (willy,), suggestions, entries = _rows(engine)
    assert (report.patients_taken, report.suggestions_made) == (1, 3)
    assert (willy.clinic_id, willy.record_number, willy.created_by_id) == (by.clinic_id, "000001", by.user_id)
    assert [one.condition_slug for one in suggestions] == ["rheumatoid-arthritis", "whiplash", "ankle-sprain"]
    assert {one.state for one in suggestions} == {SuggestionState.OPEN}
    assert entries[0].action == "patient.imported"
    assert entries[-1].action == "interchange.file_imported"


def test_the_audit_names_the_file_by_its_hash_and_nobody_by_name(take: Importer, engine: Engine) -> None:
    take(SYNTHEA.read_bytes(), b"{Koepp")

    texts = [entry.reason or "" for entry in _rows(engine)[2]]
    assert not any("Koepp" in text or ".json" in text for text in texts)
    assert "FHIR file with SHA-256" in texts[-1]
    with Session(engine) as db:
        assert verify_chain(db, AUDIT_KEY).is_whole


def test_a_second_run_takes_nobody_twice(take: Importer, engine: Engine) -> None:
    take(SYNTHEA.read_bytes())
    (again,) = take(SYNTHEA.read_bytes())

    patients, suggestions, _entries = _rows(engine)
    assert (again.patients_taken, again.patients_here) == (0, 1)
    assert (again.suggestions_made, again.suggestions_here) == (0, 3)
    assert (len(patients), len(suggestions)) == (1, 3)


def test_a_second_run_changes_nothing_that_a_person_corrected_or_dismissed(take: Importer, engine: Engine) -> None:
    take(bundle(patient(telecom=[{"system": "phone", "value": "555"}]), condition()))
    with own_transaction(engine) as db:
        known, waiting = db.scalars(select(Patient)).one(), db.scalars(select(EpisodeSuggestion)).one()
        known.phone, known.born_on = "", date(1981, 4, 3)
        waiting.state = SuggestionState.DISMISSED

    (again,) = take(bundle(patient(telecom=[{"system": "phone", "value": "555"}]), condition()))

    (kept,), (dismissed,), _entries = _rows(engine)
    assert (kept.phone, kept.born_on, dismissed.state) == ("", date(1981, 4, 3), SuggestionState.DISMISSED)
    assert (again.patients_here, again.suggestions_here) == (1, 1)
    assert [remark.text for remark in again.remarks] == ["The record here has another date of birth: kept as it is"]


def test_a_later_file_brings_new_conditions_of_a_patient_who_is_here(take: Importer, engine: Engine) -> None:
    take(bundle(patient(), condition("c1")))
    (report,) = take(bundle(patient(), condition("c1"), condition("c2")))

    assert (report.patients_here, report.suggestions_made, report.suggestions_here) == (1, 1, 1)
    assert len(_rows(engine)[1]) == 2


def test_a_broken_file_brings_nothing_and_the_others_go_in(take: Importer, engine: Engine) -> None:
    broken = bundle(patient("1"), patient("2", birthDate=None))

    first, second, third = take(bundle(patient("8")), broken, bundle(patient("9", name=[{"family": "Berg"}])))

    assert [one.state for one in (first, second, third)] == [FileState.TAKEN, FileState.BROKEN, FileState.TAKEN]
    assert (second.place, second.reason) == ("entry[1].resource.birthDate", "the date of birth is missing")
    assert not second.is_complete
    patients, _suggestions, entries = _rows(engine)
    assert [one.family_name for one in patients] == ["Lindqvist", "Berg"]
    assert [entry.outcome for entry in entries if entry.action == "interchange.file_imported"] == [
        "done",
        "refused",
        "done",
    ]


def test_a_dry_run_tells_the_same_and_changes_nothing(take: Importer, engine: Engine) -> None:
    contents = (SYNTHEA.read_bytes(), SYNTHEA.read_bytes(), bundle(patient(), condition()), b"{")

    told = take(*contents, is_dry_run=True)

    patients, suggestions, entries = _rows(engine)
    assert (patients, suggestions) == ([], [])
    assert {entry.action for entry in entries} == {"interchange.file_checked"}
    done = take(*contents)
    assert [(one.patients_taken, one.patients_here, one.state) for one in told] == [
        (one.patients_taken, one.patients_here, one.state) for one in done
    ]
    assert [one.left for one in told] == [one.left for one in done]


def test_a_number_of_somebody_else_leaves_the_patient_out(take: Importer, engine: Engine) -> None:
    stranger = patient(name=[{"family": "Okafor"}], birthDate="1975-12-22")

    (report,) = take(bundle(patient(), stranger, condition(reference="Patient/p17")))

    assert (report.patients_taken, report.patients_left) == (1, 1)
    assert not report.is_complete
    assert len(_rows(engine)[0]) == 1


def test_numbers_of_several_patients_leave_the_patient_out(take: Importer) -> None:
    take(bundle(patient("1")), bundle(patient("2", name=[{"family": "Berg"}])))
    both = [{"system": "urn:oid:1.2.3", "value": value} for value in ("1", "2")]

    (report,) = take(bundle(patient(identifier=both), condition()))

    assert report.patients_left == 1
    assert report.left["Condition", "its patient was left out"] == 1


def test_a_patient_without_a_day_of_birth_is_left_out_and_the_rest_goes_in(take: Importer) -> None:
    (report,) = take(bundle(patient("1", birthDate="1981"), patient("2"), condition(reference="Patient/p1")))

    assert (report.patients_taken, report.patients_left) == (1, 1)
    assert report.left["Patient", "the date of birth has no day"] == 1


def test_a_death_without_a_day_is_kept_in_sight(take: Importer, engine: Engine) -> None:
    take(bundle(patient(deceasedBoolean=True)))

    with Session(engine) as db:
        assert [alert.label for alert in db.scalars(select(PatientAlert))] == ["Recorded as deceased"]


def test_the_same_number_in_another_clinic_is_another_patient(take: Importer, engine: Engine, by: SignedIn) -> None:
    with own_transaction(engine) as db:
        elsewhere = make_actor(db, Role.ADMINISTRATOR, clinic=make_clinic(db))

    take(bundle(patient()))
    (report,) = take(bundle(patient()), actor=elsewhere)

    assert report.patients_taken == 1
    assert [one.clinic_id for one in _rows(engine)[0]] == [by.clinic_id, elsewhere.clinic_id]


def test_who_may_not_import_is_refused(take: Importer, engine: Engine) -> None:
    with own_transaction(engine) as db:
        practitioner = make_actor(db, Role.PRACTITIONER)

    with pytest.raises(ForbiddenError):
        take(bundle(patient()), actor=practitioner)

    assert _rows(engine) == ([], [], [])


def test_progress_is_told_by_file_and_by_hundreds_of_patients(engine: Engine, by: SignedIn) -> None:
    heard: list[tuple[str, int, int]] = []
    many = [patient(str(number), name=[{"family": f"Person{number}"}]) for number in range(250)]

    @contextmanager
    def transaction() -> Iterator[Session]:
        with own_transaction(engine) as db:
            give_key(db, AUDIT_KEY)
            yield db

    (report,) = import_files(
        [SourceFile("many.json", lambda: bundle(*many))],
        by=by,
        transaction=transaction,
        progress=Progress(patients_done=lambda name, done, among: heard.append((name, done, among))),
    )

    assert heard == [("many.json", 100, 250), ("many.json", 200, 250)]
    assert report.patients_taken == 250
