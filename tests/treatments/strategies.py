"""Contents of visits that can be saved, for properties."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from hypothesis import strategies as st

from clinic_log.base.dates import local_to_utc
from clinic_log.base.text import normalise
from clinic_log.catalogue import adverse_events, measures, muscles, needling
from clinic_log.episodes.rules import Side
from clinic_log.treatments.rules import (
    AdjunctEntry,
    Agreement,
    Asked,
    ChartPoint,
    CountedHow,
    EffectEntry,
    EffectTiming,
    LotEntry,
    MeasurementEntry,
    NeedleSide,
    NeedlingEntry,
    NewEpisode,
    OriginKind,
    Origins,
    RegionCount,
    SessionContent,
    Severity,
    StimulationEntry,
    VisitEnd,
    VisitKind,
    VitalSigns,
)
from clinic_log.treatments.rules.codes import SOUGHT_CODES, TWITCH_CODES
from clinic_log.treatments.rules.needle_count import region_lines, total_out
from clinic_log.treatments.rules.origins import COPIED

ZONE = "Europe/London"
EPISODES = (5, 9)
PEOPLE = (1, 2)


def _codes(list_name: str) -> st.SearchStrategy[str | None]:
    return st.none() | st.sampled_from([code.code for code in needling.codes(list_name)])


def texts(most: int = 20) -> st.SearchStrategy[str]:
    """Text in any script, as it is kept."""
    return st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=most).map(
        lambda text: normalise(text).strip()[:most].strip()
    )


def _hundredths(low: int, high: int) -> st.SearchStrategy[float]:
    return st.integers(low, high).map(lambda value: value / 100)


def _starts() -> st.SearchStrategy[datetime]:
    """Nine in the morning: a time that the clock of the zone shows once on every day."""
    days = st.dates(date(2005, 1, 1), date(2025, 12, 31))
    return days.map(lambda day: local_to_utc(datetime.combine(day, time(9)), ZONE))


@st.composite
def needlings(draw: st.DrawFn, uid: str) -> NeedlingEntry:
    muscle = draw(st.none() | st.sampled_from(muscles.all_muscles()))
    sides = tuple(NeedleSide) if muscle is None or muscle.has_side else (NeedleSide.MIDLINE,)
    kinds = ("tendon", "ligament", "scar", "other")
    responses = [code.code for code in needling.codes("tissue_response") if code.code not in (*TWITCH_CODES, "none")]
    entry = NeedlingEntry(
        uid=uid,
        needles=draw(st.integers(1, 30)),
        episode_id=draw(st.none() | st.sampled_from(EPISODES)),
        target_kind="muscle" if muscle else draw(st.sampled_from(kinds)),
        muscle_slug=muscle.slug if muscle else None,
        target_words="" if muscle else draw(texts().filter(bool)),
        region=draw(texts()),
        side=draw(st.none() | st.sampled_from(sides)),
        spinal_level=draw(st.sampled_from(("", "C5", "T4-5", "L4/L5"))),
        point_kind=draw(_codes("trp_kind")),
        diameter_mm=draw(st.none() | _hundredths(5, 100)),
        length_mm=draw(st.none() | st.integers(5, 200).map(float)),
        insertions=draw(st.none() | st.integers(1, 200)),
        depth_class=draw(_codes("depth")),
        patient_position=draw(_codes("position")),
        approach=draw(_codes("approach")),
        technique=draw(_codes("technique")),
        dwell_minutes=draw(st.none() | _hundredths(0, 12_000)),
        response_sought=draw(st.none() | st.sampled_from(SOUGHT_CODES)),
        twitch=draw(st.none() | st.sampled_from(TWITCH_CODES)),
        other_responses=tuple(draw(st.lists(st.sampled_from(responses), unique=True, max_size=3))),
        inserted_by_id=draw(st.none() | st.sampled_from(PEOPLE)),
        note=draw(texts()),
        chart=draw(
            st.none()
            | st.builds(
                ChartPoint,
                version=st.just("1"),
                view=st.just("front"),
                x=_hundredths(0, 20_000),
                y=_hundredths(0, 20_000),
            )
        ),
    )
    return replace(entry, origins=draw(st.none() | _origins()))


def _origins() -> st.SearchStrategy[Origins]:
    kept = st.sets(st.sampled_from(tuple(COPIED)), min_size=1).map(
        lambda names: tuple(name for name in COPIED if name in names)
    )
    moments = st.datetimes(datetime(2020, 1, 1), datetime(2026, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 -- bounds
    days = st.dates(date(2005, 1, 1), date(2025, 12, 31)).map(date.isoformat)
    return st.builds(
        Origins,
        kind=st.just(OriginKind.CARRIED),
        source=days,
        fields=kept,
        confirmed_at=st.none() | moments,
    ) | st.builds(
        Origins,
        kind=st.just(OriginKind.FAVOURITE),
        source=texts(80).filter(bool),
        fields=kept,
        confirmed_at=moments,
    )


@st.composite
def measurements(draw: st.DrawFn, uid: str) -> MeasurementEntry:
    measure = draw(st.sampled_from(measures.all_measures()))
    low, high = measure.hard_minimum or 0, measure.hard_maximum or 0
    scores = st.integers(round(low * 10), round(high * 10)).map(lambda value: value / 10)
    before, after = draw(st.none() | scores), draw(st.none() | scores)
    is_measured = before is not None or after is not None
    return MeasurementEntry(
        uid=uid,
        measure_slug=measure.slug,
        episode_id=draw(st.none() | st.sampled_from(EPISODES)),
        side=draw(st.none() | st.sampled_from(Side)) if measure.sided else None,
        mode=draw(st.sampled_from(("", "active", "passive"))),
        before=before,
        after=after,
        not_asked_reason="" if is_measured else draw(texts().filter(bool)),
        rater_id=draw(st.none() | st.sampled_from(PEOPLE)),
        tool=draw(texts()),
    )


@st.composite
def effects(draw: st.DrawFn, uid: str) -> EffectEntry:
    onset_on = draw(st.none() | st.dates(date(2005, 1, 1), date(2025, 12, 31)))
    resolved_on = draw(st.none() | st.integers(0, 10)) if onset_on else None
    return EffectEntry(
        uid=uid,
        timing=draw(st.sampled_from(EffectTiming)),
        kind_slug=draw(st.sampled_from(sorted(adverse_events.by_slug()))),
        severity=draw(st.none() | st.sampled_from(Severity)),
        is_serious=draw(st.booleans()),
        site=draw(texts()),
        onset_on=onset_on,
        resolved_on=onset_on + timedelta(days=resolved_on) if onset_on and resolved_on is not None else None,
        reported_by=draw(st.sampled_from(("", "patient", "clinician", "other"))),
        told_how=draw(st.sampled_from(("", "seen", "asked", "unasked"))),
        action=draw(texts()),
    )


@st.composite
def contents(draw: st.DrawFn) -> SessionContent:
    """A content that the rules accept, whether or not it could be signed."""
    started_at = draw(st.none() | _starts())
    minutes = draw(st.none() | st.integers(0, 180)) if started_at else None
    ended_at = started_at + timedelta(minutes=minutes) if started_at and minutes is not None else None
    rows = tuple(draw(needlings(f"n{number}")) for number in range(draw(st.integers(0, 3))))
    counts = draw(_counts(rows))
    content = SessionContent(
        kind=draw(st.none() | st.sampled_from(VisitKind)),
        no_needles_reason=draw(texts()),
        ended=draw(st.none() | st.sampled_from(VisitEnd)),
        stopped_reason=draw(texts()),
        stopped_at=ended_at,
        started_at=started_at,
        ended_at=ended_at,
        agreement=draw(st.none() | st.sampled_from(Agreement)),
        agreement_regions=draw(texts()),
        since_last_visit=draw(_codes("since_last_visit")),
        since_previous=draw(st.none() | st.sampled_from(Asked)),
        side_effects_before_leaving=draw(st.none() | st.sampled_from(Asked)),
        needles_out=draw(st.none() | st.integers(0, 100)),
        counted_how=draw(st.none() | st.sampled_from(CountedHow)),
        count_note=draw(texts()),
        needling_reason=draw(texts(200)),
        next_step=draw(_codes("next_step")),
        home_programme=draw(texts(200)),
        notes=draw(texts(200)),
        episode_ids=tuple(sorted(draw(st.sets(st.sampled_from((0, *EPISODES)))))),
        needlings=rows,
        stimulations=draw(_channels(rows)),
        measurements=tuple(draw(measurements(f"m{number}")) for number in range(draw(st.integers(0, 3)))),
        effects=tuple(draw(effects(f"e{number}")) for number in range(draw(st.integers(0, 3)))),
        adjuncts=draw(_adjuncts()),
        counts=counts,
        lots=draw(_lots()),
        vital_signs=draw(_vital_signs(started_at)),
    )
    return replace(content, needles_out=total_out(content))


def with_new_episode(content: SessionContent, new: NewEpisode) -> SessionContent:
    """The content with a new episode exactly when it names one."""
    return replace(content, new_episode=new if 0 in content.episode_ids else None)


def _counts(rows: tuple[NeedlingEntry, ...]) -> st.SearchStrategy[tuple[RegionCount, ...]]:
    """Some of the regions with needles in, each with a number or a reason, as the form keeps them."""
    regions = [line.region for line in region_lines(SessionContent(needlings=rows))]
    outs = st.integers(0, 100)
    return st.tuples(
        *(
            st.none() | st.builds(RegionCount, region=st.just(region), needles_out=outs, note=texts())
            for region in regions
        )
    ).map(lambda counts: tuple(count for count in counts if count is not None))


def _lots() -> st.SearchStrategy[tuple[LotEntry, ...]]:
    numbers = st.integers(0, 10**6).map(lambda number: f"LT {number}")
    until = st.none() | st.dates(date(2020, 1, 1), date(2035, 12, 31))
    return st.just(()) | st.builds(LotEntry, uid=st.just("l0"), product=texts(), lot=numbers, expires_on=until).map(
        lambda row: (row,)
    )


def _vital_signs(started_at: datetime | None) -> st.SearchStrategy[tuple[VitalSigns, ...]]:
    taken = (
        st.none() if started_at is None else st.integers(0, 120).map(lambda late: started_at + timedelta(minutes=late))
    )
    pressures = st.just((None, None)) | st.tuples(st.integers(90, 200), st.integers(30, 80))
    return st.just(()) | st.tuples(
        taken, pressures, st.integers(20, 250), st.none() | st.integers(50, 100), texts()
    ).map(
        lambda drawn: (
            VitalSigns(
                uid="v0",
                taken_at=drawn[0],
                systolic_mmhg=drawn[1][0],
                diastolic_mmhg=drawn[1][1],
                pulse_per_minute=drawn[2],
                oxygen_percent=drawn[3],
                note=drawn[4],
            ),
        )
    )


def _channels(rows: tuple[NeedlingEntry, ...]) -> st.SearchStrategy[tuple[StimulationEntry, ...]]:
    if len(rows) < 2:
        return st.just(())
    return st.just(()) | st.builds(
        StimulationEntry,
        uid=st.just("s0"),
        first_uid=st.just(rows[0].uid),
        second_uid=st.just(rows[1].uid),
        waveform=_codes("stimulation_waveform"),
        frequency_hz=st.none() | _hundredths(10, 100_000),
        pulse_width_us=st.none() | st.integers(1, 10_000).map(float),
        intensity_ma=st.none() | _hundredths(0, 10_000),
        minutes=st.none() | st.integers(0, 240).map(float),
    ).map(lambda row: (row,))


def _adjuncts() -> st.SearchStrategy[tuple[AdjunctEntry, ...]]:
    in_order = [code.code for code in needling.codes("adjunct") if code.code != "none"]
    chosen = st.sets(st.sampled_from(in_order), max_size=3).map(
        lambda codes: [code for code in in_order if code in codes]
    )
    return chosen.flatmap(
        lambda codes: st.tuples(
            *(
                st.builds(AdjunctEntry, code=st.just(code), minutes=st.none() | st.integers(0, 240), note=texts())
                for code in codes
            )
        )
    )
