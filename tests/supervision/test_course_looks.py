"""A course that does not improve leaves the queue once a supervisor looked at it, and comes back with a change."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from clinic_log.accounts.rules import Role
from clinic_log.audit.actions import give_key
from clinic_log.audit.models import AuditEntry
from clinic_log.base.database import own_transaction
from clinic_log.base.dates import now_utc
from clinic_log.base.errors import ConflictError, ForbiddenError, InvalidInputError
from clinic_log.base.settings import Settings
from clinic_log.episodes.models import Episode
from clinic_log.incidents import receivers as incidents
from clinic_log.outcomes.models import EpisodeSummary
from clinic_log.outcomes.receivers import connect
from clinic_log.patients.models import Patient
from clinic_log.supervision.actions import look_at_course
from clinic_log.supervision.models import CourseLook
from clinic_log.supervision.queries.course_looks import courses_of
from clinic_log.supervision.rules.course_looks import CourseSeen, LookSent, does_look_hold
from clinic_log.treatments.rules import Asked
from clinic_log.worklist.queries.queue import get_queue
from clinic_log.worklist.rules.queue import QueueKind
from tests.accounts.signed_in import SignInFixture
from tests.cosigning.factories import Team, make_team
from tests.incidents.factories import make_serious_visit
from tests.treatments.factories import days_ago, make_signed_session, needling_visit, pain, uid
from tests.worklist.factories import make_course

SEEN = CourseSeen(4, 0, 7.0, date(2026, 11, 2))
LOOKED_ON = date(2026, 11, 3)


@pytest.fixture
def team(db: Session) -> Team:
    connect()
    incidents.connect()
    return make_team(db)


def look(db: Session, team: Team, episode: Episode, **changes: str) -> CourseLook:
    course = courses_of(db, [db.get_one(EpisodeSummary, episode.id)])[episode.id]
    sent = {"note": "Talked with Ruth", "seen": course.words, "key": uid()} | changes
    return look_at_course(db, by=team.helen, episode=episode, sent=LookSent(**sent))


def kinds(db: Session, team: Team, *, now: datetime | None = None) -> tuple[list[QueueKind], list[str]]:
    queue = get_queue(db, by=team.helen, now=now or now_utc())
    assert queue is not None
    return [row.kind for row in queue.rows], [row.looked_at for row in queue.looked_at]


@pytest.mark.parametrize(
    ("now", "today", "holds"),
    [
        (SEEN, LOOKED_ON + timedelta(days=29), True),
        (SEEN, LOOKED_ON + timedelta(days=30), False),
        (CourseSeen(5, 0, 7.0, SEEN.last_score_on), LOOKED_ON, False),
        (CourseSeen(4, 1, 7.0, SEEN.last_score_on), LOOKED_ON, False),
        (CourseSeen(4, 0, 6.0, SEEN.last_score_on), LOOKED_ON, False),
    ],
)
def test_a_look_holds_for_30_days_while_nothing_changes(now: CourseSeen, today: date, *, holds: bool) -> None:
    assert does_look_hold(SEEN, now, looked_on=LOOKED_ON, today=today) is holds


def test_a_course_that_was_looked_at_waits_for_a_change_and_serious_events_stay(db: Session, team: Team) -> None:
    episode = make_course(db, by=team.ruth, scores=(7, 7, 7, 7))
    make_serious_visit(db, by=team.ruth)
    assert set(kinds(db, team)[0]) >= {QueueKind.INCIDENT, QueueKind.NOT_IMPROVING}

    kept = look(db, team, episode)

    assert QueueKind.NOT_IMPROVING not in kinds(db, team)[0]
    assert QueueKind.INCIDENT in kinds(db, team)[0]
    assert kinds(db, team)[1][0].startswith("Talked with Ruth (Helen")
    assert QueueKind.NOT_IMPROVING in kinds(db, team, now=now_utc() + timedelta(days=30))[0]
    entry = db.scalars(select(AuditEntry).where(AuditEntry.action == "course.looked_at")).one()
    assert (entry.object_id, entry.patient_id, entry.reason) == (kept.id, episode.patient_id, None)

    content = needling_visit(started_at=days_ago(1), measurements=(pain(before=7, after=7),), since_previous=Asked.NONE)
    patient = db.get_one(Patient, episode.patient_id)
    make_signed_session(db, by=team.ruth, patient=patient, episode=episode, content=content)
    assert QueueKind.NOT_IMPROVING in kinds(db, team)[0]
    assert db.query(CourseLook).count() == 1


def test_only_a_course_that_does_not_improve_as_it_was_seen_and_with_a_note_is_marked(db: Session, team: Team) -> None:
    still = make_course(db, by=team.ruth, scores=(7, 7, 7, 7))
    worse = make_course(db, by=team.ruth, scores=(4, 6))

    with pytest.raises(InvalidInputError):
        look(db, team, still, note="  ")
    with pytest.raises(ConflictError, match="changed"):
        look(db, team, still, seen="3 0 7.0 2026-11-02")
    with pytest.raises(ConflictError, match="does not improve"):
        look(db, team, worse)
    with pytest.raises(ForbiddenError):
        look_at_course(db, by=team.ruth, episode=still, sent=LookSent(note="Fine", seen="", key=uid()))
    assert look(db, team, still, key="k").id == look(db, team, still, key="k").id
    with pytest.raises(ConflictError, match="another course"):
        look(db, team, worse, key="k")


def test_the_page_keeps_what_was_typed_and_leads_back_to_the_queue(
    sign_in: SignInFixture, engine: Engine, settings: Settings
) -> None:
    connect()
    ruth = sign_in(Role.PRACTITIONER).actor
    with own_transaction(engine) as db:
        give_key(db, settings.audit_key)
        episode = make_course(db, by=ruth, scores=(7, 7, 7, 7))
        address = f"/patients/{episode.patient_id}/episodes/{episode.id}/looked-at"
        seen = courses_of(db, [db.get_one(EpisodeSummary, episode.id)])[episode.id].words
    helen = sign_in(Role.SUPERVISOR, clinic=ruth.clinic_id, name="Helen")
    assert f'href="{address}"' in helen.get("/").text
    assert f'value="{seen}"' in helen.get(address).text

    page = helen.post(address, data={"note": "", "seen": seen, "key": "k"})
    assert (page.status_code, "Write what you found or decided" in page.text) == (422, True)
    page = helen.post(address, data={"note": "Imaging arranged", "seen": "an older page", "key": "k"})
    assert (page.status_code, 'value="Imaging arranged"' in page.text) == (409, True)
    page = helen.post(address, data={"note": "Imaging arranged", "seen": seen, "key": "k"}, follow_redirects=True)
    assert "1 course looked at" in page.text
    assert "Imaging arranged (Helen" in page.text
