"""What co-signing puts into the page of a signed note: co-signatures, what waits, and questions."""

from typing import TYPE_CHECKING

from flask import Flask
from markupsafe import Markup

from clinic_log.base.permissions import Permission
from clinic_log.cosigning.queries.facts import treating_ids
from clinic_log.cosigning.queries.note import read_beside
from clinic_log.cosigning.rules import RequestState, may_cosign, reason_words
from clinic_log.cosigning.views.words import line_of, question_line
from clinic_log.treatments.rules import COUNTED_STATUSES
from clinic_log.web.database import request_session
from clinic_log.web.guards import current_actor
from clinic_log.web.slots import fill_slot, piece

if TYPE_CHECKING:
    from clinic_log.patients.models import Patient
    from clinic_log.treatments.models import TreatmentSession


def fill_slots(app: Flask) -> None:
    fill_slot(app, "session_signatures", _session_signatures)


def _session_signatures(patient: "Patient", treatment: "TreatmentSession") -> Markup:
    """Co-signatures with the version that each covers, why the note waits, and every question with its answer."""
    db, actor = request_session(), current_actor()
    beside = read_beside(db, by=actor, treatment=treatment)
    versions = {one.id: one for one in treatment.versions}
    signers = {one.signer_id for one in treatment.versions}
    is_signed = treatment.status in COUNTED_STATUSES and bool(treatment.versions)
    newest = treatment.versions[-1] if treatment.versions else None
    waiting = [one for one in beside.requests if one.state is RequestState.WAITING]
    return piece(
        "cosigning/_session.html",
        patient=patient,
        treatment=treatment,
        cosignatures=[line_of(one, versions[one.version_id]) for one in beside.cosignatures],
        waiting=[(reason_words(one.reasons), one.waiting_since) for one in waiting],
        questions=[question_line(one, treatment) for one in beside.questions],
        may_answer=actor.may(Permission.WRITE_SESSION) and actor.user_id in signers | {treatment.practitioner_id},
        may_cosign=is_signed
        and newest is not None
        and beside.cosignature_of(newest) is None
        and actor.may(Permission.COSIGN_SESSION)
        and may_cosign(actor.user_id, treated_ids=treating_ids(treatment), signer_ids=signers),
    )
