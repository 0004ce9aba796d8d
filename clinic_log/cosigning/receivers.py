"""Asking for a co-signature when a note is signed, amended or retracted."""

from sqlalchemy.orm import Session

from clinic_log.audit.actions import Act
from clinic_log.base.permissions import Actor
from clinic_log.cosigning.actions.steps.asking import ask_for_changed, ask_for_signed
from clinic_log.treatments.models import TreatmentSession
from clinic_log.treatments.signals import session_changed, session_signed


def connect() -> None:
    """Listen to the signals of treatments. Connecting again changes nothing."""
    session_signed.connect(_ask_for_signed)
    session_changed.connect(_ask_for_changed)


def _ask_for_signed(db: Session, *, treatment: TreatmentSession, by: Actor, **_: object) -> tuple[Act, ...]:
    return ask_for_signed(db, by=by, treatment=treatment)


def _ask_for_changed(
    db: Session, *, treatment: TreatmentSession, by: Actor, is_amended: bool = False, **_: object
) -> tuple[Act, ...]:
    return ask_for_changed(db, by=by, treatment=treatment, is_amended=is_amended)
