"""Drawings that stand in a row of words: the measure strip and the interval bar."""

from markupsafe import Markup

from clinic_log.charts.chart import MeasureScale, Plot, known, plain, with_unit
from clinic_log.charts.points import OtherSide
from clinic_log.charts.svg import circle, drawing, line, path, shape, text

STRIP = (184.0, 40.0)
BAR = (230.0, 16.0)


def measure_strip(
    before: float | None, after: float | None, scale: MeasureScale, *, label: str, other_side: OtherSide | None = None
) -> Markup:
    """One measure of one visit on its scale, 184 × 40: ring before, dot after, bracket of measurement error below.

    `label` names the measure; the title says every value in words.
    """
    before, after = known(before), known(after)
    other = known(other_side.value) if other_side else None
    plot = Plot(6, 8, STRIP[0] - 6, 32, scale.minimum, scale.maximum)

    def at(value: float) -> float:
        share = (plot.y(scale.minimum) - plot.y(value)) / (plot.bottom - plot.top)
        return plot.left + share * (plot.right - plot.left)

    layers: list[Markup] = []
    if scale.reference:
        low, high = (at(value) for value in scale.reference)
        layers.append(shape("rect", "c-band", x=low, y=13, width=max(2.0, high - low), height=14))
    layers.append(line("c-axis", (plot.left, 20), (plot.right, 20)))
    layers += [line("c-axis", (x, 16), (x, 24)) for x in (plot.left, plot.right)]
    if other_side and other is not None:
        letter = min(max(at(other), 7), STRIP[0] - 7)
        layers += [
            line("c-bracket", (at(other), 13), (at(other), 27)),
            text("c-t3", (letter, 11), other_side.letter, anchor="middle"),
        ]
    if before is not None and scale.mdc:
        rising = after > before if after is not None and after != before else scale.better == "higher"
        end = at(before + scale.mdc if rising else before - scale.mdc)
        layers.append(path("c-bracket", [(at(before), 30), (at(before), 34), (end, 34), (end, 30)]))
    if before is not None and after is not None:
        layers.append(line("c-stem", (at(before), 20), (at(after), 20)))
    if before is not None:
        layers.append(circle("c-before", (at(before), 20), 5))
    if after is not None:
        covered = before is not None and abs(at(after) - at(before)) < 6
        layers.append(circle("c-after", (at(after), 20), 2.8 if covered else 4.6))
    said = _strip_words(before, after, scale, label=label, other_side=other_side)
    return drawing(STRIP, *layers, title=said, kind="chart-inline chart-strip")


def _strip_words(
    before: float | None, after: float | None, scale: MeasureScale, *, label: str, other_side: OtherSide | None
) -> str:
    unit = scale.unit
    parts = [
        f"before {with_unit(before, unit)}" if before is not None else "before not measured",
        f"after {with_unit(after, unit)}" if after is not None else "after not measured",
    ]
    if other_side and other_side.value is not None:
        parts.append(f"{other_side.word} {with_unit(other_side.value, unit)}")
    if scale.reference:
        parts.append(f"reference range {plain(scale.reference[0])} to {with_unit(scale.reference[1], unit)}")
    if scale.mdc:
        parts.append(f"measurement error {with_unit(scale.mdc, unit)}")
    return f"{label}: {', '.join(parts)}"


def interval_bar(
    estimate: float, low: float, high: float, *, reference: float | None = None, label: str = "Rate"
) -> Markup:
    """A proportion and its 95 % interval on a 0–100 % hairline, 230 × 16; all values are shares from 0 to 1.

    The dotted line is the clinic's value, where given.
    """

    def at(share: float) -> float:
        return 5 + max(0.0, min(1.0, share)) * (BAR[0] - 10)

    layers = [line("c-axis", (5, 8), (BAR[0] - 5, 8))]
    layers += [line("c-axis", (x, 4), (x, 12)) for x in (5.0, BAR[0] - 5)]
    layers.append(line("c-interval", (at(low), 8), (at(high), 8)))
    if reference is not None:
        layers.append(line("c-clinic", (at(reference), 0), (at(reference), 16)))
    layers.append(circle("c-estimate", (at(estimate), 8), 4.8))
    clinic = f", clinic {_percent(reference)} %" if reference is not None else ""
    said = f"{label}: {_percent(estimate)} %, 95 % interval {_percent(low)} to {_percent(high)} %{clinic}"
    return drawing(BAR, *layers, title=said, kind="chart-inline chart-interval")


def _percent(share: float) -> str:
    return plain(round(100 * share, 1)) if 0 < share < 0.1 else plain(round(100 * share))
