"""The signed text holds every answer and every word, and its hash moves with each of them."""

import json
from dataclasses import fields, replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import HealthCheck, given, settings

from clinic_log.treatments.rules import (
    AdjunctEntry,
    Agreement,
    Asked,
    CountedHow,
    EffectTiming,
    SessionContent,
    StimulationEntry,
    VisitEnd,
    VisitKind,
)
from clinic_log.treatments.rules.canonical import (
    Signature,
    Visit,
    content_hash,
    is_record_of,
    narrative_of,
    signed_text,
)
from clinic_log.treatments.rules.narrative import narrate
from tests.treatments.factories import bruise, days_ago, needling, needling_visit, pain
from tests.treatments.strategies import ZONE, contents

VISIT = Visit(
    session_id=1,
    clinic_id=2,
    patient_id=3,
    practitioner_id=4,
    previous_session_id=None,
    zone=ZONE,
    catalogue_version="abc",
    written_at=datetime(2026, 1, 2, tzinfo=UTC),
)
SIGNATURE = Signature(
    session_id=1,
    number=1,
    kind="original",
    signer_id=4,
    signer_name="Ruth Adeyemi",
    signer_roles="practitioner",
    meaning="treated",
    signed_at=datetime(2026, 1, 2, tzinfo=UTC),
    zone=ZONE,
)
in_time = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def text_of(content: SessionContent) -> str:
    return signed_text(content, visit=VISIT, narrative=narrate(content, zone=ZONE, names={1: "Ann", 2: "Ben"}))


def test_the_same_content_has_the_same_text() -> None:
    content = needling_visit()

    assert text_of(content) == text_of(replace(content))


@in_time
@given(one=contents(), other=contents())
def test_different_contents_have_different_texts(one: SessionContent, other: SessionContent) -> None:
    assert (text_of(one) == text_of(other)) == (one == other)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("session_id", 2),
        ("number", 2),
        ("kind", "addendum"),
        ("signer_id", 5),
        ("signer_name", "Somebody Else"),
        ("signer_roles", "supervisor"),
        ("meaning", "reviewed"),
        ("signed_at", datetime(2026, 1, 3, tzinfo=UTC)),
        ("zone", "UTC"),
        ("reason", "forgot"),
        ("addendum", "more"),
    ],
)
def test_the_hash_changes_with_every_part_of_the_signature(name: str, value: object) -> None:
    changes: dict[str, object] = {name: value}

    assert name in {field.name for field in fields(Signature)}
    assert content_hash("text", signature=SIGNATURE) != content_hash("text", signature=_changed(changes))


def test_every_part_of_a_signature_is_tested() -> None:
    assert len(fields(Signature)) == 11


def _changed(changes: dict[str, object]) -> Signature:
    values = {field.name: getattr(SIGNATURE, field.name) for field in fields(Signature)} | changes
    return Signature(**values)


def test_the_hash_changes_with_the_content() -> None:
    text = text_of(needling_visit())

    assert content_hash(text, signature=SIGNATURE) != content_hash(text + " ", signature=SIGNATURE)


def test_the_note_in_sentences_stands_in_the_signed_text() -> None:
    content = needling_visit(notes="Slept badly.")

    assert "Notes: Slept badly." in narrative_of(text_of(content))
    assert json.loads(text_of(content))["content"]["notes"] == "Slept badly."


def test_the_note_in_sentences_shows_every_word_that_was_typed() -> None:
    first = needling(note="word-note", spinal_level="C5", region="word-region", inserted_by_id=1, dwell_minutes=3)
    second = needling(muscle_slug=None, target_kind="scar", target_words="word-target", other_responses=("cramp",))
    content = needling_visit(
        no_needles_reason="word-reason",
        ended=VisitEnd.STOPPED_EARLY,
        stopped_reason="word-stopped",
        stopped_at=days_ago(1),
        agreement=Agreement.AGREES,
        agreement_regions="word-regions",
        since_last_visit="mixed",
        since_previous=Asked.PRESENT,
        side_effects_before_leaving=Asked.PRESENT,
        count_note="word-count",
        needling_reason="word-why",
        next_step="refer",
        home_programme="word-home",
        notes="word-notes",
        needlings=(first, second),
        stimulations=(StimulationEntry(uid="s", first_uid=first.uid, second_uid=second.uid, frequency_hz=2.5),),
        measurements=(pain(before=None, after=None, not_asked_reason="word-not-asked", tool="word-tool", rater_id=2),),
        effects=(
            bruise(site="word-site", action="word-action"),
            bruise(timing=EffectTiming.SINCE_LAST_TIME, site="word-since"),
        ),
        adjuncts=(AdjunctEntry(code="heat", minutes=10, note="word-heat"),),
    )

    text = "\n".join(narrate(content, zone=ZONE, names={1: "Ann", 2: "Ben"}))

    for word in (
        *("word-note", "C5", "word-region", "word-target", "word-reason", "word-stopped", "word-regions"),
        *("mixed", "word-count", "word-why", "Refer", "word-home", "word-notes", "2.5 Hz", "word-not-asked"),
        *("word-tool", "word-site", "word-action", "word-since", "word-heat", "10 min", "Ann", "Ben", "cramping"),
    ):
        assert word in text


def test_a_question_that_nobody_answered_is_not_told_as_none() -> None:
    content = SessionContent(kind=VisitKind.NEEDLING, counted_how=CountedHow.AT_REMOVAL)

    text = "\n".join(narrate(content, zone=ZONE, names={}))

    assert "Side effects" not in text
    assert "none" not in text


def test_the_sentences_read_as_a_clinician_writes() -> None:
    began = date(2026, 11, 3)
    content = needling_visit(
        started_at=datetime(2026, 11, 5, 9, 30, tzinfo=UTC),
        needlings=(needling(insertions=1, needles=1), needling(insertions=3)),
        measurements=(
            pain(),
            pain(measure_slug="cervical-rotation", label="Neck rotation", unit="deg", before=48, after=None),
            pain(measure_slug="ndi", label="NDI", unit="percent", before=26, after=None),
            pain(measure_slug="taut-band", label="Taut band", unit="present", before=1, after=0),
        ),
        effects=(bruise(onset_on=began, resolved_on=began),),
    )

    text = "\n".join(narrate(content, zone="UTC", names={}))

    assert "5 Nov 2026, 09:30 (UTC)." in text
    assert [words in text for words in ("1 needle ", "1 insertion;", "3 insertions;")] == [True] * 3
    assert "before 6, after 4." in text
    assert "Neck rotation: before 48°." in text
    assert "NDI: before 26 %." in text
    assert "Taut band: before present, after absent." in text
    assert "began 3 Nov 2026; over by 3 Nov 2026" in text


def test_a_note_signed_in_other_words_stays_as_it_was_signed() -> None:
    content = needling_visit(needlings=(needling(insertions=1),))
    older = ("2026-11-05 09:30 (UTC).", "Upper trapezius, right: 2 needles; 1 insertions.")
    text = signed_text(content, visit=VISIT, narrative=older)

    assert older != narrate(content, zone=ZONE, names={})
    assert narrative_of(text) == older
    assert is_record_of(text, content=content, visit=VISIT)
