"""Telling higher features of an act, and hearing what they did because of it."""

from itertools import chain

from sqlalchemy.orm import Session

from clinic_log.audit.actions import Act
from clinic_log.base.permissions import Actor
from clinic_log.treatments.models import TreatmentSession
from clinic_log.treatments.signals import session_signed


def tell_signed(db: Session, *, by: Actor, treatment: TreatmentSession) -> tuple[Act, ...]:
    """What receivers did in the same transaction; the act writes it into the audit, whose head is locked last."""
    answers = session_signed.send(db, treatment=treatment, by=by)
    return tuple(chain.from_iterable(done for _, done in answers if isinstance(done, tuple)))
