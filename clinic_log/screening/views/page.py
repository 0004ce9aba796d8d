"""What stands for a patient, and letting an absolute contraindication pass."""

from typing import Any

from flask import flash, render_template, request

from clinic_log.base.dates import now_utc
from clinic_log.base.errors import ForbiddenError, InvalidInputError
from clinic_log.base.permissions import Permission
from clinic_log.clinics.queries import get_policy
from clinic_log.episodes.queries import list_open_episodes
from clinic_log.patients.queries import list_alerts
from clinic_log.screening.actions import override_contraindication
from clinic_log.screening.forms.questions import OverrideForm
from clinic_log.screening.queries.standing import get_screening, get_standing, list_versions
from clinic_log.screening.rules.consent import CHAPERONE_WORDS
from clinic_log.screening.rules.standing import Standing
from clinic_log.screening.views.blueprint import Answer, Chart, blueprint, find_chart, note_view
from clinic_log.web.guards import requires


@blueprint.get("/patients/<int:patient_id>/screening")
@requires(Permission.VIEW_PATIENTS)
def show(patient_id: int) -> str:
    chart = find_chart(patient_id)
    page = overview(chart)
    note_view(chart)
    return page


@blueprint.post("/patients/<int:patient_id>/screenings/<int:screening_id>/override")
@requires(Permission.OVERRIDE_CONTRAINDICATION)
def override(patient_id: int, screening_id: int) -> Answer:
    chart, form = find_chart(patient_id), OverrideForm(request.form)
    screening = get_screening(chart.db, by=chart.by, patient=chart.patient, screening_id=screening_id)
    if not form.validate():
        return overview(chart, refused=form, refused_in=screening_id), 422
    try:
        override_contraindication(
            chart.db, by=chart.by, screening=screening, code=form.code.data or "", reason=form.reason.data or ""
        )
    except InvalidInputError as error:
        form.refuse(error)
        return overview(chart, refused=form, refused_in=screening_id), 422
    except ForbiddenError as error:
        form.refuse(InvalidInputError(str(error)))
        return overview(chart, refused=form, refused_in=screening_id), 403
    flash("Overridden with a reason. It stands in every note that is signed under it", "warning")
    return chart.back()


def overview(chart: Chart, *, refused: OverrideForm | None = None, refused_in: int = 0) -> str:
    db, by, patient = chart.db, chart.by, chart.patient
    standing = get_standing(db, by=by, patient_id=patient.id)
    policy = get_policy(db, by=by)
    may_override = by.may(Permission.OVERRIDE_CONTRAINDICATION) and (
        not policy.supervisors_override or "supervisor" in by.role_names
    )
    values: dict[str, Any] = {
        "chart": chart,
        "patient": patient,
        "alerts": list_alerts(db, patient=patient),
        "episodes": list_open_episodes(db, by=by, patient=patient),
        "standing": standing,
        "chaperone_words": CHAPERONE_WORDS,
        "consent_now": standing.consent_at(now_utc()),
        "passed": {(one.screening_id, one.code): one for one in standing.overrides},
        "versions": list_versions(db, by=by, patient=patient),
        "may_record": by.may(Permission.RECORD_SCREENING),
        "may_override": may_override,
        "only_supervisors": policy.supervisors_override,
        "override_forms": _override_forms(standing, refused=refused, refused_in=refused_in),
        "page_error": refused is not None,
    }
    return render_template("screening/show.html", **values)


def _override_forms(
    standing: Standing, *, refused: OverrideForm | None, refused_in: int
) -> dict[tuple[int, str], OverrideForm]:
    """One form for each absolute contraindication that stops something, told apart by the ids of their controls."""
    forms = {}
    for one in standing.positives:
        if one.stops:
            key = (one.screening_id, one.answer.code)
            is_refused = refused is not None and (refused_in, refused.code.data) == key
            form = refused if refused is not None and is_refused else OverrideForm()
            form.reason.id = f"reason-{one.screening_id}-{one.answer.code}"
            forms[key] = form
    return forms
