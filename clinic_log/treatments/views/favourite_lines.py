"""Favourites in words."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from clinic_log.base.permissions import Actor
from clinic_log.base.wording import counted
from clinic_log.catalogue import measures, muscles
from clinic_log.treatments.queries.favourites import list_favourites
from clinic_log.treatments.rules import NeedlingEntry
from clinic_log.treatments.rules.codes import needle_size, words
from clinic_log.treatments.rules.favourites import FavouriteSet, from_plain, permission_to_change
from clinic_log.treatments.views.reading import joined

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@dataclass(frozen=True, kw_only=True)
class FavouriteLine:
    """A favourite as the pages show it; `parts` are what is in it, `summary` is how much."""

    id: int
    name: str
    is_clinics: bool
    summary: str
    parts: tuple[str, ...]
    may_change: bool


def favourite_lines(db: "Session", *, by: Actor, only: int | None = None) -> list[FavouriteLine]:
    """Those that this person may apply; `only` is the id of one of them."""
    return [
        FavouriteLine(
            id=found.id,
            name=found.name,
            is_clinics=found.owner_id is None,
            summary=summary(from_plain(found.content)),
            parts=parts_in_words(from_plain(found.content)),
            may_change=by.may(permission_to_change(is_clinics=found.owner_id is None)),
        )
        for found in list_favourites(db, by=by)
        if only in {None, found.id}
    ]


def summary(chosen: FavouriteSet) -> str:
    """2 sites, 1 measure; empty when there is nothing."""
    counts = (
        (len(chosen.needlings), "site"),
        (len(chosen.measures), "measure"),
        (len(chosen.adjuncts), "other treatment"),
    )
    return ", ".join(counted(count, word) for count, word in counts if count)


def parts_in_words(chosen: FavouriteSet) -> tuple[str, ...]:
    """Each needling, measure and other treatment in a line."""
    names = {measure.slug: measure.name for measure in measures.all_measures()}
    return (
        *(_needling(row) for row in chosen.needlings),
        *(
            joined((names.get(asked.slug, asked.slug), asked.side or "", words("mode", asked.mode).lower()))
            for asked in chosen.measures
        ),
        *(words("adjunct", code) for code in chosen.adjuncts),
    )


def _needling(row: NeedlingEntry) -> str:
    muscle = muscles.by_slug().get(row.muscle_slug or "")
    size = needle_size(row.diameter_mm, row.length_mm)
    return joined(
        (
            joined((muscle.name if muscle else row.target_words, row.spinal_level), " "),
            row.side or "",
            f"{size} mm" if size else "",
            words("technique", row.technique).partition(" (")[0].lower(),
            counted(row.needles, "needle"),
        )
    )
