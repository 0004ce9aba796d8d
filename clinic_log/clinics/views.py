"""The settings of a clinic."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from clinic_log.base.permissions import Permission
from clinic_log.clinics.actions import change_policy
from clinic_log.clinics.forms import PolicyForm
from clinic_log.clinics.queries import get_policy
from clinic_log.web.database import request_session
from clinic_log.web.guards import current_actor, requires

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
    changed = change_policy(request_session(), by=current_actor(), policy=form.to_policy())
    flash("Settings saved" if changed else "Nothing was changed", "success")
    return redirect(url_for("clinics.policy"), 303)
