"""How everything is called that a filter can choose, from what the clinic has on record."""

from collections.abc import Collection, Iterable
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from clinic_log.accounts.models import User
from clinic_log.base.permissions import Actor
from clinic_log.base.scope import of_clinics
from clinic_log.catalogue import conditions, muscles, needling
from clinic_log.catalogue.errors import UnknownConditionError
from clinic_log.outcomes.rules.cells import Facet
from clinic_log.supervision.queries.filters import list_values
from clinic_log.supervision.rules import NOT_RECORDED, Names
from clinic_log.treatments.models import TreatmentSession

NOBODY: Final = "Nobody (no needling visit)"
IN_OWN_WORDS: Final = "Described in own words"
_NOT_RECORDED: Final = "Not recorded"


def load_names(db: Session, *, by: Actor, clinics: Collection[int] = ()) -> Names:
    """Everybody who held a session in the clinic, or in one of these, and what counted sessions were for and used."""
    # The sum keeps SQLite from the index of the clinic, through which it would look for somebody without a session.
    has_session = select(TreatmentSession.id).where(
        TreatmentSession.practitioner_id == User.id, of_clinics(TreatmentSession.clinic_id + 0, by=by, clinics=clinics)
    )
    rows = db.execute(
        select(User.id, User.display_name).where(has_session.exists()).order_by(User.display_name, User.id)
    )
    people: dict[int | None, str] = {row.id: row.display_name for row in rows}
    values = list_values(db, by=by, clinics=clinics)
    labels: dict[str | None, str] = {slug: condition_label(slug) for slug in values[Facet.CONDITION] if slug}
    techniques = {code.code: code.label for code in needling.codes("technique")}
    known_muscles = muscles.by_slug()
    return Names(
        practitioners={None: NOBODY, **people},
        conditions={None: IN_OWN_WORDS, **dict(sorted(labels.items(), key=lambda item: item[1].casefold()))},
        regions=_named((slug, slug.replace("-", " ").capitalize()) for slug in values[Facet.REGION]),
        chronicities=_named((slug, slug.capitalize()) for slug in values[Facet.CHRONICITY]),
        techniques=_named((slug, techniques.get(slug, slug)) for slug in values[Facet.TECHNIQUE]),
        muscles=_named(
            (slug, known_muscles[slug].name if slug in known_muscles else slug) for slug in values[Facet.MUSCLE] if slug
        ),
    )


def condition_label(slug: str) -> str:
    try:
        return conditions.get(slug).label
    except UnknownConditionError:
        return slug


def _named(values: Iterable[tuple[str, str]]) -> dict[str, str]:
    """In alphabetical order, what nobody recorded last."""
    named = sorted(values, key=lambda item: (not item[0], item[1].casefold()))
    return {slug or NOT_RECORDED: label if slug else _NOT_RECORDED for slug, label in named}
