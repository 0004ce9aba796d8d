"""What the page of a patient says: side effects and sessions in words and figures."""

from clinic_log.patient_record.rules.effects import EffectFacts, EffectsPart, effects_part
from clinic_log.patient_record.rules.sessions import (
    SessionEntry,
    SessionFacts,
    VersionFacts,
    session_entries,
    with_later_contact,
)

__all__ = [
    "EffectFacts",
    "EffectsPart",
    "SessionEntry",
    "SessionFacts",
    "VersionFacts",
    "effects_part",
    "session_entries",
    "with_later_contact",
]
