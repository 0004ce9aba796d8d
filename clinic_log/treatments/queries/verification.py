"""Whether a signed version is still what was signed, and the record still what the version says."""

import hmac
from datetime import UTC

from clinic_log.treatments.models import SessionVersion, TreatmentSession
from clinic_log.treatments.queries.content import content_of
from clinic_log.treatments.rules.canonical import Signature, Visit, content_hash, is_record_of


def verify_version(version: SessionVersion) -> bool:
    """False when the content, the signer, the meaning, the moment or the session of the version was changed."""
    expected = content_hash(version.content, signature=signature_of(version))
    return hmac.compare_digest(expected, version.content_hash)


def matches_record(version: SessionVersion, *, treatment: TreatmentSession) -> bool:
    """Whether the rows of the session still hold what this version of it signed; false when any of them was changed
    behind the program's back. What a later contact heard about the visit is no part of it.
    """
    return is_record_of(version.content, content=content_of(treatment), visit=visit_of(treatment))


def visit_of(treatment: TreatmentSession) -> Visit:
    """Which visit the content of a signature belongs to."""
    return Visit(
        session_id=treatment.id,
        clinic_id=treatment.clinic_id,
        patient_id=treatment.patient_id,
        practitioner_id=treatment.practitioner_id,
        previous_session_id=treatment.previous_session_id,
        zone=treatment.zone,
        catalogue_version=treatment.catalogue_version,
        written_at=treatment.written_at,
    )


def signature_of(version: SessionVersion) -> Signature:
    return Signature(
        session_id=version.session_id,
        number=version.number,
        kind=version.kind,
        signer_id=version.signer_id,
        signer_name=version.signer_name,
        signer_roles=version.signer_roles,
        meaning=version.meaning,
        signed_at=version.signed_at.astimezone(UTC),
        zone=version.zone,
        reason=version.reason,
        addendum=version.addendum,
    )
