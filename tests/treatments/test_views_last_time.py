"""Last time's needlings, both sides and favourites in a note, by the buttons that work without scripts."""

import json
from dataclasses import replace

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from clinic_log.accounts.rules import Role
from clinic_log.audit.actions import give_key
from clinic_log.base.database import own_transaction
from clinic_log.episodes.models import Episode
from clinic_log.patients.models import Patient
from clinic_log.treatments.forms.fields_sent import BUTTONS
from clinic_log.treatments.models import Favourite, Needling
from clinic_log.treatments.queries import content_of
from clinic_log.treatments.rules import NeedlingEntry, OriginKind, SessionContent
from clinic_log.treatments.rules.hazards import needs_warning_signs
from tests.accounts.signed_in import SignInFixture
from tests.conftest import AUDIT_KEY
from tests.queries import count_queries
from tests.treatments.factories import bruise, days_ago, make_signed_session, needling, needling_visit, with_notes_read
from tests.treatments.pages import Desk, NoteForm, begin_work, blank_note, form_in, needling_note, stored

ANSWERS = ("side_effects_before_leaving", "since_previous")
QUIET = needling(
    uid="quiet", muscle_slug="soleus", twitch="ltr-yes", note="word-of-last-time", other_responses=("cramp",)
)
CHEST = needling(uid="chest", muscle_slug="rhomboid-minor", length_mm=20)
SCAR = needling(uid="scar", muscle_slug=None, target_kind="scar", target_words="Old scar")


@pytest.fixture
def desk(sign_in: SignInFixture, engine: Engine) -> Desk:
    """A note begun after a visit in which three places were needled."""
    desk = begin_work(sign_in(Role.PRACTITIONER), engine)
    add_visit(desk, QUIET, CHEST, SCAR, days=60)
    return desk


def add_visit(desk: Desk, *rows: NeedlingEntry, days: float = 7, content: SessionContent | None = None) -> int:
    content = content or needling_visit()
    rows_needled = replace(content, started_at=days_ago(days), needlings=rows, needles_out=2 * len(rows), overrides=())
    given = True if needs_warning_signs(rows_needled) else None
    content = with_notes_read(replace(rows_needled, warning_signs_given=given))
    with own_transaction(desk.engine) as db:
        give_key(db, AUDIT_KEY)
        patient = db.get_one(Patient, desk.chart.patient_id)
        episode = db.get_one(Episode, desk.chart.episode_id)
        by = desk.client.actor
        return make_signed_session(db, by=by, patient=patient, episode=episode, content=content).id


def token(desk: Desk, uid: str) -> str:
    with Session(desk.engine) as db:
        return f"{db.scalars(select(Needling.session_id).where(Needling.uid == uid)).one()}.{uid}"


def press(desk: Desk, **button: str) -> NoteForm:
    """The fields of the page after a button was pressed on it."""
    assert desk.client.post(desk.edit_url, data=blank_note(desk).with_values(**button)).status_code == 303
    return blank_note(desk)


def rows_of(form: NoteForm, name: str) -> list[str]:
    return [text for key, text in form.items(multi=True) if key.startswith("needlings-") and key.endswith(f"-{name}")]


def fates(form: NoteForm) -> list[str]:
    return sorted(json.loads(form["last_time"] or "{}").values())


def test_unconfirmed_rows_are_no_part_of_the_form(desk: Desk) -> None:
    page = desk.client.get(desk.edit_url)

    assert "3 to confirm" in page.text
    assert "word-of-last-time" not in page.text
    assert not [name for name in form_in(page) if name.startswith("needlings-")]


def test_a_confirmed_row_is_one_of_the_form_and_stays_confirmed(desk: Desk) -> None:
    form = press(desk, confirm_ghost=token(desk, "quiet"))

    assert rows_of(form, "muscle") == ["soleus"]
    assert rows_of(form, "needles") == ["2"]
    assert rows_of(form, "twitch") == []
    assert rows_of(form, "note") == [""]
    assert fates(form) == [f"confirmed:{rows_of(form, 'uid')[0]}"]
    assert "2 to confirm" in desk.client.get(desk.edit_url).text


def test_the_same_button_twice_makes_one_row(desk: Desk) -> None:
    press(desk, confirm_ghost=token(desk, "quiet"))

    assert rows_of(press(desk, confirm_ghost=token(desk, "quiet")), "muscle") == ["soleus"]


def test_repeating_all_leaves_what_is_confirmed_one_by_one(desk: Desk) -> None:
    form = press(desk, repeat_ghosts=str(desk.chart.episode_id))

    assert rows_of(form, "muscle") == ["soleus", ""]
    assert rows_of(form, "target_words") == ["", "Old scar"]
    assert "1 to confirm" in desk.client.get(desk.edit_url).text


def test_what_was_dropped_can_be_taken_back(desk: Desk) -> None:
    assert fates(press(desk, drop_ghost=token(desk, "quiet"))) == ["dropped"]
    assert fates(press(desk, undo_ghost=token(desk, "quiet"))) == []
    assert fates(press(desk, drop_ghosts=str(desk.chart.episode_id))) == ["dropped"] * 3
    assert rows_of(blank_note(desk), "muscle") == []


def test_a_confirmed_row_that_is_removed_can_be_confirmed_again(desk: Desk) -> None:
    uid = rows_of(press(desk, confirm_ghost=token(desk, "quiet")), "uid")[0]

    removed = press(desk, remove_row=uid)
    page = desk.client.get(desk.edit_url)
    again = press(desk, confirm_ghost=token(desk, "quiet"))

    assert rows_of(removed, "uid") == []
    assert "3 to confirm" in page.text
    assert rows_of(again, "muscle") == ["soleus"]
    assert fates(again) == [f"confirmed:{rows_of(again, 'uid')[0]}"]


def test_a_row_that_was_never_offered_changes_nothing(desk: Desk) -> None:
    for name in ("confirm_ghost", "drop_ghost", "undo_ghost", "repeat_ghosts", "drop_ghosts"):
        form = press(desk, **{name: "9999.unknown"})

        assert form["last_time"] == ""
        assert rows_of(form, "muscle") == []


def test_signing_waits_until_each_row_is_confirmed_or_dropped_and_saving_remembers(desk: Desk) -> None:
    note = needling_note(desk).with_values(since_previous="none", act="sign")

    refused = desk.client.post(desk.edit_url, data=note)
    signing = desk.client.post(desk.url("sign"), data=form_in(desk.client.get(desk.url("sign")), "sign"))
    press(desk, drop_ghosts=str(desk.chart.episode_id))
    sent = desk.client.post(desk.edit_url, data=blank_note(desk).with_values(act="sign"))
    again = blank_note(desk)
    signed = desk.client.post(desk.url("sign"), data=form_in(desk.client.get(desk.url("sign")), "sign"))

    assert refused.status_code == 422
    assert "3 from last time: confirm or drop them" in refused.text
    assert signing.status_code == 422
    assert fates(again) == ["dropped"] * 3
    assert (sent.status_code, sent.location) == (303, desk.url("sign"))
    assert signed.status_code == 303


def test_a_visit_without_needles_is_signed_whatever_was_needled_last_time(desk: Desk) -> None:
    changes = {"kind": "no-needles", "no_needles_reason": "Only talked", "start_day": "2026-11-02"}
    note = blank_note(desk).with_values(**changes, start_clock="13:40", act="sign", since_previous="none")

    sent = desk.client.post(desk.edit_url, data=note)

    assert (sent.status_code, sent.location) == (303, desk.url("sign"))


def test_only_the_last_counted_session_is_offered_and_open_effects_are_named(desk: Desk) -> None:
    effect = bruise(site="right soleus")
    told = needling_visit(side_effects_before_leaving="present", effects=(effect,))
    add_visit(desk, needling(uid="later", muscle_slug="soleus"), days=3, content=told)

    page = desk.client.get(desk.edit_url).text

    assert "1 to confirm" in page
    assert "still open here" in page
    assert token(desk, "later") in page
    assert token(desk, "scar") not in page


def test_a_confirmed_row_keeps_its_origin_until_it_is_changed(desk: Desk) -> None:
    press(desk, confirm_ghost=token(desk, "quiet"))
    changed = blank_note(desk).with_values(**{"needlings-0-needles": "3", "act": "save"})

    assert desk.client.post(desk.edit_url, data=changed).status_code == 303

    with Session(desk.engine) as db:
        (row,) = content_of(stored(db, desk.session_id)).needlings
    assert row.origins is not None
    assert row.origins.kind is OriginKind.CARRIED
    assert row.origins.confirmed_at is not None
    assert "needles" not in row.origins.fields
    assert {"muscle_slug", "technique", "diameter_mm"} <= set(row.origins.fields)
    assert "confirmed" in desk.client.get(desk.url("")).text


def test_both_sides_makes_a_row_for_the_other_side_without_the_response(desk: Desk) -> None:
    note = needling_note(desk).with_values(**{"needlings-0-note": "word-of-one-side", "needlings-0-length": "30"})
    uid = note["needlings-0-uid"]

    sent = desk.client.post(desk.edit_url, data=note.with_values(both_sides=uid))
    form = blank_note(desk)

    assert sent.status_code == 303
    assert rows_of(form, "side") == ["right", "left"]
    assert rows_of(form, "length") == ["30", "30"]
    assert rows_of(form, "twitch") == ["ltr-yes"]
    assert rows_of(form, "note") == ["word-of-one-side", ""]
    assert len(set(rows_of(form, "uid"))) == 2


def test_both_sides_needs_a_side(desk: Desk) -> None:
    note = needling_note(desk).with_values(**{"needlings-0-side": "midline"})

    desk.client.post(desk.edit_url, data=note.with_values(both_sides=note["needlings-0-uid"]))
    page = desk.client.get(desk.edit_url)

    assert "Choose left or right first" in page.text
    assert len(rows_of(form_in(page), "uid")) == 1


def keep_favourite(desk: Desk, name: str = "Neck") -> int:
    """A favourite of what stands in the note: one site, one measure, heat."""
    return _saved_as_favourite(desk, needling_note(desk).with_values(adjuncts="heat"), name)


def _saved_as_favourite(desk: Desk, note: NoteForm, name: str = "Neck") -> int:
    kept = desk.client.post(desk.edit_url, data=note.with_values(save_favourite="1"))
    assert kept.location.endswith("/favourite")
    page = desk.client.get(kept.location)
    assert "Levator scapulae" in page.text
    assert desk.client.post(kept.location, data={"name": name}).status_code == 303
    with Session(desk.engine) as db:
        return db.scalars(select(Favourite.id).where(Favourite.name == name)).one()


def test_a_favourite_fills_only_empty_places(desk: Desk) -> None:
    favourite = keep_favourite(desk)
    again = press(desk, apply_favourite=str(favourite))
    page = desk.client.get(desk.edit_url)
    emptied = blank_note(desk)
    uid = emptied["needlings-0-uid"]
    desk.client.post(desk.edit_url, data=emptied.with_values(remove_row=uid, adjuncts=None))

    filled = press(desk, apply_favourite=str(favourite))

    assert rows_of(again, "muscle") == ["levator-scapulae"]
    assert "needlings-0-origins" not in again or again["needlings-0-origins"] == ""
    assert "not confirmed" in page.text
    assert rows_of(filled, "muscle") == ["levator-scapulae"]
    assert rows_of(filled, "twitch") == []
    assert filled.getlist("adjuncts") == ["heat"]
    assert filled["measurements-0-before"] == "7"
    origins = json.loads(rows_of(filled, "origins")[0])
    assert (origins["kind"], origins["source"], origins["confirmed_at"]) == ("favourite", "Neck", None)


def test_a_measure_of_a_favourite_stands_until_it_is_taken_or_removed(desk: Desk) -> None:
    """A row without a value is nothing that a visit holds, and still what the person chose to measure."""
    asked = {"measurements-9-uid": "asked", "measurements-9-measure": "shoulder-flexion", "measurements-9-side": "left"}
    favourite = _saved_as_favourite(desk, needling_note(desk).with_values(**asked, **{"measurements-9-mode": "active"}))

    assert desk.client.post(desk.edit_url, data=blank_note(desk)).status_code == 303
    saved = blank_note(desk)

    index = next(name.split("-")[1] for name, text in saved.items(multi=True) if text == "shoulder-flexion")
    assert saved[f"measurements-{index}-mode"] == "active"
    assert "Shoulder flexion, left, active" in desk.client.get(f"/favourites/{favourite}").text
    desk.client.post(desk.edit_url, data=saved.with_values(remove_row=saved[f"measurements-{index}-uid"]))
    assert desk.client.post(desk.edit_url, data=blank_note(desk)).status_code == 303
    assert "shoulder-flexion" not in [text for _name, text in blank_note(desk).items(multi=True)]


def test_values_of_a_favourite_are_confirmed_by_their_button_or_by_an_answer(desk: Desk) -> None:
    favourite = keep_favourite(desk)
    desk.client.post(desk.edit_url, data=blank_note(desk).with_values(remove_row=blank_note(desk)["needlings-0-uid"]))
    filled = press(desk, apply_favourite=str(favourite))

    confirmed = press(desk, confirm_values=rows_of(filled, "uid")[0])

    assert json.loads(rows_of(confirmed, "origins")[0])["confirmed_at"]
    assert "favourite “Neck”, confirmed" in desk.client.get(desk.edit_url).text


def test_an_answer_confirms_the_row_of_a_favourite(desk: Desk) -> None:
    favourite = keep_favourite(desk)
    desk.client.post(desk.edit_url, data=blank_note(desk).with_values(remove_row=blank_note(desk)["needlings-0-uid"]))
    filled = press(desk, apply_favourite=str(favourite))
    row = next(name.removesuffix("uid") for name in filled if name.startswith("needlings-") and name.endswith("-uid"))

    desk.client.post(desk.edit_url, data=filled.with_values(**{f"{row}twitch": "ltr-no", "act": "save"}))

    with Session(desk.engine) as db:
        (kept,) = content_of(stored(db, desk.session_id)).needlings
    assert kept.origins is not None
    assert (kept.origins.source, kept.origins.confirmed_at is not None) == ("Neck", True)


def test_another_persons_favourite_is_not_there(desk: Desk, sign_in: SignInFixture) -> None:
    favourite = keep_favourite(desk)
    other = sign_in(Role.PRACTITIONER, Role.SUPERVISOR, clinic=desk.client.actor.clinic_id)

    answers = [other.get(f"/favourites/{number}") for number in (favourite, 999_999)]
    applied = other.post(desk.edit_url, data=blank_note(desk).with_values(apply_favourite=str(favourite)))

    assert [answer.status_code for answer in answers] == [404, 404]
    assert applied.status_code == 404
    assert "Neck" not in other.get("/favourites").text


def test_a_favourite_is_renamed_and_removed_with_clear_errors(desk: Desk) -> None:
    neck, path = keep_favourite(desk), desk.url("favourite")
    assert desk.client.post(path, data={"name": "Back"}).status_code == 303

    refusals = [desk.client.post(path, data={"name": name}) for name in ("", "x" * 81, "neck", "  NECK ")]
    renamed_to_taken = desk.client.post(f"/favourites/{neck}", data={"name": "back"})
    renamed = desk.client.post(f"/favourites/{neck}", data={"name": "Nape"})
    removed = desk.client.post(f"/favourites/{neck}/remove")

    assert [answer.status_code for answer in refusals] == [422] * 4
    assert "Enter a name for the favourite" in refusals[0].text
    assert "80 is the most" in refusals[1].text
    assert "already" in refusals[2].text
    assert renamed_to_taken.status_code == 422
    assert (renamed.status_code, removed.status_code) == (303, 303)
    shown = desk.client.get("/favourites").text
    assert "Back" in shown
    assert "Nape" not in shown


def test_queries_do_not_grow_with_the_rows_of_last_time(desk: Desk) -> None:
    desk.client.get(desk.edit_url)
    with count_queries(desk.engine_of_pages) as few:
        desk.client.get(desk.edit_url)
    add_visit(desk, *(needling(uid=f"many{number}", muscle_slug="soleus") for number in range(12)), days=2)

    with count_queries(desk.engine_of_pages) as many:
        desk.client.get(desk.edit_url)

    assert len(many) == len(few)


def test_no_button_of_a_note_answers_that_there_was_no_side_effect(desk: Desk) -> None:
    favourite = keep_favourite(desk)
    desk.client.post(desk.edit_url, data=blank_note(desk).with_values(**dict.fromkeys(ANSWERS)))
    site = blank_note(desk)["needlings-0-uid"]
    episode = str(desk.chart.episode_id)
    pressed = [
        *({"confirm_ghost": token(desk, "quiet")}, {"drop_ghost": token(desk, "chest")}),
        *({"undo_ghost": token(desk, "chest")}, {"repeat_ghosts": episode}, {"drop_ghosts": episode}),
        *({"needle_above": site}, {"both_sides": site}, {"confirm_values": site}),
        *({"apply_favourite": str(favourite)}, {"quick_entry": "sol l x1", "add_line": "1"}),
        *({"add_row": "vital_signs"}, {"remove_row": site}, {"act": "rapid"}),
        *({"ask_screening": episode}, {"take_lots": "1"}),
    ]

    answered: dict[str, dict[str, str]] = {}
    for button in pressed:
        sent = desk.client.post(desk.edit_url, data=blank_note(desk).with_values(**button))
        assert sent.status_code == 303
        answered |= {name: button for name in ANSWERS if name in blank_note(desk)}

    assert {name for button in pressed for name in button} >= set(BUTTONS) - {"save_favourite"}
    assert answered == {}
