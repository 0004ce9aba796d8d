"""The consent form and the aftercare leaflet as PDF, in the clinic's name. Their file names name no patient."""

from io import BytesIO

from flask import send_file
from werkzeug.wrappers import Response

from clinic_log.accounts.login import current_person
from clinic_log.audit.actions import Act
from clinic_log.audit.views import record_view
from clinic_log.base.dates import now_utc
from clinic_log.base.permissions import Permission
from clinic_log.documents import Document, typeset
from clinic_log.patients.rules.names import display_name
from clinic_log.screening.rules.consent import FORM_VERSION
from clinic_log.screening.rules.papers import DEFAULT_LANGUAGE, TEXTS, FormSubject, consent_blocks, leaflet_blocks
from clinic_log.screening.views.blueprint import blueprint, find_chart
from clinic_log.web.guards import requires
from clinic_log.web.template_tools import day


@blueprint.get("/patients/<int:patient_id>/consent-form")
@requires(Permission.VIEW_PATIENTS)
def consent_form(patient_id: int) -> Response:
    """The form to be signed, with who the patient is on every page."""
    chart, person, texts = find_chart(patient_id), current_person(), TEXTS[DEFAULT_LANGUAGE]
    patient, now = chart.patient, now_utc()
    name = display_name(patient.family_name, patient.given_names)
    who = f"{name} · born {day(patient.born_on)} · {patient.record_number}"
    subject = FormSubject(patient=who, therapist=person.display_name, form_version=FORM_VERSION)
    document = Document(
        title=texts.consent.title,
        about=who,
        clinic=person.clinic_name,
        made=f"{texts.made} {day(now.date())}",
        made_at=now,
        blocks=consent_blocks(texts, subject),
        language=DEFAULT_LANGUAGE,
    )
    act = Act(action="consent.form_made", patient_id=patient.id, object_type="patient", object_id=patient.id)
    content = typeset(document)
    record_view(by=chart.by, act=act)
    return _sent(content, f"consent-form-{FORM_VERSION}.pdf")


@blueprint.get("/aftercare-leaflet")
@requires(Permission.VIEW_PATIENTS)
def aftercare() -> Response:
    """One page for every patient; it names none."""
    person, texts, now = current_person(), TEXTS[DEFAULT_LANGUAGE], now_utc()
    document = Document(
        title=texts.leaflet.title,
        about=f"{person.clinic_name} · {texts.leaflet.about}",
        clinic=person.clinic_name,
        made=f"{texts.made} {day(now.date())}",
        made_at=now,
        blocks=leaflet_blocks(texts),
        language=DEFAULT_LANGUAGE,
    )
    return _sent(typeset(document), "aftercare.pdf")


def _sent(content: bytes, name: str) -> Response:
    return send_file(BytesIO(content), mimetype="application/pdf", as_attachment=True, download_name=name)
