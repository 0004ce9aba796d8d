"""The pages of the team's outcomes and safety: the figures of a period, and how they move month by month."""

from dataclasses import replace
from urllib.parse import urlencode

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from clinic_log.audit.actions import Act
from clinic_log.base.dates import now_utc
from clinic_log.base.permissions import Permission
from clinic_log.charts import Chart, interval_bar
from clinic_log.supervision.forms import FilterForm, OverTimeForm
from clinic_log.supervision.queries import (
    load_funnel,
    load_over_time,
    load_quality,
    load_report,
    load_sites,
)
from clinic_log.supervision.queries.saved_views import list_views
from clinic_log.supervision.rules import (
    IntervalBar,
    Series,
    multiplicity_words,
)
from clinic_log.supervision.rules.definitions import HOW_COUNTED
from clinic_log.supervision.rules.drawings import funnel_chart, series_chart
from clinic_log.supervision.views.blueprint import blueprint
from clinic_log.supervision.views.looking import AnyFilter, Looking, look, reachable
from clinic_log.web.database import request_session
from clinic_log.web.guards import current_actor, requires


@blueprint.app_template_filter("drawn")
def draw(bar: IntervalBar) -> Markup:
    return interval_bar(bar.rate, bar.interval.low, bar.interval.high, reference=bar.reference, label=bar.label)


@blueprint.app_template_filter("charted")
def chart(series: Series) -> Chart | None:
    return series_chart(series)


@blueprint.get("/supervision")
@requires(Permission.VIEW_SUPERVISION)
def outcomes() -> ResponseReturnValue:
    """What was asked for is in the address; that somebody looked is on record, since serious events name patients.
    Without a filter it leads to the person's default view, so that the address always says what is shown.
    """
    db = request_session()
    views = list_views(db, by=current_actor())
    standing = next((view.filter for view in views if view.is_default), {})
    if not request.args and (kept := reachable(standing)):
        return redirect(f"{request.path}?{urlencode(kept)}", 303)
    looking = _look(FilterForm)
    shown = {"looking": looking, "form": looking.form, "views": views, "how_counted": HOW_COUNTED, "now": now_utc()}
    if not looking.form.validate():
        return render_template("supervision/outcomes.html", **shown, report=None, page_error=True), 422
    report = load_report(db, by=looking.by, wanted=looking.wanted, names=looking.names)
    return render_template("supervision/outcomes.html", **shown, report=report)


@blueprint.get("/supervision/over-time")
@requires(Permission.VIEW_SUPERVISION)
def over_time() -> str | tuple[str, int]:
    """Control charts of responders and side effects by month. It names no patient."""
    looking = _look(OverTimeForm)
    form = looking.form
    if not form.validate():
        return render_template("supervision/over_time.html", form=form, all_series=None, page_error=True), 422
    wanted = looking.wanted
    all_series = load_over_time(request_session(), by=looking.by, wanted=wanted, baseline=form.baseline_months)
    return render_template(
        "supervision/over_time.html",
        form=form,
        all_series=all_series,
        filter_words=looking.names.filter_words(wanted),
        now=now_utc(),
    )


@blueprint.get("/supervision/practitioners")
@requires(Permission.VIEW_SUPERVISION)
def practitioners() -> str | tuple[str, int]:
    """A funnel of responders by practitioner, with case mix and what is missing beside it. It names no patient."""
    looking = _look(FilterForm)
    form, names = looking.form, looking.names
    if not form.validate():
        return render_template("supervision/practitioners.html", form=form, funnel=None, page_error=True), 422
    wanted = replace(looking.wanted, practitioner_id=None, technique=None, muscle=None)
    funnel = load_funnel(request_session(), by=looking.by, wanted=wanted, names=names)
    return render_template(
        "supervision/practitioners.html",
        form=form,
        funnel=funnel,
        figure=funnel_chart(funnel),
        filter_words=names.filter_words(wanted),
        now=now_utc(),
    )


@blueprint.get("/supervision/technique-and-muscle")
@requires(Permission.VIEW_SUPERVISION)
def sites() -> str | tuple[str, int]:
    """Twitch and side effects by what was done; no course, since several sites share each visit. It names nobody."""
    looking = _look(FilterForm)
    form, names = looking.form, looking.names
    if not form.validate():
        return render_template("supervision/sites.html", form=form, tables=None, page_error=True), 422
    wanted = looking.wanted
    tables = load_sites(request_session(), by=looking.by, wanted=wanted)
    return render_template(
        "supervision/sites.html",
        form=form,
        tables=tables,
        multiplicity=multiplicity_words(tables),
        filter_words=names.filter_words(wanted)[:-1],
        now=now_utc(),
    )


@blueprint.get("/supervision/data-quality")
@requires(Permission.VIEW_SUPERVISION)
def data_quality() -> str | tuple[str, int]:
    """What the record leaves open, by practitioner. It names no patient."""
    looking = _look(FilterForm)
    form, names = looking.form, looking.names
    if not form.validate():
        return render_template("supervision/data_quality.html", form=form, rows=None, page_error=True), 422
    wanted = looking.wanted
    rows = load_quality(request_session(), by=looking.by, wanted=wanted, names=names)
    return render_template(
        "supervision/data_quality.html",
        form=form,
        rows=rows,
        filter_words=names.filter_words(wanted)[:-1],
        now=now_utc(),
    )


def _look(form_class: type[AnyFilter]) -> Looking[AnyFilter]:
    looking = look(form_class, request.args)
    looking.record(Act(action="supervision.viewed"))
    return looking
