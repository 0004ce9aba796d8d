"""What a browser sends of a form, and the facts of a page without a database."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import wtforms
from wtforms.form import BaseForm

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


def fields_sent(form: BaseForm) -> list[list[str]]:
    """Names and texts in the order of the page, as a browser sends the form just rendered."""
    return [[name, text] for field in form for name, text in _sent(field)]


def _sent(field: wtforms.Field) -> Iterator[tuple[str, str]]:
    if isinstance(field, wtforms.FormField):
        for inner in field.form:
            yield from _sent(inner)
    elif isinstance(field, wtforms.FieldList):
        for entry in field.entries:
            yield from _sent(entry)
    else:
        yield from ((field.name, text) for text in _texts(field))


def _texts(field: wtforms.Field) -> list[str]:
    if isinstance(field, wtforms.SelectMultipleField):
        return list(field.data or ())
    if isinstance(field, wtforms.BooleanField):
        return ["y"] if field.data else []
    if isinstance(field, wtforms.RadioField):
        return [field.data] if field.data is not None else []
    if isinstance(field, wtforms.SelectField):
        return [field.data or ""]
    control: Any = field
    return [control._value()]
