"""Needles in and out of each region: what they say, what may be seen when, and what stops the signature."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from clinic_log.treatments.actions import record_session
from clinic_log.treatments.queries import content_of
from clinic_log.treatments.rules import CountedHow, NeedlingEntry, RegionCount, SessionContent, StimulationEntry
from clinic_log.treatments.rules.narrative import narrate
from clinic_log.treatments.rules.needle_count import (
    CountState,
    RegionLine,
    region_lines,
    sites_words,
    state_of,
    total_out,
    total_state,
)
from clinic_log.treatments.rules.signing import missing_for_signing
from clinic_log.treatments.views.note_count import count_told, sites_told
from tests.accounts.factories import make_actor
from tests.treatments.factories import make_recorded_session, needling, needling_visit

AT_REMOVAL, FROM_MEMORY, LATER = CountedHow.AT_REMOVAL, CountedHow.FROM_MEMORY, CountedHow.AFTER_REMOVAL


def _line(needles_in: int, out: int | None, **changes: object) -> RegionLine:
    line = RegionLine(
        region="neck", label="Neck", needles_in=needles_in, needles_out=out, sites=(1,), stays_in=False, note=""
    )
    return replace(line, **changes)  # type: ignore[arg-type] # names are checked by replace


def _gaps(content: SessionContent) -> list[tuple[str, str]]:
    gaps = missing_for_signing(content, has_earlier_visit=True)
    return [(gap.field, gap.text) for gap in gaps if "count" in gap.field]


@pytest.mark.parametrize(
    ("line", "how", "state", "words"),
    [
        (_line(4, None), AT_REMOVAL, CountState.OPEN, ""),
        (_line(4, 4), AT_REMOVAL, CountState.MATCHES, "Matches"),
        (_line(4, 4), FROM_MEMORY, CountState.FROM_MEMORY, "Matches, from memory"),
        (_line(4, 4), LATER, CountState.COUNTED_LATER, "Matches, counted after removal"),
        (_line(4, 4), None, CountState.MATCHES_SOMEHOW, "Same number. Say how it was counted"),
        (_line(4, 3), None, CountState.NOT_COUNTED, "1 not counted out"),
        (_line(4, 3), AT_REMOVAL, CountState.STILL_IN, "1 still in? Count again"),
        (_line(4, 5), AT_REMOVAL, CountState.MORE_OUT, "1 more out than in"),
        (_line(4, 3, note="Bent"), AT_REMOVAL, CountState.EXPLAINED, "1 not counted out, explained"),
        (
            _line(0, 2, sites=()),
            AT_REMOVAL,
            CountState.MORE_OUT,
            "Out counted for a region without needles in: 2",
        ),
    ],
)
def test_two_numbers_and_how_they_were_counted_say_one_thing(
    line: RegionLine, *, how: CountedHow | None, state: CountState, words: str
) -> None:
    assert state_of(line, how=how) == (state, words)


@given(
    needles_in=st.integers(0, 40),
    out=st.none() | st.integers(0, 40),
    note=st.sampled_from(("", "Bent")),
    how=st.none() | st.sampled_from(CountedHow),
    stays_in=st.booleans(),
)
def test_only_a_count_at_removal_that_agrees_is_good(
    *, needles_in: int, out: int | None, note: str, how: CountedHow | None, stays_in: bool
) -> None:
    line = _line(needles_in, out, note=note, stays_in=stays_in)

    state, words = state_of(line, how=how)

    assert (state is CountState.MATCHES) == (out == needles_in and how is AT_REMOVAL)
    assert (state is CountState.OPEN) == (words == "") == (out is None)
    assert line.is_withheld == (stays_in and out is None)
    assert not (line.is_withheld and str(needles_in) in line.in_words)


@pytest.mark.parametrize(
    ("changes", "stays"),
    [
        ({"technique": "static"}, True),
        ({"dwell_minutes": 5}, True),
        ({"dwell_minutes": 0}, False),
        ({"technique": "pistoning"}, False),
    ],
)
def test_where_a_needle_stayed_in_its_number_is_told_after_the_count(
    changes: dict[str, object], *, stays: bool
) -> None:
    content = needling_visit(needlings=(needling(**changes),), needles_out=None)

    assert region_lines(content)[0].is_withheld == stays
    assert sites_told(content, sites=1) == ("1 site" if stays else "1 site, 2 needles")


@pytest.mark.parametrize(
    ("rows", "unnumbered", "words"),
    [
        (0, 0, ""),
        (0, 1, "1 site without a number"),
        (2, 0, "2 sites, 4 needles"),
        (2, 1, "3 sites, 4 needles, 1 without a number"),
    ],
)
def test_the_heading_says_which_sites_have_no_number(rows: int, unnumbered: int, words: str) -> None:
    content = needling_visit(needlings=tuple(needling() for _ in range(rows)))

    assert sites_told(content, sites=rows + unnumbered, unnumbered=unnumbered) == words


def test_a_channel_between_two_needles_leaves_them_in_place() -> None:
    first, second = needling(), needling(muscle_slug="soleus")
    channel = StimulationEntry(uid="s", first_uid=first.uid, second_uid=second.uid)
    content = SessionContent(needlings=(first, second), stimulations=(channel,))

    assert [line.is_withheld for line in region_lines(content)] == [True, True]


def test_a_target_that_is_no_muscle_is_counted_where_its_words_say() -> None:
    def scar(region: str) -> NeedlingEntry:
        return needling(muscle_slug=None, target_kind="scar", target_words="scar", region=region)

    lines = region_lines(SessionContent(needlings=(scar("Neck "), scar("Belly"), scar(""))))

    assert [(line.region, line.label) for line in lines] == [
        ("neck", "Neck"),
        ("belly", "Belly"),
        ("other-sites", "Other sites"),
    ]


@pytest.mark.parametrize(
    ("sites", "words"),
    [((2,), "site 2"), ((1, 2), "sites 1 and 2"), ((1, 2, 3), "sites 1 to 3"), ((1, 3, 4), "sites 1, 3 and 4")],
)
def test_sites_are_named_by_their_numbers(sites: tuple[int, ...], words: str) -> None:
    assert sites_words(sites) == words


def _two_regions(neck: RegionCount, leg: RegionCount) -> SessionContent:
    return needling_visit(
        needlings=(needling(), needling(muscle_slug="soleus", needles=3)), needles_out=None, counts=(neck, leg)
    )


def test_a_sum_that_agrees_does_not_hide_two_regions_that_differ() -> None:
    content = _two_regions(RegionCount(region="neck", needles_out=1), RegionCount(region="leg", needles_out=4))

    assert total_out(content) == content.needles_in
    assert total_state(region_lines(content), how=None)[1] == "1 not counted out (neck)"
    assert count_told(content) == "1 still in? Count again (neck)"
    assert [field for field, _text in _gaps(content)] == ["counts.neck.needles_out", "counts.leg.needles_out"]


def test_a_mismatch_stops_the_signature_until_it_is_explained() -> None:
    content = _two_regions(RegionCount(region="neck", needles_out=1), RegionCount(region="leg", needles_out=3))
    explained = _two_regions(
        RegionCount(region="neck", needles_out=1, note="One bent"), RegionCount(region="leg", needles_out=3)
    )

    assert _gaps(content) == [
        (
            "counts.neck.needles_out",
            "Count the needles out again: 2 in, 1 out (neck). Or say why the numbers differ",
        )
    ]
    assert _gaps(explained) == []
    assert "Needles, Neck: 2 in, 1 out: One bent." in narrate(explained, zone="Europe/London", names={})


def test_a_number_for_a_region_whose_needles_were_removed_stays_and_is_told() -> None:
    content = needling_visit(needles_out=None, counts=(RegionCount(region="leg", label="Leg", needles_out=2),))

    assert [line.region for line in region_lines(content)] == ["neck", "leg"]
    assert [field for field, _text in _gaps(content)] == ["counts.neck.needles_out", "counts.leg.needles_out"]


def test_the_total_is_known_once_every_region_is_counted() -> None:
    part = _two_regions(RegionCount(region="neck", needles_out=2), RegionCount(region="leg"))
    whole = _two_regions(RegionCount(region="neck", needles_out=2), RegionCount(region="leg", needles_out=3))

    assert (total_out(part), total_out(whole)) == (None, 5)


def test_each_count_of_a_region_is_kept_with_its_time(db: Session) -> None:
    by = make_actor(db)
    first = needling_visit(needles_out=None, counts=(RegionCount(region="neck", label="Neck", needles_out=1),))
    treatment = make_recorded_session(db, by=by, content=first)

    saved = content_of(treatment)
    for out in (1, 2):
        content = needling_visit(
            needlings=saved.needlings,
            episode_ids=saved.episode_ids,
            counts=(RegionCount(region="neck", label="Neck", needles_out=out),),
        )
        record_session(db, by=by, treatment=treatment, content=content)
    db.expire(treatment)

    kept = content_of(treatment)
    assert [(count.region, count.needles_out) for count in kept.recounts] == [("neck", 1), ("neck", 2)]
    assert (kept.needles_out, kept.counts[0].needles_out) == (2, 2)
    assert [(row.needles_in, row.counted_by_id) for row in treatment.counts] == [(2, by.user_id)]
