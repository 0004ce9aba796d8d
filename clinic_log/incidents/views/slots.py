"""What incidents put into the pages of lower features: hold and warning signs in the banner, reports, near misses."""

from typing import TYPE_CHECKING

from flask import Flask
from markupsafe import Markup

from clinic_log.base.permissions import Permission
from clinic_log.incidents.forms.review import NearMissForm
from clinic_log.incidents.queries.follow_up import find_warning, list_waiting
from clinic_log.incidents.queries.reviews import find_hold, list_reviews_of
from clinic_log.incidents.views.blueprint import WORDS
from clinic_log.treatments.queries.late import list_late_effects
from clinic_log.treatments.queries.open_effects import list_open_effects
from clinic_log.treatments.rules import COUNTED_STATUSES, SessionStatus
from clinic_log.web.database import request_session
from clinic_log.web.guards import current_actor
from clinic_log.web.slots import fill_slot, piece

if TYPE_CHECKING:
    from clinic_log.patients.models import Patient
    from clinic_log.treatments.models import TreatmentSession


def fill_slots(app: Flask) -> None:
    fill_slot(app, "patient_banner", _banner)
    fill_slot(app, "note_safety", _note_safety)
    fill_slot(app, "session_safety", _session_safety)
    fill_slot(app, "patient_safety", _patient_safety)


def _banner(patient: "Patient") -> Markup:
    db, actor = request_session(), current_actor()
    since = find_hold(db, by=actor, patient_id=patient.id)
    warning = find_warning(db, by=actor, patient_id=patient.id)
    if since is None and warning is None:
        return Markup()
    return piece("incidents/_banner.html", patient=patient, since=since, warning=warning)


def _note_safety(patient: "Patient", treatment: "TreatmentSession") -> Markup:
    if not current_actor().may(Permission.REPORT_INCIDENT):
        return Markup()
    form = NearMissForm().prepare(treatment.id)
    return piece("incidents/_note_safety.html", patient=patient, treatment=treatment, form=form)


def _session_safety(patient: "Patient", treatment: "TreatmentSession") -> Markup:
    """What was reported of the visit after it was signed, its reviews, and what can be told from here."""
    db, actor = request_session(), current_actor()
    is_signed = treatment.status in COUNTED_STATUSES
    reviews = [one for one in list_reviews_of(db, by=actor, patient_id=patient.id) if one.session_id == treatment.id]
    return piece(
        "incidents/_session_safety.html",
        patient=patient,
        treatment=treatment,
        is_signed=is_signed,
        late=list_late_effects(db, by=actor, session_id=treatment.id),
        open_effects=[
            one for one in list_open_effects(db, by=actor, patient_id=patient.id) if one.session_id == treatment.id
        ],
        reviews=reviews,
        near_miss_form=NearMissForm().prepare(treatment.id),
        may_follow_up=treatment.status in (*COUNTED_STATUSES, SessionStatus.DRAFT),
        waiting=[one for one in list_waiting(db, by=actor, patient_id=patient.id) if one.session_id == treatment.id],
        may_decide=actor.may(Permission.SIGN_SESSION),
        may_report=actor.may(Permission.REPORT_INCIDENT),
        **WORDS,
    )


def _patient_safety(patient: "Patient") -> Markup:
    """What is not known to be over, the reviews of the patient, and the near miss in one tap."""
    db, actor = request_session(), current_actor()
    return piece(
        "incidents/_patient_safety.html",
        patient=patient,
        open_effects=list_open_effects(db, by=actor, patient_id=patient.id),
        reviews=list_reviews_of(db, by=actor, patient_id=patient.id),
        near_miss_form=NearMissForm().prepare(),
        waiting=list_waiting(db, by=actor, patient_id=patient.id),
        may_decide=actor.may(Permission.SIGN_SESSION),
        may_report=actor.may(Permission.REPORT_INCIDENT),
        **WORDS,
    )
