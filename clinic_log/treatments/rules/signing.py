"""What must stand in a record before it can be signed.

A visit in which nothing was needled asks for as little as can be: its kind, when it was, and a reason where the kind
needs one. Nothing here judges what was done; it asks only that it was said.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from clinic_log.accounts.rules import Role
from clinic_log.catalogue import adverse_events, measures, muscles
from clinic_log.treatments.rules.chart_sides import side_gaps
from clinic_log.treatments.rules.content import EffectEntry, Gap, MeasurementEntry, NeedlingEntry, SessionContent
from clinic_log.treatments.rules.hazards import NOTHING_KNOWN, KnownRisks, risk_gaps
from clinic_log.treatments.rules.last_time import Ghost, last_time_gaps
from clinic_log.treatments.rules.needle_count import RegionLine, is_in_one_number, region_lines
from clinic_log.treatments.rules.risk_entries import EffectState
from clinic_log.treatments.rules.scope import Inserting, credential_gaps
from clinic_log.treatments.rules.screened import screening_gaps
from clinic_log.treatments.rules.states import (
    KINDS_NOT_ATTENDED,
    KINDS_WITH_NEEDLES,
    Agreement,
    Asked,
    CountedHow,
    EffectTiming,
    NeedleSide,
    SignatureMeaning,
    VisitEnd,
    VisitKind,
)
from clinic_log.treatments.rules.targets import target_name

_KINDS_THAT_END: Final = frozenset({VisitKind.EVALUATION, VisitKind.NEEDLING})


@dataclass(frozen=True, slots=True)
class Signer:
    """Who wants to sign, as far as it decides what their signature may say."""

    user_id: int | None
    is_student: bool

    @classmethod
    def of(cls, user_id: int | None, role_names: Iterable[str]) -> "Signer":
        """A student who is a practitioner, too, is none any more."""
        roles = frozenset(role_names)
        return cls(user_id, is_student=Role.STUDENT in roles and Role.PRACTITIONER not in roles)


def missing_for_signing(
    content: SessionContent,
    *,
    has_earlier_visit: bool,
    risks: KnownRisks = NOTHING_KNOWN,
    ghosts: Collection[Ghost] = (),
    inserting: Inserting | None = None,
) -> tuple[Gap, ...]:
    """What still stops the signature, in the order of the page; empty when it may be signed.

    `has_earlier_visit` says that there is a visit about which "since last time, anything new?" can be asked;
    `risks` what is known of the patient's precautions and screening, and which danger notes were read before; `ghosts`
    what was needled last time; `inserting` what the credentials of those who inserted needles say.
    """
    found = _gaps(content, has_earlier_visit=has_earlier_visit, risks=risks, ghosts=ghosts, inserting=inserting)
    return tuple(found)


def may_mean(
    meaning: SignatureMeaning, *, signer: Signer, practitioner_id: int, inserted_by_ids: Iterable[int]
) -> bool:
    """Whether this person can say this of the visit.

    "I treated" needs to have written it or inserted a needle, and not as a student, whose visits somebody else signs.
    "I supervised and was present" and "I reviewed" nobody says of their own visit; a supervisor and a practitioner say
    them alike.
    """
    if meaning is SignatureMeaning.TREATED:
        has_treated = signer.user_id == practitioner_id or signer.user_id in frozenset(inserted_by_ids)
        return has_treated and not signer.is_student
    return signer.user_id != practitioner_id


def may_retract(user_id: int | None, *, practitioner_id: int, first_signer_id: int | None, is_supervisor: bool) -> bool:
    """Whether a signed session is this person's to retract: whose visit it was, who signed the note itself, or a
    supervisor. Having added to it is not enough.
    """
    return is_supervisor or user_id in {practitioner_id, first_signer_id} - {None}


def _gaps(
    content: SessionContent,
    *,
    has_earlier_visit: bool,
    risks: KnownRisks,
    ghosts: Collection[Ghost],
    inserting: Inserting | None,
) -> Iterator[Gap]:
    yield from _visit(content)
    yield from _ending(content)
    yield from screening_gaps(content, risks.standing)
    yield from _agreement(content)
    for measurement in content.measurements:
        yield from _measurement(measurement, content)
    yield from last_time_gaps(content, ghosts)
    for needling in content.needlings:
        yield from _needling(needling, content)
    yield from credential_gaps(content, inserting)
    yield from risk_gaps(content, risks)
    yield from _count(content)
    yield from _questions(content, has_earlier_visit=has_earlier_visit)
    for effect in content.effects:
        yield from _effect(effect)
    for update in content.effect_updates:
        if update.state is EffectState.WORSE and not update.note:
            yield Gap(f"effect_updates.{update.event_id}.note", "A side effect got worse. Say what was done or advised")
    for reading in content.vital_signs:
        if reading.taken_at is None:
            yield Gap(f"vital_signs.{reading.uid}.taken_at", "Enter when these vital signs were taken")


def _visit(content: SessionContent) -> Iterator[Gap]:
    if content.kind is None:
        yield Gap("kind", "Choose the kind of visit")
    if content.started_at is None:
        yield Gap("started_at", "Enter when the visit started")
    if (
        content.kind is VisitKind.NO_NEEDLES
        and not content.no_needles_reason
        and content.agreement is not Agreement.DECLINES
    ):
        yield Gap("no_needles_reason", "Say why no needle was used, or that the patient declined today")
    if content.kind in KINDS_NOT_ATTENDED and (content.needlings or content.measurements):
        yield Gap("kind", "The patient was not there, but something was needled or measured. Change the kind of visit")
    elif content.needlings and content.kind not in KINDS_WITH_NEEDLES and content.kind is not None:
        yield Gap("kind", "This kind of visit has no needles, but a needling is recorded. Change one of them")
    if content.kind is VisitKind.NEEDLING and not content.needlings:
        yield Gap("needlings", "Add what was needled, or choose 'Without needles' as the kind of visit")
    if (content.needlings or content.measurements) and not content.episode_ids:
        yield Gap("episode_ids", "Choose the episode that this visit belongs to")


def _ending(content: SessionContent) -> Iterator[Gap]:
    if content.kind in _KINDS_THAT_END and content.ended is None:
        yield Gap("ended", "Choose how the visit ended: as planned or stopped early")
    if content.ended is VisitEnd.STOPPED_EARLY and not content.stopped_reason:
        yield Gap("stopped_reason", "Say why the visit was stopped early")


def _agreement(content: SessionContent) -> Iterator[Gap]:
    if not content.needlings:
        return
    if content.agreement is Agreement.DECLINES:
        yield Gap("agreement", "The patient declined needling today, but a needling is recorded. Change one of them")
    elif content.agreement is not Agreement.AGREES:
        yield Gap("agreement", "Needling needs today's agreement. Say whether the patient agreed")


def _measurement(row: MeasurementEntry, content: SessionContent) -> Iterator[Gap]:
    measure = measures.get(row.measure_slug)
    place = f"measurements.{row.uid}"
    if measure.sided and row.side is None:
        yield Gap(f"{place}.side", f"Choose the side of {measure.short_label}")
    if measure.asks_where and not row.site and (row.before is not None or row.after is not None):
        yield Gap(f"{place}.site", f"Say at which muscle or place {measure.short_label} was taken")
    if row.episode_id is None and content.episode_ids:  # without any, it is said once, beside the visit
        yield Gap(f"{place}.episode_id", f"Choose the episode that {measure.short_label} belongs to")


def _needling(row: NeedlingEntry, content: SessionContent) -> Iterator[Gap]:
    muscle = muscles.get(row.muscle_slug) if row.muscle_slug else None
    name = target_name(row)
    place = f"needlings.{row.uid}"
    if row.episode_id is None and content.episode_ids:
        yield Gap(f"{place}.episode_id", f"Choose the episode that {name} was needled for")
    if muscle is None and row.side is None:
        yield Gap(f"{place}.side", f"Choose the side of {name}: left, right or midline")
    elif muscle is not None and muscle.has_side and row.side in {None, NeedleSide.MIDLINE}:
        yield Gap(f"{place}.side", f"Choose the side of {name}: left or right")
    yield from side_gaps(row, place)
    if muscle is not None and muscle.needs_level and not row.spinal_level:
        yield Gap(f"{place}.spinal_level", f"Enter the spinal level of {name}")
    if muscle is not None and row.twitch is None:
        yield Gap(f"{place}.twitch", f"Say whether {name} twitched, or that a twitch was not sought")
    if row.origins is not None and row.origins.confirmed_at is None:
        yield Gap(f"{place}.origins", f"The values of {name} were copied. Confirm or change them")
    if row.inserted_by_id is None:
        yield Gap(f"{place}.inserted_by_id", f"Say who inserted the needle in {name}")


def _count(content: SessionContent) -> Iterator[Gap]:
    lines = region_lines(content)
    if not lines:
        return
    if not is_in_one_number(content):
        for line in lines:
            yield from _region_count(line)
        if all(line.needles_out is None for line in lines):
            return
    elif content.needles_out != content.needles_in and not content.count_note:
        count = f"{content.needles_in} in, {content.needles_out} out"
        yield Gap("needles_out", f"Count the needles out again: {count}. Or say below why the numbers differ")
    if content.counted_how is None:
        yield Gap("counted_how", "Say how the needles were counted: at removal or from memory")
    if content.counted_how is CountedHow.FROM_MEMORY and not content.count_note:
        yield Gap("count_note", "Say why the needles were counted from memory")


def _region_count(line: RegionLine) -> Iterator[Gap]:
    place = f"counts.{line.region}.needles_out"
    if line.needles_out is None:
        yield Gap(place, f"Count the needles out and enter the number ({line.label.lower()})")
    elif not line.sites and not line.note:
        yield Gap(place, f"No needle is recorded in the {line.label.lower()}, but {line.needles_out} out. Correct one")
    elif line.differs and not line.note:
        numbers = f"{line.in_words} ({line.label.lower()})"
        yield Gap(place, f"Count the needles out again: {numbers}. Or say why the numbers differ")


def _questions(content: SessionContent, *, has_earlier_visit: bool) -> Iterator[Gap]:
    if has_earlier_visit:
        if content.needlings and content.since_previous is None:
            yield Gap("since_previous", "Answer: since last time, anything new?")
        yield from _answer(content, "since_previous", timing=EffectTiming.SINCE_LAST_TIME)
    elif content.effects_of(EffectTiming.SINCE_LAST_TIME):
        yield Gap("since_previous", "There is no earlier visit that a side effect could have followed. Remove it")
    if content.needlings and content.side_effects_before_leaving is None:
        yield Gap("side_effects_before_leaving", "Answer: side effects before leaving?")
    yield from _answer(content, "side_effects_before_leaving", timing=EffectTiming.BEFORE_LEAVING)


def _answer(content: SessionContent, name: str, *, timing: EffectTiming) -> Iterator[Gap]:
    """The answer and the effects that stand below it must say the same."""
    answer: Asked | None = getattr(content, name)
    effects = content.effects_of(timing)
    if answer is Asked.PRESENT and not effects:
        yield Gap(name, "Add the side effect that was present, or change the answer")
    if answer is not Asked.PRESENT and effects:
        yield Gap(name, "A side effect is recorded below. Choose 'Present', or remove it")


def _effect(row: EffectEntry) -> Iterator[Gap]:
    label = adverse_events.get(row.kind_slug).label
    name, place = f"{label[0].lower()}{label[1:]}", f"effects.{row.uid}"
    if row.severity is None:
        yield Gap(f"{place}.severity", f"Choose how severe this was: mild, moderate or severe ({name})")
    if not row.reported_by:
        yield Gap(f"{place}.reported_by", f"Say who told of it ({name})")
    if not row.told_how:
        yield Gap(f"{place}.told_how", f"Say how it was told: seen, when asked, or unasked ({name})")
