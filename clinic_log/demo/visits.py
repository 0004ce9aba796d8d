"""What is done and measured in each invented visit, as the content that the form of a session gives."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from random import Random
from typing import Final

from clinic_log.catalogue import adverse_events, conditions, measures, muscles, published_rates
from clinic_log.demo.courses import PainScores
from clinic_log.demo.warnings_answered import with_warnings_answered
from clinic_log.episodes.rules import Side, Tracked
from clinic_log.treatments.rules import (
    AdjunctEntry,
    Agreement,
    Asked,
    CountedHow,
    EffectEntry,
    EffectTiming,
    MeasurementEntry,
    NeedleSide,
    NeedlingEntry,
    RegionCount,
    SessionContent,
    Severity,
    VisitEnd,
    VisitKind,
)
from clinic_log.treatments.rules.needle_count import region_lines

_TECHNIQUES: Final = ("pistoning", "pistoning", "static", "winding", "slow-pistoning")
_LENGTHS_MM: Final = {"superficial": 25.0, "intermediate": 40.0, "deep": 50.0}
_LEVELS: Final = {"neck": "C5", "upper-back": "T4", "lower-back": "L4"}
_ADJUNCTS: Final = ("exercise", "manual-therapy", "home-program", "education", "soft-tissue", "heat")
_EVERYDAY: Final = ("bruising", "bleeding-minor", "pain-during", "lightheaded", "fatigue")
_STUDY: Final = "Brady"
_RATE_WHERE_THE_STUDY_HAS_NONE: Final = 0.01
_SORENESS_SHARE: Final = 0.22
_NOT_ASKED_SHARE: Final = 0.06
_OVER_SHARE: Final = 0.94


@dataclass(frozen=True, kw_only=True)
class Slot:
    """One visit of an episode: what is needed to invent its content."""

    episode_id: int
    condition_slug: str
    side: Side | None
    started_at: datetime
    pain: PainScores
    pain_question: str
    motion: tuple[tuple[Tracked, float | None, float | None], ...]
    is_first: bool
    practitioner_id: int


def needling_visit(random: Random, slot: Slot) -> SessionContent:
    """An ordinary visit with needles."""
    needlings = _needlings(random, slot)
    day = slot.started_at.date()
    before_leaving = tuple(replace(effect, onset_on=day, resolved_on=day) for effect in _effects(random, needlings))
    content = SessionContent(
        kind=VisitKind.NEEDLING,
        ended=VisitEnd.AS_PLANNED,
        started_at=slot.started_at,
        ended_at=slot.started_at + timedelta(minutes=random.choice((30, 35, 40, 45))),
        agreement=Agreement.AGREES,
        since_last_visit=None if slot.is_first else random.choice(("better", "better", "same", "worse", "mixed")),
        side_effects_before_leaving=_asked(random, before_leaving),
        counts=_counted_as_in(needlings),
        counted_how=CountedHow.AT_REMOVAL,
        needling_reason="Active trigger points reproduce the pain." if slot.is_first else "",
        next_step="continue",
        episode_ids=(slot.episode_id,),
        needlings=needlings,
        measurements=_measurements(slot),
        effects=before_leaving,
        adjuncts=tuple(AdjunctEntry(code=code) for code in random.sample(_ADJUNCTS, random.randrange(1, 3))),
    )
    return with_warnings_answered(content)


def _counted_as_in(needlings: tuple[NeedlingEntry, ...]) -> tuple[RegionCount, ...]:
    """Every needle of every region came out and was counted at removal."""
    return tuple(
        RegionCount(region=line.region, label=line.label, needles_out=line.needles_in)
        for line in region_lines(SessionContent(needlings=needlings))
    )


def stopped_visit(random: Random, slot: Slot) -> SessionContent:
    """The patient felt faint, the needles came out and the visit ended early."""
    content = needling_visit(random, slot)
    day = slot.started_at.date()
    faint = replace(mild_effect("lightheaded", EffectTiming.BEFORE_LEAVING, number=9), onset_on=day, resolved_on=day)
    others = tuple(effect for effect in content.effects if effect.kind_slug != faint.kind_slug)
    return replace(
        content,
        ended=VisitEnd.STOPPED_EARLY,
        stopped_reason="Felt faint; needles out, lay down with legs raised, better after ten minutes.",
        side_effects_before_leaving=Asked.PRESENT,
        effects=(*others, faint),
    )


def visit_without_needles(slot: Slot, kind: VisitKind, reason: str) -> SessionContent:
    """An evaluation, a phone call or a visit in which needles were not used, with what was measured."""
    return SessionContent(
        kind=kind,
        ended=VisitEnd.AS_PLANNED,
        no_needles_reason=reason,
        started_at=slot.started_at,
        side_effects_before_leaving=None,
        episode_ids=(slot.episode_id,),
        measurements=_measurements(slot),
        next_step="continue",
    )


def refused_visit(slot: Slot) -> SessionContent:
    """The patient came and did not want needles today."""
    return SessionContent(
        kind=VisitKind.NO_NEEDLES,
        ended=VisitEnd.AS_PLANNED,
        started_at=slot.started_at,
        agreement=Agreement.DECLINES,
        no_needles_reason="Did not want needles today; exercises instead.",
        episode_ids=(slot.episode_id,),
        measurements=_measurements(slot),
        adjuncts=(AdjunctEntry(code="exercise"),),
        next_step="continue",
    )


def missed_visit(slot: Slot, kind: VisitKind) -> SessionContent:
    """Cancelled, or did not attend."""
    return SessionContent(
        kind=kind,
        started_at=slot.started_at,
        no_needles_reason="Called the day before." if kind is VisitKind.CANCELLED else "",
        episode_ids=(slot.episode_id,),
    )


def effects_since(random: Random, *, asked_on: date) -> tuple[Asked, tuple[EffectEntry, ...]]:
    """What the next contact hears about an earlier visit with needles: mostly soreness, nearly always over by then."""
    if random.random() < _NOT_ASKED_SHARE:
        return Asked.NOT_ASKED, ()
    effects = []
    if random.random() < _SORENESS_SHARE:
        effects.append(mild_effect("post-needling-soreness", EffectTiming.SINCE_LAST_TIME, number=1))
    if random.random() < _rate("bruising"):
        effects.append(mild_effect("bruising", EffectTiming.SINCE_LAST_TIME, number=2))
    is_over = random.random() < _OVER_SHARE
    told = tuple(replace(effect, resolved_on=asked_on if is_over else None) for effect in effects)
    return (Asked.PRESENT if told else Asked.NONE), told


def serious_effect() -> EffectEntry:
    """The one serious event of the invented clinic."""
    return EffectEntry(
        uid="serious1",
        timing=EffectTiming.SINCE_LAST_TIME,
        kind_slug="pneumothorax-suspected",
        severity=Severity.SEVERE,
        is_serious=True,
        site="Middle trapezius, right",
        reported_by="patient",
        told_how="unasked",
        action="Breathless two hours after the visit. Sent to the emergency department; X-ray awaited.",
    )


def tracked_motion(condition_slug: str, side: Side | None) -> tuple[Tracked, ...]:
    """Up to two movements that the condition suggests, on the painful side."""
    chosen = []
    for slug in conditions.get(condition_slug).suggested_measures:
        measure = measures.get(slug)
        if measure.kind == "movement" and measure.unit == "deg" and measure.better == "higher":
            chosen.append(Tracked(slug, _one_side(side) if measure.sided else None))
    return tuple(chosen[:2])


def _one_side(side: Side | None) -> Side:
    return Side.LEFT if side is Side.LEFT else Side.RIGHT


def _measurements(slot: Slot) -> tuple[MeasurementEntry, ...]:
    rows = [
        MeasurementEntry(
            uid="pain",
            measure_slug=slot.pain_question,
            episode_id=slot.episode_id,
            before=slot.pain.before,
            after=slot.pain.after,
            not_asked_reason="Ran out of time" if slot.pain.before is None and slot.pain.after is None else "",
        )
    ]
    for number, (tracked, before, after) in enumerate(slot.motion, start=1):
        if before is not None or after is not None:
            rows.append(
                MeasurementEntry(
                    uid=f"motion{number}",
                    measure_slug=tracked.slug,
                    episode_id=slot.episode_id,
                    side=tracked.side,
                    mode="active",
                    before=before,
                    after=after,
                    rater_id=slot.practitioner_id,
                    tool="goniometer",
                )
            )
    return tuple(rows)


def _needlings(random: Random, slot: Slot) -> tuple[NeedlingEntry, ...]:
    suggested = conditions.get(slot.condition_slug).suggested_muscles
    chosen = random.sample(suggested, min(len(suggested), random.choice((1, 2, 2, 3, 3, 4))))
    return tuple(
        replace(_needling(random, slot, slug), uid=f"needle{number}") for number, slug in enumerate(chosen, start=1)
    )


def _needling(random: Random, slot: Slot, slug: str) -> NeedlingEntry:
    muscle = muscles.get(slug)
    technique = random.choice(_TECHNIQUES)
    needles = random.choice((1, 1, 1, 2))
    return NeedlingEntry(
        uid="needle",
        needles=needles,
        insertions=needles * (random.randrange(3, 9) if "pistoning" in technique else 1),
        episode_id=slot.episode_id,
        muscle_slug=slug,
        side=(NeedleSide.LEFT if slot.side is Side.LEFT else NeedleSide.RIGHT) if muscle.has_side else None,
        spinal_level=_LEVELS.get(str(muscle.region), "C6") if muscle.needs_level else "",
        point_kind=random.choice(("active", "active", "latent")),
        diameter_mm=random.choice((0.25, 0.30)),
        length_mm=min(_LENGTHS_MM.get(str(muscle.depth_class), 40.0), muscle.usual_needle_length_mm_high or 50.0),
        depth_class="deep",
        patient_position=random.choice(("prone", "supine", "side-lying-left")),
        technique=technique,
        dwell_minutes=10 if technique == "static" else None,
        response_sought="ltr-yes",
        twitch=random.choices(("ltr-yes", "ltr-no", "ltr-not-sought"), weights=(70, 22, 8))[0],
        inserted_by_id=slot.practitioner_id,
    )


def _effects(random: Random, needlings: tuple[NeedlingEntry, ...]) -> tuple[EffectEntry, ...]:
    first = needlings[0]
    return tuple(
        replace(
            mild_effect(slug, EffectTiming.BEFORE_LEAVING, number=number),
            muscle_slug=first.muscle_slug,
            side=first.side,
        )
        for number, slug in enumerate(_EVERYDAY, start=1)
        if random.random() < _rate(slug)
    )


def mild_effect(slug: str, timing: EffectTiming, *, number: int) -> EffectEntry:
    return EffectEntry(
        uid=f"{timing.value.split('_')[0]}{number}",
        timing=timing,
        kind_slug=slug,
        severity=Severity.MILD,
        reported_by="patient",
        told_how="asked",
        action="" if timing is EffectTiming.SINCE_LAST_TIME else adverse_events.get(slug).suggested_action,
    )


def _asked(random: Random, effects: tuple[EffectEntry, ...]) -> Asked:
    if effects:
        return Asked.PRESENT
    return Asked.NOT_ASKED if random.random() < _NOT_ASKED_SHARE else Asked.NONE


def _rate(slug: str) -> float:
    """How often the study counted the effect, as events per treatment."""
    for row in published_rates.for_event(slug):
        if row.study.startswith(_STUDY) and row.rate_percent is not None:
            return row.rate_percent / 100
    return _RATE_WHERE_THE_STUDY_HAS_NONE
