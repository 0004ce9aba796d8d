"""Adding a signed version to a session."""

from sqlalchemy.orm import Session

from clinic_log.base.dates import now_utc
from clinic_log.base.permissions import Actor
from clinic_log.treatments.models import SessionVersion, TreatmentSession
from clinic_log.treatments.queries.verification import signature_of
from clinic_log.treatments.rules.canonical import content_hash


def append_version(db: Session, *, by: Actor, treatment: TreatmentSession, version: SessionVersion) -> SessionVersion:
    """Give the version its number, signer, moment and hash, and keep it."""
    version.session_id = treatment.id
    version.number = max((known.number for known in treatment.versions), default=0) + 1
    version.signer_id = by.user_id or 0
    version.signer_name = by.display_name
    version.signer_roles = " ".join(by.role_names)
    version.signed_at = now_utc()
    version.zone = by.zone
    version.content_hash = content_hash(version.content, signature=signature_of(version))
    treatment.versions.append(version)
    db.flush()
    return version


def hash_in_words(version: SessionVersion) -> str:
    """The hash of a version for the audit, whose chain then shows when version and hash were changed together."""
    return f"sha256 {version.content_hash}"
