"""The clinic's side effects beside those that studies report."""

from dataclasses import replace

from flask import render_template, request

from clinic_log.audit.actions import Act
from clinic_log.base.dates import now_utc
from clinic_log.base.permissions import Permission
from clinic_log.supervision.forms import FilterForm
from clinic_log.supervision.queries.literature import count_own_effects
from clinic_log.supervision.rules.literature import HEAD, rate_sections
from clinic_log.supervision.views.blueprint import blueprint
from clinic_log.supervision.views.looking import look
from clinic_log.web.database import request_session
from clinic_log.web.guards import requires


@blueprint.get("/supervision/literature")
@requires(Permission.VIEW_SUPERVISION)
def literature() -> str | tuple[str, int]:
    """All practitioners together: nobody is compared by mild side effects. It names no patient."""
    looking = look(FilterForm, request.args)
    looking.record(Act(action="supervision.viewed"))
    form = looking.form
    if not form.validate():
        return render_template("supervision/literature.html", form=form, sections=None, page_error=True), 422
    wanted = replace(looking.wanted, practitioner_id=None)
    return render_template(
        "supervision/literature.html",
        form=form,
        sections=rate_sections(count_own_effects(request_session(), by=looking.by, wanted=wanted)),
        head=HEAD,
        filter_words=looking.names.filter_words(wanted)[:-1],
        now=now_utc(),
    )
