"""The palette's answers, and the page of keyboard shortcuts."""

from dataclasses import dataclass

from flask import Blueprint, render_template, request, url_for

from clinic_log.audit.actions import Act
from clinic_log.audit.views import record_view
from clinic_log.base.permissions import Actor, Permission
from clinic_log.navigation import palette
from clinic_log.navigation.shortcuts import SHORTCUTS
from clinic_log.patients.forms import SearchForm
from clinic_log.web.database import reading
from clinic_log.web.guards import current_actor, requires

blueprint = Blueprint("navigation", __name__)


@dataclass(frozen=True, kw_only=True)
class Finder:
    """What the frame of a page needs for the palette; `without_script` is where the field leads to then."""

    label: str
    without_script: str
    patient_id: int | None = None
    may_begin: bool = False


def finder_for(actor: Actor | None) -> Finder | None:
    if actor is None:
        return None
    if not actor.may(Permission.VIEW_PATIENTS):
        return Finder(label="Find a page", without_script=url_for("navigation.shortcuts"))
    patient_id = (request.view_args or {}).get("patient_id")
    return Finder(
        label="Find a patient",
        without_script=url_for("patients.search"),
        patient_id=patient_id,
        may_begin=actor.may(Permission.WRITE_SESSION),
    )


@blueprint.get("/help/shortcuts")
@requires(Permission.SIGNED_IN)
def shortcuts() -> str:
    return render_template("navigation/shortcuts.html", places=SHORTCUTS)


@blueprint.post("/find")
@requires(Permission.SIGNED_IN)
def find() -> str | tuple[str, int]:
    """A piece of a page. What is typed travels in the body and is not audited, only that somebody searched: once for
    each text that looked for patients, as on the page of patients. Opening the palette looks for nobody.
    """
    actor, form = current_actor(), SearchForm(request.form)
    if not form.validate():
        return render_template(
            "navigation/_found.html", found=palette.Palette(), text="", problem=form.text.errors[0]
        ), 422
    text = (form.text.data or "").strip()
    if text and actor.may(Permission.VIEW_PATIENTS):
        record_view(by=actor, act=Act(action="patient.searched"))
    patient_id = request.form.get("patient_id", type=int)
    with reading() as db:
        listed = palette.find(db, by=actor, text=text) if text else palette.begin(db, by=actor, patient_id=patient_id)
    return render_template("navigation/_found.html", found=listed, text=text)
