"""What of last time is offered again, what is never copied, and when it must be confirmed or dropped."""

from dataclasses import fields, replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clinic_log.catalogue import muscles
from clinic_log.catalogue.muscles import Hazard
from clinic_log.treatments.rules import (
    Agreement,
    Fate,
    Ghost,
    NeedleSide,
    NeedlingEntry,
    OriginKind,
    SessionContent,
    VisitKind,
)
from clinic_log.treatments.rules.last_time import (
    copied,
    fates_of,
    last_time_gaps,
    open_effect_words,
    repeated,
    standing,
    with_confirmed,
    with_fate,
)
from clinic_log.treatments.rules.origins import COPIED, Origins, origin_words, origins_from_plain, origins_to_plain
from tests.treatments.factories import bruise, days_ago, needling
from tests.treatments.strategies import ZONE, needlings

NEVER_COPIED = {"uid", "episode_id", "insertions", "twitch", "other_responses", "inserted_by_id", "note"}
ABOUT_THE_ROW = {"origins", "label"}
in_time = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def ghost(entry: NeedlingEntry | None = None, *, episode_id: int = 5) -> Ghost:
    return Ghost(session_id=3, episode_id=episode_id, started_at=days_ago(7), entry=entry or needling())


def test_every_field_of_a_needling_is_copied_or_never_copied() -> None:
    assert {field.name for field in fields(NeedlingEntry)} == {*COPIED, *NEVER_COPIED, *ABOUT_THE_ROW}


@in_time
@given(entry=needlings("n1"))
def test_a_copy_has_the_needle_and_never_the_response(entry: NeedlingEntry) -> None:
    again = copied(entry, uid="n2")

    assert {name: getattr(again, name) for name in COPIED} == {name: getattr(entry, name) for name in COPIED}
    blank = NeedlingEntry(uid="n2", needles=1)
    assert all(getattr(again, name) == getattr(blank, name) for name in NEVER_COPIED)


@in_time
@given(entry=needlings("n1"))
def test_a_repeated_row_names_the_day_that_it_comes_from(entry: NeedlingEntry) -> None:
    row = repeated(ghost(copied(entry, uid="n1")), uid="n2", zone=ZONE)

    assert row.origins is not None
    assert row.origins.kind is OriginKind.CARRIED
    assert row.origins.source == days_ago(7).date().isoformat()
    assert row.origins.confirmed_at is None
    assert {"needles", "target_kind"} <= set(row.origins.fields) <= set(COPIED)
    assert all(getattr(row, name) not in {None, ""} for name in row.origins.fields)


@in_time
@given(entry=needlings("n1"))
def test_origins_are_read_as_they_were_kept(entry: NeedlingEntry) -> None:
    assert origins_from_plain(origins_to_plain(entry.origins)) == entry.origins


@pytest.mark.parametrize(
    "plain",
    [
        None,
        [],
        {},
        {"kind": "typed", "source": "2026-11-13", "fields": ["side"]},
        {"kind": "carried", "source": "13 Nov", "fields": ["side"]},
        {"kind": "carried", "source": "20261113", "fields": ["side"]},
        {"kind": "carried", "source": "2026-11-13", "fields": ["twitch"]},
        {"kind": "carried", "source": "2026-11-13", "fields": []},
        {"kind": "favourite", "source": " ", "fields": ["side"]},
        {"kind": "favourite", "source": "x" * 81, "fields": ["side"]},
        {"kind": "favourite", "source": "a\0b", "fields": ["side"]},
        {"kind": ["carried"], "source": "2026-11-13", "fields": ["side"]},
    ],
)
def test_what_cannot_be_an_origin_is_none(plain: object) -> None:
    assert origins_from_plain(plain) is None


def test_an_origin_in_words_names_what_was_copied_and_when_it_was_confirmed() -> None:
    origins = Origins(kind=OriginKind.CARRIED, source="2026-11-13", fields=("diameter_mm", "length_mm", "technique"))

    assert origin_words(origins, zone="UTC") == "Needle and technique from 13 Nov 2026, not confirmed"
    confirmed = replace(origins, confirmed_at=days_ago(0).replace(hour=13, minute=52))
    assert origin_words(confirmed, zone="UTC").endswith("confirmed 13:52")


@pytest.mark.parametrize("muscle", muscles.all_muscles(), ids=lambda muscle: muscle.slug)
def test_what_lies_over_chest_spinal_canal_viscera_or_eye_is_confirmed_alone(muscle: muscles.Muscle) -> None:
    grave = {Hazard.PNEUMOTHORAX, Hazard.SPINAL_CANAL, Hazard.VISCERA, Hazard.EYE}

    assert ghost(needling(muscle_slug=muscle.slug)).is_confirmed_alone == bool(grave & set(muscle.hazards))


def test_what_became_of_a_row_is_remembered_and_taken_back() -> None:
    text = with_fate("", ["3.a", "3.b"], Fate.CONFIRMED)
    text = with_fate(text, ["3.b"], Fate.DROPPED)

    assert fates_of(text) == {"3.a": Fate.CONFIRMED, "3.b": Fate.DROPPED}
    assert with_fate(text, ["3.a", "3.b"], None) == ""


def test_what_was_confirmed_is_open_again_once_the_row_that_it_became_is_gone() -> None:
    text = with_fate(with_confirmed("", {"3.a": "one", "3.b": "two"}), ["3.c"], Fate.DROPPED)

    assert fates_of(standing(text, {"one", "two"})) == {
        "3.a": Fate.CONFIRMED,
        "3.b": Fate.CONFIRMED,
        "3.c": Fate.DROPPED,
    }
    assert fates_of(standing(text, {"two"})) == {"3.b": Fate.CONFIRMED, "3.c": Fate.DROPPED}
    assert standing(with_confirmed("", {"3.a": "one"}), ()) == ""


@given(text=st.text(max_size=40) | st.sampled_from(("[]", "1", '{"a": 1}', '{"a": ["confirmed"]}', '{"a": "kept"}')))
def test_a_memory_that_cannot_be_read_says_nothing(text: str) -> None:
    assert fates_of(text) == {}


@pytest.mark.parametrize(
    ("content", "blocks"),
    [
        (SessionContent(kind=VisitKind.NEEDLING), True),
        (SessionContent(kind=VisitKind.NEEDLING, episode_ids=(5,)), True),
        (SessionContent(kind=VisitKind.NEEDLING, episode_ids=(9,)), False),
        (SessionContent(kind=VisitKind.NEEDLING, last_time='{"3.row":"dropped"}'), False),
        (SessionContent(kind=VisitKind.NEEDLING, last_time='{"3.row":"confirmed"}'), False),
        (SessionContent(kind=VisitKind.NEEDLING, last_time='{"4.row":"confirmed"}'), True),
        (SessionContent(kind=VisitKind.NEEDLING, agreement=Agreement.DECLINES), False),
        (SessionContent(kind=VisitKind.EVALUATION), False),
        (SessionContent(kind=VisitKind.EVALUATION, needlings=(needling(),)), True),
        (SessionContent(kind=VisitKind.NO_NEEDLES), False),
        (SessionContent(kind=VisitKind.PHONE), False),
        (SessionContent(kind=VisitKind.DID_NOT_ATTEND), False),
        (SessionContent(kind=VisitKind.CANCELLED), False),
        (SessionContent(), True),
    ],
)
def test_rows_of_last_time_stop_the_signature_only_where_needles_are_used(
    content: SessionContent, *, blocks: bool
) -> None:
    gaps = last_time_gaps(content, [ghost(needling(uid="row"))])

    assert [gap.text for gap in gaps] == (["1 from last time: confirm or drop it"] if blocks else [])


@pytest.mark.parametrize(
    ("site", "side", "words"),
    [
        ("right upper trapezius", NeedleSide.RIGHT, "bruise still open here"),
        ("Upper trapezius, right", NeedleSide.RIGHT, "bruise still open here"),
        ("UPPER  TRAPEZIUS", NeedleSide.LEFT, "bruise still open here"),
        ("left upper trapezius", NeedleSide.RIGHT, None),
        ("right neck", NeedleSide.RIGHT, None),
        ("", NeedleSide.RIGHT, None),
    ],
)
def test_an_effect_that_is_not_over_is_shown_where_its_place_names_the_muscle(
    site: str, side: NeedleSide, words: str | None
) -> None:
    entry = needling(muscle_slug="trapezius-upper", side=side)

    assert open_effect_words([bruise(site=site, label="Bruise")], entry) == (words or "")


@pytest.mark.parametrize(
    ("placed", "is_here"),
    [
        ({"muscle_slug": "trapezius-upper", "side": NeedleSide.RIGHT}, True),
        ({"muscle_slug": "trapezius-upper", "side": NeedleSide.LEFT}, False),
        ({"muscle_slug": "soleus", "side": NeedleSide.RIGHT}, False),
    ],
)
def test_an_effect_is_shown_at_the_muscle_and_side_that_it_was_placed_at(
    placed: dict[str, object], *, is_here: bool
) -> None:
    entry = needling(muscle_slug="trapezius-upper", side=NeedleSide.RIGHT)

    assert bool(open_effect_words([bruise(site="", label="Bruise", **placed)], entry)) == is_here
