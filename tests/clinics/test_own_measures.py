"""The measures that a clinic adds: what they must say, who adds them, and that no other clinic sees them."""

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from clinic_log.accounts.rules import Role
from clinic_log.audit.actions import give_key
from clinic_log.audit.models import AuditEntry
from clinic_log.base.database import own_transaction
from clinic_log.base.errors import ConflictError, ForbiddenError, InvalidInputError, NotFoundError
from clinic_log.biostatistics.change import improvement
from clinic_log.biostatistics.responders import has_threshold
from clinic_log.catalogue.measures import Better
from clinic_log.clinics.actions import add_measure, restore_measure, retire_measure
from clinic_log.clinics.queries import get_clinic_measure, list_clinic_measures, read_own_measures
from clinic_log.clinics.rules import find_measure_problems, measure_of
from tests.accounts.factories import make_actor, make_clinic
from tests.accounts.signed_in import SignInFixture
from tests.conftest import AUDIT_KEY
from tests.patients.factories import make_patient
from tests.populated_clinic import plank_hold

SENT = {
    "name": "Side plank",
    "unit": "s",
    "minimum": "0",
    "maximum": "300",
    "better": "higher",
    "taken_by": "clinician",
}


def _problems(**changes: object) -> list[str]:
    return [problem.field for problem in find_measure_problems(plank_hold(**changes), taken_names={"NPRS"})]


def test_a_whole_measure_has_no_problem() -> None:
    assert _problems() == []
    assert _problems(mcid=12.5, mcid_source="doi:10.1/x") == []


def test_an_important_change_needs_a_source_a_direction_and_room() -> None:
    assert _problems(mcid=10) == ["mcid_source"]
    assert _problems(mcid_source="doi:10.1/x") == ["mcid"]
    assert _problems(mcid=10, mcid_source="doi:10.1/x", better=Better.NONE) == ["mcid"]
    assert _problems(mcid=0, mcid_source="doi:10.1/x") == ["mcid"]
    assert _problems(mcid=301, mcid_source="doi:10.1/x") == ["mcid"]


def test_a_range_runs_upwards_and_a_name_is_used_once() -> None:
    assert _problems(minimum=300) == ["maximum"]
    assert _problems(maximum=float("inf")) == ["maximum"]
    assert _problems(name="nprs") == ["name"]
    assert _problems(name="", unit="") == ["name", "unit"]


def test_a_measure_without_a_direction_is_never_better_worse_or_important() -> None:
    measure = measure_of(1, plank_hold(better=Better.NONE), is_retired=False)

    assert improvement(10, 20, measure=measure) is None
    assert not has_threshold(measure)


def test_its_figures_are_never_called_verified() -> None:
    measure = measure_of(7, plank_hold(mcid=10, mcid_source="doi:10.1/x"), is_retired=False)

    assert (measure.slug, measure.mcid, measure.source, measure.verified) == ("own-7", 10, "doi:10.1/x", "no")


def test_what_an_administrator_adds_retires_and_takes_back_is_on_record(db: Session) -> None:
    by = make_actor(db, Role.ADMINISTRATOR)

    row = add_measure(db, by=by, details=plank_hold())
    retire_measure(db, by=by, measure=row)
    retire_measure(db, by=by, measure=row)
    retired = read_own_measures(db, by=by)
    restore_measure(db, by=by, measure=row)

    acts = db.scalars(select(AuditEntry.action).where(AuditEntry.object_type == "clinic_measure")).all()
    assert acts == ["clinics.measure_added", "clinics.measure_retired", "clinics.measure_restored"]
    assert [measure.is_retired for measure in retired] == [True]
    assert [measure.is_retired for measure in read_own_measures(db, by=by)] == [False]


def test_a_name_of_the_catalogue_or_of_a_measure_in_use_is_refused(db: Session) -> None:
    by = make_actor(db, Role.ADMINISTRATOR)
    first = add_measure(db, by=by, details=plank_hold())

    for name in ("side PLANK", "Grip strength"):
        with pytest.raises(InvalidInputError, match="There is a measure of this name"):
            add_measure(db, by=by, details=plank_hold(name=name))
    retire_measure(db, by=by, measure=first)
    add_measure(db, by=by, details=plank_hold())
    with pytest.raises(ConflictError):
        restore_measure(db, by=by, measure=first)


def test_another_clinic_has_none_of_it(db: Session) -> None:
    by, stranger = make_actor(db, Role.ADMINISTRATOR), make_actor(db, Role.ADMINISTRATOR)
    row = add_measure(db, by=by, details=plank_hold())

    assert list_clinic_measures(db, by=stranger) == []
    with pytest.raises(NotFoundError):
        get_clinic_measure(db, by=stranger, measure_id=row.id)
    add_measure(db, by=stranger, details=plank_hold())  # the same name is free there


@pytest.mark.parametrize("role", [Role.PRACTITIONER, Role.STUDENT, Role.SUPERVISOR])
def test_only_an_administrator_adds_one(db: Session, role: Role) -> None:
    by = make_actor(db, role, clinic=make_clinic(db))

    with pytest.raises(ForbiddenError):
        add_measure(db, by=by, details=plank_hold())


def test_the_page_adds_keeps_what_was_typed_and_retires(sign_in: SignInFixture) -> None:
    client = sign_in(Role.ADMINISTRATOR)

    empty = client.get("/clinic/measures").text
    refused = client.post("/clinic/measures", data=SENT | {"mcid": "10"})
    added = client.post("/clinic/measures", data=SENT)
    client.post("/clinic/measures/1/retire")
    after = client.get("/clinic/measures").text

    assert "No measure added yet" in empty
    assert refused.status_code == 422
    assert "Name the source of the important change" in refused.text
    assert 'value="Side plank"' in refused.text
    assert 'value="10"' in refused.text
    assert added.status_code == 303
    assert "Use again" in after


def test_a_clinics_measure_stands_beside_those_of_the_catalogue_and_nowhere_else(
    sign_in: SignInFixture, engine: Engine
) -> None:
    here = sign_in(Role.ADMINISTRATOR, Role.PRACTITIONER)
    elsewhere = sign_in(Role.ADMINISTRATOR, Role.PRACTITIONER)
    here.post("/clinic/measures", data=SENT)
    with own_transaction(engine) as db:
        give_key(db, AUDIT_KEY)
        patients = [make_patient(db, by=client.actor).id for client in (here, elsewhere)]

    pages = [
        client.get(f"/patients/{patient_id}/episodes/new").text
        for client, patient_id in zip((here, elsewhere), patients, strict=True)
    ]
    client_of_the_first_again = here.get(f"/patients/{patients[0]}/episodes/new").text

    assert ["own-1" in page for page in pages] == [True, False]
    assert "own-1" in client_of_the_first_again


def test_a_measure_of_another_clinic_cannot_be_tracked(sign_in: SignInFixture, engine: Engine) -> None:
    here, elsewhere = sign_in(Role.ADMINISTRATOR), sign_in(Role.PRACTITIONER)
    here.post("/clinic/measures", data=SENT)
    with own_transaction(engine) as db:
        give_key(db, AUDIT_KEY)
        patient_id = make_patient(db, by=elsewhere.actor).id
    sent = {
        "condition": "neck-pain",
        "side": "left",
        "region": "neck",
        "opened_on": "2026-01-05",
        "pain_question": "nprs",
        "tracked": "own-1",
    }

    answer = elsewhere.post(f"/patients/{patient_id}/episodes/new", data=sent)

    assert answer.status_code == 422
    assert "Choose the measures from the list" in answer.text
