"""What is saved is what was said, bound by row, for this patient only."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from sqlalchemy import select
from sqlalchemy.orm import Session

from clinic_log.accounts.rules import Role
from clinic_log.audit.models import AuditEntry
from clinic_log.base.errors import ConflictError, NotFoundError
from clinic_log.catalogue import VERSION, adverse_events
from clinic_log.episodes.models import Episode
from clinic_log.episodes.rules import Side
from clinic_log.treatments.actions import record_session
from clinic_log.treatments.models import Needling
from clinic_log.treatments.queries import content_of
from clinic_log.treatments.rules import (
    NEW_EPISODE,
    AdjunctEntry,
    ContentError,
    EffectTiming,
    NeedlingEntry,
    NewEpisode,
    SessionContent,
    Severity,
    StimulationEntry,
)
from tests.accounts.factories import make_actor
from tests.episodes.factories import make_episode
from tests.patients.factories import make_patient
from tests.treatments.factories import (
    bruise,
    make_draft_session,
    make_recorded_session,
    make_signed_session,
    needling,
    needling_visit,
    pain,
)
from tests.treatments.strategies import contents


def test_a_saved_visit_reads_back_as_it_was_said(db: Session) -> None:
    by = make_actor(db)
    patient = make_patient(db, by=by)
    episode = make_episode(db, by=by, patient=patient)
    treatment = make_draft_session(db, by=by, patient=patient)
    content = needling_visit(episode_ids=(episode.id,), notes="Slept badly.")

    record_session(db, by=by, treatment=treatment, content=content)
    db.expire_all()

    kept = content_of(treatment)
    assert kept.notes == "Slept badly."
    assert kept.needlings[0] == replace(
        content.needlings[0], episode_id=episode.id, region="neck", inserted_by_id=by.user_id
    )
    assert kept.measurements[0].rater_id == by.user_id
    assert kept.measurements[0].label == "Numeric Pain Rating Scale 0-10"
    assert treatment.catalogue_version == VERSION
    assert treatment.written_at is not None


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
    ],
)
@given(content=contents())
def test_every_content_that_the_rules_accept_reads_back(db: Session, content: SessionContent) -> None:
    by = make_actor(db)
    patient = make_patient(db, by=by)
    make_signed_session(db, by=by, patient=patient, content=_long_ago())
    ids = {5: make_episode(db, by=by, patient=patient).id, 9: make_episode(db, by=by, patient=patient).id}
    content = _of_real_rows(content, ids, by.user_id)
    treatment = make_draft_session(db, by=by, patient=patient)

    record_session(db, by=by, treatment=treatment, content=content)
    db.expire_all()

    kept = content_of(treatment)
    expected = content.with_episodes_settled()
    assert replace(kept, needlings=(), measurements=(), effects=()) == replace(
        expected, needlings=(), measurements=(), effects=()
    )
    assert [replace(row, region="") for row in kept.needlings] == [
        replace(row, region="") for row in expected.needlings
    ]
    assert kept.measurements == expected.measurements
    assert kept.effects == tuple(
        replace(row, is_serious=row.is_serious or adverse_events.get(row.kind_slug).is_serious)
        for row in expected.effects
    )


def _without_region(content: SessionContent) -> list[NeedlingEntry]:
    """Saving fills in the region of the muscle."""
    return [replace(row, region="") for row in content.needlings]


def _long_ago() -> SessionContent:
    return needling_visit(started_at=datetime(2001, 1, 1, 9, tzinfo=UTC))


def _of_real_rows(content: SessionContent, ids: dict[int, int], person_id: int) -> SessionContent:
    """The content with episodes and people that exist, a start when it tells of last time, and no new episode."""
    has_start = content.started_at is not None
    return replace(
        content,
        episode_ids=tuple(sorted(ids[known] for known in content.episode_ids if known in ids)),
        needlings=tuple(
            replace(row, episode_id=ids.get(row.episode_id or 0), inserted_by_id=person_id) for row in content.needlings
        ),
        measurements=tuple(
            replace(row, episode_id=ids.get(row.episode_id or 0), rater_id=person_id) for row in content.measurements
        ),
        effects=tuple(
            row if has_start else replace(row, timing=EffectTiming.BEFORE_LEAVING) for row in content.effects
        ),
    )


def test_rows_are_known_by_their_uid_when_they_change_places(db: Session) -> None:
    by = make_actor(db)
    first, second = needling(), needling(muscle_slug="levator-scapulae")
    treatment = make_recorded_session(db, by=by, content=needling_visit(needlings=(first, second), needles_out=4))
    ids = {row.uid: row.id for row in treatment.needlings}
    content = content_of(treatment)

    changed = replace(content, needlings=(content.needlings[1], replace(content.needlings[0], needles=5)))
    record_session(db, by=by, treatment=treatment, content=changed)
    db.expire_all()

    assert [(row.uid, row.needles) for row in treatment.needlings] == [(second.uid, 2), (first.uid, 5)]
    assert {row.uid: row.id for row in treatment.needlings} == ids


def test_a_removed_row_is_gone(db: Session) -> None:
    by = make_actor(db)
    treatment = make_recorded_session(db, by=by)

    record_session(db, by=by, treatment=treatment, content=replace(content_of(treatment), needlings=()))

    assert db.scalars(select(Needling).where(Needling.session_id == treatment.id)).all() == []


def test_every_kind_of_row_is_saved(db: Session) -> None:
    by = make_actor(db)
    first, second = needling(), needling(target_kind="scar", muscle_slug=None, target_words="old scar")
    content = needling_visit(
        needlings=(first, second),
        needles_out=4,
        stimulations=(StimulationEntry(uid="s", first_uid=first.uid, second_uid=second.uid, frequency_hz=2),),
        effects=(bruise(),),
        adjuncts=(AdjunctEntry(code="heat", minutes=10, note="pack"),),
    )

    treatment = make_recorded_session(db, by=by, content=content)
    db.expire_all()

    kept = content_of(treatment)
    assert kept.needlings[1].label == "old scar"
    assert kept.stimulations == content.stimulations
    assert kept.effects == content.effects
    assert kept.adjuncts == content.adjuncts
    assert kept.adjuncts[0].label == "Heat"
    (event,) = treatment.adverse_events
    assert (event.session_id, event.reported_in_id, event.severity) == (treatment.id, treatment.id, Severity.MILD)


def test_a_kind_that_is_always_serious_is_kept_as_serious(db: Session) -> None:
    treatment = make_recorded_session(
        db, by=make_actor(db), content=needling_visit(effects=(bruise(kind_slug="pneumothorax"),))
    )

    assert treatment.adverse_events[0].is_serious


def test_a_refused_content_names_every_reason_and_saves_nothing(db: Session) -> None:
    by = make_actor(db)
    treatment = make_recorded_session(db, by=by)
    content = replace(content_of(treatment), notes="changed", needlings=(needling(needles=31, diameter_mm=30),))

    with pytest.raises(ContentError) as refusal:
        record_session(db, by=by, treatment=treatment, content=content)

    assert len(refusal.value.gaps) == 2
    assert content_of(treatment).notes == ""


def test_the_second_of_two_savers_is_told(db: Session) -> None:
    by = make_actor(db)
    treatment = make_recorded_session(db, by=by)
    seen = treatment.revision
    content = content_of(treatment)
    record_session(db, by=by, treatment=treatment, content=content, revision=seen)

    with pytest.raises(ConflictError):
        record_session(db, by=by, treatment=treatment, content=content, revision=seen)


def test_a_change_of_a_row_alone_raises_the_revision(db: Session) -> None:
    by = make_actor(db)
    treatment = make_recorded_session(db, by=by)
    seen = treatment.revision
    content = content_of(treatment)

    record_session(
        db,
        by=by,
        treatment=treatment,
        content=replace(content, measurements=(replace(content.measurements[0], after=1),)),
    )

    assert treatment.revision > seen


def test_an_episode_of_another_patient_is_not_found(db: Session) -> None:
    by = make_actor(db)
    foreign = make_episode(db, by=by, patient=make_patient(db, by=by))
    treatment = make_draft_session(db, by=by)

    for content in (
        needling_visit(episode_ids=(foreign.id,)),
        needling_visit(needlings=(needling(episode_id=foreign.id),)),
        needling_visit(measurements=(pain(episode_id=999_999),)),
    ):
        with pytest.raises(NotFoundError):
            record_session(db, by=by, treatment=treatment, content=content)


def test_a_person_of_another_clinic_is_not_found(db: Session) -> None:
    by, foreign = make_actor(db), make_actor(db)
    treatment = make_draft_session(db, by=by)

    for content in (
        needling_visit(needlings=(needling(inserted_by_id=foreign.user_id),)),
        needling_visit(measurements=(pain(rater_id=foreign.user_id),)),
    ):
        with pytest.raises(NotFoundError):
            record_session(db, by=by, treatment=treatment, content=content)


def test_a_session_of_another_clinic_is_not_found(db: Session) -> None:
    treatment = make_draft_session(db, by=make_actor(db))

    with pytest.raises(NotFoundError):
        record_session(db, by=make_actor(db), treatment=treatment, content=needling_visit())


def test_a_signed_session_cannot_be_saved_again(db: Session) -> None:
    by = make_actor(db)
    treatment = make_signed_session(db, by=by)

    with pytest.raises(ConflictError, match="Add an addendum"):
        record_session(db, by=by, treatment=treatment, content=replace(content_of(treatment), notes="late"))


def test_an_episode_is_opened_from_inside_the_note(db: Session) -> None:
    by = make_actor(db)
    treatment = make_draft_session(db, by=by)
    content = needling_visit(
        episode_ids=(NEW_EPISODE,),
        new_episode=NewEpisode(condition_slug="neck-pain", side=Side.RIGHT),
        needlings=(needling(episode_id=NEW_EPISODE),),
    )

    record_session(db, by=by, treatment=treatment, content=content)

    (episode,) = db.scalars(select(Episode).where(Episode.patient_id == treatment.patient_id))
    assert [row.episode_id for row in treatment.episodes] == [episode.id]
    assert treatment.needlings[0].episode_id == episode.id
    assert treatment.measurements[0].episode_id == episode.id


def test_a_new_episode_that_cannot_be_opened_is_named_beside_its_field(db: Session) -> None:
    by = make_actor(db)
    treatment = make_draft_session(db, by=by)
    content = needling_visit(new_episode=NewEpisode(words="Sore thumb"))

    with pytest.raises(ContentError) as refusal:
        record_session(db, by=by, treatment=treatment, content=content)

    assert refusal.value.gaps[0].field == "new_episode.region"


def test_a_student_says_who_inserted_the_needles(db: Session) -> None:
    treatment = make_recorded_session(db, by=make_actor(db, Role.STUDENT))

    assert treatment.needlings[0].inserted_by_id is None


def test_every_count_of_the_needles_is_kept(db: Session) -> None:
    by = make_actor(db)
    treatment = make_recorded_session(db, by=by, content=needling_visit(needles_out=1))

    record_session(db, by=by, treatment=treatment, content=replace(content_of(treatment), needles_out=2))
    record_session(db, by=by, treatment=treatment, content=replace(content_of(treatment), notes="same count"))

    assert [count["out"] for count in treatment.recounts] == [1, 2]


def test_saving_is_audited_with_the_revision(db: Session) -> None:
    treatment = make_recorded_session(db, by=make_actor(db))

    entry = db.scalars(select(AuditEntry).where(AuditEntry.action == "session.recorded")).one()
    assert (entry.patient_id, entry.object_id, entry.version) == (
        treatment.patient_id,
        treatment.id,
        treatment.revision,
    )
