"""Whether a signed version is still what was signed."""

import hmac
from datetime import UTC

from clinic_log.treatments.models import SessionVersion
from clinic_log.treatments.rules.canonical import Signature, content_hash


def verify_version(version: SessionVersion) -> bool:
    """False when the content, the signer, the meaning, the moment or the session of the version was changed."""
    expected = content_hash(version.content, signature=signature_of(version))
    return hmac.compare_digest(expected, version.content_hash)


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
