"""Needles in an intimate or exposed area, and whether the patient consented to it there.

Explicit consent for breast, groin and pelvic floor, with the offer of a chaperone: `needling.csv`, consent.
"""

from collections.abc import Iterator
from datetime import datetime

from clinic_log.catalogue import intimate_areas
from clinic_log.catalogue.intimate_areas import IntimateArea
from clinic_log.screening.rules.consent import ConsentState
from clinic_log.screening.rules.standing import Standing
from clinic_log.treatments.rules.content import NeedlingEntry, SessionContent
from clinic_log.treatments.rules.targets import target_name

_LACKS = {
    ConsentState.MISSING: "consent for this intimate area is missing",
    ConsentState.EXPIRED: "consent for this intimate area has expired",
    ConsentState.WITHDRAWN: "consent for this intimate area was withdrawn",
}


def areas_of(row: NeedlingEntry) -> tuple[IntimateArea, ...]:
    """The areas in which a needling lies: by its muscle, or by the words of a target that is none, as of a scar that
    reaches from one into another.
    """
    if row.muscle_slug:
        return tuple(area for area in intimate_areas.all_areas() if row.muscle_slug in area.muscles)
    words = f"{row.target_words} {row.region}"
    return tuple(area for area in intimate_areas.all_areas() if area.is_named_in(words))


def areas_needled(content: SessionContent) -> tuple[IntimateArea, ...]:
    """Each area once, in the order of the needlings."""
    return tuple(dict.fromkeys(area for row in content.needlings for area in areas_of(row)))


def lacks(content: SessionContent, standing: Standing, *, at: datetime) -> Iterator[str]:
    """'Breast (Pectoralis minor): consent for this intimate area is missing', for each area without one at the time."""
    for area in areas_needled(content):
        consent = standing.area_consent_at(area.slug, at)
        if not consent.is_valid:
            names = (target_name(row) for row in content.needlings if area in areas_of(row))
            yield f"{area.label} ({', '.join(dict.fromkeys(names))}): {_LACKS[consent.state]}"
