"""The exact text that a signature covers, its hash, and reading it again."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, Final

from clinic_log.treatments.rules.content import SessionContent

_FORMAT: Final = 1
_UNANSWERED: Final[tuple[object, ...]] = (None, "", [], {})
_NOT_SIGNED: Final = frozenset({"last_time"})  # what the page remembers, no answer of the record
_BOUND_ANEW: Final = frozenset({"previous_session_id"})


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
        {"format": _FORMAT, "visit": asdict(visit), "content": _signed(content), "narrative": list(narrative)}
    )


def content_hash(text: str, *, signature: Signature) -> str:
    """SHA-256 over the signed text and the signature (hexadecimal, 64 characters)."""
    covered = canonical_json({"content": text, "signature": asdict(signature)})
    return hashlib.sha256(covered.encode("utf-8")).hexdigest()


def canonical_json(values: Mapping[str, Any]) -> str:
    return json.dumps(values, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=_plain)


def narrative_of(text: str) -> tuple[str, ...]:
    """The sentences of a signed text, for reading an old version; none when the text cannot be read any more."""
    sentences = _parts(text).get("narrative")
    return tuple(map(str, sentences)) if isinstance(sentences, list) else ()


def is_record_of(text: str, *, content: SessionContent, visit: Visit) -> bool:
    """Whether a signed text holds exactly this content of this visit.

    7 and 7.0 are the same number, since a column gives back a fraction where a whole number was signed. Which visit it
    asked about is left out: signing or retracting a visit between binds the answer anew. A question that the program
    did not ask yet when the text was signed equals one that nobody answered.
    """
    signed = _parts(text)
    recorded = _parts(canonical_json({"visit": asdict(visit), "content": _signed(content)}))
    for parts in (signed, recorded):
        parts["visit"] = {name: value for name, value in _part(parts, "visit").items() if name not in _BOUND_ANEW}
    return all(_answered(signed.get(name)) == _answered(value) for name, value in recorded.items())


def _signed(content: SessionContent) -> dict[str, Any]:
    return {name: value for name, value in asdict(content).items() if name not in _NOT_SIGNED}


def _answered(value: object) -> object:
    """The value without the names to which nothing was answered, at every depth."""
    if isinstance(value, dict):
        parts = {name: _answered(part) for name, part in value.items()}
        return {name: part for name, part in parts.items() if part not in _UNANSWERED}
    return [_answered(part) for part in value] if isinstance(value, list) else value


def _part(parts: Mapping[str, Any], name: str) -> dict[str, Any]:
    part = parts.get(name)
    return part if isinstance(part, dict) else {}


def _parts(text: str) -> dict[str, Any]:
    """The parts of a signed text; none when it is no such text."""
    try:
        parts = json.loads(text)
    except ValueError:
        return {}
    return parts if isinstance(parts, dict) else {}


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no place in a signed text.")
