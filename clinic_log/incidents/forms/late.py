"""The forms in which somebody tells of a side effect after the signature, or of what became of one."""

from typing import TYPE_CHECKING, Any
from uuid import uuid4

import wtforms

from clinic_log.base.dates import day_in_zone
from clinic_log.incidents.rules.follow_up import PROPOSED_KINDS
from clinic_log.incidents.rules.late import Course, Report
from clinic_log.incidents.rules.states import FOLLOW_UP, TOLD_HOW_WORDS
from clinic_log.treatments.forms.choices import SEVERITY, effect_groups, worded
from clinic_log.treatments.forms.risk_fields import Place, place_choices, place_of
from clinic_log.treatments.rules import ContentError, EffectEntry, EffectState, EffectTiming, Gap, Severity
from clinic_log.treatments.rules.codes import REPORTED_BY
from clinic_log.treatments.rules.limits import TEXTS
from clinic_log.web.forms import ChoiceField, DayField, FieldsForm, ListField, NotesField, Required, TextField

if TYPE_CHECKING:
    from clinic_log.incidents.models import FollowUpEffect
    from clinic_log.treatments.models import AdverseEvent

TIMING_WORDS = [
    (EffectTiming.BEFORE_LEAVING.value, "Before leaving"),
    (EffectTiming.SINCE_LAST_TIME.value, "After the visit"),
]
_HOW = worded(dict(TOLD_HOW_WORDS))
_STATES = [
    (EffectState.GONE.value, "Gone"),
    (EffectState.STILL_THERE.value, "Still there"),
    (EffectState.WORSE.value, "Worse"),
]


class _Told(FieldsForm):
    """Who told of it, when and how; a gap that a rule finds stands beside its field."""

    told_on = DayField("Told on")
    told_how = ChoiceField("How", choices=_HOW)

    def take(self, error: ContentError) -> None:
        """Put what is wrong beside the fields, unless something is said there already."""
        for gap in error.gaps:
            field = self[gap.field]
            field.errors = field.errors or [gap.text]

    @property
    def is_readable(self) -> bool:
        """Whether every field could be read; what is missing then, the rules say."""
        return bool(self.validate())


class ReportForm(_Told):
    """One side effect. In a correction the effect may be none, and a reason is asked."""

    idempotency_key = wtforms.HiddenField()
    timing = ChoiceField("When did it show?", [Required("Say when it showed")], choices=TIMING_WORDS)
    kind = ListField("Side effect", choices=effect_groups())
    severity = ChoiceField("Severity", choices=SEVERITY)
    is_serious = wtforms.BooleanField("Admission to hospital, lasting disability or death")
    place = ListField("Site", choices=())
    site = TextField("Where, in words", limit=TEXTS["site"])
    onset_on = DayField("Began on")
    resolved_on = DayField("Over by")
    reported_by = ChoiceField("Told by", choices=worded(REPORTED_BY))
    action = NotesField("What was done")
    reason = TextField("Why the earlier report is corrected", limit=TEXTS["reason"])
    never_was = wtforms.BooleanField("There was no such effect: the earlier report is taken back")

    def prepare(self, places: list[Place]) -> "ReportForm":
        """Offer the places that were needled and give the form its key."""
        self.place.offer(place_choices(places, chosen=self.place.data))
        self.idempotency_key.data = self.idempotency_key.data or uuid4().hex
        return self

    @classmethod
    def of(cls, event: "AdverseEvent") -> "ReportForm":
        """The form with what an earlier report said of the effect; when and how it is told now is asked anew."""
        place = f"{event.muscle_slug}|{event.side or ''}" if event.muscle_slug else None
        names = ("severity", "is_serious", "site", "onset_on", "resolved_on", "reported_by", "action", "timing")
        values: dict[str, Any] = {name: getattr(event, name) for name in names}
        return cls(data=values | {"kind": event.kind_slug, "place": place})

    @classmethod
    def told_by_link(cls, effect: "FollowUpEffect", *, zone: str) -> "ReportForm":
        """The form with what a patient's answer says; severity and what was done, a clinician says."""
        known = {
            "kind": PROPOSED_KINDS.get(effect.code),
            "timing": EffectTiming.SINCE_LAST_TIME,
            "reported_by": "patient",
            "told_on": day_in_zone(effect.answer.answered_at, zone),
            "told_how": FOLLOW_UP,
        }
        return cls(data=known)

    def report(self, *, is_correction: bool = False) -> Report:
        is_none = is_correction and bool(self.never_was.data)
        return Report(
            effect=None if is_none or not self.kind.data else self._effect(),
            told_on=self.told_on.data,
            told_how=self.told_how.data or "",
            reason=self.reason.data or "" if is_correction else "",
        )

    def require_effect_or_none(self) -> None:
        """ContentError when a correction names neither an effect nor that there was none."""
        if not self.kind.data and not self.never_was.data:
            raise ContentError([Gap("kind", "Choose what was told, or say that there was no such effect")])

    @property
    def _timing(self) -> EffectTiming:
        """A form without an answer is refused; its other fields are judged as those of an effect after the visit."""
        return next((one for one in EffectTiming if one == self.timing.data), EffectTiming.SINCE_LAST_TIME)

    def _effect(self) -> EffectEntry:
        muscle_slug, side = place_of(self.place.data)
        return EffectEntry(
            uid=uuid4().hex,
            timing=self._timing,
            kind_slug=self.kind.data or "",
            severity=next((one for one in Severity if one == self.severity.data), None),
            is_serious=bool(self.is_serious.data),
            site=self.site.data or "",
            muscle_slug=muscle_slug,
            side=side,
            onset_on=self.onset_on.data,
            resolved_on=self.resolved_on.data,
            reported_by=self.reported_by.data or "",
            action=self.action.data or "",
        )


class CourseForm(_Told):
    """What became of one effect."""

    state = ChoiceField("What became of it", choices=_STATES)
    resolved_on = DayField("Over by")
    note = TextField("What was done or advised", limit=TEXTS["note"])

    def course(self) -> Course:
        return Course(
            state=EffectState(self.state.data) if self.state.data else None,
            told_on=self.told_on.data,
            told_how=self.told_how.data or "",
            resolved_on=self.resolved_on.data,
            note=self.note.data or "",
        )
