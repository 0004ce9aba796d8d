"""The pages of the team's outcomes and safety: the figures of a period, and how they move month by month."""

from dataclasses import replace
from typing import TypeVar
from urllib.parse import urlencode

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from clinic_log.audit.actions import Act
from clinic_log.audit.views import record_view
from clinic_log.base.dates import day_in_zone, now_utc
from clinic_log.base.permissions import Permission
from clinic_log.charts import (
    Chart,
    ChartText,
    ControlLine,
    ControlPoint,
    control_chart,
    interval_bar,
)
from clinic_log.supervision.forms import FilterForm, OverTimeForm
from clinic_log.supervision.queries import (
    load_funnel,
    load_months,
    load_names,
    load_over_time,
    load_quality,
    load_report,
)
from clinic_log.supervision.rules import (
    IntervalBar,
    Names,
    Series,
    Wanted,
    as_csv,
    funnel_leaving,
    months_leaving,
    outcomes_leaving,
)
from clinic_log.supervision.views.blueprint import blueprint
from clinic_log.supervision.views.figures import funnel_figure
from clinic_log.web.database import request_session
from clinic_log.web.guards import current_actor, requires

AnyFilter = TypeVar("AnyFilter", bound=FilterForm)


@blueprint.app_template_filter("drawn")
def draw(bar: IntervalBar) -> Markup:
    return interval_bar(bar.rate, bar.interval.low, bar.interval.high, reference=bar.reference, label=bar.label)


@blueprint.app_template_filter("charted")
def chart(series: Series) -> Chart | None:
    """The figure of a series, its caption the finding and what to mind; None where there is nothing to draw."""
    if series.centre is None:
        return None
    points = [
        ControlPoint(point.label, point.value, point.lower, point.upper, point.is_beyond, point.size)
        for point in series.points
    ]
    words = ChartText(series.title, " ".join((series.finding, *series.cautions)))
    return control_chart(points, ControlLine(series.centre, series.unit, series.baseline), words)


@blueprint.get("/supervision")
@requires(Permission.VIEW_SUPERVISION)
def outcomes() -> str | tuple[str, int]:
    """What was asked for is in the address; that somebody looked is on record, since serious events name patients."""
    form, names = _looked_at(FilterForm)
    if not form.validate():
        return render_template("supervision/outcomes.html", form=form, report=None, now=now_utc(), page_error=True), 422
    report = load_report(request_session(), by=current_actor(), wanted=_wanted(form), names=names)
    return render_template("supervision/outcomes.html", form=form, report=report, now=now_utc())


@blueprint.get("/supervision/over-time")
@requires(Permission.VIEW_SUPERVISION)
def over_time() -> str | tuple[str, int]:
    """Control charts of responders and side effects by month. It names no patient."""
    form, names = _looked_at(OverTimeForm)
    if not form.validate():
        return render_template("supervision/over_time.html", form=form, all_series=None, page_error=True), 422
    wanted = _wanted(form)
    all_series = load_over_time(request_session(), by=current_actor(), wanted=wanted, baseline=form.baseline_months)
    return render_template(
        "supervision/over_time.html",
        form=form,
        all_series=all_series,
        filter_words=names.filter_words(wanted),
        now=now_utc(),
    )


@blueprint.get("/supervision/practitioners")
@requires(Permission.VIEW_SUPERVISION)
def practitioners() -> str | tuple[str, int]:
    """A funnel of responders by practitioner, with case mix and what is missing beside it. It names no patient."""
    form, names = _looked_at(FilterForm)
    if not form.validate():
        return render_template("supervision/practitioners.html", form=form, funnel=None, page_error=True), 422
    wanted = replace(_wanted(form), practitioner_id=None)
    funnel = load_funnel(request_session(), by=current_actor(), wanted=wanted, names=names)
    return render_template(
        "supervision/practitioners.html",
        form=form,
        funnel=funnel,
        figure=funnel_figure(funnel),
        filter_words=names.filter_words(wanted),
        now=now_utc(),
    )


@blueprint.get("/supervision/data-quality")
@requires(Permission.VIEW_SUPERVISION)
def data_quality() -> str | tuple[str, int]:
    """What the record leaves open, by practitioner. It names no patient."""
    form, names = _looked_at(FilterForm)
    if not form.validate():
        return render_template("supervision/data_quality.html", form=form, rows=None, page_error=True), 422
    wanted = _wanted(form)
    rows = load_quality(request_session(), by=current_actor(), wanted=wanted, names=names)
    return render_template(
        "supervision/data_quality.html", form=form, rows=rows, filter_words=names.filter_words(wanted), now=now_utc()
    )


@blueprint.get('/supervision/<any("outcomes", "over-time", "practitioners"):page>.csv')
@requires(Permission.VIEW_SUPERVISION)
def export(page: str) -> ResponseReturnValue:
    """The figures of a page as a file for outside the clinic, small cells hidden. It names no patient.

    A filter that cannot be leads to the page, which says why.
    """
    actor, db = current_actor(), request_session()
    names = load_names(db, by=actor)
    form = FilterForm.of(request.args, names)
    if not form.validate():
        wanted_page = url_for(f"supervision.{page.replace('-', '_')}")
        return redirect(f"{wanted_page}?{urlencode(form.in_address())}", 303)
    wanted = _wanted(form)
    if page == "outcomes":
        table = outcomes_leaving(load_report(db, by=actor, wanted=wanted, names=names))
    elif page == "over-time":
        table = months_leaving(load_months(db, by=actor, wanted=wanted), names.filter_words(wanted))
    else:
        everybody = replace(wanted, practitioner_id=None)
        funnel = load_funnel(db, by=actor, wanted=everybody, names=names)
        table = funnel_leaving(funnel, names.filter_words(everybody))
    record_view(by=actor, act=Act(action="supervision.exported"))
    named = {"Content-Disposition": f'attachment; filename="{page}.csv"'}
    return Response(as_csv(table), mimetype="text/csv", headers=named)


def _looked_at(form_class: type[AnyFilter]) -> tuple[AnyFilter, Names]:
    actor = current_actor()
    record_view(by=actor, act=Act(action="supervision.viewed"))
    names = load_names(request_session(), by=actor)
    return form_class.of(request.args, names), names


def _wanted(form: FilterForm) -> Wanted:
    return form.wanted(today=day_in_zone(now_utc(), current_actor().zone))
