"""What is done in a review. Each act adds a line to its journal; nothing is deleted."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from sqlalchemy.orm import Session

from clinic_log.accounts.queries import list_people
from clinic_log.audit.actions import record_change
from clinic_log.base.dates import day_in_zone, local_to_utc, now_utc
from clinic_log.base.errors import ConflictError, ForbiddenError, InvalidInputError, NotFoundError
from clinic_log.base.permissions import Actor, Permission
from clinic_log.incidents.actions.steps.opening import act, add_step
from clinic_log.incidents.models import IncidentAction, IncidentContact, IncidentReview, IncidentVitalSigns
from clinic_log.incidents.queries.reviews import findings_of, get_source
from clinic_log.incidents.rules.reviewing import (
    Contact,
    Findings,
    Move,
    NewAction,
    due_problem,
    may_close,
    missing_for_closing,
)
from clinic_log.incidents.rules.states import (
    FACTOR_WORDS,
    HARM_WORDS,
    PREVENTABILITY_WORDS,
    STATE_WORDS,
    TOLD_HOW_WORDS,
    Hold,
    ReviewState,
    StepKind,
    may_move,
)
from clinic_log.treatments.models import TreatmentSession
from clinic_log.treatments.queries.content import VITAL_COLUMNS
from clinic_log.treatments.rules import ContentError, Gap, VitalSigns
from clinic_log.treatments.rules.plausibility import reading_gaps
from clinic_log.treatments.rules.safety_sentences import vital_signs_sentence
from clinic_log.treatments.rules.sentences import joined

_CLOSED = "This review is closed. Open it again first."


def move_review(db: Session, *, by: Actor, review: IncidentReview, move: Move, revision: int) -> IncidentReview:
    """Take the review a state further, or open a closed one again. ConflictError when its state does not lead there or
    it is no longer the `revision` that the person read. Closing needs the findings, every action done, and a supervisor
    who neither treated nor inserted a needle: else ForbiddenError.
    """
    by.require(Permission.REVIEW_INCIDENTS)
    _lock(db, review, by=by, revision=revision)
    if not may_move(review.state, move.to):
        raise ConflictError("The state of this review does not lead there. Read the page again.")
    if move.to is ReviewState.CLOSED:
        _require_closable(review, by=by)
    if review.state is ReviewState.CLOSED and not move.note:
        raise InvalidInputError("Say why it is opened again", field="note")
    if move.due_on is not None:
        _require_due(move.due_on, review)
    was, review.state = review.state, move.to
    _settle(review, move, by=by)
    changed = f"{STATE_WORDS[was]}, now {STATE_WORDS[move.to].lower()}"
    due = f"due by {move.due_on.isoformat()}" if move.due_on is not None else ""
    return _done(db, review, (StepKind.MOVED, joined((changed, due, move.note), "; ")), by=by)


def write_findings(
    db: Session, *, by: Actor, review: IncidentReview, findings: Findings, revision: int
) -> IncidentReview:
    """What was found so far. What stood there before stays readable in the journal."""
    by.require(Permission.REVIEW_INCIDENTS)
    _lock(db, review, by=by, revision=revision)
    _require_open(review)
    if not set(findings.factors) <= set(FACTOR_WORDS):
        raise InvalidInputError("Choose from what is shown", field="factors")
    if findings == findings_of(review):
        return review
    review.harm, review.preventability = findings.harm, findings.preventability
    review.factors, review.factor_words = list(findings.factors), findings.factor_words
    review.learning = findings.learning
    return _done(db, review, (StepKind.FOUND, _in_words(findings)), by=by)


def add_contact(db: Session, *, by: Actor, review: IncidentReview, contact: Contact) -> IncidentReview:
    """A contact with the patient, also after the review was closed."""
    by.require(Permission.REPORT_INCIDENT)
    _lock(db, review, by=by)
    if contact.how not in TOLD_HOW_WORDS:
        raise InvalidInputError("Say how", field="how")
    if not review.opened_at - timedelta(days=365) <= contact.at <= now_utc() + timedelta(minutes=5):
        raise InvalidInputError("Enter a day and time in the past year, not in the future", field="on")
    review.contacts.append(
        IncidentContact(
            at=contact.at,
            by_name=by.display_name,
            with_whom=contact.with_whom,
            how=contact.how,
            advice=contact.advice,
            created_by_id=by.user_id,
        )
    )
    words = f"{contact.with_whom}, {TOLD_HOW_WORDS[contact.how].lower()}: {contact.advice}"
    return _done(db, review, (StepKind.CONTACT, words), by=by)


def add_vital_signs(db: Session, *, by: Actor, review: IncidentReview, reading: VitalSigns) -> IncidentReview:
    """Vital signs of the patient after the visit, also after the review was closed. ContentError beside the field."""
    by.require(Permission.REPORT_INCIDENT)
    _lock(db, review, by=by)
    gaps = (*reading_gaps(reading, now=now_utc()), *_before_visit(reading, get_source(db, review=review).treatment))
    if gaps:
        raise ContentError(gaps)
    values = {name: getattr(reading, name) for name in VITAL_COLUMNS if name != "uid"}
    review.vital_signs.append(IncidentVitalSigns(**values, by_name=by.display_name, created_by_id=by.user_id))
    return _done(db, review, (StepKind.VITAL_SIGNS, vital_signs_sentence(reading, review.zone)), by=by)


def add_action(db: Session, *, by: Actor, review: IncidentReview, action: NewAction) -> IncidentReview:
    by.require(Permission.REVIEW_INCIDENTS)
    _lock(db, review, by=by)
    _require_open(review)
    names = {person.user_id: person.display_name for person in list_people(db, by=by)}
    if action.owner_id not in names:
        raise InvalidInputError("Choose somebody of this clinic", field="owner")
    _require_due(action.due_on, review)
    review.actions.append(
        IncidentAction(what=action.what, owner_id=action.owner_id, due_on=action.due_on, created_by_id=by.user_id)
    )
    words = f"{action.what}; {names[action.owner_id]}, by {action.due_on.isoformat()}"
    return _done(db, review, (StepKind.ACTION_ADDED, words), by=by)


def finish_action(
    db: Session, *, by: Actor, review: IncidentReview, action: IncidentAction, result: str
) -> IncidentReview:
    """Its owner or a supervisor says that it is done, and what came of it: ConflictError for anybody else. Said again,
    nothing changes.
    """
    by.require(Permission.REPORT_INCIDENT)
    if action.owner_id != by.user_id and not by.may(Permission.REVIEW_INCIDENTS):
        raise ConflictError("This action is somebody else's: they or a supervisor say when it is done.")
    _lock(db, review, by=by)
    db.refresh(action)
    if action.done_at is not None:
        return review
    action.done_at, action.done_by_id, action.result = now_utc(), by.user_id, result
    return _done(db, review, (StepKind.ACTION_DONE, joined((action.what, result), ": ")), by=by)


def set_hold(db: Session, *, by: Actor, review: IncidentReview, hold: Hold, reason: str) -> IncidentReview:
    """Say that the record is wanted as evidence, or no longer, and why. It is shown in the patient's banner."""
    by.require(Permission.REVIEW_INCIDENTS)
    _lock(db, review, by=by)
    if not reason:
        raise InvalidInputError("Say why", field="reason")
    is_held = review.hold_at is not None
    if is_held is (hold is Hold.PLACE):
        return review
    if hold is Hold.PLACE:
        review.hold_at, review.hold_reason = now_utc(), reason
        return _done(db, review, (StepKind.HOLD_PLACED, reason), by=by)
    review.hold_at, review.hold_reason = None, ""
    return _done(db, review, (StepKind.HOLD_LIFTED, reason), by=by)


def _lock(db: Session, review: IncidentReview, *, by: Actor, revision: int | None = None) -> None:
    if review.clinic_id != by.clinic_id:
        raise NotFoundError("There is no such review.")
    db.refresh(review, with_for_update=True)
    if revision is not None and revision != review.revision:
        raise ConflictError("Somebody else wrote into this review in the meantime. Nothing of yours is lost.")


def _require_open(review: IncidentReview) -> None:
    if review.state is ReviewState.CLOSED:
        raise ConflictError(_CLOSED)


def _require_closable(review: IncidentReview, *, by: Actor) -> None:
    if not may_close(by.user_id, involved_ids=review.involved_ids):
        raise ForbiddenError("Who treated, or reported it, cannot close the review. Another supervisor has to.")
    open_actions = sum(action.done_at is None for action in review.actions)
    missing = missing_for_closing(review.kind, findings_of(review), open_actions=open_actions)
    if missing:
        raise InvalidInputError(f"{'. '.join(missing)}. Then close it", field="to")


def _before_visit(reading: VitalSigns, visit: TreatmentSession | None) -> Iterator[Gap]:
    if visit is None or visit.started_at is None or reading.taken_at is None:
        return
    if reading.taken_at < visit.started_at:
        yield Gap("taken_at", "This reading would lie before the visit started. Check the day and the time")


def _require_due(day: date, review: IncidentReview) -> None:
    problem = due_problem(day, today=day_in_zone(now_utc(), review.zone))
    if problem:
        raise InvalidInputError(problem, field="due_on")


def _settle(review: IncidentReview, move: Move, *, by: Actor) -> None:
    is_closed = move.to is ReviewState.CLOSED
    review.closed_at = now_utc() if is_closed else None
    review.closed_by_id = by.user_id if is_closed else None
    if move.due_on is not None:
        ends = datetime.combine(move.due_on + timedelta(days=1), time.min)
        review.due_at = local_to_utc(ends, review.zone)


def _in_words(findings: Findings) -> str:
    factors = joined((*(FACTOR_WORDS[one] for one in findings.factors), findings.factor_words), ", ")
    return (
        joined(
            (
                f"Harm: {HARM_WORDS[findings.harm]}" if findings.harm else "",
                PREVENTABILITY_WORDS[findings.preventability] if findings.preventability else "",
                f"Contributing: {factors}" if factors else "",
                f"Learned: {findings.learning}" if findings.learning else "",
            ),
            "; ",
        )
        or "Everything taken out"
    )


def _done(db: Session, review: IncidentReview, step: tuple[StepKind, str], *, by: Actor) -> IncidentReview:
    kind, words = step
    add_step(review, kind, words, by=by)
    db.flush()
    record_change(db, by=by, act=act(kind.value, review))
    return review
