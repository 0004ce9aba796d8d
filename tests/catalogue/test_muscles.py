from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinic_log.catalogue import muscles
from clinic_log.catalogue.errors import CatalogueError, UnknownMuscleError
from clinic_log.catalogue.muscles import Hazard, SynonymKind
from tests.catalogue.conftest import BreakCell


def found(text: str, *, limit: int = 10) -> list[str]:
    return [match.muscle.slug for match in muscles.find(text, limit=limit)]


def test_all_muscles_are_there_with_depth_and_synonyms() -> None:
    catalogue = muscles.all_muscles()

    assert len(catalogue) == 148
    assert sum(len(muscle.synonyms) for muscle in catalogue) == 554


def test_levator_scapulae_knows_its_hazard_and_depth() -> None:
    levator = muscles.get("levator-scapulae")

    assert levator.is_over_chest
    assert levator.most_serious_hazard is Hazard.PNEUMOTHORAX
    assert not levator.needs_level


def test_a_multifidus_asks_for_the_spinal_level() -> None:
    assert muscles.get("multifidus-lumborum").needs_level


def test_a_deep_target_names_no_usual_needle() -> None:
    pterygoid = muscles.get("medial-pterygoid")

    assert (pterygoid.usual_needle_length_mm_low, pterygoid.usual_needle_length_mm_high) == (None, None)


def test_nothing_claims_a_clinicians_review() -> None:
    assert not any(muscle.reviewed_by_clinician for muscle in muscles.all_muscles())


def test_two_beginnings_of_words_find_levator_scapulae() -> None:
    assert found("le sc") == ["levator-scapulae"]


def test_accents_case_points_and_hyphens_do_not_matter() -> None:
    assert found("TRAPÉZ up")[0] == "trapezius-upper"
    assert found("lev. scap.")[0] == "levator-scapulae"
    assert found("levator-scapulae")[0] == "levator-scapulae"


def test_an_abbreviation_comes_before_names_that_begin_alike() -> None:
    first = muscles.find("pt")[0]

    assert first.muscle.slug == "pronator-teres"
    assert first.synonym is not None
    assert first.synonym.kind is SynonymKind.ABBREVIATION


def test_a_match_on_the_name_names_no_synonym() -> None:
    assert muscles.find("levator scapulae")[0].synonym is None


def test_a_group_word_finds_all_its_muscles() -> None:
    assert set(found("rotator cuff")) == {"supraspinatus", "infraspinatus", "teres-minor", "subscapularis"}


def test_the_limit_holds() -> None:
    assert len(found("paraspinals")) == 10
    assert len(found("paraspinals", limit=3)) == 3


@pytest.mark.parametrize("text", ["", "  ", "…", "xyzzy", "levator xyzzy"])
def test_what_answers_to_nothing_finds_nothing(text: str) -> None:
    assert found(text) == []


@given(st.sampled_from(muscles.all_muscles()))
def test_every_muscle_is_found_first_by_its_own_name(muscle: muscles.Muscle) -> None:
    assert found(muscle.name, limit=1) == [muscle.slug]


@given(st.sampled_from([(m, s) for m in muscles.all_muscles() for s in m.synonyms]))
def test_every_synonym_finds_its_muscle(pair: tuple[muscles.Muscle, muscles.Synonym]) -> None:
    muscle, synonym = pair

    assert muscle.slug in found(synonym.text, limit=50)


@given(st.text(max_size=40))
def test_any_text_finds_each_muscle_at_most_once(text: str) -> None:
    slugs = found(text, limit=200)

    assert len(slugs) == len(set(slugs))


def test_an_unknown_muscle_is_named() -> None:
    with pytest.raises(UnknownMuscleError, match="no muscle 'left-elbow'"):
        muscles.get("left-elbow")


@pytest.mark.parametrize(
    ("file", "first", "column", "value"),
    [
        ("muscles.csv", "temporalis", "region", "attic"),
        ("muscles.csv", "temporalis", "hazards", "dragons"),
        ("muscles.csv", "temporalis", "hazards", "eye;eye"),
        ("muscles.csv", "temporalis", "side_matters", ""),
        ("muscles.csv", "temporalis", "trigger_points", "few"),
        ("muscles.csv", "temporalis", "slug", "masseter"),
        ("depth_classes.csv", "temporalis", "muscle_slug", "temporal"),
        ("depth_classes.csv", "temporalis", "muscle_slug", "masseter"),
        ("depth_classes.csv", "temporalis", "depth_class", "abyssal"),
        ("depth_classes.csv", "temporalis", "usual_needle_length_mm_high", ""),
        ("depth_classes.csv", "temporalis", "usual_needle_length_mm_high", "5"),
        ("synonyms.csv", "temporalis", "muscle_slug", "temporal"),
        ("synonyms.csv", "temporalis", "kind", "nickname"),
        ("synonyms.csv", "temporalis", "synonym", "temple muscle"),
    ],
)
def test_a_broken_file_is_refused(
    *, folder: Path, break_cell: BreakCell, file: str, first: str, column: str, value: str
) -> None:
    break_cell(file, first=first, column=column, value=value)

    with pytest.raises(CatalogueError, match=r"\.csv, .*column "):
        muscles.read_muscles(folder)
