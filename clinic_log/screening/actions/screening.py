"""Answers as versions that are never overwritten, their alerts, and overrides with a reason."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from clinic_log.accounts.rules import Role
from clinic_log.audit.actions import Act, record_change
from clinic_log.base.dates import day_in_zone, now_utc
from clinic_log.base.errors import ConflictError, ForbiddenError, InvalidInputError
from clinic_log.base.permissions import Actor, Permission
from clinic_log.base.text import find_text_problem, normalise
from clinic_log.catalogue import VERSION
from clinic_log.clinics.queries import get_policy
from clinic_log.episodes.models import Episode
from clinic_log.episodes.rules import EpisodeState
from clinic_log.patients.actions import settle_coded_alerts
from clinic_log.patients.models import Patient
from clinic_log.patients.queries import lock_patient
from clinic_log.patients.rules import AlertFacts, AlertLevel
from clinic_log.screening.models import ContraindicationOverride, Screening
from clinic_log.screening.queries.standing import get_standing, list_overrides, newest_of
from clinic_log.screening.rules.answers import (
    REASON_LIMIT,
    Answer,
    Given,
    from_plain,
    require_keepable,
    to_plain,
)

ONLY_SUPERVISORS = "In this clinic a supervisor overrides an absolute contraindication."


def answer_screening(
    db: Session, *, by: Actor, patient: Patient, episode: Episode, answers: Sequence[Answer]
) -> Screening:
    """Keep the answers as the next version, and let the alerts of the patient follow. What the same person says again
    on the same day is the same version. InvalidInputError for an answer that cannot be kept, ConflictError for an
    episode that is discharged.

    An override goes on where the answer that it passed is still the same.
    """
    by.require(Permission.RECORD_SCREENING)
    lock_patient(db, by=by, patient_id=patient.id)
    db.refresh(episode)
    if episode.state is not EpisodeState.OPEN:
        raise ConflictError("This episode is discharged. Open it again first.")
    require_keepable(answers)
    newest = newest_of(db, by=by, episode_id=episode.id)
    if newest is not None and _is_said_again(newest, answers, by=by):
        return newest
    screening = _version(episode, answers, by=by, number=newest.number + 1 if newest else 1)
    db.add(screening)
    db.flush()
    if newest is not None:
        _carry_overrides(db, newest, screening)
    _settle_alerts(db, by=by, patient=patient)
    record_change(db, by=by, act=_act("answered", screening))
    return screening


def override_contraindication(
    db: Session, *, by: Actor, screening: Screening, code: str, reason: str
) -> ContraindicationOverride:
    """Let needling go on in spite of an absolute contraindication. ForbiddenError where the clinic leaves it to
    supervisors, InvalidInputError without a reason, ConflictError when the answer is no longer the one that stands.
    Said twice, the first reason stays.
    """
    by.require(Permission.OVERRIDE_CONTRAINDICATION)
    if get_policy(db, by=by).supervisors_override and Role.SUPERVISOR.value not in by.role_names:
        raise ForbiddenError(ONLY_SUPERVISORS)
    kept = _checked_reason(reason)
    lock_patient(db, by=by, patient_id=screening.patient_id)
    _require_standing(db, screening, code, by=by)
    known = next((row for row in list_overrides(db, screening=screening) if row.code == code), None)
    if known is not None:
        return known
    override = ContraindicationOverride(
        clinic_id=by.clinic_id,
        patient_id=screening.patient_id,
        screening_id=screening.id,
        code=code,
        reason=kept,
        at=now_utc(),
        by_name=by.display_name,
        by_roles=", ".join(by.role_names),
        created_by_id=by.user_id,
    )
    db.add(override)
    db.flush()
    record_change(db, by=by, act=_act("overridden", screening, reason=f"{code}: {kept}"))
    return override


def _is_said_again(newest: Screening, answers: Sequence[Answer], *, by: Actor) -> bool:
    is_today = day_in_zone(newest.answered_at, newest.zone) == day_in_zone(now_utc(), by.zone)
    return is_today and newest.created_by_id == by.user_id and from_plain(newest.answers) == tuple(answers)


def _version(episode: Episode, answers: Sequence[Answer], *, by: Actor, number: int) -> Screening:
    return Screening(
        clinic_id=by.clinic_id,
        patient_id=episode.patient_id,
        episode_id=episode.id,
        number=number,
        answers=to_plain(answers),
        catalogue_version=VERSION,
        answered_at=now_utc(),
        answered_by_name=by.display_name,
        zone=by.zone,
        created_by_id=by.user_id,
    )


def _carry_overrides(db: Session, newest: Screening, screening: Screening) -> None:
    same = set(from_plain(newest.answers)) & set(from_plain(screening.answers))
    still = {answer.code for answer in same if answer.given is Given.YES}
    names = ("clinic_id", "patient_id", "code", "reason", "at", "by_name", "by_roles", "created_by_id")
    for row in list_overrides(db, screening=newest):
        if row.code in still:
            kept = {name: getattr(row, name) for name in names}
            db.add(ContraindicationOverride(screening_id=screening.id, **kept))
    db.flush()


def _settle_alerts(db: Session, *, by: Actor, patient: Patient) -> None:
    """One alert for each question that any open episode answered with yes."""
    standing = get_standing(db, by=by, patient_id=patient.id)
    details: dict[str, list[str]] = {}
    answers = {positive.answer.code: positive.answer for positive in standing.positives}
    for positive in standing.positives:
        details.setdefault(positive.answer.code, []).append(positive.answer.detail)
    alerts = {
        code: AlertFacts(
            level=AlertLevel.DANGER if answer.is_absolute else AlertLevel.CAUTION,
            label=answer.label,
            detail="; ".join(dict.fromkeys(filter(None, details[code])))[:300],
        )
        for code, answer in answers.items()
    }
    settle_coded_alerts(db, by=by, patient=patient, alerts=alerts)


def _checked_reason(reason: str) -> str:
    kept = normalise(reason).strip()
    problem = find_text_problem(kept, limit=REASON_LIMIT) if kept else "Say why needling goes on"
    if problem:
        raise InvalidInputError(problem, field="reason")
    return kept


def _require_standing(db: Session, screening: Screening, code: str, *, by: Actor) -> None:
    newest = newest_of(db, by=by, episode_id=screening.episode_id)
    answer = next((one for one in from_plain(screening.answers) if one.code == code), None)
    is_newest = newest is not None and newest.id == screening.id
    if not is_newest or answer is None or answer.given is not Given.YES or not answer.is_absolute:
        raise ConflictError("The answers were changed in the meantime. Read them again.")


def _act(verb: str, screening: Screening, *, reason: str | None = None) -> Act:
    return Act(
        action=f"screening.{verb}",
        patient_id=screening.patient_id,
        object_type="screening",
        object_id=screening.id,
        version=screening.number,
        reason=reason,
    )
