"""The pages about a team: what each is asked for, what reads its figures, and the same figures by hand.

By hand is the best SQL that we know over the same summary rows, one statement for each table that is read.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final
from urllib.parse import urlencode

from sqlalchemy.orm import Session

from clinic_log.base.permissions import Actor
from clinic_log.catalogue import adverse_events
from clinic_log.outcomes.rules.cells import CASE_FACETS, SITE_FACETS, Facet
from clinic_log.supervision.queries import (
    list_site_counts,
    load_funnel,
    load_months,
    load_quality,
    load_report,
)
from clinic_log.supervision.queries.literature import count_own_effects
from clinic_log.supervision.rules import Wanted

Read = Callable[..., object]
"""Of a session, `by` somebody, the filter `wanted` and `names`."""

_QUESTIONS: Final = ("before_leaving", "since_last_time")
_TOLD: Final = [f"{question}_{name}" for question in _QUESTIONS for name in ("asked", "effect", "soreness", "effects")]
_SERIOUS: Final = tuple(kind.slug for kind in adverse_events.serious_kinds())
_MONTHS: Final = "month >= '{first}' AND month <= '{last}'"
_OF_ALL: Final = "practitioner_id = -1 AND condition = '*'"
_PEOPLE: Final = "practitioner_id IN (SELECT id FROM app_user UNION ALL SELECT 0)"


@dataclass(frozen=True, kw_only=True)
class TeamPage:
    """`chosen` is what the filter holds besides the last twelve months; {muscle} stands for the most frequent one."""

    name: str
    read: Read
    by_hand: Callable[[Facet, str], Iterator[str]]
    chosen: Mapping[str, str] = field(default_factory=dict)

    def address(self, **values: str) -> str:
        chosen = {name: value.format(**values) for name, value in self.chosen.items()}
        return f"{self.name}?{urlencode({'period': '12-months', **chosen})}"

    def wanted(self, days: Wanted, **values: str) -> Wanted:
        chosen = {name: value.format(**values) for name, value in self.chosen.items()}
        return replace(days, **chosen)

    def statements(self, **values: str) -> list[tuple[str]]:
        chosen = [(Facet(name), value.format(**values)) for name, value in self.chosen.items()]
        facet, value = chosen[0] if chosen else (Facet.ALL, "")
        return [(each.format(**values),) for each in self.by_hand(facet, value)]


def _cells(facet: str, value: str | None, *, part_of: str = "= 'all'", people: str = "practitioner_id = -1") -> str:
    of_value = "" if value is None else f"AND value = '{value}'"
    return (
        f"FROM session_cell WHERE clinic_id = {{clinic}} AND facet = '{facet}' AND part_of {part_of} "
        f"AND {people} AND {_MONTHS} {of_value}"
    )


def _sums(*names: str) -> str:
    return ", ".join(f"sum({name})" for name in names)


def _kinds(facet: Facet, value: str) -> str:
    told = _sums("before_leaving_effect + since_last_time_effect", "before_leaving_effects + since_last_time_effects")
    cells = _cells(facet, value, part_of=f"IN {_QUESTIONS}")
    return f"SELECT part_of, part, {told} {cells} GROUP BY part_of, part"


def _by_condition(facet: Facet, value: str) -> str:
    told = _sums("needling_sessions", *_TOLD[:4], "before_leaving_unasked")
    if facet in {Facet.ALL, Facet.CONDITION}:
        return f"SELECT value, {told} {_cells('condition', value or None)} GROUP BY value"
    by_condition = _cells(facet, value, part_of="= 'condition'")
    return f"SELECT part, {told} {by_condition} GROUP BY part"


def _episodes(facet: Facet, value: str, *, what: str, rest: str) -> str:
    return (
        f"SELECT {what} FROM episode_cell WHERE clinic_id = {{clinic}} AND facet = '{facet}' AND value = '{value}' "
        f"AND {_MONTHS} AND {rest}"
    )


def _serious(facet: Facet, value: str, *, since: str = "{first}") -> Iterator[str]:
    column = {Facet.TECHNIQUE: "technique", Facet.MUSCLE: "muscle_slug"}.get(facet)
    of_site = (
        f"AND EXISTS (SELECT 1 FROM needling n WHERE n.session_id = s.id AND n.{column} = '{value}')" if column else ""
    )
    of_case = (
        f"AND EXISTS (SELECT 1 FROM session_case c WHERE c.session_id = s.id AND c.{facet} = '{value}')"
        if facet in CASE_FACETS
        else ""
    )
    serious = (
        "SELECT id FROM adverse_event WHERE clinic_id = {clinic} AND is_serious = {true} "
        f"UNION SELECT id FROM adverse_event WHERE clinic_id = {{clinic}} AND kind_slug IN {_SERIOUS}"
    )
    held = f"coalesce(s.started_at, s.created_at) >= '{since}'"
    yield (
        "SELECT a.*, s.status, told.status, p.record_number, u.display_name, r.id, r.state FROM adverse_event a "
        "JOIN treatment_session s ON s.id = a.session_id "
        "LEFT JOIN treatment_session told ON told.id = a.reported_in_id "
        "JOIN patient p ON p.id = a.patient_id JOIN app_user u ON u.id = s.practitioner_id "
        "LEFT JOIN incident_review r ON r.event_id = a.id "
        f"WHERE a.id IN ({serious}) "
        f"AND s.clinic_id = {{clinic}} AND {held} {of_site} {of_case} ORDER BY s.started_at DESC"
    )
    yield (
        "SELECT c.event_id, c.state, s.started_at FROM adverse_event_course c "
        f"LEFT JOIN treatment_session s ON s.id = c.told_in_id WHERE c.event_id IN ({serious})"
    )
    yield (
        "SELECT count(DISTINCT f.session_id) FROM follow_up_effect f JOIN treatment_session s ON s.id = f.session_id "
        f"WHERE f.clinic_id = {{clinic}} AND f.state = 'waiting' AND f.is_warning AND {held} {of_site} {of_case}"
    )


def _outcomes_by_hand(facet: Facet, value: str) -> Iterator[str]:
    whole = _sums("sessions", "needling_sessions", "not_attended", *_TOLD, *(f"{each}_unasked" for each in _QUESTIONS))
    yield f"SELECT {whole} {_cells(facet, value)}"
    yield _by_condition(facet, value)
    yield _kinds(facet, value)
    yield (
        f"SELECT sum(patients) FROM patient_cell WHERE clinic_id = {{clinic}} AND facet = '{facet}' "
        f"AND practitioner_id = -1 AND value = '{value}' AND {_MONTHS} AND previous_month < '{{first}}'"
    )
    if facet not in SITE_FACETS:
        alike = "response_either, had_room, sum(episodes)"
        of_people = f"{_PEOPLE} AND condition = '*' GROUP BY 1, 2, 3"
        of_conditions = "practitioner_id = -1 AND condition <> '*' GROUP BY 1, 2, 3"
        effort = _sums("reached", "effort_sessions", "effort_needles", "effort_minutes", "effort_timed")
        yield _episodes(facet, value, what=f"practitioner_id, {alike}", rest=of_people)
        yield _episodes(facet, value, what=f"condition, {alike}", rest=of_conditions)
        yield _episodes(facet, value, what=effort, rest=_OF_ALL)
        young = f"AND s.{facet} = '{value}'" if facet in CASE_FACETS else ""
        yield (
            "SELECT s.practitioner_id, s.condition, s.response_either, s.had_room, count(*) FROM episode e "
            "JOIN episode_summary s ON s.episode_id = e.id WHERE e.clinic_id = {clinic} AND e.opened_on >= '{young}' "
            f"AND e.state = 'open' AND s.counted_on >= '{{first}}' {young} GROUP BY 1, 2, 3, 4"
        )
    yield from _serious(facet, value)


def _over_time_by_hand(facet: Facet, value: str) -> Iterator[str]:
    told = _sums("needling_sessions", *_TOLD[:4], "before_leaving_unasked")
    yield f"SELECT month, {told} {_cells(facet, value)} GROUP BY month"
    alike = "month, response_either, had_room, sum(episodes)"
    yield _episodes(facet, value, what=alike, rest=f"{_OF_ALL} GROUP BY 1, 2, 3")
    yield (
        "SELECT min(month) FROM session_cell WHERE clinic_id = {clinic} AND facet = 'all' AND part_of = 'all' "
        "AND practitioner_id = -1"
    )


def _practitioners_by_hand(_facet: Facet, _value: str) -> Iterator[str]:
    yield (
        f"SELECT practitioner_id, baseline, chronicity, region, "
        f"{_sums('episodes', 'evaluable', 'missing', 'responders_either')} FROM case_cell "
        f"WHERE clinic_id = {{clinic}} AND condition = '*' AND {_MONTHS} GROUP BY 1, 2, 3, 4"
    )


def _sites_by_hand(facet: Facet, value: str) -> Iterator[str]:
    figures = _sums("sites", "sought", "obtained", "needling_sessions", "before_leaving_asked", "before_leaving_effect")
    of_all = tuple(each.value for each in SITE_FACETS)
    if facet in SITE_FACETS:
        yield f"SELECT {figures} {_cells(facet, value)}"
        yield f"SELECT part_of, part, {figures} {_cells(facet, value, part_of=f'IN {of_all}')} GROUP BY 1, 2"
        if facet is Facet.MUSCLE:
            other_way = _cells(Facet.TECHNIQUE, None, part_of=f"= '{facet}'")
            yield f"SELECT facet, value, {figures} {other_way} AND part = '{value}' GROUP BY facet, value"
        return
    cells = _cells("{one}", None) if facet is Facet.ALL else _cells("{one}", None, part_of=f"= '{facet}'")
    cells = cells.replace("= '{one}'", f"IN {of_all}")
    of_case = "" if facet is Facet.ALL else f"AND part = '{value}'"
    yield f"SELECT facet, value, {figures} {cells} {of_case} GROUP BY facet, value"


def _quality_by_hand(facet: Facet, value: str) -> Iterator[str]:
    figures = _sums(
        "sessions", "needling_sessions", "before_leaving_asked", "pain_before", "pain_both", "sites", "copied"
    )
    yield f"SELECT practitioner_id, {figures} {_cells(facet, value, people=_PEOPLE)} GROUP BY 1"
    minutes = _cells(facet, value, part_of="= 'signed_after'", people=_PEOPLE)
    yield f"SELECT practitioner_id, part, sum(sessions) {minutes} GROUP BY 1, 2"
    yield (
        "SELECT practitioner_id FROM treatment_session WHERE clinic_id = {clinic} AND status = 'draft' "
        "AND coalesce(started_at, created_at) < '{last}'"
    )


def _literature_by_hand(facet: Facet, value: str) -> Iterator[str]:
    yield _kinds(facet, value)
    yield f"SELECT {_sums(*(f'{each}_asked' for each in _QUESTIONS))} {_cells(facet, value)}"
    yield from _serious(Facet.ALL, "", since="1900-01-01")  # nothing that is open may be overlooked


def _nameless(read: Read) -> Read:
    """Of figures that name nobody."""

    def read_without(db: Session, *, by: Actor, wanted: Wanted, **_names: object) -> object:
        return read(db, by=by, wanted=wanted)

    return read_without


_KINDS: Final[Mapping[str, tuple[Read, Callable[[Facet, str], Iterator[str]]]]] = {
    "/supervision": (load_report, _outcomes_by_hand),
    "/supervision/over-time": (_nameless(load_months), _over_time_by_hand),
    "/supervision/practitioners": (load_funnel, _practitioners_by_hand),
    "/supervision/technique-and-muscle": (_nameless(list_site_counts), _sites_by_hand),
    "/supervision/data-quality": (load_quality, _quality_by_hand),
    "/supervision/literature": (_nameless(count_own_effects), _literature_by_hand),
}
_MUSCLE: Final = {"muscle": "{muscle}"}
_TECHNIQUE: Final = {"technique": "pistoning"}
_REGION: Final = {"region": "neck"}


def _page(name: str, chosen: Mapping[str, str]) -> TeamPage:
    read, by_hand = _KINDS[name]
    return TeamPage(name=name, read=read, by_hand=by_hand, chosen=chosen)


PAGES: Final = (
    *(_page(name, {}) for name in _KINDS),
    *(_page("/supervision", chosen) for chosen in (_MUSCLE, _TECHNIQUE, _REGION)),
    *(_page("/supervision/over-time", chosen) for chosen in (_MUSCLE, _TECHNIQUE)),
    *(_page("/supervision/technique-and-muscle", chosen) for chosen in (_MUSCLE, _TECHNIQUE, _REGION)),
    *(_page("/supervision/data-quality", chosen) for chosen in (_MUSCLE, _TECHNIQUE)),
    *(_page("/supervision/literature", chosen) for chosen in (_MUSCLE, _TECHNIQUE)),
)
