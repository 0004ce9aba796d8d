"""Needlings that no certificate of who inserted the needle covers. It is said in the note and stops nobody.

Only techniques for which the therapist was trained (New Jersey); authorisation for the region (record-fields, 4).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from clinic_log.accounts.rules.credentials import CredentialFacts, scope_left
from clinic_log.catalogue import muscles
from clinic_log.treatments.rules.content import NeedlingEntry, SessionContent
from clinic_log.treatments.rules.risk_entries import OverrideCode, OverrideEntry

_LIMIT_CHARACTERS: Final = 300

Held = Mapping[int, tuple[CredentialFacts, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Inserting:
    """Who inserts where nobody is named, who holds what, and on which day it is asked."""

    held: Held
    writer_id: int | None
    day: date


def inserters(rows: Iterable[NeedlingEntry], *, writer_id: int | None) -> frozenset[int]:
    """Everybody who inserted a needle; a practitioner who names nobody did so."""
    return frozenset(found for row in rows if (found := row.inserted_by_id or writer_id) is not None)


def outside_words(row: NeedlingEntry, inserting: Inserting) -> str:
    """What the certificates of who inserted the needle cover, where they do not cover this needling; else nothing."""
    person = row.inserted_by_id or inserting.writer_id
    muscle = muscles.by_slug().get(row.muscle_slug or "")
    covered = scope_left(
        inserting.held.get(person or 0, ()),
        day=inserting.day,
        region=muscle.region.value if muscle else row.region.strip().lower().replace(" ", "-"),
        technique=row.technique,
    )
    return f"the needling certificate covers {' / '.join(covered)}"[:_LIMIT_CHARACTERS] if covered else ""


def with_scope(content: SessionContent, inserting: Inserting) -> SessionContent:
    """The content in which each such needling is marked, and no other is."""
    others = (entry for entry in content.overrides if entry.code is not OverrideCode.OUTSIDE_CREDENTIAL)
    return replace(content, overrides=(*others, *_marks(content, inserting)))


def _marks(content: SessionContent, inserting: Inserting) -> Iterator[OverrideEntry]:
    for row in content.needlings:
        words = outside_words(row, inserting)
        if words:
            yield OverrideEntry(code=OverrideCode.OUTSIDE_CREDENTIAL, subject=row.uid, reason=words)
