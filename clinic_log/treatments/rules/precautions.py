"""Which precautions a patient's alerts name, and beside which needles of a visit they matter."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from clinic_log.catalogue import muscles, precautions
from clinic_log.catalogue.muscles import DepthClass, Muscle
from clinic_log.catalogue.precautions import Precaution
from clinic_log.catalogue.vocabulary import Region
from clinic_log.screening.rules.answers import Answer
from clinic_log.treatments.rules.content import NeedlingEntry, SessionContent
from clinic_log.treatments.rules.states import NeedleSide

_UPPER_LIMB: Final = frozenset({Region.SHOULDER, Region.ARM, Region.FOREARM, Region.HAND})
_LOWER_LIMB: Final = frozenset({Region.HIP, Region.THIGH, Region.LEG, Region.FOOT})

# Words of an alert and the regions that they mean.
_PLACES: Final[tuple[tuple[str, frozenset[Region]], ...]] = (
    (r"arm|arms|axilla\w*|breast|elbow|wrist|forearm|hand|upper limb", _UPPER_LIMB),
    (r"leg|legs|groin|thigh|foot|ankle|lower limb", _LOWER_LIMB),
)
_IMPLANT_PLACES: Final[tuple[tuple[str, frozenset[Region]], ...]] = (
    (r"pacemaker|defibrillator|icd|breast|chest", frozenset({Region.THORAX})),
    (r"cochlear", frozenset({Region.HEAD})),
    (r"cervical|neck", frozenset({Region.NECK})),
    (r"spinal|lumbar|spine|back", frozenset({Region.LOWER_BACK, Region.UPPER_BACK})),
    (r"shoulder", frozenset({Region.SHOULDER})),
    (r"elbow", frozenset({Region.ARM, Region.FOREARM})),
    (r"wrist|hand", frozenset({Region.HAND, Region.FOREARM})),
    (r"hip|buttock", frozenset({Region.HIP})),
    (r"knee", frozenset({Region.THIGH, Region.LEG})),
    (r"ankle|foot", frozenset({Region.FOOT, Region.LEG})),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PatientPrecaution:
    """A precaution that an alert of the patient names, with the place that the alert gives it. `alert` is its text."""

    precaution: Precaution
    alert: str
    regions: frozenset[Region]
    side: NeedleSide | None = None

    @property
    def code(self) -> str:
        return self.precaution.slug

    def concerns(self, row: NeedlingEntry) -> bool:
        """Whether it matters beside this needling. A target that is no muscle has no known place: there it matters."""
        if self.side is not None and row.side not in {None, self.side}:
            return False
        muscle = muscles.by_slug().get(row.muscle_slug or "")
        if muscle is None:
            return bool(row.target_words)
        return self._concerns_muscle(muscle, row)

    def concerns_visit(self, content: SessionContent) -> bool:
        stimulated = self.precaution.when_stimulated and bool(content.stimulations)
        return stimulated or any(self.concerns(row) for row in content.needlings)

    def _concerns_muscle(self, muscle: Muscle, row: NeedlingEntry) -> bool:
        is_deep = muscle.depth_class is DepthClass.DEEP or row.depth_class == "to-bone"
        return (
            muscle.region in self.regions
            or bool(self.precaution.hazards.intersection(muscle.hazards))
            or (self.precaution.when_deep and is_deep)
        )


def precautions_in(alerts: Iterable[str]) -> tuple[PatientPrecaution, ...]:
    """The precautions that the texts of a patient's alerts name, each once for each alert, in the catalogue's order."""
    texts = tuple(alerts)
    return tuple(
        _placed(precaution, text)
        for precaution in precautions.all_precautions()
        for text in texts
        if precaution.is_named_in(text)
    )


def precautions_of(answers: Iterable[Answer]) -> Iterator[PatientPrecaution]:
    """The precautions that positive answers of the screening bring, at the place that the answer gives."""
    for answer in answers:
        question = answer.question
        if question is None or question.precaution is None:
            continue
        precaution = precautions.by_code()[question.precaution]
        side = next((side for side in (NeedleSide.LEFT, NeedleSide.RIGHT) if side.value == answer.side), None)
        regions = answer.regions | precaution.regions
        yield PatientPrecaution(precaution=precaution, alert=answer.in_words, regions=regions, side=side)


def _placed(precaution: Precaution, text: str) -> PatientPrecaution:
    regions, side = precaution.regions, None
    if precaution.one_limb:
        regions = _named(text, _PLACES) & regions or regions
        side = _side(text)
    elif precaution.reads_regions:
        regions = regions | _named(text, _IMPLANT_PLACES)
    return PatientPrecaution(precaution=precaution, alert=text, regions=regions, side=side)


def _named(text: str, places: tuple[tuple[str, frozenset[Region]], ...]) -> frozenset[Region]:
    found = (regions for words, regions in places if re.search(rf"\b({words})\b", text, re.IGNORECASE))
    return frozenset().union(*found)


def _side(text: str) -> NeedleSide | None:
    """The one side that a text names; None when it names both or none."""
    named = [side for side in (NeedleSide.LEFT, NeedleSide.RIGHT) if re.search(rf"\b{side}\b", text, re.IGNORECASE)]
    return named[0] if len(named) == 1 else None
