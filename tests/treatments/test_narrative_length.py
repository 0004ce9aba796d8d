"""The narrative stays under its limit for the largest plausible note, and loses nothing by it."""

from dataclasses import replace

from clinic_log.catalogue import measures, muscles
from clinic_log.episodes.rules import Side
from clinic_log.treatments.rules import AdjunctEntry, EffectTiming, NeedleSide, SessionContent
from clinic_log.treatments.rules.narrative import NARRATIVE_LIMIT_CHARACTERS, narrate
from clinic_log.treatments.rules.sentences import sentence_of, shared_once
from tests.treatments.factories import bruise, needling, needling_visit, pain

NAMES = {7: "Bartholomew Featherstonehaugh"}


def _largest() -> SessionContent:
    """40 sites with every detail, 12 measures on both sides, 6 side effects, and words of a screen's length."""
    sided = [one for one in muscles.all_muscles() if one.has_side]
    sites = [
        needling(
            muscle_slug=muscle.slug,
            label=muscle.name,
            region=muscle.region.value,
            side=NeedleSide.LEFT if number % 2 else NeedleSide.RIGHT,
            needles=1 + number % 3,
            insertions=4,
            spinal_level="L4" if muscle.needs_level else "",
            point_kind="active",
            depth_class="muscle",
            patient_position="prone",
            approach="perpendicular",
            dwell_minutes=2,
            response_sought="ltr-yes",
            twitch="ltr-yes" if number % 4 else "ltr-no",
            inserted_by_id=7,
        )
        for number, muscle in enumerate(sided[:40])
    ]
    motions = [one for one in measures.all_measures() if one.sided][:12]
    return needling_visit(
        needlings=tuple(sites),
        measurements=tuple(
            pain(measure_slug=one.slug, label=one.name, unit=one.unit, side=Side.LEFT, rater_id=7) for one in motions
        ),
        effects=tuple(bruise(timing=EffectTiming.BEFORE_LEAVING) for _ in range(6)),
        adjuncts=(AdjunctEntry(code="exercise", minutes=10),),
        notes="Slept badly. " * 22,
        home_programme="Heel raises. " * 15,
    )


def test_the_largest_plausible_note_fits() -> None:
    sentences = narrate(_largest(), zone="Europe/London", names=NAMES)

    assert sum(map(len, sentences)) < NARRATIVE_LIMIT_CHARACTERS
    assert sum(one.startswith("At every site that does not say otherwise: ") for one in sentences) == 1
    assert all(any(row.label in one for one in sentences) for row in _largest().needlings)


def test_an_ordinary_note_repeats_its_details_at_each_site() -> None:
    content = replace(_largest(), needlings=_largest().needlings[:4])

    assert not any("does not say otherwise" in one for one in narrate(content, zone="Europe/London", names=NAMES))


def test_what_was_typed_is_never_cut() -> None:
    words = "She says: " + "it hurts. " * 1_500

    sentences = narrate(replace(_largest(), notes=words), zone="Europe/London", names=NAMES)

    assert any(words in one for one in sentences)
    assert sum(map(len, sentences)) > NARRATIVE_LIMIT_CHARACTERS


def test_only_what_every_site_says_is_said_once() -> None:
    said = [
        ("A", ("1 needle", "static", "")),
        ("B", ("1 needle", "piston", "deep")),
        ("C", ("2 needles", "static", "")),
    ]

    assert list(shared_once(said)) == [
        "At every site that does not say otherwise: 1 needle; static.",
        "A.",
        "B: piston; deep.",
        "C: 2 needles.",
    ]


def test_different_sites_share_nothing() -> None:
    said = [("A", ("x",)), ("B", ("y",))]

    assert list(shared_once(said)) == [sentence_of(subject, parts) for subject, parts in said]
    assert list(shared_once([])) == []
