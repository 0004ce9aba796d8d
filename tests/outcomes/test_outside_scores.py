"""Scores outside a session: which of them count, and that recording and retracting keep every figure true."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from clinic_log.accounts.models import Clinic
from clinic_log.accounts.rules import Role, SignedIn
from clinic_log.audit.models import AuditEntry
from clinic_log.base.errors import ConflictError, ForbiddenError, InvalidInputError, NotFoundError
from clinic_log.episodes.models import Episode
from clinic_log.episodes.rules import Side
from clinic_log.outcomes.actions import record_scores, refresh_summary, retract_score
from clinic_log.outcomes.models import EpisodeSummary, OutcomeScore
from clinic_log.outcomes.queries import check_summaries, find_summary, get_score, list_score_lines
from clinic_log.outcomes.rules import (
    HowAsked,
)
from clinic_log.outcomes.rules.score_entries import Asking, ScoreEntry, ScoresError, ScoresTaken
from tests.accounts.factories import make_actor, make_clinic
from tests.outcomes.factories import make_open_episode, make_visit
from tests.patients.factories import make_patient

FIRST_VISIT = date(2026, 9, 2)
LAST_VISIT = date(2026, 9, 9)


@pytest.fixture
def by(db: Session) -> SignedIn:
    return make_actor(db)


@pytest.fixture
def episode(db: Session, by: SignedIn) -> Episode:
    """Two signed visits, pain 8 and 7, with a summary."""
    made = make_open_episode(db, by=by, patient=make_patient(db, by=by), opened_on=date(2026, 9, 1))
    make_visit(db, by=by, episodes=[made], on=FIRST_VISIT, pain=(8, 6))
    make_visit(db, by=by, episodes=[made], on=LAST_VISIT, pain=(7, 4))
    refresh_summary(db, made.id)
    return made


def _taken(by: SignedIn, *entries: ScoreEntry, on: date = date(2026, 10, 1)) -> ScoresTaken:
    return ScoresTaken(Asking(taken_on=on, asked_by_id=by.user_id, how=HowAsked.PHONE), entries)


def _record(
    db: Session, by: SignedIn, episode: Episode, *entries: ScoreEntry, on: date = date(2026, 10, 1), key: str = "key"
) -> Sequence[OutcomeScore]:
    return record_scores(db, by=by, episode=episode, taken=_taken(by, *entries, on=on), key=key)


def _summary(db: Session, episode: Episode) -> EpisodeSummary:
    summary = find_summary(db, episode.id)
    assert summary is not None
    return summary


def _findings(db: Session) -> list[str]:
    db.flush()
    db.expire_all()
    return [finding.text for finding in check_summaries(db, on_progress=lambda _done: None)]


def test_recording_keeps_everything_and_refreshes_the_summary(db: Session, by: SignedIn, episode: Episode) -> None:
    (row,) = _record(db, by, episode, ScoreEntry(measure_slug="nprs", value=3))

    summary = _summary(db, episode)
    assert (row.label, row.unit, row.asked_by_name) == (
        "Numeric Pain Rating Scale 0-10",
        "points",
        by.display_name,
    )
    assert (summary.first_before, summary.last_before, summary.last_score_on) == (8, 3, date(2026, 10, 1))
    assert (summary.visits, summary.response_either) == (2, "responder")
    assert _findings(db) == []


def test_a_retracted_score_leaves_every_figure_and_stays_readable(db: Session, by: SignedIn, episode: Episode) -> None:
    (row,) = _record(db, by, episode, ScoreEntry(measure_slug="nprs", value=3))

    retract_score(db, by=by, score=row, reason=" misread ")

    summary = _summary(db, episode)
    (line,) = list_score_lines(db, by=by, episode=episode)
    assert (summary.last_before, summary.last_score_on) == (7, LAST_VISIT)
    assert (line.value, line.is_counted, line.retraction_reason) == ("3", False, "misread")
    with pytest.raises(ConflictError):
        retract_score(db, by=by, score=row, reason="again")
    assert _findings(db) == []


def test_a_summary_that_forgets_a_follow_up_is_found(db: Session, by: SignedIn, episode: Episode) -> None:
    _record(db, by, episode, ScoreEntry(measure_slug="nprs", value=3))
    _summary(db, episode).last_before = 7

    assert _findings(db) == ["last before is 7.0, its visits say 3.0"]


def test_both_acts_stand_in_the_audit(db: Session, by: SignedIn, episode: Episode) -> None:
    (row,) = _record(db, by, episode, ScoreEntry(measure_slug="odi", value=30))
    retract_score(db, by=by, score=row, reason="wrong patient")

    acts = db.execute(
        select(AuditEntry.action, AuditEntry.object_id, AuditEntry.reason)
        .where(AuditEntry.object_type == "outcome_score")
        .order_by(AuditEntry.sequence)
    ).all()

    assert [tuple(act) for act in acts] == [
        ("score.recorded", row.id, None),
        ("score.retracted", row.id, "wrong patient"),
    ]


def test_a_form_that_is_sent_twice_records_once(db: Session, by: SignedIn, episode: Episode) -> None:
    first = _record(db, by, episode, ScoreEntry(measure_slug="odi", value=30))
    second = _record(db, by, episode, ScoreEntry(measure_slug="odi", value=30))

    assert [row.id for row in second] == [row.id for row in first]


def test_the_same_score_of_one_day_is_refused_until_the_first_is_retracted(
    db: Session, by: SignedIn, episode: Episode
) -> None:
    (row,) = _record(db, by, episode, ScoreEntry(measure_slug="odi", value=30))

    with pytest.raises(ScoresError) as caught:
        _record(db, by, episode, ScoreEntry(measure_slug="odi", value=28), key="second")
    retract_score(db, by=by, score=row, reason="misread")
    (again,) = _record(db, by, episode, ScoreEntry(measure_slug="odi", value=28), key="second")

    assert [problem.field for problem in caught.value.problems] == ["0.value"]
    assert again.value == 28


@pytest.mark.parametrize(
    ("entry", "field"),
    [
        (ScoreEntry(measure_slug="odi", value=101), "0.value"),
        (ScoreEntry(measure_slug="pain-o-meter", value=1), "0.measure"),
        (ScoreEntry(measure_slug="grip-strength", value=20), "0.side"),
        (ScoreEntry(measure_slug="odi", value=20, side=Side.LEFT), "0.side"),
        (ScoreEntry(measure_slug="mmt", value=4, side=Side.LEFT), "0.site"),
        (ScoreEntry(measure_slug="grip-strength", value=20, side=Side.LEFT, entered_unit="cm"), "0.unit"),
    ],
)
def test_what_cannot_be_is_named_by_row_and_field(
    *, db: Session, by: SignedIn, episode: Episode, entry: ScoreEntry, field: str
) -> None:
    with pytest.raises(ScoresError) as caught:
        _record(db, by, episode, entry)

    assert [problem.field for problem in caught.value.problems] == [field]
    assert list_score_lines(db, by=by, episode=episode) == []


def test_a_day_that_cannot_be_and_a_stranger_who_asked_are_refused(db: Session, by: SignedIn, episode: Episode) -> None:
    stranger = make_actor(db, clinic=make_clinic(db, name="Elsewhere"))
    taken = _taken(by, ScoreEntry(measure_slug="odi", value=30))

    def refused(**changes: Any) -> list[str]:  # noqa: ANN401 -- fields of the asking
        wrong = ScoresTaken(replace(taken.asking, **changes), taken.entries)
        with pytest.raises(ScoresError) as caught:
            record_scores(db, by=by, episode=episode, taken=wrong, key="key")
        return [problem.field for problem in caught.value.problems]

    assert refused(taken_on=date(2999, 1, 1)) == ["taken_on"]
    assert refused(taken_on=date(1850, 1, 1)) == ["taken_on"]
    assert refused(asked_by_id=stranger.user_id) == ["asked_by"]


def test_scores_alone_make_no_summary(db: Session, by: SignedIn) -> None:
    episode = make_open_episode(db, by=by, patient=make_patient(db, by=by), opened_on=date(2026, 9, 1))

    _record(db, by, episode, ScoreEntry(measure_slug="nprs", value=3))

    assert find_summary(db, episode.id) is None
    assert _findings(db) == []


def test_a_reason_is_needed_and_only_those_who_record_may_retract(db: Session, by: SignedIn, episode: Episode) -> None:
    (row,) = _record(db, by, episode, ScoreEntry(measure_slug="odi", value=30))
    supervisor = make_actor(db, Role.SUPERVISOR, clinic=db.get_one(Clinic, by.clinic_id))

    with pytest.raises(InvalidInputError, match="Say what is wrong"):
        retract_score(db, by=by, score=row, reason="  ")
    with pytest.raises(ForbiddenError):
        retract_score(db, by=supervisor, score=row, reason="misread")


def test_a_score_of_another_clinic_does_not_exist(db: Session, by: SignedIn, episode: Episode) -> None:
    (row,) = _record(db, by, episode, ScoreEntry(measure_slug="odi", value=30))
    stranger = make_actor(db, clinic=make_clinic(db, name="Elsewhere"))

    with pytest.raises(NotFoundError):
        get_score(db, by=stranger, episode=episode, score_id=row.id)
    assert list_score_lines(db, by=stranger, episode=episode) == []
