"""The clinic's side effects beside those that studies report."""

from dataclasses import replace
from urllib.parse import urlencode

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from clinic_log.audit.actions import Act
from clinic_log.audit.views import record_view
from clinic_log.base.dates import day_in_zone, now_utc
from clinic_log.base.permissions import Permission
from clinic_log.supervision.forms import FilterForm
from clinic_log.supervision.queries import load_names
from clinic_log.supervision.queries.literature import count_own_effects
from clinic_log.supervision.rules import Names, Wanted, as_csv
from clinic_log.supervision.rules.literature import HEAD, literature_leaving, rate_sections
from clinic_log.supervision.views.blueprint import blueprint
from clinic_log.web.database import request_session
from clinic_log.web.guards import current_actor, requires


@blueprint.get("/supervision/literature")
@requires(Permission.VIEW_SUPERVISION)
def literature() -> str | tuple[str, int]:
    """All practitioners together: nobody is compared by mild side effects. It names no patient."""
    db, actor = request_session(), current_actor()
    record_view(by=actor, act=Act(action="supervision.viewed"))
    names = load_names(db, by=actor)
    form = FilterForm.of(request.args, names)
    if not form.validate():
        return render_template("supervision/literature.html", form=form, sections=None, page_error=True), 422
    wanted = _everybody(form)
    return render_template(
        "supervision/literature.html",
        form=form,
        sections=rate_sections(count_own_effects(db, by=actor, wanted=wanted)),
        head=HEAD,
        filter_words=_words(names, wanted),
        now=now_utc(),
    )


@blueprint.get("/supervision/literature.csv")
@requires(Permission.VIEW_SUPERVISION)
def export_literature() -> ResponseReturnValue:
    """The same as a file for outside the clinic. A filter that cannot be leads to the page, which says why."""
    db, actor = request_session(), current_actor()
    names = load_names(db, by=actor)
    form = FilterForm.of(request.args, names)
    if not form.validate():
        return redirect(f"{url_for('supervision.literature')}?{urlencode(form.in_address())}", 303)
    wanted = _everybody(form)
    sections = rate_sections(count_own_effects(db, by=actor, wanted=wanted))
    record_view(by=actor, act=Act(action="supervision.exported"))
    named = {"Content-Disposition": 'attachment; filename="literature.csv"'}
    text = as_csv(literature_leaving(sections, _words(names, wanted)))
    return Response(text, mimetype="text/csv", headers=named)


def _everybody(form: FilterForm) -> Wanted:
    wanted = form.wanted(today=day_in_zone(now_utc(), current_actor().zone))
    return replace(wanted, practitioner_id=None)


def _words(names: Names, wanted: Wanted) -> list[str]:
    """The filter without the rule for responders, of whom nothing is counted here."""
    return [words for words in names.filter_words(wanted) if not words.startswith("responder")]
