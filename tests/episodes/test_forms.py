"""What the forms of an episode refuse, and how they say it."""

from datetime import date

import pytest
from werkzeug.datastructures import MultiDict

from clinic_log.catalogue import conditions, measures
from clinic_log.episodes.forms import DischargeForm, EpisodeForm, ReopeningForm
from clinic_log.episodes.rules import EpisodeDetails, Side, Tracked

BORN_ON = date(1981, 3, 4)
TODAY = date(2026, 11, 20)
NECK_PAIN = {"condition": "neck-pain", "side": "right", "opened_on": "2026-11-20", "pain_question": "nprs"}


def sent(fields: dict[str, object]) -> MultiDict[str, object]:
    return MultiDict(fields)


def test_an_ordinary_form_is_fit() -> None:
    form = EpisodeForm(sent({**NECK_PAIN, "tracked": ["ndi", "cervical-rotation:left"]}))

    assert form.is_fit(born_on=BORN_ON, today=TODAY)
    assert form.details(today=TODAY) == EpisodeDetails(
        condition_slug="neck-pain",
        side=Side.RIGHT,
        opened_on=TODAY,
        tracked=(Tracked("ndi"), Tracked("cervical-rotation", Side.LEFT)),
    )


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"condition": "", "region": "neck"}, "Choose the condition, or describe it in your own words"),
        ({"condition": "no-such"}, "Choose from the list"),
        ({"condition": "", "condition-typed": "sore nek"}, "“sore nek” is not on the list"),
        ({"side": ""}, "Choose the side: left, right, both or midline"),
        ({"side": "upside"}, "Choose one of the answers shown"),
        ({"icd10": "neck"}, "Enter an ICD-10 code such as M54.2, or leave it empty"),
        ({"icd10": "M54.2" * 9}, "20 is the most"),
        ({"onset_on": "2199-01-01"}, "The onset lies in the future"),
        ({"onset_on": "1981-03-03"}, "The onset lies before the patient was born"),
        ({"onset_on": "12 November"}, "Enter a date with year, month and day"),
        ({"opened_on": ""}, "Enter the day on which the episode starts"),
        ({"opened_on": "2199-01-01"}, "The start lies in the future"),
        ({"pain_question": ""}, "Choose the pain question that the course follows"),
        ({"pain_question": "ndi"}, "Choose from the list"),
        ({"tracked": ["no-such"]}, "Choose the measures from the list"),
        ({"tracked": ["cervical-rotation"]}, "Choose the measures from the list"),
        ({"tracked": ["ndi:left"]}, "Choose the measures from the list"),
        ({"planned_visits": "0"}, "Enter a value from 1 to 200"),
        ({"planned_visits": "2,5"}, "Enter a whole number"),
        ({"plan_until": "2001-01-01"}, "The plan ends before the episode starts"),
        ({"own_words": "a\x00b"}, "a character that cannot be kept (U+0000)"),
        ({"own_words": "x" * 201}, "200 is the most"),
        ({"goals": "x" * 20_001}, "20,000 is the most"),
        ({"referral": "x" * 301}, "300 is the most"),
    ],
)
def test_a_wrong_value_gets_one_sentence(changes: dict[str, object], message: str) -> None:
    form = EpisodeForm(sent({**NECK_PAIN, **changes}))

    assert not form.is_fit(born_on=BORN_ON, today=TODAY)
    texts = [text for _field, text in form.all_errors()]
    assert len([text for text in texts if message in text]) == 1, texts


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"reason": ""}, "Choose why the episode ends"),
        ({"reason": "bored"}, "Choose one of the answers shown"),
        ({"discharged_on": ""}, "Enter the day of the discharge"),
        ({"discharged_on": "2199-01-01"}, "The discharge lies in the future"),
        ({"discharged_on": "2026-10-01"}, "The discharge lies before the start of the episode"),
        ({"reason": "other"}, "Say in a few words why the episode ends"),
    ],
)
def test_a_discharge_that_cannot_be_saved_gets_one_sentence(changes: dict[str, object], message: str) -> None:
    form = DischargeForm(sent({"reason": "plateau", "discharged_on": "2026-11-20", "note": "", **changes}))

    assert not form.is_fit(opened_on=date(2026, 11, 1), today=TODAY)
    assert [text for _field, text in form.all_errors() if message in text] != []


@pytest.mark.parametrize("reason", ["", "   ", "\n"])
def test_a_reopening_without_a_reason_is_refused(reason: str) -> None:
    assert not ReopeningForm(sent({"reason": reason})).is_fit()


def test_every_measure_but_the_pain_question_can_be_ticked() -> None:
    form = EpisodeForm(sent(dict(NECK_PAIN)))

    suggested = form.tracked.suggested("neck-pain", pain_question="nprs")
    others = form.tracked.others("neck-pain", pain_question="nprs")

    offered = [box.value for box in (*suggested, *(box for group in others for box in group.boxes))]
    assert len(offered) == len(set(offered))
    assert {value.partition(":")[0] for value in offered} == {one.slug for one in measures.all_measures()} - {"nprs"}
    assert EpisodeForm(sent({**NECK_PAIN, "tracked": offered})).is_fit(born_on=BORN_ON, today=TODAY)


@pytest.mark.parametrize("condition", conditions.all_conditions(), ids=lambda condition: condition.slug)
def test_the_measures_of_a_condition_stand_first(condition: conditions.Condition) -> None:
    form = EpisodeForm(sent({**NECK_PAIN, "condition": condition.slug}))

    suggested = form.tracked.suggested(condition.slug, pain_question="nprs")

    assert {box.value.partition(":")[0] for box in suggested} == set(condition.suggested_measures) - {"nprs"}


def test_what_is_shown_from_details_is_read_back_as_the_same_details() -> None:
    details = EpisodeDetails(
        condition_slug="neck-pain",
        condition_label="Stiff after rowing",
        icd10="M54.2",
        side=Side.BOTH,
        onset_on=date(2026, 9, 1),
        opened_on=TODAY,
        referral="Dr Ní Bhriain",
        goals="Row again 🚣\nبدون ألم",
        pain_question="vas-pain",
        tracked=(Tracked("cervical-rotation", Side.RIGHT), Tracked("ndi")),
        planned_visits=6,
        plan_until=date(2026, 12, 24),
    )

    assert EpisodeForm.of(details, revision="3").details(today=TODAY) == details


@pytest.mark.parametrize(("sent_revision", "seen"), [("3", 3), ("", 0), ("x", 0), ("-1", 0), ("²", 0), ("9" * 40, 0)])
def test_only_a_readable_revision_was_seen(sent_revision: str, seen: int) -> None:
    assert EpisodeForm(sent({**NECK_PAIN, "revision": sent_revision})).seen_revision == seen
