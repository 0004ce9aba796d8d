"""The funnel of practitioners as a figure."""

from clinic_log.charts import Chart, ChartText, FunnelCurve, FunnelPoint, funnel_plot
from clinic_log.supervision.rules import Funnel


def funnel_figure(funnel: Funnel) -> Chart | None:
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
