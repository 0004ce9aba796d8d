"""Telling higher features of an act, and hearing what they did because of it."""

from collections.abc import Iterable
from itertools import chain

from sqlalchemy.orm import Session

from clinic_log.audit.actions import Act
from clinic_log.base.permissions import Actor
from clinic_log.treatments.models import TreatmentSession
from clinic_log.treatments.signals import session_changed, session_signed


def tell_signed(db: Session, *, by: Actor, treatment: TreatmentSession) -> tuple[Act, ...]:
    """What receivers did in the same transaction; the act writes it into the audit, whose head is locked last."""
    return _acts(session_signed.send(db, treatment=treatment, by=by))


def tell_changed(
    db: Session,
    *,
    by: Actor,
    treatment: TreatmentSession,
    is_amended: bool = False,
    heard_in: TreatmentSession | None = None,
) -> tuple[Act, ...]:
    """The same after a signed session was amended or retracted, or something was heard about it later: in a visit that
    was signed just before, or outside any.
    """
    return _acts(session_changed.send(db, treatment=treatment, by=by, is_amended=is_amended, heard_in=heard_in))


def _acts(answers: Iterable[tuple[object, object]]) -> tuple[Act, ...]:
    return tuple(chain.from_iterable(done for _, done in answers if isinstance(done, tuple)))
