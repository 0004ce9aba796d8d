"""Starting, writing, signing, amending and retracting sessions."""

from clinic_log.treatments.actions.amending import Addendum, add_addendum, retract_session
from clinic_log.treatments.actions.drafting import (
    DraftConflictError,
    discard_session,
    keep_draft,
    start_session,
)
from clinic_log.treatments.actions.recording import record_session
from clinic_log.treatments.actions.signing import sign_session
from clinic_log.treatments.queries.verification import verify_version

__all__ = [
    "Addendum",
    "DraftConflictError",
    "add_addendum",
    "discard_session",
    "keep_draft",
    "record_session",
    "retract_session",
    "sign_session",
    "start_session",
    "verify_version",
]
