"""Asking the questions of a screening, for one episode."""

from flask import flash, render_template, request

from clinic_log.base.errors import ConflictError, InvalidInputError
from clinic_log.base.permissions import Permission
from clinic_log.episodes.queries import get_episode
from clinic_log.patients.queries import list_alerts
from clinic_log.screening.actions import answer_screening
from clinic_log.screening.forms.questions import ScreeningForm
from clinic_log.screening.queries.standing import get_standing
from clinic_log.screening.rules.answers import is_complete
from clinic_log.screening.views.blueprint import Answer, Chart, blueprint, find_chart, note_view
from clinic_log.web.guards import requires

_PAGE = "/patients/<int:patient_id>/episodes/<int:episode_id>/screening"


@blueprint.get(_PAGE)
@requires(Permission.RECORD_SCREENING)
def ask(patient_id: int, episode_id: int) -> str:
    chart = find_chart(patient_id)
    standing = get_standing(chart.db, by=chart.by, patient_id=patient_id)
    known = standing.of_episode(episode_id)
    answers = known.answers if known else [one.answer for one in standing.positives]
    page = _page(chart, episode_id, ScreeningForm.of(answers))
    note_view(chart)
    return page


@blueprint.post(_PAGE)
@requires(Permission.RECORD_SCREENING)
def answer(patient_id: int, episode_id: int) -> Answer:
    chart, form = find_chart(patient_id), ScreeningForm(request.form)
    episode = get_episode(chart.db, by=chart.by, patient=chart.patient, episode_id=episode_id)
    if not form.validate():
        return _page(chart, episode_id, form), 422
    answers = form.answers()
    try:
        answer_screening(chart.db, by=chart.by, patient=chart.patient, episode=episode, answers=answers)
    except (InvalidInputError, ConflictError) as error:
        form.form_errors = [*form.form_errors, str(error)]
        return _page(chart, episode_id, form), 409 if isinstance(error, ConflictError) else 422
    flash("Screening kept" if is_complete(answers) else "Kept. Ask the rest before needling", "success")
    return chart.back()


def _page(chart: Chart, episode_id: int, form: ScreeningForm) -> str:
    db, by, patient = chart.db, chart.by, chart.patient
    return render_template(
        "screening/ask.html",
        chart=chart,
        patient=patient,
        alerts=list_alerts(db, patient=patient),
        episode=get_episode(db, by=by, patient=patient, episode_id=episode_id),
        known=get_standing(db, by=by, patient_id=patient.id).of_episode(episode_id),
        form=form,
        page_error=bool(form.errors or form.form_errors),
    )
