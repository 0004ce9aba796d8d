"""What must stand in a record before it can be signed, and that a visit without needles asks for little."""

from dataclasses import replace

import pytest

from clinic_log.episodes.rules import Side
from clinic_log.treatments.rules import (
    Agreement,
    Asked,
    CountedHow,
    EffectTiming,
    NeedleSide,
    OriginKind,
    Origins,
    SessionContent,
    SignatureMeaning,
    VisitEnd,
    VisitKind,
)
from clinic_log.treatments.rules.hazards import needs_warning_signs
from clinic_log.treatments.rules.signing import Signer, may_mean, missing_for_signing
from tests.treatments.factories import bruise, days_ago, needling, needling_visit, pain, with_notes_read

EPISODE = 5


def whole_visit() -> SessionContent:
    """A needling visit that lacks nothing."""
    return needling_visit(
        episode_ids=(EPISODE,),
        needlings=(needling(episode_id=EPISODE, inserted_by_id=1),),
        measurements=(pain(episode_id=EPISODE),),
    )


def missing(content: SessionContent, *, has_earlier_visit: bool = True) -> list[str]:
    """The fields that stop the signature; of a row only the name of the field."""
    return [gap.field.rpartition(".")[2] for gap in missing_for_signing(content, has_earlier_visit=has_earlier_visit)]


FROM_FAVOURITE = Origins(kind=OriginKind.FAVOURITE, source="Neck", fields=("technique",))


def with_needling(**changes: object) -> SessionContent:
    rows = (needling(**{"episode_id": EPISODE, "inserted_by_id": 1, "length_mm": None, **changes}),)
    visit = replace(whole_visit(), needlings=rows, overrides=())
    given = True if needs_warning_signs(visit) else None
    return with_notes_read(replace(visit, warning_signs_given=given))


def test_a_whole_visit_lacks_nothing() -> None:
    assert missing(whole_visit()) == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"kind": None}, "kind"),
        ({"started_at": None}, "started_at"),
        ({"ended": None}, "ended"),
        ({"ended": VisitEnd.STOPPED_EARLY}, "stopped_reason"),
        ({"agreement": None}, "agreement"),
        ({"agreement": Agreement.NOT_ASKED}, "agreement"),
        ({"agreement": Agreement.DECLINES}, "agreement"),
        ({"side_effects_before_leaving": None}, "side_effects_before_leaving"),
        ({"side_effects_before_leaving": Asked.PRESENT}, "side_effects_before_leaving"),
        ({"effects": (bruise(),)}, "side_effects_before_leaving"),
        ({"since_previous": None}, "since_previous"),
        ({"since_previous": Asked.PRESENT}, "since_previous"),
        ({"needles_out": None}, "needles_out"),
        ({"needles_out": 1}, "needles_out"),
        ({"counted_how": None}, "counted_how"),
        ({"counted_how": CountedHow.FROM_MEMORY}, "count_note"),
        ({"needlings": ()}, "needlings"),
        ({"episode_ids": ()}, "episode_ids"),
        ({"episode_ids": (), "measurements": (pain(),)}, "episode_ids"),
        ({"kind": VisitKind.PHONE}, "kind"),
        ({"kind": VisitKind.DID_NOT_ATTEND}, "kind"),
        ({"measurements": (pain(),)}, "episode_id"),
        ({"measurements": (pain(measure_slug="cervical-rotation", episode_id=EPISODE),)}, "side"),
        (
            {"effects": (bruise(reported_by=""),), "side_effects_before_leaving": Asked.PRESENT},
            "reported_by",
        ),
        (
            {"effects": (bruise(told_how=""),), "side_effects_before_leaving": Asked.PRESENT},
            "told_how",
        ),
        (
            {"effects": (bruise(severity=None),), "side_effects_before_leaving": Asked.PRESENT},
            "severity",
        ),
    ],
)
def test_what_is_missing_is_named(changes: dict[str, object], field: str) -> None:
    content = needling_visit(
        **{
            "episode_ids": (EPISODE,),
            "needlings": (needling(episode_id=EPISODE, inserted_by_id=1),),
            "measurements": (pain(episode_id=EPISODE, side=None),),
            **changes,
        }
    )

    assert missing(content) == [field]


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"side": None}, ["side"]),
        ({"side": NeedleSide.MIDLINE}, ["side"]),
        ({"muscle_slug": "procerus", "side": None}, []),
        ({"muscle_slug": "multifidus-cervicis"}, ["spinal_level"]),
        ({"muscle_slug": "multifidus-cervicis", "spinal_level": "C5"}, []),
        ({"twitch": None}, ["twitch"]),
        ({"twitch": "ltr-not-sought"}, []),
        ({"episode_id": None}, ["episode_id"]),
        ({"inserted_by_id": None}, ["inserted_by_id"]),
        ({"origins": FROM_FAVOURITE}, ["origins"]),
        ({"origins": replace(FROM_FAVOURITE, confirmed_at=days_ago(0))}, []),
        ({"target_kind": "scar", "muscle_slug": None, "target_words": "old scar", "twitch": None}, []),
        ({"target_kind": "scar", "muscle_slug": None, "target_words": "old scar", "side": None}, ["side"]),
    ],
)
def test_a_needling_says_where_and_how_the_tissue_answered(changes: dict[str, object], fields: list[str]) -> None:
    assert missing(with_needling(**changes)) == fields


def test_a_difference_of_the_count_can_be_explained() -> None:
    content = replace(whole_visit(), needles_out=1, count_note="One needle bent and was discarded at once.")

    assert missing(content) == []


def test_the_question_about_last_time_needs_an_earlier_visit() -> None:
    content = replace(whole_visit(), since_previous=None)

    assert missing(content, has_earlier_visit=False) == []


def test_an_effect_since_last_time_needs_an_earlier_visit() -> None:
    effect = bruise(timing=EffectTiming.SINCE_LAST_TIME)
    content = replace(whole_visit(), since_previous=Asked.PRESENT, effects=(effect,))

    assert missing(content) == []
    assert missing(content, has_earlier_visit=False) == ["since_previous"]


def test_not_asked_is_an_answer_that_somebody_gave() -> None:
    content = replace(whole_visit(), side_effects_before_leaving=Asked.NOT_ASKED, since_previous=Asked.NOT_ASKED)

    assert missing(content) == []


@pytest.mark.parametrize("kind", [VisitKind.PHONE, VisitKind.DID_NOT_ATTEND, VisitKind.CANCELLED])
def test_a_visit_that_was_none_needs_its_kind_and_time_only(kind: VisitKind) -> None:
    assert missing(SessionContent(kind=kind, started_at=days_ago(1))) == []


def test_a_visit_without_needles_needs_a_reason() -> None:
    content = SessionContent(kind=VisitKind.NO_NEEDLES, started_at=days_ago(1))

    assert missing(content) == ["no_needles_reason"]
    assert missing(replace(content, no_needles_reason="Fever")) == []


def test_a_refused_treatment_is_its_own_reason() -> None:
    content = SessionContent(kind=VisitKind.NO_NEEDLES, started_at=days_ago(1), agreement=Agreement.DECLINES)

    assert missing(content) == []


def test_an_evaluation_needs_only_how_it_ended() -> None:
    content = SessionContent(kind=VisitKind.EVALUATION, started_at=days_ago(1))

    assert missing(content) == ["ended"]


def test_a_stopped_visit_needs_only_its_reason_more() -> None:
    content = replace(whole_visit(), ended=VisitEnd.STOPPED_EARLY, stopped_reason="The patient felt faint.")

    assert missing(content) == []


def test_an_empty_record_names_what_every_visit_needs() -> None:
    assert missing(SessionContent()) == ["kind", "started_at"]


def test_measures_of_both_sides_say_which() -> None:
    content = replace(
        whole_visit(),
        measurements=(pain(measure_slug="cervical-rotation", episode_id=EPISODE, side=Side.LEFT),),
    )

    assert missing(content) == []


@pytest.mark.parametrize(
    ("meaning", "signer", "inserted_by", "allowed"),
    [
        (SignatureMeaning.TREATED, 1, [], True),
        (SignatureMeaning.TREATED, 2, [], False),
        (SignatureMeaning.TREATED, 2, [2], True),
        (SignatureMeaning.SUPERVISED, 2, [], True),
        (SignatureMeaning.REVIEWED, 2, [], True),
        (SignatureMeaning.SUPERVISED, 1, [], False),
        (SignatureMeaning.REVIEWED, 1, [], False),
    ],
)
def test_a_signature_means_what_the_person_did(
    meaning: SignatureMeaning, signer: int, inserted_by: list[int], *, allowed: bool
) -> None:
    by = Signer(signer, is_student=False)

    assert may_mean(meaning, signer=by, practitioner_id=1, inserted_by_ids=inserted_by) is allowed


def test_a_student_says_of_no_visit_that_they_treated_it() -> None:
    """Not even with another role beside it; one who has become a practitioner is a student no more."""
    student = Signer.of(1, ["student", "supervisor"])
    practitioner = Signer.of(1, ["practitioner", "student"])

    assert not any(may_mean(one, signer=student, practitioner_id=1, inserted_by_ids=[1]) for one in SignatureMeaning)
    assert may_mean(SignatureMeaning.TREATED, signer=practitioner, practitioner_id=1, inserted_by_ids=[])
