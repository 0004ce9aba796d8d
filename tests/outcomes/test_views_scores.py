"""The page on which scores are recorded outside a session: nothing typed is lost, errors stand beside their fields."""

import re
from datetime import date

import pytest
from sqlalchemy import Engine, select

from clinic_log.accounts.rules import Role
from clinic_log.audit.actions import give_key
from clinic_log.base.database import own_transaction
from clinic_log.episodes.rules import Side
from clinic_log.outcomes.actions import refresh_summary
from clinic_log.outcomes.models import EpisodeSummary, OutcomeScore
from tests.accounts.signed_in import SignedInClient, SignInFixture
from tests.conftest import AUDIT_KEY
from tests.outcomes.factories import Taken, make_open_episode, make_visit
from tests.patients.factories import make_patient

NDI = {"rows-0-fixed": "1", "rows-0-measure": "ndi", "rows-0-value": "26"}
GRIP = {"rows-1-measure": "grip-strength", "rows-1-side": "left", "rows-1-value": "50", "rows-1-unit": "lb"}


@pytest.fixture
def client(sign_in: SignInFixture) -> SignedInClient:
    return sign_in(Role.PRACTITIONER)


@pytest.fixture
def page(client: SignedInClient, engine: Engine) -> str:
    """The address of the scores of an episode with one visit, pain 8."""
    with own_transaction(engine) as db:
        give_key(db, AUDIT_KEY)
        patient = make_patient(db, by=client.actor)
        tracked = [("grip-strength", Side.LEFT), ("cervical-flexion", None)]
        opened_on = date(2026, 9, 1)
        episode = make_open_episode(db, by=client.actor, patient=patient, opened_on=opened_on, tracked=tracked)
        make_visit(db, by=client.actor, episodes=[episode], on=opened_on, pain=(8, 6))
        refresh_summary(db, episode.id)
        return f"/patients/{patient.id}/episodes/{episode.id}/scores"


def _asking(client: SignedInClient, **changes: str) -> dict[str, str]:
    known = {"key": "one-form", "taken_on": "2026-10-01", "asked_by": str(client.actor.user_id), "how": "phone"}
    return known | changes


def _kept(engine: Engine) -> list[tuple[str, float, str]]:
    with own_transaction(engine) as db:
        rows = db.scalars(select(OutcomeScore).order_by(OutcomeScore.id))
        return [(row.measure_slug, round(row.value, 6), row.entered_unit) for row in rows]


def test_the_page_stands_ready_for_the_measures_of_the_episode(client: SignedInClient, page: str) -> None:
    text = client.get(page).text

    assert [name in text for name in ("NPRS", "Grip strength, left", "Neck flexion", "NDI")] == [True] * 4
    assert "Copyright H. Vernon" in text
    assert "its questions are not shown" in text
    assert "No score outside a session yet" in text


def test_scores_are_kept_in_one_unit_and_shown_as_typed(client: SignedInClient, page: str, engine: Engine) -> None:
    answer = client.post(page, data=_asking(client) | NDI | GRIP)
    again = client.post(page, data=_asking(client) | NDI | GRIP)

    text = client.get(page).text
    assert (answer.status_code, again.status_code) == (303, 303)
    assert _kept(engine) == [("ndi", 26, ""), ("grip-strength", 22.679619, "lb")]
    assert "50 lb" in text
    assert "by phone" in text


def test_a_follow_up_of_pain_stands_on_the_progress_page(client: SignedInClient, page: str, engine: Engine) -> None:
    client.post(page, data=_asking(client) | {"rows-0-measure": "nprs", "rows-0-value": "3"})

    assert "Pain 8 → 3 over 1 session and a follow-up:" in client.get(page.replace("/scores", "/progress")).text
    with own_transaction(engine) as db:
        summary = db.scalars(select(EpisodeSummary)).one()
        assert (summary.first_before, summary.last_before, summary.visits) == (8, 3, 1)


def test_what_cannot_be_kept_stands_beside_its_field_and_nothing_typed_is_lost(
    client: SignedInClient, page: str, engine: Engine
) -> None:
    wrong = _asking(client, taken_on="2999-01-01", note="Called at noon") | NDI | {"rows-0-value": "abc"}
    late = _asking(client, taken_on="2999-01-01", note="Called at noon") | NDI
    grip = _asking(client) | GRIP | {"rows-1-unit": "", "rows-1-side": ""}

    unreadable, future, halved = (client.post(page, data=sent) for sent in (wrong, late, grip))

    assert [answer.status_code for answer in (unreadable, future, halved)] == [422, 422, 422]
    assert "Enter a number, such as 12 or 12.5" in unreadable.text
    assert 'value="abc"' in unreadable.text
    assert 'value="Called at noon"' in unreadable.text
    assert "This day lies in the future" in future.text
    assert 'value="26"' in future.text
    assert "Choose the unit: kg or lb" in halved.text
    assert 'value="50"' in halved.text
    assert _kept(engine) == []


def test_an_empty_form_and_a_value_off_the_scale_are_refused(client: SignedInClient, page: str) -> None:
    empty = client.post(page, data=_asking(client))
    beyond = client.post(page, data=_asking(client) | NDI | {"rows-0-value": "101"})

    assert "Enter at least one score" in empty.text
    assert "NDI: Enter a value from 0 to 100 percent" in beyond.text


def test_more_rows_keep_what_was_typed(client: SignedInClient, page: str, engine: Engine) -> None:
    answer = client.post(page, data=_asking(client) | NDI | GRIP | {"more": "1"})

    assert answer.status_code == 200
    assert 'value="26"' in answer.text
    assert "rows-3-value" in answer.text
    assert _kept(engine) == []


def test_a_chosen_measure_says_whose_it_is_before_it_is_recorded(
    client: SignedInClient, page: str, engine: Engine
) -> None:
    chosen = {"rows-0-measure": "quickdash", "rows-1-measure": "single-leg-hop", "rows-1-value": "90", "look": "1"}

    answer = client.post(page, data=_asking(client) | chosen)

    assert answer.status_code == 200
    assert "(c) Institute for Work &amp; Health" in answer.text
    assert [word in answer.text for word in ('value="90"', 'value="cm"', 'value="in"')] == [True] * 3
    assert "rows-2-value" not in answer.text
    assert _kept(engine) == []


def test_a_tracked_measure_stands_ready_at_the_place_where_it_was_taken_last(
    client: SignedInClient, engine: Engine
) -> None:
    with own_transaction(engine) as db:
        give_key(db, AUDIT_KEY)
        patient = make_patient(db, by=client.actor)
        day = date(2026, 9, 1)
        episode = make_open_episode(db, by=client.actor, patient=patient, opened_on=day, tracked=[("ppt", Side.RIGHT)])
        taken = [Taken(measure="ppt", side=Side.RIGHT, before=2, site="Levator scapulae", episode=episode)]
        make_visit(db, by=client.actor, episodes=[episode], on=day, taken=taken)
        url = f"/patients/{patient.id}/episodes/{episode.id}/scores"

    text = client.get(url).text

    assert "PPT, Levator scapulae, right" in text
    assert 'value="Levator scapulae"' in text


def test_motion_stands_ready_in_the_mode_and_with_the_tool_of_the_last_time(
    client: SignedInClient, engine: Engine
) -> None:
    with own_transaction(engine) as db:
        give_key(db, AUDIT_KEY)
        patient = make_patient(db, by=client.actor)
        day, tracked = date(2026, 9, 1), [("cervical-flexion", None)]
        episode = make_open_episode(db, by=client.actor, patient=patient, opened_on=day, tracked=tracked)
        taken = [Taken(measure="cervical-flexion", before=40, mode="passive", tool="CROM device", episode=episode)]
        make_visit(db, by=client.actor, episodes=[episode], on=day, taken=taken)
        url = f"/patients/{patient.id}/episodes/{episode.id}/scores"

    text = client.get(url).text

    assert re.search(r'value="passive"\s+checked', text)
    assert 'value="CROM device"' in text


def test_days_to_the_return_are_counted_from_a_date(client: SignedInClient, page: str, engine: Engine) -> None:
    row = {"rows-0-measure": "return-to-activity-days", "rows-0-since": "2026-09-01"}

    answer = client.post(page, data=_asking(client, note="Running 5 km") | row)
    backwards = client.post(page, data=_asking(client, key="two") | row | {"rows-0-since": "2026-10-02"})

    assert answer.status_code == 303
    assert _kept(engine) == [("return-to-activity-days", 30, "")]
    assert backwards.status_code == 422
    assert "Enter a value from 0 to 730 days" in backwards.text


def test_a_retracted_score_stays_readable_with_its_reason(client: SignedInClient, page: str) -> None:
    client.post(page, data=_asking(client) | NDI)

    missing = client.post(f"{page}/1/retract", data={"reason": " "})
    done = client.post(f"{page}/1/retract", data={"reason": "Asked the wrong patient"})
    text = client.get(page).text

    assert (missing.status_code, done.status_code) == (422, 303)
    assert "Say what is wrong with it" in missing.text
    assert "Asked the wrong patient" in text
    assert "<s>Neck Disability Index (percent)</s>" in " ".join(text.split())


def test_a_clinics_own_measure_is_scored_and_followed_like_any_other(
    sign_in: SignInFixture, page: str, client: SignedInClient
) -> None:
    administrator = sign_in(Role.ADMINISTRATOR, clinic=client.actor.clinic_id)
    plank = {"name": "Side plank", "unit": "s", "minimum": "0", "maximum": "300"}
    administrator.post("/clinic/measures", data=plank | {"better": "higher", "taken_by": "clinician"})

    for day, value in (("2026-10-01", "20"), ("2026-10-08", "35")):
        row = {"rows-0-measure": "own-1", "rows-0-value": value}
        assert client.post(page, data=_asking(client, key=day, taken_on=day) | row).status_code == 303
    progress = " ".join(client.get(page.replace("/scores", "/progress")).text.split())
    administrator.post("/clinic/measures/1/retire")
    refused = client.post(page, data=_asking(client, key="late") | {"rows-0-measure": "own-1", "rows-0-value": "40"})

    assert "Side plank" in progress
    assert "+15 s" in progress
    assert "better" in progress
    assert refused.status_code == 422
    assert "Side plank" in client.get(page.replace("/scores", "/progress")).text


def test_who_may_not_record_sees_the_scores_without_a_form(
    sign_in: SignInFixture, page: str, client: SignedInClient
) -> None:
    supervisor = sign_in(Role.SUPERVISOR, clinic=client.actor.clinic_id)

    text = supervisor.get(page).text

    assert "On record" in text
    assert "Record scores" not in text
    assert supervisor.post(page, data=_asking(client) | NDI).status_code == 403
