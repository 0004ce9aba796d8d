"""The tables of a treatment session."""

from clinic_log.treatments.models.content import Adjunct, AdverseEvent, Measurement, Needling, Stimulation
from clinic_log.treatments.models.favourite import Favourite
from clinic_log.treatments.models.safety import NeedleCount, VitalSignsReading
from clinic_log.treatments.models.session import SessionDraft, SessionEpisode, SessionVersion, TreatmentSession

__all__ = [
    "Adjunct",
    "AdverseEvent",
    "Favourite",
    "Measurement",
    "NeedleCount",
    "Needling",
    "SessionDraft",
    "SessionEpisode",
    "SessionVersion",
    "Stimulation",
    "TreatmentSession",
    "VitalSignsReading",
]
