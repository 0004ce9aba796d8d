"""Writing into a visit that is signed what stood of its screening, and the overrides that it was done under."""

from clinic_log.screening.rules.standing import Standing
from clinic_log.treatments.models import SessionOverride, TreatmentSession
from clinic_log.treatments.queries.content import OVERRIDE_COLUMNS
from clinic_log.treatments.rules import SessionContent
from clinic_log.treatments.rules.screened import with_standing


def settle_standing(treatment: TreatmentSession, content: SessionContent, standing: Standing | None) -> SessionContent:
    """The content as it is signed; its new words and overrides are written into the rows."""
    settled = with_standing(content, standing)
    treatment.screening_words = settled.screening_words
    for position, entry in enumerate(settled.overrides):
        if position >= len(content.overrides):
            values = {name: getattr(entry, name) for name in OVERRIDE_COLUMNS}
            treatment.overrides.append(SessionOverride(position=position, **values))
    return settled
