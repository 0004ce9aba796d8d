"""The pages of an episode: what a person sends, sees and gets back."""

import html
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import Engine
from werkzeug.test import TestResponse

from clinic_log.accounts.rules import Role
from clinic_log.base.settings import Settings
from clinic_log.episodes.rules import DischargeReason, EpisodeState, Side, SuggestionState
from tests.accounts.signed_in import SignInFixture
from tests.episodes.chart import Chart
from tests.episodes.factories import wrist_sprain

KEY = "0123456789abcdef0123456789abcdef"


MakeChart = Callable[[Role], Chart]


@pytest.fixture
def make_chart(engine: Engine, settings: Settings, sign_in: SignInFixture) -> MakeChart:
    """A patient of a clinic of their own, with a person of the role signed in there."""
    return lambda role: Chart(engine, settings.audit_key, sign_in(role))


@pytest.fixture
def chart(make_chart: MakeChart) -> Chart:
    return make_chart(Role.PRACTITIONER)


def neck_pain_fields(chart: Chart, **changes: object) -> dict[str, object]:
    """What the form sends for neck pain on the right."""
    return {
        "condition": "neck-pain",
        "side": "right",
        "opened_on": chart.today.isoformat(),
        "pain_question": "nprs",
        "key": KEY,
        **changes,
    }


def value_of(page: TestResponse, name: str) -> str:
    """What stands in a field of the page."""
    tag = re.search(rf'<input[^>]*name="{name}"[^>]*>', page.text)
    assert tag is not None
    value = re.search(r'value="([^"]*)"', tag[0])
    return html.unescape(value[1]) if value else ""


def chosen_in(page: TestResponse, name: str) -> list[str]:
    """The codes chosen in a list, radios or boxes of the page."""
    inputs = re.findall(rf'<input[^>]*name="{name}"[^>]*>', page.text)
    ticked = [re.search(r'value="([^"]*)"', tag) for tag in inputs if re.search(r"\schecked", tag)]
    select = re.search(rf'<select[^>]*name="{name}".*?</select>', page.text, re.DOTALL)
    options = re.findall(r"<option[^>]*>", select[0]) if select else []
    marked = [re.search(r'value="([^"]*)"', tag) for tag in options if re.search(r"\sselected", tag)]
    return [found[1] for found in (*ticked, *marked) if found and found[1]]


def test_an_opened_episode_is_saved_and_the_code_is_said_to_be_filled_in(chart: Chart) -> None:
    fields = neck_pain_fields(chart, tracked=["ndi", "cervical-rotation:left", "cervical-rotation:right"])

    answer = chart.client.post(f"{chart.url}/episodes/new", data=fields)

    assert (answer.status_code, answer.location) == (302, chart.url)
    [episode] = chart.episodes()
    assert (episode.condition_slug, episode.icd10, episode.region) == ("neck-pain", "M54.2", "neck")
    assert [(row.measure_slug, row.side) for row in episode.tracked_measures] == [
        ("ndi", None),
        ("cervical-rotation", Side.LEFT),
        ("cervical-rotation", Side.RIGHT),
    ]
    with chart.client.session_transaction() as kept:
        assert ["success", "Episode opened. The ICD-10 code was filled in from the condition"] in kept["_flashes"]


def test_a_condition_in_own_words_needs_no_entry_of_the_list(chart: Chart) -> None:
    words = "Pain 🎯 بعد السقوط <b>&"
    fields = neck_pain_fields(chart, condition="", own_words=words, region="hip", side="")

    chart.client.post(f"{chart.url}/episodes/new", data=fields)

    [episode] = chart.episodes()
    assert (episode.condition_slug, episode.condition_label, episode.icd10) == (None, words, "")


def test_sending_the_form_twice_opens_one_episode(chart: Chart) -> None:
    answers = [chart.client.post(f"{chart.url}/episodes/new", data=neck_pain_fields(chart)) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert len(chart.episodes()) == 1


def test_each_empty_form_has_a_key_of_its_own(chart: Chart) -> None:
    pages = [chart.client.get(f"{chart.url}/episodes/new") for _ in range(2)]

    keys = {value_of(page, "key") for page in pages}
    assert len(keys) == 2
    assert all(re.fullmatch(r"[0-9a-f]{32}", key) for key in keys)


def test_nothing_clinical_is_chosen_in_an_empty_form(chart: Chart) -> None:
    page = chart.client.get(f"{chart.url}/episodes/new")

    assert page.status_code == 200
    for name in ("condition", "side", "region", "tracked"):
        assert chosen_in(page, name) == []
    assert chosen_in(page, "pain_question") == ["nprs"]
    assert value_of(page, "opened_on") == chart.today.isoformat()


def test_everything_typed_stays_when_something_is_wrong(chart: Chart) -> None:
    typed = neck_pain_fields(
        chart,
        own_words="Stiff after rowing 🚣 עברית",
        side="both",
        region="upper-back",
        icd10="neck",
        onset_on="12.11.26",
        opened_on="2199-01-01",
        referral="Dr Ní Bhriain",
        pain_question="vas-pain",
        tracked=["ndi", "cervical-rotation:left", "psfs"],
        planned_visits="many",
        plan_until="2026-13-45",
    )

    page = chart.client.post(f"{chart.url}/episodes/new", data={**typed, "goals": "Row\n<b>again</b>"})

    assert page.status_code == 422
    assert "<title>Error: Open an episode" in page.text
    for name in ("own_words", "icd10", "onset_on", "opened_on", "referral", "planned_visits", "plan_until", "key"):
        assert value_of(page, name) == typed[name]
    for name in ("condition", "side", "region", "pain_question"):
        assert chosen_in(page, name) == [typed[name]]
    assert set(chosen_in(page, "tracked")) == {"ndi", "cervical-rotation:left", "psfs"}
    assert "Row\n&lt;b&gt;again&lt;/b&gt;</textarea>" in page.text.replace("\r\n", "\n")
    assert chart.episodes() == []


def test_a_wrong_value_gets_its_sentence_beside_the_field_and_in_the_summary(chart: Chart) -> None:
    fields = neck_pain_fields(chart, icd10="neck", onset_on="2199-01-01")

    page = chart.client.post(f"{chart.url}/episodes/new", data=fields)

    assert page.status_code == 422
    assert page.text.count("Enter an ICD-10 code such as M54.2, or leave it empty") == 2
    assert page.text.count("The onset lies in the future") == 2


def test_the_button_fills_in_what_follows_from_the_condition_and_saves_nothing(chart: Chart) -> None:
    fields = neck_pain_fields(chart, step="fill-in", onset_on=(chart.today - timedelta(weeks=14)).isoformat())

    page = chart.client.post(f"{chart.url}/episodes/new", data={**fields, "own_words": "Stiff"})

    assert page.status_code == 200
    assert value_of(page, "icd10") == "M54.2"
    assert chosen_in(page, "region") == ["neck"]
    assert value_of(page, "own_words") == "Stiff"
    assert "Chronic, 14 weeks at the start" in page.text
    suggested = page.text[: page.text.index("All other measures")]
    assert "cervical-rotation:left" in suggested
    assert chosen_in(page, "tracked") == []
    assert chart.episodes() == []


def test_the_button_leaves_what_was_typed(chart: Chart) -> None:
    fields = neck_pain_fields(chart, step="fill-in", icd10="M53.1", region="upper-back", opened_on="soon")

    page = chart.client.post(f"{chart.url}/episodes/new", data=fields)

    assert (value_of(page, "icd10"), chosen_in(page, "region")) == ("M53.1", ["upper-back"])
    assert value_of(page, "opened_on") == "soon"


def test_conditions_can_be_found_by_their_synonyms_and_codes(chart: Chart) -> None:
    page = chart.client.get(f"{chart.url}/episodes/new")

    option = re.search(r'<option[^>]*value="lateral-elbow-tendinopathy"[^>]*>', page.text)
    assert option is not None
    assert "tennis elbow" in option[0]
    assert "M77.1" in option[0]
    assert '<optgroup label="Neck">' in page.text


def test_a_suggestion_starts_the_form_and_is_then_used(chart: Chart) -> None:
    suggestion_id = chart.add_suggestion(replace(wrist_sprain(), source_label="Sprain <of> wrist"))

    page = chart.client.get(f"{chart.url}/episodes/new?suggestion={suggestion_id}")
    sent = neck_pain_fields(chart, condition="wrist-sprain", suggestion=value_of(page, "suggestion"))
    answers = [chart.client.post(f"{chart.url}/episodes/new", data=sent) for _ in range(2)]

    assert chosen_in(page, "condition") == ["wrist-sprain"]
    assert (value_of(page, "onset_on"), value_of(page, "icd10")) == ("2026-03-02", "S63.5")
    assert "Sprain &lt;of&gt; wrist" in page.text
    assert [answer.status_code for answer in answers] == [302, 302]
    assert len(chart.episodes()) == 1
    assert [one.state for one in chart.suggestions()] == [SuggestionState.USED]


def test_a_suggestion_that_was_used_meanwhile_loses_nothing_typed(chart: Chart) -> None:
    suggestion_id = chart.add_suggestion()
    sent = neck_pain_fields(chart, suggestion=suggestion_id)
    chart.client.post(f"{chart.url}/episodes/new", data=sent)

    page = chart.client.post(f"{chart.url}/episodes/new", data={**sent, "key": "f" * 32, "own_words": "Sore 🖐"})
    again = chart.client.post(f"{chart.url}/episodes/new", data={**sent, "key": "f" * 32, "suggestion": ""})

    assert page.status_code == 409
    assert value_of(page, "own_words") == "Sore 🖐"
    assert value_of(page, "suggestion") == ""
    assert again.status_code == 302
    assert len(chart.episodes()) == 2


def test_a_dismissed_suggestion_waits_no_longer(chart: Chart) -> None:
    suggestion_id = chart.add_suggestion()

    answers = [chart.client.post(f"{chart.url}/suggestions/{suggestion_id}/dismiss") for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert [one.state for one in chart.suggestions()] == [SuggestionState.DISMISSED]


def test_a_correction_starts_from_what_is_saved(chart: Chart) -> None:
    episode_id = chart.add_episode()

    page = chart.client.get(f"{chart.url}/episodes/{episode_id}/correct")

    assert chosen_in(page, "condition") == ["neck-pain"]
    assert chosen_in(page, "side") == ["right"]
    assert set(chosen_in(page, "tracked")) == {"ndi", "cervical-rotation:right"}
    assert "Subacute, 10 weeks at the start" in page.text
    assert value_of(page, "own_words") == ""


def test_a_correction_is_saved(chart: Chart) -> None:
    episode_id = chart.add_episode()
    sent = neck_pain_fields(chart, revision="1", side="left", goals="Sleep through", tracked=["psfs"])

    answer = chart.client.post(f"{chart.url}/episodes/{episode_id}/correct", data=sent)

    assert answer.status_code == 302
    [episode] = chart.episodes()
    assert (episode.side, episode.goals) == (Side.LEFT, "Sleep through")
    assert [row.measure_slug for row in episode.tracked_measures] == ["psfs"]


def test_the_second_of_two_editors_sees_both_and_can_save_again(chart: Chart) -> None:
    url = f"{chart.url}/episodes/{chart.add_episode()}/correct"
    chart.client.post(url, data=neck_pain_fields(chart, revision="1", goals="Theirs"))

    page = chart.client.post(url, data=neck_pain_fields(chart, revision="1", goals="Mine"))
    again = chart.client.post(url, data=neck_pain_fields(chart, revision=value_of(page, "revision"), goals="Mine"))

    assert page.status_code == 409
    assert "Theirs" in page.text
    assert "Mine</textarea>" in page.text
    assert again.status_code == 302
    assert chart.episodes()[0].goals == "Mine"


def test_a_correction_without_a_revision_overwrites_nothing(chart: Chart) -> None:
    episode_id = chart.add_episode()
    sent = neck_pain_fields(chart, goals="Mine")

    page = chart.client.post(f"{chart.url}/episodes/{episode_id}/correct", data=sent)

    assert page.status_code == 409
    assert chart.episodes()[0].goals == ""


def test_a_discharge_and_its_undoing(chart: Chart) -> None:
    url = f"{chart.url}/episodes/{chart.add_episode()}"
    sent = {"reason": "goals_reached", "discharged_on": chart.today.isoformat(), "note": ""}

    discharged = chart.client.post(f"{url}/discharge", data=sent)
    after_discharge = chart.episodes()[0]
    twice = chart.client.post(f"{url}/discharge", data=sent)
    reopened = chart.client.post(f"{url}/reopen", data={"reason": "Wrong patient"})

    assert (discharged.status_code, twice.status_code, reopened.status_code) == (302, 409, 302)
    assert (after_discharge.state, after_discharge.discharge_reason) == (
        EpisodeState.DISCHARGED,
        DischargeReason.GOALS_REACHED,
    )
    assert chart.episodes()[0].state is EpisodeState.OPEN


def test_a_discharge_that_cannot_be_saved_says_why(chart: Chart) -> None:
    url = f"{chart.url}/episodes/{chart.add_episode()}/discharge"

    page = chart.client.post(url, data={"reason": "other", "discharged_on": "2001-01-01", "note": ""})

    assert page.status_code == 422
    assert page.text.count("The discharge lies before the start of the episode") == 2
    assert page.text.count("Say in a few words why the episode ends") == 2
    assert chosen_in(page, "reason") == ["other"]
    assert value_of(page, "discharged_on") == "2001-01-01"
    assert chart.episodes()[0].state is EpisodeState.OPEN


def test_a_reopening_needs_a_reason(chart: Chart) -> None:
    url = f"{chart.url}/episodes/{chart.add_episode()}"
    chart.client.post(f"{url}/discharge", data={"reason": "plateau", "discharged_on": chart.today.isoformat()})

    page = chart.client.post(f"{url}/reopen", data={"reason": "  "})

    assert page.status_code == 422
    assert page.text.count("Say why the discharge was a mistake") == 2
    assert chart.episodes()[0].state is EpisodeState.DISCHARGED


@pytest.mark.parametrize("page", ["correct", "discharge", "reopen"])
def test_looking_at_an_episode_is_audited(chart: Chart, page: str) -> None:
    episode_id = chart.add_episode()

    answer = chart.client.get(f"{chart.url}/episodes/{episode_id}/{page}")

    assert answer.status_code == 200
    assert chart.audited()[-1] == "episode.viewed"


def test_unknown_foreign_and_other_patients_ids_answer_alike(chart: Chart, make_chart: MakeChart) -> None:
    elsewhere = make_chart(Role.PRACTITIONER)
    foreign_episode, foreign_suggestion = elsewhere.add_episode(), elsewhere.add_suggestion()
    chart.add_episode()
    unknown = 987_654
    gets = [
        f"/patients/{owner}/episodes/{rest}"
        for owner, rest in (
            (unknown, "new"),
            (elsewhere.patient_id, "new"),
            (chart.patient_id, f"new?suggestion={unknown}"),
            (chart.patient_id, f"new?suggestion={foreign_suggestion}"),
            *((chart.patient_id, f"{foreign_episode}/{page}") for page in ("correct", "discharge", "reopen")),
            *((chart.patient_id, f"{unknown}/{page}") for page in ("correct", "discharge", "reopen")),
            *((elsewhere.patient_id, f"{foreign_episode}/{page}") for page in ("correct", "discharge", "reopen")),
            (chart.patient_id, f"{2**80}/correct"),
        )
    ]

    answers = [chart.client.get(url) for url in gets]
    answers += [chart.client.post(url.partition("?")[0], data={}) for url in gets if "suggestion" not in url]
    sent = neck_pain_fields(chart, suggestion=foreign_suggestion)
    answers.append(chart.client.post(f"{chart.url}/episodes/new", data=sent))
    answers.append(chart.client.post(f"{chart.url}/suggestions/{foreign_suggestion}/dismiss"))

    assert {answer.status_code for answer in answers} == {404}
    assert len({re.sub(r'value="[^"]*"|nonce="[^"]*"', "", answer.text) for answer in answers}) == 1


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.ADMINISTRATOR])
def test_only_those_who_treat_reach_the_pages(make_chart: MakeChart, role: Role) -> None:
    chart = make_chart(role)
    episode_id, suggestion_id = chart.add_episode(), chart.add_suggestion()
    pages = ["new", f"{episode_id}/correct", f"{episode_id}/discharge", f"{episode_id}/reopen"]

    answers = [chart.client.get(f"{chart.url}/episodes/{page}") for page in pages]
    answers += [chart.client.post(f"{chart.url}/episodes/{page}", data={}) for page in pages]
    answers.append(chart.client.post(f"{chart.url}/suggestions/{suggestion_id}/dismiss"))

    assert {answer.status_code for answer in answers} == {403}
    assert [one.state for one in chart.suggestions()] == [SuggestionState.OPEN]


def test_a_student_opens_an_episode(make_chart: MakeChart) -> None:
    chart = make_chart(Role.STUDENT)

    answer = chart.client.post(f"{chart.url}/episodes/new", data=neck_pain_fields(chart))

    assert answer.status_code == 302
    assert [episode.opened_on for episode in chart.episodes()] == [chart.today]


def test_somebody_who_is_not_signed_in_is_sent_to_sign_in(chart: Chart) -> None:
    visitor = chart.client.application.test_client()

    answer = visitor.get(f"{chart.url}/episodes/new")

    assert answer.status_code == 302
    assert "/sign-in" in answer.location


def test_an_onset_on_the_day_of_birth_is_kept(chart: Chart) -> None:
    answer = chart.client.post(f"{chart.url}/episodes/new", data=neck_pain_fields(chart, onset_on="1981-03-04"))

    assert answer.status_code == 302
    assert chart.episodes()[0].onset_on == date(1981, 3, 4)
