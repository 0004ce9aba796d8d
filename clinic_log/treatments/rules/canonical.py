"""The exact text that a signature covers, its hash, and reading it again."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, Final

from clinic_log.treatments.rules.content import SessionContent

_FORMAT: Final = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """Which visit the content belongs to, so that signed text cannot be moved to another one."""

    session_id: int
    clinic_id: int
    patient_id: int
    practitioner_id: int
    previous_session_id: int | None
    zone: str
    catalogue_version: str
    written_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """Who signed which version of which session, as what and when."""

    session_id: int
    number: int
    kind: str
    signer_id: int
    signer_name: str
    signer_roles: str
    meaning: str
    signed_at: datetime
    zone: str
    reason: str = ""
    addendum: str = ""


def signed_text(content: SessionContent, *, visit: Visit, narrative: tuple[str, ...]) -> str:
    """The content as canonical JSON: sorted keys, no spaces, codes with the labels under which they were shown, and
    the sentences that the signer read.
    """
    return canonical_json(
        {"format": _FORMAT, "visit": asdict(visit), "content": asdict(content), "narrative": list(narrative)}
    )


def content_hash(text: str, *, signature: Signature) -> str:
    """SHA-256 over the signed text and the signature (hexadecimal, 64 characters)."""
    covered = canonical_json({"content": text, "signature": asdict(signature)})
    return hashlib.sha256(covered.encode("utf-8")).hexdigest()


def canonical_json(values: Mapping[str, Any]) -> str:
    return json.dumps(values, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=_plain)


def narrative_of(text: str) -> tuple[str, ...]:
    """The sentences of a signed text, for reading an old version."""
    return tuple(json.loads(text)["narrative"])


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no place in a signed text.")
