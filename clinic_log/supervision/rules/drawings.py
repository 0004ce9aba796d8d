"""What is drawn of the team's figures, on the page and in a document alike."""

from clinic_log.charts import (
    Chart,
    ChartText,
    ControlLine,
    ControlPoint,
    FunnelCurve,
    FunnelPoint,
    control_chart,
    funnel_plot,
)
from clinic_log.supervision.rules.between import Funnel
from clinic_log.supervision.rules.over_time import Series


def series_chart(series: Series) -> Chart | None:
    """The figure of a series, its caption the finding and what to mind; None where there is nothing to draw."""
    if series.centre is None:
        return None
    points = [
        ControlPoint(
            point.label,
            point.value,
            point.lower,
            point.upper,
            point.is_beyond,
            point.size,
            verdict=point.verdict,
            is_hidden=point.is_hidden,
        )
        for point in series.points
    ]
    words = ChartText(series.title, " ".join((series.finding, *series.cautions)))
    return control_chart(points, ControlLine(series.centre, series.unit, series.baseline), words)


def funnel_chart(funnel: Funnel) -> Chart | None:
    if funnel.target is None or not funnel.curves:
        return None
    points = [
        FunnelPoint(row.name, row.counts.evaluable, _percent(row.counts.rate or 0), row.is_outside, row.verdict)
        for row in funnel.compared
    ]
    curves = [
        FunnelCurve(
            curve.words,
            curve.sizes,
            tuple(_percent(limit.low) for limit in curve.limits),
            tuple(_percent(limit.high) for limit in curve.limits),
        )
        for curve in funnel.curves
    ]
    words = ChartText("Responders by practitioner", " ".join((funnel.finding, *funnel.cautions)))
    return funnel_plot(points, curves, words, target=_percent(funnel.target))


def _percent(share: float) -> float:
    return 100 * share
