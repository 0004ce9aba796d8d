"""The forms of a review: where it goes, what was found, who was spoken with, what is to be done, and the hold."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import uuid4

import wtforms

from clinic_log.base.dates import local_to_utc
from clinic_log.base.errors import InvalidInputError
from clinic_log.incidents.rules.reviewing import Contact, Findings, Move, NewAction
from clinic_log.incidents.rules.states import (
    FACTOR_WORDS,
    FOLLOW_UP,
    HARM_WORDS,
    MOVES,
    PREVENTABILITY_WORDS,
    STATE_WORDS,
    TOLD_HOW_WORDS,
    Harm,
    Preventability,
    ReviewState,
)
from clinic_log.treatments.forms.numbers_sent import number_sent
from clinic_log.treatments.rules import ContentError, Gap, VitalSigns
from clinic_log.web.forms import (
    ChipsField,
    ChoiceField,
    ClockField,
    DayField,
    FieldsForm,
    ListField,
    NotesField,
    Required,
    TextField,
    WholeNumberField,
)

if TYPE_CHECKING:
    from clinic_log.incidents.models import IncidentReview

_HOW = [(code, words) for code, words in TOLD_HOW_WORDS.items() if code != FOLLOW_UP]


class ReviewForm(FieldsForm):
    """A form on the page of a review; what an act refuses stands beside its field."""

    def take(self, error: InvalidInputError) -> None:
        first = next(iter(self._fields))
        reasons = error.gaps if isinstance(error, ContentError) else (Gap(error.field or first, str(error)),)
        for reason in reasons:
            field = self[reason.field]
            field.errors = [*field.errors, reason.text]


class RevisedForm(ReviewForm):
    """A form that says which state of the review its writer read."""

    revision = wtforms.HiddenField()

    @property
    def seen_revision(self) -> int:
        """0, which no review has, when the page sent none."""
        return number_sent(self.revision.data) or 0


class MoveForm(RevisedForm):
    to = ChoiceField("Next state", [Required("Choose where the review goes")])
    due_on = DayField("New due day")
    note = NotesField("Note", limit=2000)

    def prepare(self, review: "IncidentReview", *, may_close: bool) -> "MoveForm":
        """Offer where the review can go from here; closing only to somebody who may."""
        words = {ReviewState.INVESTIGATING: "Open again"} if review.state is ReviewState.CLOSED else {}
        words |= {ReviewState.CLOSED: "Close"}
        states = [state for state in MOVES[review.state] if may_close or state is not ReviewState.CLOSED]
        self.to.offer([(state.value, words.get(state, STATE_WORDS[state])) for state in states])
        self.revision.data = self.revision.data or str(review.revision)
        return self

    def move(self) -> Move:
        return Move(to=ReviewState(self.to.data), note=self.note.data or "", due_on=self.due_on.data)


class FindingsForm(RevisedForm):
    harm = ChoiceField("Harm in the end", choices=[(one.value, words) for one, words in HARM_WORDS.items()])
    preventability = ChoiceField(
        "Could it have been prevented?", choices=[(one.value, words) for one, words in PREVENTABILITY_WORDS.items()]
    )
    factors = ChipsField("Contributing factors", choices=list(FACTOR_WORDS.items()))
    factor_words = TextField("More about them", limit=2000)
    learning = NotesField("What was learned")

    @classmethod
    def of(cls, review: "IncidentReview", *, prefix: str = "") -> "FindingsForm":
        names = ("harm", "preventability", "factors", "factor_words", "learning", "revision")
        return cls(data={name: getattr(review, name) for name in names}, prefix=prefix)

    def findings(self) -> Findings:
        return Findings(
            harm=Harm(self.harm.data) if self.harm.data else None,
            preventability=Preventability(self.preventability.data) if self.preventability.data else None,
            factors=tuple(self.factors.data or ()),
            factor_words=self.factor_words.data or "",
            learning=self.learning.data or "",
        )


class ContactForm(ReviewForm):
    on = DayField("Day", [Required("Enter the day")])
    clock = ClockField("Time", [Required("Enter the time, such as 14:02")])
    with_whom = TextField("Spoken with", [Required("Say with whom")], limit=200)
    how = ChoiceField("How", [Required("Say how")], choices=_HOW)
    advice = NotesField("Advice given", [Required("Write what was advised")], limit=4000)

    def contact(self, *, zone: str) -> Contact:
        return Contact(
            at=local_to_utc(datetime.combine(self.on.data, self.clock.data), zone),
            with_whom=self.with_whom.data or "",
            how=self.how.data or "",
            advice=self.advice.data or "",
        )


class VitalSignsForm(ReviewForm):
    """One reading after the visit. What cannot be true stands beside its field, the moment's beside the day."""

    taken_at = DayField("Day", [Required("Enter the day")])
    clock = ClockField("Time", [Required("Enter the time, such as 14:02")])
    systolic_mmhg = WholeNumberField("Upper blood pressure", unit="mmHg")
    diastolic_mmhg = WholeNumberField("Lower blood pressure", unit="mmHg")
    pulse_per_minute = WholeNumberField("Pulse", unit="a minute")
    oxygen_percent = WholeNumberField("Oxygen saturation", unit="%")
    breaths_per_minute = WholeNumberField("Breaths", unit="a minute")
    note = TextField("Note", limit=300)

    def reading(self, *, zone: str) -> VitalSigns:
        names = ("systolic_mmhg", "diastolic_mmhg", "pulse_per_minute", "oxygen_percent", "breaths_per_minute")
        return VitalSigns(
            uid=uuid4().hex,
            taken_at=local_to_utc(datetime.combine(self.taken_at.data, self.clock.data), zone),
            note=self.note.data or "",
            **{name: self[name].data for name in names},
        )


class ActionForm(ReviewForm):
    what = TextField("What is to be done", [Required("Write what is to be done")], limit=500)
    owner = ListField("By whom", [Required("Choose who does it")], choices=())
    due_on = DayField("Due by", [Required("Enter a day")])

    def prepare(self, people: Iterable[tuple[int, str]]) -> "ActionForm":
        self.owner.offer([(str(user_id), name) for user_id, name in people])
        return self

    def action(self) -> NewAction:
        return NewAction(what=self.what.data or "", owner_id=int(self.owner.data or 0), due_on=self.due_on.data)


class DoneForm(ReviewForm):
    result = TextField("What came of it", limit=500)


class HoldForm(ReviewForm):
    reason = TextField("Why", limit=500)


class NearMissForm(ReviewForm):
    """One tap, and a sentence for those who have the time."""

    idempotency_key = wtforms.HiddenField()
    session_id = wtforms.HiddenField()
    words = TextField("What nearly happened, in a sentence", limit=500)

    def prepare(self, session_id: int | None = None) -> "NearMissForm":
        self.idempotency_key.data = self.idempotency_key.data or uuid4().hex
        self.session_id.data = self.session_id.data or (str(session_id) if session_id is not None else "")
        return self

    @property
    def named_session(self) -> int | None:
        return number_sent(self.session_id.data)
