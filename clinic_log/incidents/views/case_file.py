"""What leaves of a review: its report, and in one step the case file with everything that the record says."""

import json
from datetime import datetime
from io import BytesIO
from typing import Final

from flask import send_file
from werkzeug.wrappers import Response

from clinic_log.accounts.login import current_person
from clinic_log.base.dates import now_utc
from clinic_log.base.permissions import Permission
from clinic_log.documents import Block, Document, typeset
from clinic_log.documents.archives import zipped
from clinic_log.incidents.queries.case_file import load_case_file, load_report
from clinic_log.incidents.rules.case_file import file_blocks, file_data
from clinic_log.incidents.rules.report import report_blocks
from clinic_log.incidents.views.blueprint import blueprint
from clinic_log.incidents.views.review_page import OpenReview, find_review
from clinic_log.patients.queries import get_patient
from clinic_log.patients.rules.names import display_name
from clinic_log.web.guards import requires
from clinic_log.web.template_tools import day, moment

_REPORT: Final = "Incident review"
_CASE_FILE: Final = "Case file"


@blueprint.get("/incidents/<int:review_id>/report.pdf")
@requires(Permission.REVIEW_INCIDENTS)
def report_pdf(review_id: int) -> Response:
    here, made_at = find_review(review_id), now_utc()
    content = typeset(
        _document(here, _REPORT, report_blocks(load_report(here.db, review=here.review)), made_at=made_at)
    )
    return _sent(here, content, action="incident.report_made", name=f"incident-{review_id}.pdf")


@blueprint.get("/incidents/<int:review_id>/case-file.zip")
@requires(Permission.REVIEW_INCIDENTS)
def case_file(review_id: int) -> Response:
    """The report, the record as it stood and since, readable and for a program, with the hash of each file."""
    here, made_at = find_review(review_id), now_utc()
    file = load_case_file(here.db, by=here.by, review=here.review)
    report = report_blocks(load_report(here.db, review=here.review))
    files = {
        "review.pdf": typeset(_document(here, _REPORT, report, made_at=made_at)),
        "record.pdf": typeset(_document(here, _CASE_FILE, file_blocks(file), made_at=made_at)),
        "record.json": json.dumps(file_data(file), ensure_ascii=False, indent=2).encode("utf-8"),
    }
    content = zipped(files, made_at=made_at)
    return _sent(here, content, action="incident.case_file_made", name=f"case-file-{review_id}.zip")


def _document(here: OpenReview, title: str, blocks: tuple[Block, ...], *, made_at: datetime) -> Document:
    person = current_person()
    patient = get_patient(here.db, by=here.by, patient_id=here.review.patient_id)
    name = display_name(patient.family_name, patient.given_names)
    return Document(
        title=title,
        about=f"{name} · born {day(patient.born_on)} · {patient.record_number}",
        clinic=person.clinic_name,
        made=f"Made {moment(made_at, person.zone)} by {person.display_name}",
        made_at=made_at,
        blocks=blocks,
    )


def _sent(here: OpenReview, content: bytes, *, action: str, name: str) -> Response:
    """The file, once it is on record that it was taken. Its name names no patient."""
    here.note(action)
    return send_file(BytesIO(content), as_attachment=True, download_name=name)
