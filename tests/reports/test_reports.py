"""A report is read before it is made, made once, and kept as it was."""

import hashlib
import re
from datetime import date, timedelta

import pytest
from sqlalchemy import Engine, select, update

from clinic_log.accounts.rules import Role
from clinic_log.audit.actions import give_key
from clinic_log.audit.models import AuditEntry
from clinic_log.base.database import own_transaction, reading
from clinic_log.charts import CAUSALITY
from clinic_log.documents import Facts, Figure, Paragraph, Table
from clinic_log.episodes.models import Episode
from clinic_log.episodes.rules import Side
from clinic_log.patients.models import Patient
from clinic_log.reports.models import KeptReport
from clinic_log.reports.queries import load_source
from clinic_log.reports.rules import KINDS, ReportKind, compose, suggested_text
from clinic_log.treatments.models import Adjunct, Stimulation
from tests.accounts.factories import make_actor, make_clinic
from tests.accounts.signed_in import SignedInClient, SignInFixture
from tests.conftest import AUDIT_KEY
from tests.outcomes.factories import Taken, make_open_episode, make_visit
from tests.patients.factories import make_patient

OPENED = date(2026, 9, 1)


@pytest.fixture
def client(sign_in: SignInFixture) -> SignedInClient:
    return sign_in(Role.PRACTITIONER)


def _episode(client: SignedInClient, engine: Engine, *, visits: int = 3, name: str = "Lindqvist") -> str:
    """The address of the reports of an episode with so many visits."""
    with own_transaction(engine) as db:
        give_key(db, AUDIT_KEY)
        patient = make_patient(db, by=client.actor, family_name=name)
        episode = make_open_episode(db, by=client.actor, patient=patient, opened_on=OPENED)
        episode.referral, episode.goals, episode.planned_visits = "Dr Okafor", "drive for an hour", 59
        for number in range(visits):
            visit = make_visit(
                db, by=client.actor, episodes=[episode], on=OPENED + timedelta(days=number), pain=(7 - number % 4, 4)
            )
            db.add(Adjunct(session_id=visit.id, position=1, code="exercise", label="Exercise", minutes=15))
        return f"/patients/{patient.id}/episodes/{episode.id}/reports"


def _sent(client: SignedInClient, url: str, **changes: str) -> dict[str, str]:
    """The form of a page as a browser would send it."""
    page = client.get(url).get_data(as_text=True)
    key = re.search(r'name="idempotency_key"[^>]*value="(\w+)"', page)
    assert key is not None
    return {"idempotency_key": key[1], "text": "In my words.", **changes}


def _kept(engine: Engine) -> list[KeptReport]:
    with reading(engine) as db:
        return list(db.scalars(select(KeptReport)))


def test_the_text_begins_from_the_record_and_can_be_changed(client: SignedInClient, engine: Engine) -> None:
    page = client.get(f"{_episode(client, engine)}/letter").get_data(as_text=True)

    assert "Referral: Dr Okafor." in page
    assert "Treated here since 1 Sep 2026 for Neck pain, right." in page
    assert "Goals: drive for an hour" in page


@pytest.mark.parametrize("kind", list(ReportKind))
def test_every_kind_is_made_kept_and_opened(client: SignedInClient, engine: Engine, kind: ReportKind) -> None:
    url = _episode(client, engine)

    answer = client.post(f"{url}/{kind.value}", data=_sent(client, f"{url}/{kind.value}"))

    assert answer.status_code == 303
    (report,) = _kept(engine)
    opened = client.get(f"/patients/{report.patient_id}/reports/{report.id}")
    assert opened.mimetype == "application/pdf"
    assert hashlib.sha256(opened.data).hexdigest() == report.sha256
    assert b"pdfuaid" in opened.data
    assert "attachment" in opened.headers["Content-Disposition"]
    assert "Lindqvist" not in opened.headers["Content-Disposition"]
    assert KINDS[kind].title in client.get(url).get_data(as_text=True)


def test_making_and_opening_are_on_record(client: SignedInClient, engine: Engine) -> None:
    url = _episode(client, engine)
    client.post(f"{url}/summary", data=_sent(client, f"{url}/summary"))
    (report,) = _kept(engine)
    client.get(f"/patients/{report.patient_id}/reports/{report.id}")

    with reading(engine) as db:
        entries = list(db.scalars(select(AuditEntry).where(AuditEntry.object_type == "kept_report")))
    assert [entry.action for entry in entries] == ["report.made", "report.opened"]
    assert entries[0].reason == f"sha256 {report.sha256}"


def test_a_form_sent_twice_is_one_report(client: SignedInClient, engine: Engine) -> None:
    url = _episode(client, engine)
    sent = _sent(client, f"{url}/summary")

    answers = [client.post(f"{url}/summary", data=sent).status_code for _ in range(2)]

    assert answers == [303, 303]
    assert len(_kept(engine)) == 1


def test_a_form_that_made_a_report_makes_no_other_one(client: SignedInClient, engine: Engine) -> None:
    url = _episode(client, engine)
    sent = _sent(client, f"{url}/summary")
    client.post(f"{url}/summary", data=sent)

    assert client.post(f"{url}/discharge", data=sent).status_code == 409
    assert len(_kept(engine)) == 1


def test_text_that_cannot_be_kept_is_refused_and_stays(client: SignedInClient, engine: Engine) -> None:
    url = _episode(client, engine)

    answer = client.post(f"{url}/summary", data=_sent(client, f"{url}/summary", text="long " * 5_000))

    assert answer.status_code == 422
    assert "20,000 is the most" in answer.get_data(as_text=True)
    assert "long long" in answer.get_data(as_text=True)
    assert _kept(engine) == []


def test_a_file_that_somebody_changed_is_not_handed_out(client: SignedInClient, engine: Engine) -> None:
    url = _episode(client, engine)
    client.post(f"{url}/summary", data=_sent(client, f"{url}/summary"))
    (report,) = _kept(engine)
    with own_transaction(engine) as db:
        db.execute(update(KeptReport).values(content=b"%PDF another"))

    answer = client.get(f"/patients/{report.patient_id}/reports/{report.id}")

    assert answer.status_code == 404


def test_a_report_of_another_clinic_does_not_exist(
    client: SignedInClient, engine: Engine, sign_in: SignInFixture
) -> None:
    url = _episode(client, engine)
    client.post(f"{url}/summary", data=_sent(client, f"{url}/summary"))
    (report,) = _kept(engine)
    with own_transaction(engine) as db:
        stranger = make_actor(db, clinic=make_clinic(db, name="Elsewhere"))

    answer = sign_in.as_person(stranger).get(f"/patients/{report.patient_id}/reports/{report.id}")

    assert answer.status_code == 404


def test_an_unknown_kind_is_not_found(client: SignedInClient, engine: Engine) -> None:
    assert client.get(f"{_episode(client, engine)}/poem").status_code == 404


def _blocks(client: SignedInClient, engine: Engine, kind: ReportKind, *, visits: int) -> list[object]:
    url = _episode(client, engine, visits=visits, name="W" * 180)
    patient_id, episode_id = (int(number) for number in re.findall(r"\d+", url))
    with reading(engine) as db:
        patient, episode = db.get_one(Patient, patient_id), db.get_one(Episode, episode_id)
        source = load_source(db, by=client.actor, patient=patient, episode=episode)
        return list(compose(kind, source, text=suggested_text(kind, source)))


def test_the_full_report_holds_every_visit_and_what_an_insurer_asks(client: SignedInClient, engine: Engine) -> None:
    blocks = _blocks(client, engine, ReportKind.PROGRESS, visits=60)

    tables = [block for block in blocks if isinstance(block, Table)]
    needled = [row for table in tables if table.title.startswith("Visits") for row in table.rows]
    timed = next(table for table in tables if table.head == ("Visit", "Day", "Treatment", "Minutes"))
    others = next(table for table in tables if table.title == "Beside the needling")
    (facts,) = (dict(block.pairs) for block in blocks if isinstance(block, Facts))
    assert [row[0].split(",")[0] for row in needled] == [str(number) for number in range(1, 61)]
    assert len(timed.rows) == 60
    assert timed.rows[2] == ("3 of 59", "3 Sep 2026", "Exercise", "15 min")
    assert timed.rows[59][0] == "60"
    assert others.rows == (("Exercise", "60 of 60", "1 to 60", "900 min", "30 Oct 2026"),)
    assert facts["Visits"] == "60 of 59 planned"
    assert facts["Plan of care"] == "1 Sep 2026, no end planned"
    assert facts["Diagnosis code (ICD-10)"] == "not entered"
    assert facts["Re-examination due"] == "now: 60 of 59 planned visits are over"


@pytest.mark.parametrize("visits", [0, 3])
def test_the_sentence_on_causality_always_stands(client: SignedInClient, engine: Engine, visits: int) -> None:
    for kind in ReportKind:
        blocks = _blocks(client, engine, kind, visits=visits)

        words = [block.caption for block in blocks if isinstance(block, Figure)]
        words += [block.text for block in blocks if isinstance(block, Paragraph)]
        assert sum(CAUSALITY in each for each in words) == 1


def test_minutes_of_a_visit_for_two_episodes_stand_in_both_reports_and_say_so(
    client: SignedInClient, engine: Engine
) -> None:
    by = client.actor
    with own_transaction(engine) as db:
        give_key(db, AUDIT_KEY)
        patient = make_patient(db, by=by)
        neck = make_open_episode(db, by=by, patient=patient, opened_on=OPENED)
        knee = make_open_episode(db, by=by, patient=patient, opened_on=OPENED, label="Knee pain")
        for day, episodes in enumerate(([neck], [neck, knee])):
            visit = make_visit(db, by=by, episodes=episodes, on=OPENED + timedelta(days=day), pain=(7, 5))
            db.add(Adjunct(session_id=visit.id, position=1, code="exercise", label="Exercise", minutes=15))
            for number, minutes in enumerate((10, 20)):
                uids = {"uid": f"s{number}", "first_uid": f"a{number}", "second_uid": f"b{number}"}
                db.add(Stimulation(session_id=visit.id, position=number, minutes=minutes, **uids))
        db.flush()
        source = load_source(db, by=by, patient=patient, episode=neck)

    blocks = compose(ReportKind.PROGRESS, source, text="")

    table = next(block for block in blocks if isinstance(block, Table) and "timed" in block.title)
    assert table.title == "4 timed treatments, 70 min"
    assert [row[2:] for row in table.rows] == [
        ("Electrical stimulation", "20 min", ""),
        ("Exercise", "15 min", ""),
        ("Electrical stimulation", "20 min", "Knee pain"),
        ("Exercise", "15 min", "Knee pain"),
    ]
    words = [block.text for block in blocks if isinstance(block, Paragraph)]
    assert any(text.startswith("35 min of these belong to visits that served another episode") for text in words)


@pytest.mark.parametrize("shape", [(12, 2), (5, 6), (20, 6)])
def test_each_figure_of_a_full_report_has_its_data_beside_it(
    client: SignedInClient, engine: Engine, shape: tuple[int, int]
) -> None:
    visits = {12: 12, 5: 13, 20: 60}[shape[0]]
    by = client.actor
    with own_transaction(engine) as db:
        give_key(db, AUDIT_KEY)
        patient = make_patient(db, by=by)
        episode = make_open_episode(db, by=by, patient=patient, opened_on=OPENED)
        for number in range(visits):
            taken = [Taken(before=30 + number, measure="cervical-rotation", side=Side.RIGHT, mode="active")]
            make_visit(db, by=by, episodes=[episode], on=OPENED + timedelta(days=number), pain=(7, 4), taken=taken)
        db.flush()
        source = load_source(db, by=by, patient=patient, episode=episode)

    blocks = compose(ReportKind.PROGRESS, source, text="")

    table = next(
        each for each in blocks if isinstance(each, Table) and each.title == "Data: Neck rotation, right, active"
    )
    said = [cell for row in table.rows for cell in row if cell.endswith("°")]
    assert (len(table.rows), len(table.head)) == shape
    assert {len(row) for row in table.rows} == {shape[1]}
    assert sorted(said) == sorted(f"{30 + number}°" for number in range(visits))
    assert [row[1] for row in table.rows[:3]] == ["30°", "31°", "32°"]
    assert not any(
        isinstance(each, Table) and each.title.startswith("Data: Neck")
        for each in compose(ReportKind.DISCHARGE, source, text="")
    )
