"""Figures added up from rollups are those added up from summaries, whatever the filter."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest
from sqlalchemy.orm import Session

from clinic_log.accounts.rules import Role
from clinic_log.base.dates import pretending
from clinic_log.outcomes.rules.session_facts import Site
from clinic_log.supervision.queries import list_site_counts, load_months, load_names, load_quality, load_report
from clinic_log.supervision.queries.filters import source_of
from clinic_log.supervision.queries.sessions import count_effects_by_condition, count_kinds
from clinic_log.supervision.rules import NOT_RECORDED, OWN_WORDS, Wanted
from clinic_log.treatments.models import Needling, SessionVersion, TreatmentSession
from clinic_log.treatments.rules import Asked, NeedleSide, SignatureMeaning, VersionKind
from tests.accounts.factories import make_actor, make_clinic
from tests.outcomes.factories import make_open_episode, make_visit
from tests.patients.factories import make_patient
from tests.supervision.clinic import SmallClinic, make_small_clinic, recount
from tests.supervision.test_queries import NOON

SEPTEMBER = Wanted(first_day=date(2026, 9, 1), last_day=date(2026, 9, 30))
FILTERS = {
    "everything": SEPTEMBER,
    "condition": replace(SEPTEMBER, condition="neck-pain"),
    "own words": replace(SEPTEMBER, condition=OWN_WORDS),
    "region": replace(SEPTEMBER, region="neck"),
    "muscle": replace(SEPTEMBER, muscle="trapezius-upper"),
    "technique": replace(SEPTEMBER, technique="pistoning"),
    "technique not recorded": replace(SEPTEMBER, technique=NOT_RECORDED),
    "duration not recorded": replace(SEPTEMBER, chronicity=NOT_RECORDED),
    "a muscle needled so": replace(SEPTEMBER, technique="pistoning", muscle="infraspinatus"),
    "two things": replace(SEPTEMBER, condition="knee-osteoarthritis", region="thigh"),
}


SITES = (
    Site("pistoning", "0.30", "deep", "trapezius-upper", "ltr-yes", is_copied=True),
    Site("pistoning", "0.25", "deep", "infraspinatus", "ltr-no", is_copied=False),
    Site("static", "0.25", "superficial", "infraspinatus", "", is_copied=True),
    Site("pistoning", "", "", "", "", is_copied=False),
)


@pytest.fixture
def clinic(db: Session) -> SmallClinic:
    """With two signed visits in which several sites were needled in different ways."""
    made = make_small_clinic(db, make_clinic(db))
    for name, sites in (("A1", SITES), ("D2", SITES[1:])):
        visit = made.visits[name]
        visit.needlings = [*visit.needlings, *(_needled(visit.episodes[0].episode_id, site) for site in sites)]
        db.add(_signed(visit))
    recount(db)
    return made


def _needled(episode_id: int, site: Site) -> Needling:
    return Needling(
        episode_id=episode_id,
        uid=uuid4().hex,
        position=1,
        target_kind="muscle" if site.muscle else "other",
        muscle_slug=site.muscle or None,
        target_label=site.muscle or "Scar",
        technique=site.technique,
        depth_class=site.depth or None,
        diameter_mm=float(site.diameter) if site.diameter else None,
        twitch=site.twitch or None,
        origins={"twitch": "last-time"} if site.is_copied else None,
        side=NeedleSide.RIGHT,
        needles=1,
    )


def _signed(visit: TreatmentSession) -> SessionVersion:
    assert visit.started_at is not None
    return SessionVersion(
        session_id=visit.id,
        number=1,
        kind=VersionKind.ORIGINAL,
        content="{}",
        content_hash="0" * 64,
        signer_id=visit.practitioner_id,
        signer_name="Ada",
        signer_roles="practitioner",
        meaning=SignatureMeaning.TREATED,
        zone=visit.zone,
        signed_at=visit.started_at + timedelta(minutes=130),
    )


@pytest.mark.parametrize("chosen", FILTERS.values(), ids=FILTERS)
def test_a_month_from_rollups_is_the_month_from_summaries(db: Session, clinic: SmallClinic, chosen: Wanted) -> None:
    for practitioner_id in (None, clinic.ada.user_id):
        _compare(db, clinic, replace(chosen, practitioner_id=practitioner_id))


def _compare(db: Session, clinic: SmallClinic, month: Wanted) -> None:
    by, names = clinic.supervisor, load_names(db, by=clinic.supervisor)
    day_more = replace(month, first_day=date(2026, 8, 31))  # on which nothing happened; no whole month

    with pretending(NOON):
        assert source_of(by, month).is_rollup == (len({**month.cases, **month.sites}) < 2)
        assert not source_of(by, day_more).is_rollup
        from_rollups, from_summaries = (
            load_report(db, by=by, wanted=wanted, names=names) for wanted in (month, day_more)
        )
        assert from_rollups.sessions == from_summaries.sessions
        assert from_rollups.outcomes == from_summaries.outcomes
        assert from_rollups.conditions == from_summaries.conditions
        assert set(count_kinds(db, by=by, wanted=month)) == set(count_kinds(db, by=by, wanted=day_more))
        assert load_months(db, by=by, wanted=month) == load_months(db, by=by, wanted=day_more)[1:]
        assert load_quality(db, by=by, wanted=month, names=names) == load_quality(
            db, by=by, wanted=day_more, names=names
        )
        assert set(list_site_counts(db, by=by, wanted=month)) == set(list_site_counts(db, by=by, wanted=day_more))
        is_there = month.practitioner_id is None and month.condition != OWN_WORDS  # hers were in November
        assert from_rollups.sessions.sessions > 0 or not is_there


def test_a_region_has_the_conditions_of_its_own_cases_alone(db: Session) -> None:
    """A visit for neck and knee is no visit for the knee among those of the neck."""
    by = make_actor(db, Role.PRACTITIONER)
    patient = make_patient(db, by=by)
    day = date(2026, 9, 10)
    neck = make_open_episode(db, by=by, patient=patient, opened_on=day)
    knee = make_open_episode(db, by=by, patient=patient, opened_on=day, condition="knee-osteoarthritis", label="Knee")
    make_visit(db, by=by, episodes=(neck, knee), on=day, before_leaving=Asked.NONE)
    recount(db)
    wanted = replace(SEPTEMBER, region="neck")

    with pretending(NOON):
        rolled_up = count_effects_by_condition(db, by=by, wanted=wanted)
        by_rows = count_effects_by_condition(db, by=by, wanted=replace(wanted, first_day=date(2026, 9, 2)))

    assert list(rolled_up) == list(by_rows) == ["neck-pain"]
