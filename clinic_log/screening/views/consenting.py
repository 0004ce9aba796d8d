"""Recording consent in writing, and its withdrawal."""

from flask import flash, render_template, request

from clinic_log.base.dates import day_in_zone, now_utc
from clinic_log.base.errors import ConflictError, InvalidInputError
from clinic_log.base.permissions import Permission
from clinic_log.patients.queries import list_alerts
from clinic_log.screening.actions import record_consent, withdraw_consent
from clinic_log.screening.forms.consent import ConsentForm, WithdrawalForm
from clinic_log.screening.queries.consents import get_consent, list_consents
from clinic_log.screening.rules.consent import ConsentKind, GivenBy, expected_kind, standing_of
from clinic_log.screening.views.blueprint import Answer, Chart, blueprint, find_chart, note_view
from clinic_log.web.guards import requires

_PAGE = "/patients/<int:patient_id>/consent"
_WITHDRAWAL = "/patients/<int:patient_id>/consents/<int:consent_id>/withdraw"


@blueprint.get(_PAGE)
@requires(Permission.RECORD_SCREENING)
def consent(patient_id: int) -> str:
    chart = find_chart(patient_id)
    now, zone = now_utc(), chart.by.zone
    known = list_consents(chart.db, by=chart.by, patient_id=patient_id)
    kind = expected_kind(standing_of(known, at=now, zone=zone).state)
    page = _page(chart, ConsentForm.blank(given_on=day_in_zone(now, zone), kind=kind.value if kind else None))
    note_view(chart)
    return page


@blueprint.post(_PAGE)
@requires(Permission.RECORD_SCREENING)
def save_consent(patient_id: int) -> Answer:
    chart, form = find_chart(patient_id), ConsentForm(request.form)
    if not form.validate():
        return _page(chart, form), 422
    try:
        record_consent(
            chart.db, by=chart.by, patient=chart.patient, details=form.details(), key=form.idempotency_key.data or ""
        )
    except InvalidInputError as error:
        form.refuse(error)
        return _page(chart, form), 422
    flash("Kept that consent was declined" if form.kind.data == ConsentKind.DECLINED else "Consent recorded", "success")
    return chart.back()


@blueprint.get(_WITHDRAWAL)
@requires(Permission.RECORD_SCREENING)
def withdrawal(patient_id: int, consent_id: int) -> str:
    chart = find_chart(patient_id)
    today = day_in_zone(now_utc(), chart.by.zone)
    page = _withdrawal_page(chart, consent_id, WithdrawalForm(data={"withdrawn_on": today}))
    note_view(chart)
    return page


@blueprint.post(_WITHDRAWAL)
@requires(Permission.RECORD_SCREENING)
def withdraw(patient_id: int, consent_id: int) -> Answer:
    chart, form = find_chart(patient_id), WithdrawalForm(request.form)
    given = get_consent(chart.db, by=chart.by, patient=chart.patient, consent_id=consent_id)
    if not form.validate():
        return _withdrawal_page(chart, consent_id, form), 422
    day, reason = form.withdrawn_on.data, form.reason.data or ""
    try:
        withdraw_consent(chart.db, by=chart.by, consent=given, withdrawn_on=day, reason=reason)
    except (InvalidInputError, ConflictError) as error:
        form.refuse(error if isinstance(error, InvalidInputError) else InvalidInputError(str(error)))
        return _withdrawal_page(chart, consent_id, form), 422
    flash("Consent withdrawn. Nothing more can be needled", "warning")
    return chart.back()


def _page(chart: Chart, form: ConsentForm) -> str:
    return render_template(
        "screening/consent.html",
        chart=chart,
        patient=chart.patient,
        alerts=list_alerts(chart.db, patient=chart.patient),
        form=form,
        others=" ".join(one.value for one in GivenBy if one is not GivenBy.PATIENT),
        page_error=bool(form.errors or form.form_errors),
    )


def _withdrawal_page(chart: Chart, consent_id: int, form: WithdrawalForm) -> str:
    given = get_consent(chart.db, by=chart.by, patient=chart.patient, consent_id=consent_id)
    consents = list_consents(chart.db, by=chart.by, patient_id=chart.patient.id)
    return render_template(
        "screening/withdrawal.html",
        chart=chart,
        patient=chart.patient,
        alerts=list_alerts(chart.db, patient=chart.patient),
        form=form,
        given=next(one for one in consents if one.id == given.id),
        page_error=bool(form.errors or form.form_errors),
    )
