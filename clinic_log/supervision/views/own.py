"""What a practitioner sees of the comparison: their own point named, everybody else's without a name."""

from dataclasses import replace

from flask import render_template, request

from clinic_log.audit.actions import Act
from clinic_log.audit.views import record_view
from clinic_log.base.dates import day_in_zone, now_utc
from clinic_log.base.permissions import Permission
from clinic_log.supervision.forms import FilterForm
from clinic_log.supervision.queries import load_funnel, load_names
from clinic_log.supervision.rules.drawings import funnel_chart
from clinic_log.supervision.rules.own import seen_by
from clinic_log.supervision.views.blueprint import blueprint
from clinic_log.web.database import request_session
from clinic_log.web.guards import current_actor, requires


@blueprint.get("/supervision/own")
@requires(Permission.VIEW_OWN_COMPARISON)
def own() -> str | tuple[str, int]:
    """It names no patient and no colleague. That the person looked is on record."""
    db, actor = request_session(), current_actor()
    record_view(by=actor, act=Act(action="supervision.own_viewed"))
    names = load_names(db, by=actor)
    form = FilterForm.of(request.args, names)
    form.practitioner.offer([])
    if not form.validate():
        return render_template("supervision/own.html", form=form, seen=None, page_error=True), 422
    wanted = replace(form.wanted(today=day_in_zone(now_utc(), actor.zone)), practitioner_id=None)
    seen = seen_by(load_funnel(db, by=actor, wanted=wanted, names=names), user_id=actor.user_id)
    return render_template(
        "supervision/own.html",
        form=form,
        seen=seen,
        figure=funnel_chart(seen.funnel),
        filter_words=names.filter_words(wanted),
        now=now_utc(),
    )
