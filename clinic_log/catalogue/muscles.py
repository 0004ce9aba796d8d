"""The muscles that can be needled: nerve, region, what lies in the needle's way, and how therapists name them.

No hazard means that no single structure is flagged, never that a place is safe. Nothing here was reviewed by a
clinician yet unless `reviewed_by_clinician` says so.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from types import MappingProxyType

from clinic_log.catalogue.errors import CatalogueError, UnknownMuscleError
from clinic_log.catalogue.search import Words, closeness, words
from clinic_log.catalogue.sources import Source, cite, read_sources
from clinic_log.catalogue.tables import DATA_FOLDER, Row, index_by_slug, read_rows
from clinic_log.catalogue.vocabulary import Region

MUSCLES_FILE = "muscles.csv"
DEPTH_FILE = "depth_classes.csv"
SYNONYMS_FILE = "synonyms.csv"

_HAZARD_SOURCE = "haz:"

_MUSCLE_COLUMNS = (
    *("slug", "name", "latin", "region", "side_matters", "innervation", "segments", "fma_id", "snomed"),
    *("trigger_points", "referral", "hazards", "at_risk", "body_view", "source", "reviewed_by_clinician"),
)
_DEPTH_COLUMNS = (
    *("muscle_slug", "depth_class", "usual_needle_length_mm_low", "usual_needle_length_mm_high"),
    *("needs_level", "basis", "reviewed_by_clinician"),
)
_SYNONYM_COLUMNS = ("muscle_slug", "synonym", "kind", "reviewed_by_clinician")


class Hazard(StrEnum):
    PNEUMOTHORAX = "pneumothorax"
    SPINAL_CANAL = "spinal-canal"
    VISCERA = "viscera"
    NEUROVASCULAR = "neurovascular"
    EYE = "eye"
    JOINT = "joint"


class DepthClass(StrEnum):
    SUPERFICIAL = "superficial"
    INTERMEDIATE = "intermediate"
    DEEP = "deep"


class BodyView(StrEnum):
    FRONT = "front"
    BACK = "back"
    BOTH = "both"


class SynonymKind(StrEnum):
    """A group word means several muscles."""

    ABBREVIATION = "abbreviation"
    COMMON = "common"
    OLD = "old"
    LATIN = "latin"
    GROUP = "group"


@dataclass(frozen=True, slots=True)
class Synonym:
    text: str
    kind: SynonymKind
    reviewed_by_clinician: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Muscle:
    """One muscle, or one part of a muscle that is needled on its own. None means unknown.

    `hazards` has the most serious first; `at_risk` names the structures. The needle lengths are for a "longer than
    usual" hint, never a default. `source` has the codes of all that the row says, `hazard_source` in words on what its
    hazards rest. `needs_level` asks for the spinal level. `has_side` is false on the midline.
    """

    slug: str
    name: str
    latin: str
    region: Region
    has_side: bool
    innervation: str | None
    segments: str | None
    fma_id: str | None
    snomed: str | None
    trigger_points: int | None
    referral: str | None
    hazards: tuple[Hazard, ...]
    at_risk: str | None
    body_view: BodyView
    source: str
    hazard_source: str
    depth_class: DepthClass
    usual_needle_length_mm_low: int | None
    usual_needle_length_mm_high: int | None
    needs_level: bool
    depth_basis: str
    synonyms: tuple[Synonym, ...]
    reviewed_by_clinician: bool

    @property
    def is_over_chest(self) -> bool:
        """Whether a needle can reach the lung from here."""
        return Hazard.PNEUMOTHORAX in self.hazards

    @property
    def is_over_spinal_canal(self) -> bool:
        return Hazard.SPINAL_CANAL in self.hazards

    @property
    def is_over_viscera(self) -> bool:
        return Hazard.VISCERA in self.hazards

    @property
    def most_serious_hazard(self) -> Hazard | None:
        return self.hazards[0] if self.hazards else None


@dataclass(frozen=True, slots=True)
class MuscleMatch:
    """A muscle that was found, and by which synonym; None when its own or its Latin name answered."""

    muscle: Muscle
    synonym: Synonym | None


# Among equally close answers the name comes first, then what therapists type most; a group word means several.
_NAME_PLACE = 0
_SYNONYM_PLACES = MappingProxyType({kind: place for place, kind in enumerate(SynonymKind, start=1)})


def get(slug: str) -> Muscle:
    """The muscle, or UnknownMuscleError."""
    try:
        return by_slug()[slug]
    except KeyError:
        raise UnknownMuscleError(slug) from None


def all_muscles() -> tuple[Muscle, ...]:
    """Every muscle, from head to foot."""
    return tuple(by_slug().values())


def find(text: str, *, limit: int = 10) -> list[MuscleMatch]:
    """The muscles that answer to what was typed, closest first and each once; none for an empty text.

    Each typed word must begin a word of the name, the Latin name or one synonym. A group word finds all its muscles.
    """
    typed = words(text)
    ranked = []
    for order, (muscle, phrases) in enumerate(_phrases()):
        answers = [
            (near, place, number)
            for number, (phrase, place, _) in enumerate(phrases)
            if (near := closeness(typed, phrase)) is not None
        ]
        if answers:
            near, place, number = min(answers)
            ranked.append((near, place, order, MuscleMatch(muscle, phrases[number][2])))
    ranked.sort(key=lambda found: found[:3])
    return [match for *_, match in ranked[:limit]]


@cache
def by_slug() -> Mapping[str, Muscle]:
    """Every muscle under its slug, read-only."""
    return read_muscles(DATA_FOLDER)


def read_muscles(folder: Path) -> Mapping[str, Muscle]:
    """The muscles of a folder with their depth and synonyms, fully checked; CatalogueError for a broken file."""
    rows = read_rows(folder, MUSCLES_FILE, _MUSCLE_COLUMNS)
    slugs = frozenset(row.text("slug") for row in rows)
    depths = _depth_rows(folder, slugs)
    synonyms = _synonyms(folder, slugs)
    return index_by_slug(MUSCLES_FILE, _muscles(rows, depths, synonyms, sources=read_sources(folder)))


@cache
def _phrases() -> tuple[tuple[Muscle, tuple[tuple[Words, int, Synonym | None], ...]], ...]:
    """Every muscle with all that it may be called, folded once."""
    return tuple((muscle, tuple(_phrases_of(muscle))) for muscle in all_muscles())


def _phrases_of(muscle: Muscle) -> Iterator[tuple[Words, int, Synonym | None]]:
    yield words(muscle.name), _NAME_PLACE, None
    for synonym in muscle.synonyms:
        yield words(synonym.text), _SYNONYM_PLACES[synonym.kind], synonym
    yield words(muscle.latin), _SYNONYM_PLACES[SynonymKind.LATIN], None


def _muscles(
    rows: tuple[Row, ...],
    depths: Mapping[str, Row],
    synonyms: Mapping[str, tuple[Synonym, ...]],
    *,
    sources: Mapping[str, Source],
) -> Iterator[tuple[Row, Muscle]]:
    for row in rows:
        slug = row.text("slug")
        if slug not in depths:
            raise CatalogueError(DEPTH_FILE, column="muscle_slug", problem=f"{slug} is missing")
        yield row, _muscle(row, depths[slug], synonyms.get(slug, ()), sources=sources)


def _muscle(row: Row, depth: Row, synonyms: tuple[Synonym, ...], *, sources: Mapping[str, Source]) -> Muscle:
    shortest, longest = _needle_lengths(depth)
    return Muscle(
        slug=row.text("slug"),
        name=row.text("name"),
        latin=row.text("latin"),
        region=row.choice("region", Region),
        has_side=row.flag("side_matters"),
        innervation=row.optional_text("innervation"),
        segments=row.optional_text("segments"),
        fma_id=row.optional_text("fma_id"),
        snomed=row.optional_text("snomed"),
        trigger_points=row.optional_whole_number("trigger_points"),
        referral=row.optional_text("referral"),
        hazards=_hazards(row),
        at_risk=row.optional_text("at_risk"),
        body_view=row.choice("body_view", BodyView),
        source=row.text("source"),
        hazard_source=_hazard_source(row, sources),
        depth_class=depth.choice("depth_class", DepthClass),
        usual_needle_length_mm_low=shortest,
        usual_needle_length_mm_high=longest,
        needs_level=depth.flag("needs_level"),
        depth_basis=depth.text("basis"),
        synonyms=synonyms,
        reviewed_by_clinician=row.flag("reviewed_by_clinician") and depth.flag("reviewed_by_clinician"),
    )


def _hazards(row: Row) -> tuple[Hazard, ...]:
    known = {hazard.value: hazard for hazard in Hazard}
    return tuple(known[name] for name in row.references("hazards", known))


def _hazard_source(row: Row, sources: Mapping[str, Source]) -> str:
    """Of "TA98; IN; haz:BN121,anat" the words of BN121 and anat."""
    parts = [part for part in row.items("source") if part.startswith(_HAZARD_SOURCE)]
    codes = [code for part in parts for code in part.removeprefix(_HAZARD_SOURCE).split(",")]
    unknown = [code for code in codes if code not in sources]
    if unknown or not codes:
        raise row.error(
            "source", f"{unknown[0]!r} is no known source" if unknown else "must say what the hazards rest on"
        )
    return cite(codes, sources)


def _needle_lengths(depth: Row) -> tuple[int | None, int | None]:
    shortest = depth.optional_whole_number("usual_needle_length_mm_low")
    longest = depth.optional_whole_number("usual_needle_length_mm_high")
    if (shortest is None) != (longest is None):
        raise depth.error("usual_needle_length_mm_high", "both lengths or none")
    if shortest is not None and longest is not None and longest < shortest:
        raise depth.error("usual_needle_length_mm_high", "must not lie below the shortest")
    return shortest, longest


def _depth_rows(folder: Path, slugs: frozenset[str]) -> Mapping[str, Row]:
    found: dict[str, Row] = {}
    for row in read_rows(folder, DEPTH_FILE, _DEPTH_COLUMNS):
        slug = row.reference("muscle_slug", slugs)
        if slug in found:
            raise row.error("muscle_slug", f"{slug!r} comes twice")
        found[slug] = row
    return found


def _synonyms(folder: Path, slugs: frozenset[str]) -> Mapping[str, tuple[Synonym, ...]]:
    found: dict[str, tuple[Synonym, ...]] = {}
    for row in read_rows(folder, SYNONYMS_FILE, _SYNONYM_COLUMNS):
        slug, text = row.reference("muscle_slug", slugs), row.text("synonym")
        before = found.get(slug, ())
        if any(synonym.text == text for synonym in before):
            raise row.error("synonym", f"{text!r} comes twice for {slug}")
        synonym = Synonym(text, row.choice("kind", SynonymKind), row.flag("reviewed_by_clinician"))
        found[slug] = (*before, synonym)
    return found
