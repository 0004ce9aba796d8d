"""What the credentials of who inserted a needle lack, and needlings that none of them covers.

It is said in the note, and before the signature; where the clinic's policy says so, only a supervisor who had no part
in the visit signs it then. Only techniques for which the therapist was trained (New Jersey); authorisation for the
region (record-fields, 4).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

from clinic_log.accounts.rules.credentials import CredentialFacts, find_lacks, scope_left
from clinic_log.catalogue import muscles
from clinic_log.treatments.rules.content import Gap, NeedlingEntry, SessionContent
from clinic_log.treatments.rules.risk_entries import OverrideCode, OverrideEntry
from clinic_log.treatments.rules.targets import target_name

_LIMIT_CHARACTERS: Final = 300

_STOPS: Final = "In your clinic a supervisor who did not treat signs this. Or correct who inserted the needle"

Held = Mapping[int, tuple[CredentialFacts, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Inserting:
    """Who inserts where nobody is named, who holds what (every version), and on which day it is asked. `names` are
    those who need credentials of their own: students treat under somebody who signs. `stops` says that who looks cannot
    sign what is lacking.
    """

    held: Held
    writer_id: int | None
    day: date
    names: Mapping[int, str] = field(default_factory=dict)
    stops: bool = False


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


def lacks(rows: Iterable[NeedlingEntry], inserting: Inserting) -> tuple[str, ...]:
    """'Ruth Adeyemi: the needling certificate expired on 3 Nov 2026', for everybody who inserted a needle."""
    people = sorted(inserters(rows, writer_id=inserting.writer_id) & set(inserting.names))
    return tuple(
        f"{inserting.names[person]}: {lack[0].lower()}{lack[1:]}"
        for person in people
        for lack in find_lacks(inserting.held.get(person, ()), day=inserting.day)
    )


def credential_gaps(content: SessionContent, inserting: Inserting | None) -> Iterator[Gap]:
    """What stops the signature of who looks, where the clinic requires credentials."""
    if inserting is not None and inserting.stops:
        for gap in _lacking(content, inserting):
            yield replace(gap, text=f"{gap.text}. {_STOPS}")


def credential_cautions(content: SessionContent, inserting: Inserting | None) -> tuple[Gap, ...]:
    """The same where it is only said."""
    return () if inserting is None or inserting.stops else tuple(_lacking(content, inserting))


def _lacking(content: SessionContent, inserting: Inserting) -> Iterator[Gap]:
    for words in lacks(content.needlings, inserting):
        yield Gap("needlings", words)
    for row in content.needlings:
        if words := outside_words(row, inserting):
            yield Gap(f"needlings.{row.uid}.inserted_by_id", f"{target_name(row)}, outside what is permitted: {words}")


def with_scope(content: SessionContent, inserting: Inserting) -> SessionContent:
    """The content in which each such needling is marked, and no other is."""
    others = (entry for entry in content.overrides if entry.code is not OverrideCode.OUTSIDE_CREDENTIAL)
    return replace(content, overrides=(*others, *_marks(content, inserting)))


def _marks(content: SessionContent, inserting: Inserting) -> Iterator[OverrideEntry]:
    for row in content.needlings:
        words = outside_words(row, inserting)
        if words:
            yield OverrideEntry(code=OverrideCode.OUTSIDE_CREDENTIAL, subject=row.uid, reason=words)
