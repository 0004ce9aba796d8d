"""The facts of a page without a database."""

from datetime import date

from clinic_log.base.dates import now_utc
from clinic_log.treatments.queries import EarlierVisit, EpisodeFact, NoteFacts, Person
from tests.treatments.factories import days_ago
from tests.treatments.strategies import EPISODES, PEOPLE, ZONE


def make_facts(*, zone: str = ZONE, has_earlier_visit: bool = True, tracked: bool = False) -> NoteFacts:
    """A patient born in 1950 with two open episodes and two people who treat."""
    return NoteFacts(
        patient_id=7,
        born_on=date(1950, 1, 1),
        deceased_on=None,
        zone=zone,
        now=now_utc(),
        writer_id=PEOPLE[0],
        episodes=tuple(
            EpisodeFact(
                id=episode_id,
                label="Neck pain",
                side=None,
                region="neck",
                pain_question="nprs",
                tracked=(("ndi", None),) if tracked else (),
            )
            for episode_id in EPISODES
        ),
        people=tuple(Person(person_id, f"Person {person_id}") for person_id in PEOPLE),
        earlier=EarlierVisit(3, days_ago(400)) if has_earlier_visit else None,
    )
