"""The tables of a treatment session."""

from clinic_log.treatments.models.content import Adjunct, AdverseEvent, Measurement, Needling, Stimulation
from clinic_log.treatments.models.favourite import Favourite
from clinic_log.treatments.models.late import LateReport, OutsideAnswer
from clinic_log.treatments.models.risks import AdverseEventCourse, SessionOverride
from clinic_log.treatments.models.safety import NeedleCount, SessionLot, VitalSignsReading
from clinic_log.treatments.models.session import SessionDraft, SessionEpisode, SessionVersion, TreatmentSession

__all__ = [
    "Adjunct",
    "AdverseEvent",
    "AdverseEventCourse",
    "Favourite",
    "LateReport",
    "Measurement",
    "NeedleCount",
    "Needling",
    "OutsideAnswer",
    "SessionDraft",
    "SessionEpisode",
    "SessionLot",
    "SessionOverride",
    "SessionVersion",
    "Stimulation",
    "TreatmentSession",
    "VitalSignsReading",
]
