"""Reading one version of a signed note, and two of them compared sentence by sentence."""

from typing import TYPE_CHECKING

from flask import render_template, request

from clinic_log.base.errors import NotFoundError
from clinic_log.base.permissions import Permission
from clinic_log.patients.queries import list_alerts
from clinic_log.treatments.forms.numbers_sent import number_sent
from clinic_log.treatments.queries import signed_narrative
from clinic_log.treatments.rules import SessionStatus
from clinic_log.treatments.rules.comparing import LineState, compare
from clinic_log.treatments.views.blueprint import blueprint
from clinic_log.treatments.views.finding import Visit, find_visit, note_view
from clinic_log.treatments.views.signed_page import VERSION_KINDS, signature_of, signed_page
from clinic_log.web.forms import FieldsForm, ListField
from clinic_log.web.guards import requires

if TYPE_CHECKING:
    from clinic_log.treatments.models import SessionVersion


@blueprint.get("/patients/<int:patient_id>/sessions/<int:session_id>/versions/<int:number>")
@requires(Permission.VIEW_PATIENTS)
def version(patient_id: int, session_id: int, number: int) -> str:
    visit = find_visit(patient_id, session_id)
    chosen = _version(visit, number)
    signature, narrative = signature_of(chosen), signed_narrative(chosen)
    page = render_template("treatments/version.html", **signed_page(visit), version=signature, narrative=narrative)
    note_view(visit, "session.version_viewed")
    return page


@blueprint.get("/patients/<int:patient_id>/sessions/<int:session_id>/versions/compare")
@requires(Permission.VIEW_PATIENTS)
def compare_versions(patient_id: int, session_id: int) -> str:
    """Any two versions; the first and the last when the address names none. NotFoundError while there is only one."""
    visit = find_visit(patient_id, session_id)
    numbers = [one.number for one in visit.treatment.versions]
    if len(numbers) <= 1:
        raise NotFoundError("There is nothing to compare yet.")
    first, second = (_chosen(name, default) for name, default in (("first", numbers[0]), ("second", numbers[-1])))
    older, newer = (_version(visit, number) for number in sorted((first, second)))
    lines = compare(_words(visit, older), _words(visit, newer))
    page = render_template(
        "treatments/compare.html",
        patient=visit.patient,
        alerts=list_alerts(visit.db, patient=visit.patient),
        treatment=visit.treatment,
        is_retracted=visit.treatment.status is SessionStatus.RETRACTED,
        form=_form(visit, first=older.number, second=newer.number),
        older=signature_of(older),
        newer=signature_of(newer),
        lines=lines,
        added=sum(line.state is LineState.ADDED for line in lines),
        removed=sum(line.state is LineState.REMOVED for line in lines),
    )
    note_view(visit, "session.versions_compared")
    return page


class CompareForm(FieldsForm):
    first = ListField("Older version")
    second = ListField("Newer version")


def _form(visit: Visit, *, first: int, second: int) -> CompareForm:
    choices = [
        (str(one.number), f"Version {one.number}, {VERSION_KINDS[one.kind]}") for one in visit.treatment.versions
    ]
    form = CompareForm(data={"first": str(first), "second": str(second)})
    for field in (form.first, form.second):
        field.choices = dict(choices)
    return form


def _chosen(name: str, default: int) -> int:
    sent = request.args.get(name)
    return default if not sent else number_sent(sent) or 0


def _version(visit: Visit, number: int) -> "SessionVersion":
    chosen = next((one for one in visit.treatment.versions if one.number == number), None)
    if chosen is None:
        raise NotFoundError("There is no such version.")
    return chosen


def _words(visit: Visit, version: "SessionVersion") -> list[str]:
    """All that a reader of this version has before them: what it signed, and every text added up to it."""
    added = [one for one in visit.treatment.versions if one.addendum and one.number <= version.number]
    return [*signed_narrative(version), *(_added_words(one) for one in added)]


def _added_words(version: "SessionVersion") -> str:
    return f"{VERSION_KINDS[version.kind]} (version {version.number}): {version.addendum}\nWhy: {version.reason}"
