"""The filters that a person keeps under names: theirs alone, one of them the default."""

from collections.abc import Mapping
from urllib.parse import urlencode

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from clinic_log.base.errors import InvalidInputError
from clinic_log.base.permissions import Permission
from clinic_log.supervision.actions import choose_default_view, keep_view, remove_view, rename_view
from clinic_log.supervision.forms import FilterForm, ViewForm
from clinic_log.supervision.queries.saved_views import get_view, list_views
from clinic_log.supervision.views.blueprint import blueprint
from clinic_log.supervision.views.looking import look
from clinic_log.web.database import request_session
from clinic_log.web.guards import current_actor, requires


@blueprint.get("/supervision/views")
@requires(Permission.VIEW_SUPERVISION)
def saved_views() -> ResponseReturnValue:
    """One's own views, and a name for the filter with which the page was opened. It names no patient."""
    return _page(ViewForm())


@blueprint.post("/supervision/views")
@requires(Permission.VIEW_SUPERVISION)
def keep() -> ResponseReturnValue:
    """The filter stands in the address of the form."""
    chosen, form = _chosen(), ViewForm(request.form)
    if chosen is None:
        return redirect(_outcomes(request.args.to_dict()), 303)
    if not form.validate():
        return _page(form), 422
    try:
        view = keep_view(request_session(), by=current_actor(), name=form.name.data or "", chosen=chosen)
    except InvalidInputError as error:
        form.take(error)
        return _page(form), 422
    flash(f"View {view.name} kept", "success")
    return redirect(_outcomes(view.filter), 303)


@blueprint.post("/supervision/views/<int:view_id>")
@requires(Permission.VIEW_SUPERVISION)
def rename(view_id: int) -> ResponseReturnValue:
    view = get_view(request_session(), by=current_actor(), view_id=view_id)
    form = ViewForm(request.form, prefix=_prefix(view_id))
    if not form.validate():
        return _page(ViewForm(), renaming=(view_id, form)), 422
    try:
        rename_view(request_session(), by=current_actor(), view=view, name=form.name.data or "")
    except InvalidInputError as error:
        form.take(error)
        return _page(ViewForm(), renaming=(view_id, form)), 422
    flash("View renamed", "success")
    return redirect(url_for("supervision.saved_views"), 303)


@blueprint.post("/supervision/views/<int:view_id>/remove")
@requires(Permission.VIEW_SUPERVISION)
def remove(view_id: int) -> ResponseReturnValue:
    view = get_view(request_session(), by=current_actor(), view_id=view_id)
    remove_view(request_session(), by=current_actor(), view=view)
    flash("View removed", "success")
    return redirect(url_for("supervision.saved_views"), 303)


@blueprint.post('/supervision/views/<int:view_id>/<any("default", "not-default"):choice>')
@requires(Permission.VIEW_SUPERVISION)
def choose_default(view_id: int, choice: str) -> ResponseReturnValue:
    view = get_view(request_session(), by=current_actor(), view_id=view_id)
    choose_default_view(request_session(), by=current_actor(), view=view, is_default=choice == "default")
    return redirect(url_for("supervision.saved_views"), 303)


def _page(form: ViewForm, *, renaming: tuple[int, ViewForm] | None = None) -> str:
    """`renaming` is the form of a view whose new name was refused."""
    views = list_views(request_session(), by=current_actor())
    forms = {view.id: ViewForm(prefix=_prefix(view.id), data={"name": view.name}) for view in views}
    forms |= dict([renaming] if renaming else [])
    wrong = renaming[1] if renaming else form
    return render_template(
        "supervision/saved_views.html",
        form=form,
        filter=_chosen(),
        views=views,
        forms=forms,
        wrong=wrong,
        page_error=bool(wrong.all_errors()),
    )


def _prefix(view_id: int) -> str:
    return f"view-{view_id}-"


def _outcomes(chosen: Mapping[str, str]) -> str:
    return f"{url_for('supervision.outcomes')}?{urlencode(chosen)}"


def _chosen() -> dict[str, str] | None:
    """The filter in the address; None without one, or with one that cannot be."""
    if not request.args:
        return None
    form = look(FilterForm, request.args).form
    return form.in_address() if form.validate() else None
