"""Favourites: the list, renaming and removing one, and keeping a new one from a note."""

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from clinic_log.base.errors import InvalidInputError
from clinic_log.base.permissions import Permission
from clinic_log.patients.queries import list_alerts
from clinic_log.treatments.actions.favourites import remove_favourite, rename_favourite, save_favourite
from clinic_log.treatments.forms.favourites import CLINIC, OWN, FavouriteForm, NameForm, measures_asked
from clinic_log.treatments.queries.favourites import get_favourite
from clinic_log.treatments.rules import SessionStatus
from clinic_log.treatments.rules.favourites import FavouriteSet, favourite_of, permission_to_change
from clinic_log.treatments.views.blueprint import Answer, blueprint
from clinic_log.treatments.views.favourite_lines import favourite_lines, parts_in_words
from clinic_log.treatments.views.finding import Visit, find_visit, note_view
from clinic_log.treatments.views.note_page import content_as_left, open_note
from clinic_log.web.database import request_session
from clinic_log.web.guards import current_actor, requires

if TYPE_CHECKING:
    from clinic_log.treatments.models import Favourite


@blueprint.get("/favourites")
@requires(Permission.SIGNED_IN)
def favourites() -> str:
    return render_template(
        "treatments/favourites.html", favourites=favourite_lines(request_session(), by=current_actor())
    )


@blueprint.get("/favourites/<int:favourite_id>")
@requires(Permission.SIGNED_IN)
def favourite(favourite_id: int) -> str:
    found = _find(favourite_id)
    return _page(found, NameForm(data={"name": found.name}))


@blueprint.post("/favourites/<int:favourite_id>")
@requires(Permission.SIGNED_IN)
def rename(favourite_id: int) -> Answer:
    found, form = _find(favourite_id), NameForm(request.form)
    if not form.validate():
        return _page(found, form), 422
    if not _may_change(found):
        return _of_the_clinic()
    try:
        rename_favourite(request_session(), by=current_actor(), favourite=found, name=form.name.data or "")
    except InvalidInputError as error:
        form.take(error)
        request_session().rollback()
        return _page(_find(favourite_id), form), 422
    flash("Favourite renamed", "success")
    return redirect(url_for("treatments.favourites"), 303)


@blueprint.post("/favourites/<int:favourite_id>/remove")
@requires(Permission.SIGNED_IN)
def remove(favourite_id: int) -> Response:
    found = _find(favourite_id)
    if not _may_change(found):
        return _of_the_clinic()
    remove_favourite(request_session(), by=current_actor(), favourite=found)
    flash("Favourite removed", "success")
    return redirect(url_for("treatments.favourites"), 303)


@blueprint.get("/patients/<int:patient_id>/sessions/<int:session_id>/favourite")
@requires(Permission.SIGN_SESSION)
def new_favourite(patient_id: int, session_id: int) -> Answer:
    visit = find_visit(patient_id, session_id)
    if visit.treatment.status is not SessionStatus.DRAFT:
        return redirect(visit.url("show"))
    page = _new_page(visit, FavouriteForm())
    note_view(visit)
    return page


@blueprint.post("/patients/<int:patient_id>/sessions/<int:session_id>/favourite")
@requires(Permission.SIGN_SESSION)
def keep_favourite(patient_id: int, session_id: int) -> Answer:
    """What stands in the note, as this person left it, under a name."""
    visit, form = find_visit(patient_id, session_id), FavouriteForm(request.form)
    if visit.treatment.status is not SessionStatus.DRAFT:
        return redirect(visit.url("show"), 303)
    if not form.validate():
        return _new_page(visit, form), 422
    for_clinic = form.owner.data == CLINIC and visit.by.may(Permission.MANAGE_CLINIC_FAVOURITES)
    chosen = _chosen(visit)
    try:
        kept = save_favourite(visit.db, by=visit.by, name=form.name.data or "", chosen=chosen, for_clinic=for_clinic)
    except InvalidInputError as error:
        form.take(error)
        return _new_page(visit, form), 422
    flash(f"Favourite {kept.name} saved", "success")
    return redirect(visit.url("edit"), 303)


def _find(favourite_id: int) -> "Favourite":
    return get_favourite(request_session(), by=current_actor(), favourite_id=favourite_id)


def _page(found: "Favourite", form: NameForm) -> str:
    (line,) = favourite_lines(request_session(), by=current_actor(), only=found.id)
    return render_template("treatments/favourite.html", favourite=line, form=form, page_error=bool(form.all_errors()))


def _chosen(visit: Visit) -> FavouriteSet:
    return favourite_of(content_as_left(visit), asked=measures_asked(open_note(visit).form))


def _new_page(visit: Visit, form: FavouriteForm) -> str:
    if form.owner.data is None:
        form.owner.data = OWN
    return render_template(
        "treatments/new_favourite.html",
        patient=visit.patient,
        alerts=list_alerts(visit.db, patient=visit.patient),
        treatment=visit.treatment,
        form=form,
        parts=parts_in_words(_chosen(visit)),
        may_share=visit.by.may(Permission.MANAGE_CLINIC_FAVOURITES),
        page_error=bool(form.all_errors()),
    )


def _may_change(found: "Favourite") -> bool:
    return current_actor().may(permission_to_change(is_clinics=found.owner_id is None))


def _of_the_clinic() -> Response:
    flash("A supervisor or an administrator changes the clinic's favourites", "warning")
    return redirect(url_for("treatments.favourites"), 303)
