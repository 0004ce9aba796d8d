"""What screening puts into the pages of lower features: how consent stands, in the banner."""

from typing import TYPE_CHECKING

from flask import Flask
from markupsafe import Markup

from clinic_log.base.dates import now_utc
from clinic_log.screening.queries.consents import list_consents
from clinic_log.screening.rules.consent import standing_of
from clinic_log.web.database import request_session
from clinic_log.web.guards import current_actor
from clinic_log.web.slots import fill_slot, piece

if TYPE_CHECKING:
    from clinic_log.patients.models import Patient


def fill_slots(app: Flask) -> None:
    fill_slot(app, "patient_banner", _consent)


def _consent(patient: "Patient") -> Markup:
    by = current_actor()
    consents = list_consents(request_session(), by=by, patient_id=patient.id)
    consent = standing_of(consents, at=now_utc(), zone=by.zone)
    return piece("screening/_consent.html", patient=patient, consent=consent)
