"""What the lists of the note offer: the catalogue's codes in its order, in groups where there are many."""

from collections.abc import Iterable
from typing import Final

from clinic_log.catalogue import adverse_events, conditions, measures, muscles, needling, own_measures, units
from clinic_log.catalogue.measures import Construct, Measure
from clinic_log.catalogue.muscles import Muscle
from clinic_log.catalogue.vocabulary import Region
from clinic_log.episodes.rules import Side
from clinic_log.treatments.rules import codes
from clinic_log.treatments.rules.states import Agreement, Asked, NeedleSide, Severity

Pairs = list[tuple[str, str]]
Groups = dict[str, Pairs]

NEW_EPISODE_CHOICE: Final = "new"
OTHER: Final = needling.OTHER
OWN_GROUP: Final = "Added by this clinic"

AGREEMENT: Final[Pairs] = [
    (Agreement.AGREES, "Agrees"),
    (Agreement.DECLINES, "Declines"),
    (Agreement.NOT_ASKED, "Not asked"),
]
ASKED: Final[Pairs] = [
    (Asked.NOT_ASKED, "Not asked"),
    (Asked.NONE, "Asked: none"),
    (Asked.PRESENT, "Present"),
]
SEVERITY: Final[Pairs] = [(severity, severity.capitalize()) for severity in Severity]
NEEDLE_SIDES: Final[Pairs] = [(side, side.capitalize()) for side in NeedleSide]
SIDES: Final[Pairs] = [(side, side.capitalize()) for side in Side]


def listed(list_name: str) -> Pairs:
    return [(code.code, code.label) for code in needling.codes(list_name)]


def other_responses() -> Pairs:
    """What the tissue may answer beside the twitch, which is a question of its own."""
    return [pair for pair in listed("tissue_response") if pair[0] not in codes.TWITCH_CODES]


def worded(words: dict[str, str]) -> Pairs:
    return list(words.items())


def muscle_groups() -> Groups:
    return _grouped((muscle.region.label, (muscle.slug, muscle.name)) for muscle in muscles.all_muscles())


def muscle_search(muscle: Muscle) -> dict[str, str]:
    """What else a muscle is found by, and what lies in the needle's way, for a list that is searched by typing."""
    hazard = muscle.most_serious_hazard
    midline = {} if muscle.has_side else {"data-midline": ""}
    return midline | {
        "data-search": " ".join((muscle.latin, *(synonym.text for synonym in muscle.synonyms))),
        "data-detail": muscle.region.label,
        "data-note": hazard.value.replace("-", " ") if hazard else "",
    }


def own_measure_groups(*, chosen: str | None = None) -> Groups:
    """What the clinic at work has added; a retired measure only where it is chosen already."""
    own = [(measure.slug, measure.name) for measure in own_measures.offered()]
    known = measures.find(chosen)
    if known is not None and known.is_retired:
        own.append((known.slug, known.name))
    return {OWN_GROUP: own} if own else {}


def units_of(slug: str | None) -> Pairs:
    """The units in which a measure can be typed, where there are several; all there are while none is chosen."""
    measure = measures.find(slug)
    if measure is not None:
        return [(unit, units.sign(unit).strip()) for unit in measure.units] if len(measure.units) > 1 else []
    several = (unit for known in measures.all_measures() if len(known.units) > 1 for unit in known.units)
    return [(unit, units.sign(unit).strip()) for unit in dict.fromkeys(several)]


def measure_groups() -> Groups:
    """Pain first, then what the patient does and can do, then motion by joint; the catalogue's alone."""
    return _grouped((_measure_group(measure), (measure.slug, measure.name)) for measure in measures.all_measures())


def effect_groups() -> Groups:
    return _grouped(
        [
            *(("Everyday", (kind.slug, kind.label)) for kind in adverse_events.everyday_kinds()),
            *(
                (f"{kind.severity_class.capitalize()}", (kind.slug, kind.label))
                for kind in adverse_events.all_kinds()
                if not kind.is_everyday
            ),
        ]
    )


def condition_groups() -> Groups:
    return _grouped(
        (condition.region.label, (condition.slug, condition.label)) for condition in conditions.all_conditions()
    )


def regions() -> Pairs:
    return [(region.value, region.label) for region in Region]


def _measure_group(measure: Measure) -> str:
    if measure.construct is Construct.MOTION and measure.joint:
        return f"Motion: {measure.joint}"
    return measure.construct.value.capitalize()


def _grouped(entries: Iterable[tuple[str, tuple[str, str]]]) -> Groups:
    groups: Groups = {}
    for group, pair in entries:
        groups.setdefault(group, []).append(pair)
    return groups
