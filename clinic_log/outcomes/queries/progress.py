"""The progress of the episodes of a patient, in a number of statements that does not depend on the data."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from clinic_log.accounts.models import User
from clinic_log.base.dates import day_in_zone, now_utc
from clinic_log.base.permissions import Actor
from clinic_log.clinics.queries import get_policy
from clinic_log.episodes.models import Episode
from clinic_log.episodes.rules import EpisodeState
from clinic_log.outcomes.queries.outside_scores import outside_scores_of
from clinic_log.outcomes.queries.yellow_flags import flag_looks_of
from clinic_log.outcomes.rules import MeasureKey, Visit
from clinic_log.outcomes.rules.needled_matrix import EffectWords, NeedledFacts
from clinic_log.outcomes.rules.other_treatments import GivenFacts
from clinic_log.outcomes.rules.progress import EpisodeFacts, EpisodeProgress, RecordFacts, episode_progress
from clinic_log.treatments.models import Adjunct, AdverseEvent, Needling, SessionEpisode, TreatmentSession
from clinic_log.treatments.queries.late import is_told_and_counts
from clinic_log.treatments.rules import COUNTED_STATUSES, Asked, EffectTiming, NeedleSide, SessionStatus
from clinic_log.treatments.rules.states import KINDS_NOT_ATTENDED

NO_ADJUNCT = "none"
_SIDE_LETTERS: Final[Mapping[NeedleSide | None, str]] = {NeedleSide.LEFT: " L", NeedleSide.RIGHT: " R"}


def list_progress(
    db: Session, *, by: Actor, episodes: Sequence[Episode], visits: Mapping[int, Sequence[Visit]]
) -> list[EpisodeProgress]:
    """The progress of every episode of one patient, whom the caller has found; `visits` are its counted ones."""
    if not episodes:
        return []
    patient_id = episodes[0].patient_id
    drafts = _count_drafts(db, patient_id)
    record = RecordFacts(
        today=day_in_zone(now_utc(), by.zone),
        people=_names(db, visits),
        policy=get_policy(db, by=by),
        needled=_list_needled(db, patient_id),
        effects=_effect_words(db, patient_id),
        given=_list_given(db, patient_id),
        is_only=sum(each.state is EpisodeState.OPEN for each in episodes) <= 1,
    )
    outside = outside_scores_of(db, [each.id for each in episodes])
    looks = flag_looks_of(db, [each.id for each in episodes])
    return [
        episode_progress(
            replace(_episode_facts(each, drafts=drafts[each.id]), flag_looks=tuple(looks.get(each.id, ()))),
            visits.get(each.id, ()),
            record=record,
            outside=outside.get(each.id, ()),
        )
        for each in episodes
    ]


def _episode_facts(episode: Episode, *, drafts: int) -> EpisodeFacts:
    return EpisodeFacts(
        id=episode.id,
        label=episode.condition_label,
        side=episode.side,
        icd10=episode.icd10,
        onset_on=episode.onset_on,
        opened_on=episode.opened_on,
        goals=episode.goals,
        pain_question=episode.pain_question,
        tracked=tuple(MeasureKey(each.measure_slug, each.side) for each in episode.tracked_measures),
        state=episode.state,
        discharged_on=episode.discharged_on,
        discharge_reason=episode.discharge_reason,
        planned_visits=episode.planned_visits,
        plan_until=episode.plan_until,
        drafts=drafts,
    )


def _names(db: Session, visits: Mapping[int, Sequence[Visit]]) -> dict[int, str]:
    treating = {visit.practitioner_id for each in visits.values() for visit in each}
    rows = db.execute(select(User.id, User.display_name).where(User.id.in_(treating)))
    return dict(rows.all())


def _count_drafts(db: Session, patient_id: int) -> Counter[int]:
    rows = db.execute(
        select(SessionEpisode.episode_id, func.count())
        .join(TreatmentSession, TreatmentSession.id == SessionEpisode.session_id)
        .where(TreatmentSession.patient_id == patient_id, TreatmentSession.status == SessionStatus.DRAFT)
        .group_by(SessionEpisode.episode_id)
    )
    return Counter(dict(rows.all()))


def _list_needled(db: Session, patient_id: int) -> list[NeedledFacts]:
    """Every needling of the patient's counted visits, in the order of the notes."""
    rows = db.execute(
        select(
            Needling.session_id,
            Needling.episode_id,
            Needling.target_label,
            Needling.side,
            Needling.needles,
            Needling.twitch,
        )
        .join(TreatmentSession, TreatmentSession.id == Needling.session_id)
        .where(TreatmentSession.patient_id == patient_id, TreatmentSession.status.in_(COUNTED_STATUSES))
        .order_by(Needling.session_id, Needling.position)
    )
    return [
        NeedledFacts(session_id, episode_id, label + _SIDE_LETTERS.get(side, ""), needles, twitch)
        for session_id, episode_id, label, side, needles, twitch in rows
    ]


def _list_given(db: Session, patient_id: int) -> list[GivenFacts]:
    """Every other treatment of the patient's counted visits; the answer that there was none is none."""
    rows = db.execute(
        select(Adjunct.session_id, Adjunct.label, Adjunct.minutes)
        .join(TreatmentSession, TreatmentSession.id == Adjunct.session_id)
        .where(
            TreatmentSession.patient_id == patient_id,
            TreatmentSession.status.in_(COUNTED_STATUSES),
            Adjunct.code != NO_ADJUNCT,
        )
    )
    return [GivenFacts(session_id=session_id, label=label, minutes=minutes) for session_id, label, minutes in rows]


def _effect_words(db: Session, patient_id: int) -> EffectWords:
    """For each counted visit both answers: '2 present', 'none', 'not asked'; a dash where nobody could ask yet."""
    rows = db.execute(
        select(
            TreatmentSession.id,
            TreatmentSession.started_at,
            TreatmentSession.kind,
            TreatmentSession.side_effects_before_leaving,
            TreatmentSession.side_effects_since,
            TreatmentSession.waits_for_confirmation,
        ).where(TreatmentSession.patient_id == patient_id, TreatmentSession.status.in_(COUNTED_STATUSES))
    ).all()
    contacts = [row.started_at for row in rows if row.kind not in KINDS_NOT_ATTENDED]
    latest = max(contacts, default=None)
    told = _count_effects(db, patient_id)
    return {
        row.id: (
            _answer(row.side_effects_before_leaving, told[row.id, EffectTiming.BEFORE_LEAVING]),
            _answer(
                row.side_effects_since, told[row.id, EffectTiming.SINCE_LAST_TIME], waits=row.waits_for_confirmation
            )
            if row.side_effects_since or row.waits_for_confirmation or _is_before(row.started_at, latest)
            else "–",
        )
        for row in rows
    }


def _count_effects(db: Session, patient_id: int) -> Counter[tuple[int, EffectTiming]]:
    """What counted notes and late reports told of each visit."""
    rows = db.execute(
        select(AdverseEvent.session_id, AdverseEvent.timing, func.count())
        .where(AdverseEvent.patient_id == patient_id, is_told_and_counts())
        .group_by(AdverseEvent.session_id, AdverseEvent.timing)
    )
    return Counter({(session_id, timing): number for session_id, timing, number in rows})


def _answer(given: Asked | None, told: int, *, waits: bool = False) -> str:
    """A question that nobody answered was not asked; it is never none. What was reported later is never left out, nor
    that something told by link waits to be confirmed.
    """
    if given is Asked.PRESENT:
        return f"{told or ''} present".strip()
    answer = "to be confirmed" if waits else "none" if given is Asked.NONE else "not asked"
    return f"{answer}; {told} reported later" if told else answer


def _is_before(moment: datetime | None, latest: datetime | None) -> bool:
    return moment is not None and latest is not None and moment < latest
