"""Finding the review of an address, and its page with a form for each thing that is done in it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from flask import render_template

from clinic_log.accounts.queries import list_people
from clinic_log.audit.actions import Act
from clinic_log.audit.views import record_view
from clinic_log.base.dates import now_utc
from clinic_log.base.permissions import Actor, Permission
from clinic_log.incidents.forms.review import (
    ActionForm,
    ContactForm,
    DoneForm,
    FindingsForm,
    HoldForm,
    MoveForm,
    ReviewForm,
    RevisedForm,
    VitalSignsForm,
)
from clinic_log.incidents.queries.reviews import get_review, get_source, readings_of
from clinic_log.incidents.rules.reviewing import may_close
from clinic_log.incidents.rules.states import FACTOR_WORDS, HARM_WORDS, PREVENTABILITY_WORDS, is_overdue
from clinic_log.incidents.views.blueprint import WORDS
from clinic_log.patients.queries import get_patient, list_alerts
from clinic_log.treatments.views.risk_words import vital_sign_cells
from clinic_log.web.database import request_session
from clinic_log.web.guards import current_actor
from clinic_log.web.template_tools import moment

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from clinic_log.incidents.models import IncidentReview

PREFIXES: dict[type[ReviewForm], str] = {
    MoveForm: "move-",
    FindingsForm: "findings-",
    ContactForm: "contact-",
    VitalSignsForm: "vital-",
    ActionForm: "action-",
    HoldForm: "hold-",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenReview:
    """A review with everything in it, and who reads it."""

    db: "Session"
    by: Actor
    review: "IncidentReview"

    @property
    def may_close(self) -> bool:
        return may_close(self.by.user_id, involved_ids=self.review.involved_ids)

    def act(self, action: Callable[..., object]) -> Callable[..., object]:
        """An action of this person on this review."""
        return partial(action, self.db, by=self.by, review=self.review)

    def note(self, action: str) -> None:
        """Write into the audit that the person saw or took it."""
        record_view(
            by=self.by,
            act=Act(
                action=action,
                patient_id=self.review.patient_id,
                object_type="incident_review",
                object_id=self.review.id,
            ),
        )

    def page(self, sent: ReviewForm | None = None, *, refused: str = "") -> str:
        """The page, with the form that was sent in the place of its own."""
        review, patient = self.review, get_patient(self.db, by=self.by, patient_id=self.review.patient_id)
        people = people_of_clinic()
        if refused and isinstance(sent, RevisedForm):
            sent.revision.data = str(review.revision)  # what was typed is sent again on top of what stands there now
        return render_template(
            "incidents/show.html",
            review=review,
            patient=patient,
            alerts=list_alerts(self.db, patient=patient),
            source=get_source(self.db, review=review),
            names=dict(people),
            is_overdue=is_overdue(review.state, due_at=review.due_at, now=now_utc()),
            may_review=self.by.may(Permission.REVIEW_INCIDENTS),
            may_close=self.may_close,
            harm_words=HARM_WORDS,
            preventability_words=PREVENTABILITY_WORDS,
            factors=[FACTOR_WORDS.get(one, one) for one in review.factors],
            readings=[
                (moment(one.taken_at, review.zone), *vital_sign_cells(one, review.zone)[1:])
                for one in readings_of(review)
            ],
            user_id=self.by.user_id,
            sent=sent,
            refused=refused,
            page_error=bool(sent is not None and sent.errors),
            **self._forms(sent, people),
            **WORDS,
        )

    def _forms(self, sent: ReviewForm | None, people: list[tuple[int, str]]) -> dict[str, Any]:
        forms: dict[str, ReviewForm] = {
            "move_form": MoveForm(prefix=PREFIXES[MoveForm]).prepare(self.review, may_close=self.may_close),
            "findings_form": FindingsForm.of(self.review, prefix=PREFIXES[FindingsForm]),
            "contact_form": ContactForm(prefix=PREFIXES[ContactForm]),
            "vital_form": VitalSignsForm(prefix=PREFIXES[VitalSignsForm]),
            "action_form": ActionForm(prefix=PREFIXES[ActionForm]).prepare(people),
            "hold_form": HoldForm(prefix=PREFIXES[HoldForm]),
        }
        for name, form in forms.items():
            if type(form) is type(sent):
                forms[name] = sent
        done = {action.id: DoneForm(prefix=done_prefix(action.id)) for action in self.review.actions}
        if isinstance(sent, DoneForm):
            done |= {action_id: sent for action_id, form in done.items() if form.result.name == sent.result.name}
        return forms | {"done_forms": done}


def find_review(review_id: int) -> OpenReview:
    """The review, or NotFoundError."""
    db, by = request_session(), current_actor()
    return OpenReview(db=db, by=by, review=get_review(db, by=by, review_id=review_id))


def done_prefix(action_id: int) -> str:
    return f"done-{action_id}-"


def people_of_clinic() -> list[tuple[int, str]]:
    people = list_people(request_session(), by=current_actor())
    return [(person.user_id, person.display_name) for person in people]
