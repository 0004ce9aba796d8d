"""The quick entry line on the note: what the server answers while it is typed, and adding it without scripts."""

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from clinic_log.accounts.rules import Role
from clinic_log.treatments.forms.point_line import LINE_NOT_ADDED, row_values
from clinic_log.treatments.models import TreatmentSession
from clinic_log.treatments.queries.favourite_muscles import list_favourite_muscles
from clinic_log.treatments.rules.point_line import catalogue_vocabulary, line_help, read_line
from tests.accounts.signed_in import SignInFixture
from tests.queries import count_queries
from tests.treatments.pages import Desk, begin_signed_work, begin_work, blank_note, form_in, needling_note

ASK = "/sessions/quick-entry"


@pytest.fixture
def desk(sign_in: SignInFixture, engine: Engine) -> Desk:
    client = sign_in(Role.PRACTITIONER)
    return begin_work(client, engine)


def test_a_whole_line_is_answered_with_its_rows_in_words_and_as_values(desk: Desk) -> None:
    answer = desk.client.post(ASK, json={"before": "ut r 30x40 pi", "after": "ston 2x ltr"}).get_json()

    assert answer["is_whole"]
    assert answer["rows"] == [
        {
            "title": "Upper trapezius, right",
            "values": {
                "muscle": "trapezius-upper",
                "side": "right",
                "diameter": "0.30",
                "length": "40",
                "needles": "2",
                "technique": "pistoning",
                "twitch": "ltr-yes",
            },
        }
    ]
    assert "diameter 0.30" in answer["preview"]
    assert "length 40" in answer["preview"]
    assert answer["spoken"].startswith("Upper trapezius, right, 2 needles, diameter 0.30, length 40")
    assert answer["completions"] == []


def test_what_was_not_understood_is_marked_in_the_line_and_said(desk: Desk) -> None:
    answer = desk.client.post(ASK, json={"before": "ut r <b>", "after": ""}).get_json()

    assert not answer["is_whole"]
    assert answer["rows"] == []
    assert 'point-line__piece--unknown" data-text="&lt;b&gt;"' in " ".join(answer["mirror"].split())
    assert answer["spoken"] == "<b>: not understood."
    assert "&lt;b&gt;: not understood." in answer["preview"]


def test_the_word_before_the_caret_is_completed(desk: Desk) -> None:
    answer = desk.client.post(ASK, json={"before": "lev r, glu", "after": " x2"}).get_json()

    assert [choice["label"] for choice in answer["completions"]] == [
        "Gluteus maximus",
        "Gluteus medius",
        "Gluteus minimus",
    ]
    assert answer["completions"][0]["before"] == "lev r, gluteus maximus "


@pytest.mark.parametrize(
    "sent",
    [None, [], {}, {"before": 1, "after": ""}, {"before": "\x00", "after": ""}, {"before": "a" * 501, "after": ""}],
)
def test_what_is_no_line_is_refused(desk: Desk, sent: object) -> None:
    assert desk.client.post(ASK, json=sent).status_code == 422


def test_reading_a_line_asks_the_database_for_nothing_but_who_asks(desk: Desk) -> None:
    with count_queries(desk.engine_of_pages) as plain:
        desk.client.post(ASK, json={"before": "ut r 30x40", "after": ""})
    with count_queries(desk.engine_of_pages) as nothing:
        desk.client.post(ASK, json={"before": "", "after": ""})

    assert len(plain) == len(nothing)


def test_without_scripts_a_whole_line_becomes_rows_and_leaves_the_field_empty(desk: Desk) -> None:
    note = needling_note(desk).with_values(quick_entry="ut r 30x40 2x, inf b 0.33x40 x1", add_line="1")

    added = desk.client.post(desk.edit_url, data=note)
    shown = form_in(desk.client.get(desk.edit_url))

    assert added.status_code == 303
    assert added.location.endswith("#quick_entry")
    assert [shown[f"needlings-{place}-muscle"] for place in range(4)] == [
        "levator-scapulae",
        "trapezius-upper",
        "infraspinatus",
        "infraspinatus",
    ]
    assert (shown["needlings-1-diameter"], shown["needlings-1-length"], shown["needlings-1-needles"]) == (
        "0.30",
        "40",
        "2",
    )
    assert (shown["needlings-2-diameter"], shown["needlings-2-diameter_other"]) == ("other", "0.33")
    assert [shown[f"needlings-{place}-side"] for place in (1, 2, 3)] == ["right", "left", "right"]
    assert "needlings-1-twitch" not in shown
    assert shown["quick_entry"] == ""


def test_without_scripts_a_line_that_is_not_whole_stays_and_says_why(desk: Desk) -> None:
    note = blank_note(desk).with_values(quick_entry="ut pistn x2", add_line="1")

    desk.client.post(desk.edit_url, data=note)
    page = desk.client.get(desk.edit_url)

    assert form_in(page)["quick_entry"] == "ut pistn x2"
    assert "needlings-0-muscle" not in form_in(page)
    assert "pistn: not understood. Did you mean pistoning?" in page.text
    assert "Upper trapezius: left or right?" in page.text
    assert 'name="choose_line" value="ut left pistn x2"' in page.text


def test_without_scripts_an_answer_puts_its_line_into_the_field(desk: Desk) -> None:
    note = blank_note(desk).with_values(quick_entry="ut x2", choose_line="ut left x2")

    desk.client.post(desk.edit_url, data=note)

    assert form_in(desk.client.get(desk.edit_url))["quick_entry"] == "ut left x2"


@pytest.mark.parametrize("act", ["save", "sign"])
def test_a_line_that_was_not_added_stops_saving_and_is_kept(desk: Desk, act: str) -> None:
    note = needling_note(desk).with_values(quick_entry="ut r x2", act=act)

    answer = desk.client.post(desk.edit_url, data=note)
    page = desk.client.get(desk.edit_url)

    assert answer.status_code == 422
    assert LINE_NOT_ADDED in answer.text
    assert form_in(page)["quick_entry"] == "ut r x2"
    with Session(desk.engine) as db:
        treatment = db.get(TreatmentSession, desk.session_id)
        assert treatment is not None
        assert treatment.needlings == []


def test_a_line_in_the_field_is_named_among_what_is_left_before_signing(desk: Desk) -> None:
    note = needling_note(desk).with_values(quick_entry="ut r x2")
    fields = [[name, text] for name, texts in note.lists() for text in texts]

    sent = {"fields": fields, "revision": int(note["draft_revision"]), "author": desk.client.actor.user_id}
    left = desk.client.put(desk.url("draft"), json=sent).get_json()

    sites = next(step for step in left["steps"] if step["target"] == "sites")
    assert sites["state"] == "todo"
    assert "quick entry not added" in sites["words"]


def test_every_value_of_a_row_reaches_a_control_of_the_form(desk: Desk) -> None:
    line = (
        "lm r L4/5 0.33x40 x2 6ins static flat deep prone latent seek needle grasp ltr- "
        '10min cramp release region "low back" note "sore"'
    )
    (row,) = read_line(line, catalogue_vocabulary()).rows

    desk.client.post(desk.edit_url, data=blank_note(desk).with_values(quick_entry=line, add_line="1"))

    shown = form_in(desk.client.get(desk.edit_url))
    for name, value in row_values(row).items():
        sent = shown.getlist(f"needlings-0-{name}")
        assert sent == (value if isinstance(value, list) else [value]), name


def test_the_help_says_every_word_of_the_line(desk: Desk) -> None:
    page = desk.client.get("/sessions/quick-entry/help")

    assert page.status_code == 200
    for group in line_help().groups:
        for line in group.lines:
            assert line.means.split("'")[0] in page.text
    assert "Upper trapezius, right: 2 needles, diameter 0.30, length 40, pistoning" in page.text


def test_the_muscles_of_the_latest_signed_visits_are_offered_first(sign_in: SignInFixture, engine: Engine) -> None:
    client = sign_in(Role.PRACTITIONER)
    colleague = sign_in(Role.PRACTITIONER, clinic=client.actor.clinic_id, name="Tom Hale")
    desk = begin_signed_work(
        client, engine, **{"needlings-0-muscle": "scalenus-posterior", "needlings-0-hazard_read": "scalenus-posterior"}
    )

    with Session(engine) as db:
        favourites = list_favourite_muscles(db, by=desk.client.actor)
        of_a_colleague = list_favourite_muscles(db, by=colleague.actor)
    answer = desk.client.post(ASK, json={"before": "scal", "after": ""}).get_json()

    assert favourites == ["scalenus-posterior"]
    assert of_a_colleague == []
    assert answer["completions"][0]["label"] == "Posterior scalene"
