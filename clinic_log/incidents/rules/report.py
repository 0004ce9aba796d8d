"""The report of a review: what happened, what was found, what is done about it, and every step."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from clinic_log.base.dates import in_zone
from clinic_log.documents import Block, Facts, Heading, Paragraph, Table
from clinic_log.incidents.rules.reviewing import Findings
from clinic_log.incidents.rules.states import (
    FACTOR_WORDS,
    HARM_WORDS,
    KIND_WORDS,
    PREVENTABILITY_WORDS,
    STATE_WORDS,
    STEP_WORDS,
    TOLD_HOW_WORDS,
    IncidentKind,
    ReviewState,
    StepKind,
)
from clinic_log.treatments.rules.sentences import joined

_NOT_SAID = "not said"


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactLine:
    at: datetime
    with_whom: str
    how: str
    advice: str
    by_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionLine:
    what: str
    owner: str
    due_on: date
    done_at: datetime | None
    result: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StepLine:
    at: datetime
    kind: StepKind
    words: str
    by_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportSource:
    """A review as its report tells it; moments are shown on the clock of `zone`."""

    kind: IncidentKind
    state: ReviewState
    title: str
    opened_at: datetime
    due_at: datetime
    closed: tuple[datetime, str] | None
    hold: tuple[datetime, str] | None
    zone: str
    facts: Sequence[Sequence[str]]
    findings: Findings
    contacts: Sequence[ContactLine]
    vital_signs: Sequence[str]
    actions: Sequence[ActionLine]
    steps: Sequence[StepLine]

    def moment(self, at: datetime) -> str:
        return f"{in_zone(at, self.zone):%Y-%m-%d %H:%M}"


def report_blocks(source: ReportSource) -> tuple[Block, ...]:
    return tuple(_blocks(source))


def _blocks(source: ReportSource) -> Iterator[Block]:
    yield Paragraph(f"{KIND_WORDS[source.kind]}: {source.title}", is_strong=True)
    yield Facts(tuple(_state(source)))
    yield Heading("Findings")
    yield Facts(tuple(_findings(source.findings)))
    yield Heading("Facts, as the record stood when the review was opened")
    if source.facts:
        yield Facts(tuple((label, line) for label, line in source.facts))
    else:
        yield Paragraph("No visit was named, so nothing was taken from the record.")
    yield Heading("Contacts with the patient, and vital signs")
    yield from _contacts(source)
    yield Heading("Actions")
    yield from _actions(source)
    yield Heading("Journal")
    rows = tuple((source.moment(one.at), STEP_WORDS[one.kind], one.by_name, one.words) for one in source.steps)
    yield Table("Every step", ("When", "What", "Who", "In words"), rows, widths=(1.4, 1.5, 1.4, 3))


def _state(source: ReportSource) -> Iterator[tuple[str, str]]:
    yield "State", STATE_WORDS[source.state]
    yield "Opened", source.moment(source.opened_at)
    if source.closed is None:
        yield "Due", source.moment(source.due_at)
    else:
        at, who = source.closed
        yield "Closed", f"{source.moment(at)}, {who}"
    if source.hold is not None:
        since, why = source.hold
        yield "Legal hold", f"since {source.moment(since)}: {why}"


def _findings(found: Findings) -> Iterator[tuple[str, str]]:
    yield "Harm in the end", HARM_WORDS[found.harm] if found.harm else _NOT_SAID
    yield "Preventability", PREVENTABILITY_WORDS[found.preventability] if found.preventability else _NOT_SAID
    yield "Contributing factors", _factors(found) or "none named"
    yield "Learned", found.learning or "not yet written"


def _factors(found: Findings) -> str:
    return joined((*(FACTOR_WORDS.get(one, one) for one in found.factors), found.factor_words), ", ")


def _contacts(source: ReportSource) -> Iterator[Block]:
    if not source.contacts:
        yield Paragraph("Nobody is on record as having spoken with the patient.")
    for one in source.contacts:
        about = f"{source.moment(one.at)}, {one.with_whom}, {TOLD_HOW_WORDS[one.how].lower()} ({one.by_name})"
        yield Paragraph(f"{about}: {one.advice}")
    for reading in source.vital_signs:
        yield Paragraph(reading)


def _actions(source: ReportSource) -> Iterator[Block]:
    if not source.actions:
        yield Paragraph("None.")
        return
    rows = tuple(
        (
            one.what,
            one.owner,
            one.due_on.isoformat(),
            f"{source.moment(one.done_at)}{f': {one.result}' if one.result else ''}" if one.done_at else "open",
        )
        for one in source.actions
    )
    yield Table("What is to be done", ("Action", "By whom", "Due", "Done"), rows, widths=(3, 1.4, 1, 2))
