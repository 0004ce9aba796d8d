"""Every session of a patient as one entry in order of time, in whatever state it is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from clinic_log.base.dates import day_in_zone, in_zone
from clinic_log.base.wording import capitalised, counted, day_words
from clinic_log.outcomes.rules.words import plain
from clinic_log.patient_record.rules.effects import AnswerFacts, EffectFacts
from clinic_log.treatments.rules import COUNTED_STATUSES, Asked, EffectTiming, SessionStatus, VisitKind
from clinic_log.treatments.rules.codes import words as code_words
from clinic_log.treatments.rules.states import KINDS_NOT_ATTENDED
from clinic_log.treatments.rules.timing import late_words, written_late_by

WAITS = "told by link, waits to be confirmed"
_ASKED = {Asked.NONE: "asked, none", Asked.NOT_ASKED: "not asked"}


@dataclass(frozen=True, slots=True)
class VersionFacts:
    """One signature under a session; the first one signs, later ones add."""

    signed_at: datetime
    signer_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionFacts:
    """What is on record of one session. `needled` names each target with its side, `begun_at` is when it was begun;
    `waits`, that something the patient told of it by link waits for a clinician.
    """

    id: int
    status: SessionStatus
    kind: VisitKind | None
    zone: str
    begun_at: datetime
    started_at: datetime | None
    written_at: datetime | None
    practitioner_name: str
    retraction_reason: str
    before_leaving: Asked | None
    since: Asked | None
    waits: bool = False
    versions: tuple[VersionFacts, ...]
    needled: tuple[str, ...]
    episode_ids: frozenset[int]

    @property
    def held_on(self) -> date:
        """The day of the visit in the clinic's zone; of the note, while the start is not said."""
        return day_in_zone(self.started_at or self.begun_at, self.zone)

    @property
    def is_counted(self) -> bool:
        return self.status in COUNTED_STATUSES

    @property
    def is_draft(self) -> bool:
        return self.status is SessionStatus.DRAFT

    @property
    def is_contact(self) -> bool:
        """Whether it is signed and the patient was there to be asked."""
        return self.is_counted and self.kind not in KINDS_NOT_ATTENDED

    @property
    def was_asked_about(self) -> bool:
        """Whether its side effects are a question at all: needles went in, or somebody answered."""
        answered = self.before_leaving is not None or self.since is not None or self.waits
        return (self.is_counted or self.is_draft) and (bool(self.needled) or answered)

    def answers(self, *, has_later_contact: bool) -> AnswerFacts:
        return AnswerFacts(
            session_id=self.id,
            held_on=self.held_on,
            is_draft=self.is_draft,
            before_leaving=self.before_leaving,
            since=self.since,
            waits=self.waits,
            has_later_contact=has_later_contact,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionEntry:
    """One entry of the time line. `lines` are what was done and felt, `status` the state in words."""

    session_id: int
    is_draft: bool
    when: str
    title: str
    state: str
    status: str
    late: str
    episodes: str
    lines: tuple[str, ...]
    warning: str


def with_later_contact(sessions: Sequence[SessionFacts]) -> frozenset[int]:
    """The sessions after which a signed visit took place, at which the patient could be asked about them."""
    contacts = sorted(each.started_at for each in sessions if each.started_at and each.is_contact)
    return frozenset(each.id for each in sessions if each.started_at and contacts and each.started_at < contacts[-1])


def session_entries(
    sessions: Sequence[SessionFacts],
    *,
    effects: Sequence[EffectFacts],
    pain: Mapping[int, Sequence[tuple[str, float | None, float | None]]],
    episode_names: Mapping[int, str],
) -> tuple[SessionEntry, ...]:
    """`pain` gives for each counted session (label, before, after) of each episode with a score in it."""
    several = len(episode_names) > 1
    followed = with_later_contact(sessions)
    return tuple(
        SessionEntry(
            session_id=each.id,
            is_draft=each.is_draft,
            when=day_words(each.held_on) if each.started_at else "no start yet",
            title=_title(each),
            state=_state(each),
            status=_status(each),
            late=late_words(written_late_by(each.started_at, each.written_at)),
            episodes=", ".join(episode_names[key] for key in sorted(each.episode_ids & set(episode_names)))
            if several
            else "",
            lines=tuple(_lines(each, effects, pain.get(each.id, ()), is_followed=each.id in followed)),
            warning=_warning(each),
        )
        for each in sessions
    )


def _title(each: SessionFacts) -> str:
    kind = code_words("visit_kind", each.kind) or "Kind of visit not said"
    return f"{kind}, {each.practitioner_name}"


def _state(each: SessionFacts) -> str:
    """The mark of the time line component."""
    if each.status is SessionStatus.RETRACTED:
        return "retracted"
    return "draft" if each.is_draft else "plain"


def _status(each: SessionFacts) -> str:
    if each.is_draft:
        return "draft, not signed, not counted"
    signed = _signed(each.versions, each.zone)
    if each.status is SessionStatus.RETRACTED:
        return "; ".join(part for part in (f"not counted: {each.retraction_reason}", signed) if part)
    if len(each.versions) > 1:
        added = counted(len(each.versions) - 1, "addendum", "addenda")
        return f"{signed}; amended {_moment(each.versions[-1].signed_at, each.zone)}, {added}"
    return signed


def _signed(versions: Sequence[VersionFacts], zone: str) -> str:
    if not versions:
        return ""
    return f"signed {_moment(versions[0].signed_at, zone)} by {versions[0].signer_name}"


def _lines(
    each: SessionFacts,
    effects: Sequence[EffectFacts],
    pain: Sequence[tuple[str, float | None, float | None]],
    *,
    is_followed: bool,
) -> list[str]:
    done = [_pain_words(*scores) for scores in pain]
    if each.needled:
        done.append(f"needled {', '.join(each.needled)}")
    lines = [capitalised("; ".join(done))] if done else []
    if each.was_asked_about and each.is_counted:
        seen = _effects_words(each.before_leaving, _words_of(effects, each.id, EffectTiming.BEFORE_LEAVING))
        told = _words_of(effects, each.id, EffectTiming.SINCE_LAST_TIME)
        heard = _effects_words(each.since, told)
        was_told = is_followed or each.since is not None or heard != _ASKED[Asked.NOT_ASKED]
        since = heard if was_told else "no contact yet"
        if each.waits and each.since is not Asked.PRESENT:
            since = "; ".join((WAITS, *told))
        lines.append(f"Side effects before leaving: {seen}; since then: {since}")
    elif each.status is SessionStatus.RETRACTED:
        told = _words_of(effects, each.id, EffectTiming.SINCE_LAST_TIME)
        lines += [f"Told in a later note: {' and '.join(told)}"] if told else []
    return lines


def _words_of(effects: Sequence[EffectFacts], session_id: int, timing: EffectTiming) -> list[str]:
    return [effect.words for effect in effects if effect.session_id == session_id and effect.timing is timing]


def _pain_words(label: str, before: float | None, after: float | None) -> str:
    scores = " → ".join("not asked" if value is None else plain(value) for value in (before, after))
    return f"{label} {scores}"


def _effects_words(answer: Asked | None, found: Sequence[str]) -> str:
    if answer is Asked.PRESENT:
        return " and ".join(found) or "present"
    return "; ".join((_ASKED[answer or Asked.NOT_ASKED], *found))


def _warning(each: SessionFacts) -> str:
    """A signed needling session in which nobody asked about side effects before the patient left."""
    asked = each.before_leaving not in {None, Asked.NOT_ASKED}
    if each.is_counted and each.needled and each.kind not in KINDS_NOT_ATTENDED and not asked:
        return "side effects not asked"
    return ""


def _moment(moment: datetime, zone: str) -> str:
    local = in_zone(moment, zone)
    return f"{day_words(local.date())}, {local:%H:%M}"
