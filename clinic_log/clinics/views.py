"""The settings of a clinic and the measures that it has added."""

from flask import Blueprint, Flask, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from clinic_log.base.errors import ConflictError, InvalidInputError
from clinic_log.base.permissions import Permission
from clinic_log.catalogue import own_measures
from clinic_log.catalogue.measures import Measure
from clinic_log.clinics import actions
from clinic_log.clinics.forms import OwnMeasureForm, PolicyForm
from clinic_log.clinics.queries import get_clinic_measure, get_policy, list_clinic_measures, read_own_measures
from clinic_log.web.database import reading, request_session
from clinic_log.web.guards import current_actor, find_current_actor, requires

blueprint = Blueprint("clinics", __name__)


@blueprint.get("/clinic/settings")
@requires(Permission.MANAGE_CLINIC)
def policy() -> str:
    form = PolicyForm.of(get_policy(request_session(), by=current_actor()))
    return render_template("clinics/policy.html", form=form)


@blueprint.post("/clinic/settings")
@requires(Permission.MANAGE_CLINIC)
def save_policy() -> str | Response | tuple[str, int]:
    form = PolicyForm(request.form)
    if not form.validate():
        return render_template("clinics/policy.html", form=form, page_error=True), 422
    changed = actions.change_policy(request_session(), by=current_actor(), policy=form.to_policy())
    flash("Settings saved" if changed else "Nothing was changed", "success")
    return redirect(url_for("clinics.policy"), 303)


@blueprint.get("/clinic/measures")
@requires(Permission.MANAGE_CLINIC)
def own_measures_page() -> str:
    return _measures_page(OwnMeasureForm())


@blueprint.post("/clinic/measures")
@requires(Permission.MANAGE_CLINIC)
def add_measure() -> str | Response | tuple[str, int]:
    form = OwnMeasureForm(request.form)
    if not form.validate():
        return _measures_page(form, page_error=True), 422
    try:
        row = actions.add_measure(request_session(), by=current_actor(), details=form.details())
    except InvalidInputError as error:
        form.refuse(error)
        return _measures_page(form, page_error=True), 422
    flash(f"{row.name} added. It can be chosen like every other measure", "success")
    return redirect(url_for("clinics.own_measures_page"), 303)


@blueprint.post("/clinic/measures/<int:measure_id>/retire")
@requires(Permission.MANAGE_CLINIC)
def retire_measure(measure_id: int) -> Response:
    db, by = request_session(), current_actor()
    row = get_clinic_measure(db, by=by, measure_id=measure_id)
    actions.retire_measure(db, by=by, measure=row)
    flash(f"{row.name} retired. What was recorded stays", "success")
    return redirect(url_for("clinics.own_measures_page"), 303)


@blueprint.post("/clinic/measures/<int:measure_id>/restore")
@requires(Permission.MANAGE_CLINIC)
def restore_measure(measure_id: int) -> Response:
    db, by = request_session(), current_actor()
    row = get_clinic_measure(db, by=by, measure_id=measure_id)
    try:
        actions.restore_measure(db, by=by, measure=row)
    except ConflictError as conflict:
        flash(str(conflict), "warning")
    else:
        flash(f"{row.name} is offered again", "success")
    return redirect(url_for("clinics.own_measures_page"), 303)


def connect_own_measures(app: Flask) -> None:
    """Let every page know the measures of the clinic in which the person works; they are read when a page asks."""
    app.before_request(_begin_own_measures)
    app.teardown_request(_end_own_measures)


def _begin_own_measures() -> None:
    own_measures.begin(_read_own_measures)


def _end_own_measures(_error: BaseException | None) -> None:
    own_measures.end()


def _read_own_measures() -> list[Measure]:
    """In a transaction of their own, since a page may ask before its own one has begun."""
    by = find_current_actor()
    if by is None:
        return []
    with reading() as db:
        return read_own_measures(db, by=by)


def _measures_page(form: OwnMeasureForm, **more: object) -> str:
    rows = list_clinic_measures(request_session(), by=current_actor())
    in_use = [row for row in rows if row.retired_at is None]
    retired = [row for row in rows if row.retired_at is not None]
    return render_template("clinics/measures.html", form=form, in_use=in_use, retired=retired, **more)
