"""A named set for notes: needlings without any response, which measures, which other treatments."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from clinic_log.base.errors import InvalidInputError
from clinic_log.base.permissions import Permission
from clinic_log.base.text import find_text_problem, fold, normalise
from clinic_log.catalogue import measures, muscles
from clinic_log.episodes.rules import Side
from clinic_log.treatments.rules.codes import NO_ADJUNCT, is_code
from clinic_log.treatments.rules.content import NeedlingEntry, SessionContent
from clinic_log.treatments.rules.origins import COPIED, SOURCE_LIMIT_CHARACTERS
from clinic_log.treatments.rules.states import NeedleSide

NAME_LIMIT_CHARACTERS: Final = SOURCE_LIMIT_CHARACTERS
MOST_OF_ONE_OWNER: Final = 60

# A mark belongs to the body of one patient.
_KEPT: Final = tuple(name for name in COPIED if name != "chart")


@dataclass(frozen=True, slots=True)
class MeasureAsked:
    """Which measure on which side in which mode; never a value."""

    slug: str
    side: Side | None = None
    mode: str = ""

    def is_met_by(self, other: "MeasureAsked") -> bool:
        """Whether that one asks the same; where one of them does not say active or passive, it does."""
        same_mode = self.mode == other.mode or not (self.mode and other.mode)
        return (self.slug, self.side) == (other.slug, other.side) and same_mode


@dataclass(frozen=True, slots=True, kw_only=True)
class FavouriteSet:
    needlings: tuple[NeedlingEntry, ...] = ()
    measures: tuple[MeasureAsked, ...] = ()
    adjuncts: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not (self.needlings or self.measures or self.adjuncts)


def favourite_of(content: SessionContent, *, asked: Iterable[MeasureAsked] = ()) -> FavouriteSet:
    """What a favourite keeps of a note, each thing once. `asked` are the measures that stand in it, taken or not; where
    nothing was recorded they are no favourite.
    """
    recorded = _recorded(content)
    if recorded.is_empty:
        return recorded
    return replace(recorded, measures=tuple(dict.fromkeys((*recorded.measures, *asked))))


def _recorded(content: SessionContent) -> FavouriteSet:
    return FavouriteSet(
        needlings=tuple({_target(row): _kept(row) for row in content.needlings}.values()),
        measures=tuple(
            dict.fromkeys(MeasureAsked(row.measure_slug, row.side, row.mode) for row in content.measurements)
        ),
        adjuncts=tuple(row.code for row in content.adjuncts if row.code != NO_ADJUNCT),
    )


def missing_in(
    favourite: FavouriteSet,
    content: SessionContent,
    *,
    episode_id: int | None,
    standing: Collection[MeasureAsked],
) -> FavouriteSet:
    """What of the favourite fills an empty place of the note: no target that is needled on that side for this episode,
    no measure that is `standing` there, filled or not, no treatment that is chosen.
    """
    needled = {_target(row) for row in content.needlings if row.episode_id in {episode_id, None}}
    chosen = {row.code for row in content.adjuncts}
    return FavouriteSet(
        needlings=tuple(row for row in favourite.needlings if _target(row) not in needled),
        measures=tuple(asked for asked in favourite.measures if not any(map(asked.is_met_by, standing))),
        adjuncts=tuple(code for code in favourite.adjuncts if code not in chosen and NO_ADJUNCT not in chosen),
    )


def checked_name(text: str) -> str:
    """The name as it is kept; InvalidInputError when it cannot be one."""
    name = " ".join(normalise(text).split())
    if not name:
        raise InvalidInputError("Enter a name for the favourite", field="name")
    if problem := find_text_problem(name, limit=NAME_LIMIT_CHARACTERS):
        raise InvalidInputError(problem, field="name")
    return name


def permission_to_change(*, is_clinics: bool) -> Permission:
    """What it takes to save, rename and remove a favourite: the clinic's, or one's own."""
    return Permission.MANAGE_CLINIC_FAVOURITES if is_clinics else Permission.SIGN_SESSION


def name_key(name: str) -> str:
    """What two names of one owner may not share."""
    return fold(name)


def to_plain(favourite: FavouriteSet) -> dict[str, Any]:
    """As the table keeps it; what is empty is left out."""
    return {
        "needlings": [
            {name: value for name in _KEPT if (value := getattr(row, name)) not in {None, ""}}
            for row in favourite.needlings
        ],
        "measures": [{"slug": one.slug, "side": one.side, "mode": one.mode} for one in favourite.measures],
        "adjuncts": list(favourite.adjuncts),
    }


def from_plain(plain: Mapping[str, Any]) -> FavouriteSet:
    """What the table keeps, without what the catalogue no longer has."""
    known_measures = {measure.slug for measure in measures.all_measures()}
    return FavouriteSet(
        needlings=tuple(
            _entry(values)
            for values in plain.get("needlings", ())
            if values.get("muscle_slug") in {None, *muscles.by_slug()}
        ),
        measures=tuple(
            MeasureAsked(one["slug"], Side(one["side"]) if one["side"] else None, one["mode"])
            for one in plain.get("measures", ())
            if one["slug"] in known_measures
        ),
        adjuncts=tuple(code for code in plain.get("adjuncts", ()) if is_code("adjunct", code)),
    )


def _kept(row: NeedlingEntry) -> NeedlingEntry:
    values: dict[str, Any] = {name: getattr(row, name) for name in _KEPT}
    return NeedlingEntry(uid="", **values)


def _entry(values: Mapping[str, Any]) -> NeedlingEntry:
    kept: dict[str, Any] = {name: values[name] for name in _KEPT if name in values}
    if "side" in kept:
        kept["side"] = NeedleSide(kept["side"])
    return NeedlingEntry(uid="", **kept)


def _target(row: NeedlingEntry) -> tuple[str, NeedleSide | None, str]:
    return row.muscle_slug or fold(row.target_words), row.side, row.spinal_level
