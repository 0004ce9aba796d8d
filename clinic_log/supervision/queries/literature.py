"""The clinic's side effects by kind, in the needling sessions in which somebody asked, in three statements."""

from collections import Counter

from sqlalchemy.orm import Session

from clinic_log.base.permissions import Actor
from clinic_log.outcomes.rules.session_facts import EXPECTED_SORENESS, EXPECTED_SORENESS_KIND
from clinic_log.supervision.queries.filters import source_of
from clinic_log.supervision.queries.serious_events import has_open_serious
from clinic_log.supervision.queries.sessions import added_up, count_kinds, whole
from clinic_log.supervision.rules import Wanted
from clinic_log.supervision.rules.literature import OwnCounts
from clinic_log.treatments.rules import EffectTiming


def count_own_effects(db: Session, *, by: Actor, wanted: Wanted) -> OwnCounts:
    """Effects by kind and, rolled up, by how grave they were; mild is what nobody called more than mild."""
    effects = Counter[tuple[str, EffectTiming]]()
    for told in count_kinds(db, by=by, wanted=wanted):
        # Studies count all soreness as one kind.
        kind = EXPECTED_SORENESS_KIND if told.kind == EXPECTED_SORENESS else told.kind
        effects[kind, told.timing] += told.effects
    row = added_up(db, source_of(by, wanted))
    return OwnCounts(
        effects=effects,
        asked={timing: whole(getattr(row, f"{timing.value}_asked")) for timing in EffectTiming},
        has_open_serious=has_open_serious(db, by=by, clinics=wanted.clinics),
    )
