"""The page of the team's outcomes and safety."""

from flask import Blueprint, render_template, request
from markupsafe import Markup

from clinic_log.audit.actions import Act
from clinic_log.audit.views import record_view
from clinic_log.base.dates import day_in_zone, now_utc
from clinic_log.base.permissions import Permission
from clinic_log.charts import interval_bar
from clinic_log.supervision.forms import FilterForm
from clinic_log.supervision.queries import load_names, load_report
from clinic_log.supervision.rules import IntervalBar
from clinic_log.web.database import request_session
from clinic_log.web.guards import current_actor, requires

blueprint = Blueprint("supervision", __name__)


@blueprint.app_template_filter("drawn")
def draw(bar: IntervalBar) -> Markup:
    return interval_bar(bar.rate, bar.interval.low, bar.interval.high, reference=bar.reference, label=bar.label)


@blueprint.get("/supervision")
@requires(Permission.VIEW_SUPERVISION)
def outcomes() -> str | tuple[str, int]:
    """What was asked for is in the address; that somebody looked is on record, since serious events name patients."""
    actor = current_actor()
    record_view(by=actor, act=Act(action="supervision.viewed"))
    db = request_session()
    names = load_names(db, by=actor)
    form = FilterForm.of(request.args, names)
    if not form.validate():
        return render_template("supervision/outcomes.html", form=form, report=None, now=now_utc(), page_error=True), 422
    wanted = form.wanted(today=day_in_zone(now_utc(), actor.zone))
    report = load_report(db, by=actor, wanted=wanted, names=names)
    return render_template("supervision/outcomes.html", form=form, report=report, now=now_utc())
