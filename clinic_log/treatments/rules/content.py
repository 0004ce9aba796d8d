"""What one visit holds, as plain values: what a form reads, an action saves and a signature covers.

None and the empty text mean that nobody answered. Moments are aware. A `uid` names a row for as long as it lives, in
the form, in the draft and in the table; positions follow from the order. `label` is what a code was called when it was
saved: it is shown and signed, but two entries that differ in nothing else are equal.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Final

from clinic_log.base.errors import InvalidInputError
from clinic_log.catalogue import units
from clinic_log.episodes.rules import Side
from clinic_log.treatments.rules.count_entries import LotEntry, Recount, RegionCount, VitalSigns
from clinic_log.treatments.rules.origins import Origins
from clinic_log.treatments.rules.risk_entries import EffectUpdateEntry, OverrideEntry
from clinic_log.treatments.rules.states import (
    Agreement,
    Asked,
    CountedHow,
    EffectTiming,
    NeedleSide,
    Severity,
    VisitEnd,
    VisitKind,
)

MUSCLE_TARGET: Final = "muscle"

# The id that rows carry for the episode that is opened together with the note.
NEW_EPISODE: Final = 0


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that is missing or cannot be true. `field` is the name in the content; in a row `group.uid.name`."""

    field: str
    text: str


class ContentError(InvalidInputError):
    """The content cannot be saved, or not yet signed; every reason stands in `gaps`."""

    def __init__(self, gaps: Iterable[Gap]) -> None:
        self.gaps = tuple(gaps)
        super().__init__(" ".join(f"{gap.text}." for gap in self.gaps), field=self.gaps[0].field)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartPoint:
    """A mark on the body chart, in units of the view's drawing."""

    version: str
    view: str
    x: float
    y: float


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedlingDetails:
    """One target on one side and what was done there. `target_words` names a target that is no muscle."""

    target_kind: str = MUSCLE_TARGET
    muscle_slug: str | None = None
    target_words: str = ""
    region: str = ""
    side: NeedleSide | None = None
    spinal_level: str = ""
    point_kind: str | None = None
    diameter_mm: float | None = None
    length_mm: float | None = None
    insertions: int | None = None
    depth_class: str | None = None
    patient_position: str | None = None
    approach: str | None = None
    technique: str | None = None
    dwell_minutes: float | None = None
    response_sought: str | None = None
    twitch: str | None = None
    other_responses: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedlingEntry(NeedlingDetails):
    """A needling of the record. `needles` and `insertions` differ when one needle is drawn out and put in again."""

    uid: str
    needles: int
    episode_id: int | None = None
    inserted_by_id: int | None = None
    chart: ChartPoint | None = None
    origins: Origins | None = None
    label: str = field(default="", compare=False)

    @property
    def is_muscle(self) -> bool:
        return self.target_kind == MUSCLE_TARGET


@dataclass(frozen=True, slots=True, kw_only=True)
class StimulationEntry:
    """One channel between two needlings: Hz, µs, mA, minutes."""

    uid: str
    first_uid: str
    second_uid: str
    waveform: str | None = None
    frequency_hz: float | None = None
    pulse_width_us: float | None = None
    intensity_ma: float | None = None
    minutes: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasurementEntry:
    """One measure before and after in its unit, or why it was not asked.

    `site` is the muscle or place, for what is felt or measured at one. `entered_unit` is the unit in which the values
    were typed and are shown, empty for the measure's own.
    """

    uid: str
    measure_slug: str
    episode_id: int | None = None
    side: Side | None = None
    mode: str = ""
    before: float | None = None
    after: float | None = None
    not_asked_reason: str = ""
    rater_id: int | None = None
    tool: str = ""
    site: str = ""
    entered_unit: str = ""
    label: str = field(default="", compare=False)
    unit: str = field(default="", compare=False)

    @property
    def shown_unit(self) -> str:
        return self.entered_unit or self.unit

    def shown(self, value: float | None) -> float | None:
        """One of its values in the unit in which it was typed."""
        return None if value is None else units.convert(value, self.unit, self.entered_unit)


@dataclass(frozen=True, slots=True, kw_only=True)
class EffectEntry:
    """One unwanted effect: of this visit before leaving, or of the earlier visit since then.

    It sits at a muscle and side that were needled, or where `site` says. `told_how` is how the visit came to know of
    it; of one that was told outside a visit the late report says so.
    """

    uid: str
    timing: EffectTiming
    kind_slug: str
    severity: Severity | None = None
    is_serious: bool = False
    site: str = ""
    muscle_slug: str | None = None
    side: NeedleSide | None = None
    onset_on: date | None = None
    resolved_on: date | None = None
    reported_by: str = ""
    told_how: str = ""
    action: str = ""
    label: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class AdjunctEntry:
    """Another treatment of the visit, each code once."""

    code: str
    minutes: int | None = None
    note: str = ""
    label: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEpisode:
    """An episode opened from inside the note: a condition of the catalogue, or one in words."""

    condition_slug: str | None = None
    words: str = ""
    region: str = ""
    side: Side | None = None
    onset_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionContent:
    """All that one visit's record says. `since_previous` is asked here and concerns the earlier visit; `last_time` is
    what became of the rows that were offered again, which is kept with the visit and not signed.

    `screening_confirmed` names the versions of the screening that the visit confirmed. `screening_words` say, in lines,
    what was known of screening and consent when it was signed; nobody enters them.

    `needles_out` is the sum of `counts`, or the one number of a note that did not count by region. `recounts` follow
    from what was saved when; nobody enters them.
    """

    kind: VisitKind | None = None
    no_needles_reason: str = ""
    ended: VisitEnd | None = None
    stopped_reason: str = ""
    stopped_at: datetime | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None
    agreement: Agreement | None = None
    agreement_regions: str = ""
    screening_confirmed: str = ""
    screening_words: str = field(default="", compare=False)
    since_last_visit: str | None = None
    since_previous: Asked | None = None
    side_effects_before_leaving: Asked | None = None
    needles_out: int | None = None
    counted_how: CountedHow | None = None
    count_note: str = ""
    needling_reason: str = ""
    next_step: str | None = None
    home_programme: str = ""
    notes: str = ""
    episode_ids: tuple[int, ...] = ()
    new_episode: NewEpisode | None = None
    needlings: tuple[NeedlingEntry, ...] = ()
    stimulations: tuple[StimulationEntry, ...] = ()
    measurements: tuple[MeasurementEntry, ...] = ()
    effects: tuple[EffectEntry, ...] = ()
    adjuncts: tuple[AdjunctEntry, ...] = ()
    lots: tuple[LotEntry, ...] = ()
    counts: tuple[RegionCount, ...] = ()
    vital_signs: tuple[VitalSigns, ...] = ()
    recounts: tuple[Recount, ...] = field(default=(), compare=False)
    last_time: str = ""
    warning_signs_given: bool | None = None
    warning_signs_reason: str = ""
    overrides: tuple[OverrideEntry, ...] = ()
    effect_updates: tuple[EffectUpdateEntry, ...] = ()

    @property
    def needles_in(self) -> int:
        return sum(needling.needles for needling in self.needlings)

    def effects_of(self, timing: EffectTiming) -> tuple[EffectEntry, ...]:
        return tuple(effect for effect in self.effects if effect.timing is timing)

    def named_episode_ids(self) -> frozenset[int]:
        """Every episode that the visit or one of its rows names."""
        return frozenset(self.episode_ids) | frozenset(_row_episodes(self))

    def with_episodes_settled(self, *, new_episode_id: int | None = None) -> "SessionContent":
        """The same content in which rows without an episode belong to the only one there is, every episode that a row
        names is an episode of the visit, and the new episode has its id.
        """

        def settled(episode_id: int | None) -> int | None:
            return new_episode_id if episode_id == NEW_EPISODE and new_episode_id is not None else episode_id

        known = {settled(episode_id) for episode_id in (*self.episode_ids, *_row_episodes(self))}
        if new_episode_id is not None:
            known.add(new_episode_id)
        ids = tuple(sorted(episode_id for episode_id in known if episode_id is not None))
        only = ids[0] if len(ids) == 1 else None
        return replace(
            self,
            new_episode=None if new_episode_id is not None else self.new_episode,
            episode_ids=ids,
            needlings=tuple(replace(row, episode_id=settled(_or(row.episode_id, only))) for row in self.needlings),
            measurements=tuple(
                replace(row, episode_id=settled(_or(row.episode_id, only))) for row in self.measurements
            ),
        )


def _or(episode_id: int | None, only: int | None) -> int | None:
    return only if episode_id is None else episode_id


def _row_episodes(content: SessionContent) -> Iterator[int]:
    rows: tuple[NeedlingEntry | MeasurementEntry, ...] = (*content.needlings, *content.measurements)
    for row in rows:
        if row.episode_id is not None:
            yield row.episode_id
