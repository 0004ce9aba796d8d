"""Beside each needle site: that no certificate of who inserts covers it; and what the script needs to say the same."""

from collections.abc import Mapping
from dataclasses import dataclass

from clinic_log.accounts.rules.credentials import CredentialKind
from clinic_log.catalogue import muscles
from clinic_log.treatments.forms import SessionForm
from clinic_log.treatments.forms.numbers_sent import number_sent
from clinic_log.treatments.forms.rows import NeedlingRow
from clinic_log.treatments.rules import NeedlingEntry
from clinic_log.treatments.rules.scope import Inserting, lacks, outside_words


@dataclass(frozen=True, kw_only=True)
class CertificateFact:
    """One certificate that counts on the day of the visit; empty lists cover everything."""

    person_id: int
    regions: str
    techniques: str
    words: str


@dataclass(frozen=True, kw_only=True)
class Scope:
    """Who inserts where nobody is named, what is held, which muscle lies where, the words of the rows by uid, and what
    the credentials of those who insert lack.
    """

    writer_id: int | None
    certificates: tuple[CertificateFact, ...]
    regions: Mapping[str, str]
    rows: Mapping[str, str]
    lacks: tuple[str, ...]
    stops: bool


def needle_scope(form: SessionForm) -> Scope:
    inserting = form.facts.inserting or Inserting(held={}, writer_id=None, day=form.facts.now.date())
    entries = {row.uid.data: _entry(row) for row in form.needlings.rows()}
    certificates = [
        CertificateFact(
            person_id=person_id,
            regions=" ".join(one.regions),
            techniques=" ".join(one.techniques),
            words=one.scope_words,
        )
        for person_id, held in inserting.held.items()
        for one in held
        if one.kind is CredentialKind.NEEDLING and one.is_valid_on(inserting.day)
    ]
    is_limited = any(one.regions or one.techniques for one in certificates)
    return Scope(
        writer_id=inserting.writer_id,
        certificates=tuple(certificates) if is_limited else (),
        regions={muscle.slug: muscle.region.value for muscle in muscles.all_muscles()} if is_limited else {},
        rows={uid: outside_words(entry, inserting) for uid, entry in entries.items()},
        lacks=lacks(entries.values(), inserting),
        stops=inserting.stops,
    )


def _entry(row: NeedlingRow) -> NeedlingEntry:
    return NeedlingEntry(
        uid=row.uid.data or "",
        needles=1,
        muscle_slug=row.muscle.data,
        region=row.region.data or "",
        technique=row.technique.data,
        inserted_by_id=number_sent(row.inserted_by.data),
    )
