"""Which needles of a visit a positive answer of the screening concerns, and what it stops."""

from collections.abc import Iterator

from clinic_log.catalogue import muscles
from clinic_log.catalogue.contraindications import Scope
from clinic_log.catalogue.muscles import DepthClass, Hazard, Muscle
from clinic_log.episodes.rules import Side
from clinic_log.screening.rules.answers import Answer
from clinic_log.screening.rules.standing import Standing
from clinic_log.treatments.rules.content import Gap, NeedlingEntry, SessionContent
from clinic_log.treatments.rules.risk_entries import OverrideCode, OverrideEntry

# A needle beside these cannot be compressed; the same that the precaution of an anticoagulant names.
_NOT_COMPRESSIBLE = frozenset({Hazard.PNEUMOTHORAX, Hazard.SPINAL_CANAL, Hazard.VISCERA, Hazard.EYE})
_OF_NO_NEEDLE = frozenset({Scope.STIMULATION, Scope.PATIENT, Scope.ELSEWHERE})
_TAKE_OUT = "Take it out, or have the contraindication overridden with a reason"


def concerns(answer: Answer, row: NeedlingEntry) -> bool:
    """Whether it matters beside this needling. A target that is no muscle has no known place: there it matters."""
    if answer.scope in _OF_NO_NEEDLE or not _is_on_its_side(answer, row):
        return False
    if answer.scope is Scope.EVERYWHERE or (answer.scope is Scope.SITE and not answer.regions):
        return bool(row.muscle_slug or row.target_words)
    muscle = muscles.by_slug().get(row.muscle_slug or "")
    if muscle is None:
        return bool(row.target_words)
    return _concerns_muscle(answer, muscle, row)


def concerns_visit(answer: Answer, content: SessionContent) -> bool:
    is_electrical = answer.scope is Scope.STIMULATION and bool(content.stimulations)
    return is_electrical or any(concerns(answer, row) for row in content.needlings)


def stop_gaps(content: SessionContent, standing: Standing) -> Iterator[Gap]:
    """What an absolute contraindication stops: each needle or channel that it concerns, or all of them at once."""
    for answer in stopping(standing):
        if answer.scope is Scope.EVERYWHERE:
            if concerns_visit(answer, content):
                yield Gap("needlings", f"{answer.in_words}: nothing is needled. {_TAKE_OUT}")
            continue
        for row in content.needlings:
            if concerns(answer, row):
                yield Gap(f"needlings.{row.uid}.muscle_slug", f"{answer.in_words}: not needled here. {_TAKE_OUT}")
        for channel in content.stimulations if answer.scope is Scope.STIMULATION else ():
            yield Gap(f"stimulations.{channel.uid}.first_uid", f"{answer.in_words}: no stimulation. {_TAKE_OUT}")


def stopping(standing: Standing) -> tuple[Answer, ...]:
    """The absolute contraindications that nobody overrode, each once."""
    return tuple(dict.fromkeys(one.answer for one in standing.positives if one.stops))


def standing_overrides(content: SessionContent, standing: Standing) -> tuple[OverrideEntry, ...]:
    """The overrides under which this content was needled, one for each contraindication."""
    passed: dict[str, OverrideEntry] = {}
    for one in standing.positives:
        override = one.override
        if override is not None and concerns_visit(one.answer, content):
            entry = OverrideEntry(
                code=OverrideCode.CONTRAINDICATION,
                subject=one.answer.code,
                reason=override.reason,
                by_id=override.by_id,
                at=override.at,
            )
            passed.setdefault(one.answer.code, entry)
    return tuple(passed.values())


def _is_on_its_side(answer: Answer, row: NeedlingEntry) -> bool:
    is_one_side = answer.side in {Side.LEFT, Side.RIGHT}
    return not (is_one_side and row.side is not None and row.side.value != str(answer.side))


def _concerns_muscle(answer: Answer, muscle: Muscle, row: NeedlingEntry) -> bool:
    if answer.scope is Scope.SITE:
        return muscle.region in answer.regions
    if answer.scope is Scope.THORAX:
        return muscle.is_over_chest
    is_deep = muscle.depth_class is DepthClass.DEEP or row.depth_class == "to-bone"
    return is_deep or bool(_NOT_COMPRESSIBLE.intersection(muscle.hazards))
