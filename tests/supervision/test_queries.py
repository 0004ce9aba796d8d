"""Every figure of the team's page against the clinic that was counted by hand, on both databases."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.orm import Session

from clinic_log.base.dates import pretending
from clinic_log.biostatistics.responders import ResponderRule
from clinic_log.supervision.queries import load_names, load_report
from clinic_log.supervision.queries.serious_events import list_open_serious_events
from clinic_log.supervision.rules import OWN_WORDS, EffectCounts, Report, Wanted
from clinic_log.treatments.models import TreatmentSession
from clinic_log.treatments.rules import Asked, SessionStatus, Severity
from tests.accounts.factories import make_actor, make_clinic
from tests.outcomes.factories import make_effect, make_open_episode, make_visit
from tests.patients.factories import make_patient
from tests.queries import count_queries
from tests.supervision.clinic import TODAY, SmallClinic, make_small_clinic, recount

NOON = datetime(2026, 11, 20, 12, tzinfo=ZoneInfo("Europe/London"))
YEAR = Wanted(first_day=date(2025, 11, 21), last_day=TODAY)


@pytest.fixture
def clinic(db: Session) -> SmallClinic:
    return make_small_clinic(db, make_clinic(db))


def _report(db: Session, clinic: SmallClinic, wanted: Wanted = YEAR) -> Report:
    recount(db)
    return _counted(db, clinic, wanted)


def _counted(db: Session, clinic: SmallClinic, wanted: Wanted = YEAR) -> Report:
    by = clinic.supervisor
    with pretending(NOON):
        return load_report(db, by=by, wanted=wanted, names=load_names(db, by=by))


def _effects(counts: EffectCounts) -> tuple[int, int, int, int, int]:
    return counts.needling_sessions, counts.asked, counts.with_effect, counts.with_soreness, counts.effects


def test_responders_are_counted_with_floor_worse_and_missing(db: Session, clinic: SmallClinic) -> None:
    counts = _report(db, clinic).outcomes

    assert (counts.episodes, counts.evaluable, counts.responders) == (8, 4, 2)
    assert (counts.floor, counts.worse, counts.worse_without_room, counts.missing) == (1, 2, 1, 2)
    assert counts.rate == 0.5
    assert counts.rate_with_missing == pytest.approx(2 / 6)
    assert (counts.eligible, counts.eligible_evaluable, counts.eligible_missing) == (7, 4, 1)
    assert counts.missing_under_way == 1


def test_under_the_stricter_rule_one_responder_is_left(db: Session, clinic: SmallClinic) -> None:
    wanted = Wanted(first_day=YEAR.first_day, last_day=TODAY, rule=ResponderRule.BOTH)

    assert _report(db, clinic, wanted).outcomes.responders == 1


def test_sessions_and_patients_leave_out_drafts_retracted_and_missed_ones(db: Session, clinic: SmallClinic) -> None:
    counts = _report(db, clinic).sessions

    assert (counts.sessions, counts.patients, counts.needling_sessions, counts.not_attended) == (15, 8, 13, 1)


def test_side_effects_before_leaving_are_counted_where_they_were_asked(db: Session, clinic: SmallClinic) -> None:
    """Needled 13; asked in all but A3 (not asked) and B2 (no answer); effects in A1 (two) and C2, soreness in C1, C2.

    The effect of H1 needs no needle and does not count.
    """
    assert _effects(_report(db, clinic).sessions.before_leaving) == (13, 11, 2, 2, 3)


def test_side_effects_since_last_time_are_a_rate_of_their_own(db: Session, clinic: SmallClinic) -> None:
    """Asked about A1, A2, C1, D1, E1; not about B1. Soreness after A2, a bruise after D1.

    What the retracted A4 told about A1 is not believed.
    """
    assert _effects(_report(db, clinic).sessions.since_last_time) == (13, 5, 1, 1, 1)


def test_severe_soreness_is_a_side_effect(db: Session, clinic: SmallClinic) -> None:
    make_effect(db, of=clinic.visits["C1"], kind="post-needling-soreness", severity=Severity.SEVERE)

    assert _report(db, clinic).sessions.before_leaving.with_effect == 3


def test_present_without_a_named_effect_is_an_effect(db: Session, clinic: SmallClinic) -> None:
    clinic.visits["G1"].side_effects_before_leaving = Asked.PRESENT
    db.flush()

    assert _effects(_report(db, clinic).sessions.before_leaving) == (13, 11, 3, 2, 4)


def test_a_practitioner_is_counted_by_own_sessions_and_own_episodes(db: Session, clinic: SmallClinic) -> None:
    """Ada owns A, B, C and G, though Ben held A3; H belongs to nobody."""
    ada = _report(db, clinic, Wanted(first_day=None, last_day=TODAY, practitioner_id=clinic.ada.user_id))
    ben = _report(db, clinic, Wanted(first_day=YEAR.first_day, last_day=TODAY, practitioner_id=clinic.ben.user_id))

    assert (ada.outcomes.episodes, ada.sessions.sessions) == (5, 11)
    assert (ben.outcomes.episodes, ben.outcomes.evaluable, ben.sessions.sessions) == (3, 1, 6)


def test_a_condition_narrows_episodes_and_sessions(db: Session, clinic: SmallClinic) -> None:
    knee = _report(db, clinic, Wanted(first_day=None, last_day=TODAY, condition="knee-osteoarthritis"))
    own = _report(db, clinic, Wanted(first_day=None, last_day=TODAY, condition=OWN_WORDS))

    assert (knee.outcomes.episodes, knee.outcomes.worse_without_room, knee.sessions.sessions) == (2, 1, 3)
    assert (own.outcomes.episodes, own.sessions.sessions) == (1, 1)


@pytest.mark.parametrize(
    ("first", "last", "counted"),
    [
        (date(2026, 9, 23), date(2026, 9, 23), (1, 1)),
        (date(2026, 11, 2), date(2026, 11, 2), (1, 1)),
        (date(2026, 10, 1), date(2026, 10, 31), (0, 0)),
        (None, date(2024, 12, 31), (1, 2)),
    ],
)
def test_both_days_of_a_period_count(
    db: Session, clinic: SmallClinic, *, first: date | None, last: date, counted: tuple[int, int]
) -> None:
    report = _report(db, clinic, Wanted(first_day=first, last_day=last))

    assert (report.outcomes.episodes, report.sessions.sessions) == counted


def test_a_period_ends_at_midnight_of_the_clinic(db: Session) -> None:
    clinic = make_small_clinic(db, make_clinic(db, zone="Pacific/Auckland"))
    noon_in_utc = time(12, tzinfo=UTC)  # 01:00 of the next day in Auckland
    make_visit(db, by=clinic.ada, episodes=[clinic.episodes["G"]], on=date(2026, 11, 5), at=noon_in_utc)

    before = _report(db, clinic, Wanted(first_day=date(2026, 11, 5), last_day=date(2026, 11, 5)))
    after = _report(db, clinic, Wanted(first_day=date(2026, 11, 6), last_day=date(2026, 11, 6)))

    assert (before.sessions.sessions, after.sessions.sessions) == (0, 1)


def test_rows_by_condition_are_alphabetical_and_add_up(db: Session, clinic: SmallClinic) -> None:
    report = _report(db, clinic)

    assert [(row.name, row.counts.episodes, row.responders, row.effects) for row in report.conditions] == [
        ("Described in own words", 1, "–", "0 of 1"),
        ("Knee osteoarthritis", 2, "–", "0 of 3"),
        ("Neck pain", 5, "2 of 4", "2 of 7"),
    ]


def test_rows_by_practitioner_are_not_compared_below_twenty(db: Session, clinic: SmallClinic) -> None:
    report = _report(db, clinic)

    assert [(row.name, row.counts.episodes, row.responders, row.rate) for row in report.practitioners] == [
        ("Ada", 4, "2 of 2", ""),
        ("Ben", 3, "0 of 1", ""),
        ("Nobody (no needling visit)", 1, "0 of 1", ""),
    ]
    assert not report.compares_practitioners


def test_no_serious_event_of_a_retracted_session_or_another_clinic_is_listed(db: Session, clinic: SmallClinic) -> None:
    assert _report(db, clinic).serious_events == ()


def test_serious_events_are_listed_one_by_one_the_latest_first(db: Session, clinic: SmallClinic) -> None:
    make_effect(db, of=clinic.visits["A1"], kind="syncope", serious=True, resolved_on=date(2026, 9, 15))
    make_effect(db, of=clinic.visits["D1"], kind="pneumothorax-suspected", told_in=clinic.visits["D2"])
    make_effect(db, of=clinic.visits["A5"], kind="seizure", serious=True)
    make_effect(db, of=clinic.visits["H1"], kind="anaphylaxis", told_in=clinic.visits["A4"])

    events = _report(db, clinic).serious_events

    assert [(event.kind_slug, event.held_on, event.is_draft, event.is_suspected) for event in events] == [
        ("seizure", date(2026, 10, 12), True, False),
        ("pneumothorax-suspected", date(2026, 9, 17), False, True),
        ("syncope", date(2026, 9, 14), False, False),
    ]
    assert [(event.practitioner_name, event.is_open) for event in events] == [
        ("Ada", True),
        ("Ben", True),
        ("Ada", False),
    ]


def test_a_serious_event_stays_listed_when_the_visit_that_it_concerns_is_retracted(
    db: Session, clinic: SmallClinic
) -> None:
    make_effect(db, of=clinic.visits["A1"], kind="syncope", serious=True, told_in=clinic.visits["A2"])
    make_effect(db, of=clinic.visits["D1"], kind="syncope", serious=True, told_in=clinic.visits["D2"])
    clinic.visits["A1"].status = SessionStatus.RETRACTED
    clinic.visits["A1"].retracted_at = clinic.visits["A1"].started_at
    db.flush()

    events = _report(db, clinic).serious_events

    assert [(event.session_id, event.is_visit_retracted, event.is_draft) for event in events] == [
        (clinic.visits["D1"].id, False, False),
        (clinic.visits["A1"].id, True, False),
    ]


def test_what_is_open_is_counted_by_the_rules_of_the_list_over_the_whole_record(
    db: Session, clinic: SmallClinic
) -> None:
    """Open: one in 2024, one suspected though resolved, one known only by its kind. Not: resolved; told in error."""
    resolved = date(2026, 9, 30)
    make_effect(db, of=clinic.visits["J1"], kind="syncope", serious=True)
    make_effect(db, of=clinic.visits["D1"], kind="pneumothorax-suspected", resolved_on=resolved)
    make_effect(db, of=clinic.visits["A2"], kind="pneumothorax")
    make_effect(db, of=clinic.visits["A1"], kind="seizure", serious=True, resolved_on=resolved)
    make_effect(db, of=clinic.visits["A3"], kind="seizure", serious=True, told_in=clinic.visits["A4"])

    assert len(list_open_serious_events(db, by=clinic.supervisor)) == 3
    assert list_open_serious_events(db, by=make_actor(db)) == []
    everything = _report(db, clinic, Wanted(first_day=None, last_day=TODAY)).serious_events
    assert sum(event.is_open for event in everything) == 3


def test_the_page_of_another_clinic_shows_nothing_of_this_one(db: Session, clinic: SmallClinic) -> None:
    stranger = make_actor(db)

    names = load_names(db, by=stranger)
    report = load_report(db, by=stranger, wanted=Wanted(first_day=None, last_day=TODAY), names=names)

    assert clinic.ada.user_id not in names.practitioners
    assert report.is_empty


def _add_serious_event(db: Session, clinic: SmallClinic, *, day: int) -> None:
    patient = make_patient(db, by=clinic.ada)
    episode = make_open_episode(db, by=clinic.ada, patient=patient, opened_on=date(2026, 8, 1))
    visit = make_visit(db, by=clinic.ada, episodes=[episode], on=date(2026, 8, day), before_leaving=Asked.PRESENT)
    make_effect(db, of=visit, kind="syncope", serious=True)


def test_the_number_of_statements_does_not_grow_with_the_data(db: Session, clinic: SmallClinic) -> None:
    _add_serious_event(db, clinic, day=1)
    recount(db)
    with count_queries(db.get_bind().engine) as few:
        _counted(db, clinic)
    for day in range(2, 12):
        _add_serious_event(db, clinic, day=day)
    assert db.query(TreatmentSession).where(TreatmentSession.status == SessionStatus.SIGNED).count() > 20

    recount(db)
    with count_queries(db.get_bind().engine) as many:
        report = _counted(db, clinic)

    assert len(report.serious_events) == 11
    assert len(many) == len(few) == 14
